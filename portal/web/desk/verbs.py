"""What each step of the desk does, and the banner that says so."""

from typing import Any

from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.queries import get_user
from portal.cases import assignment, handling, replying, support, transfer
from portal.cases.merging import operations as merging
from portal.cases.models import Case
from portal.cases.recusal import operations as recusal
from portal.publication.checking import inspector
from portal.web.desk import forms
from portal.web.desk.choices import REPLY_FIELDS
from portal.web.filters import day


def accept(case: Case, actor: User, form: Any) -> str:
    """Take the case up."""
    handling.accept(case, actor)
    return f"已受理。最晚 {day(case.due_on)} 前书面答复反映人。"


def decline(case: Case, actor: User, form: forms.DeclineForm) -> str:
    """Do not take it up."""
    handling.decline(case, actor, form.ground.data, form.text.data)
    return "已决定不予受理，反映人可以看到理由和去处。"


def request_supplement(case: Case, actor: User, form: forms.SupplementForm) -> str:
    """Ask the reporter for what is missing."""
    asked = handling.request_supplement(case, actor, form.wanted.data)
    return f"已要求补正，反映人最晚 {day(asked.due_on)} 前补充，这期间暂停计时。"


def sign_for(case: Case, actor: User, form: Any) -> str:
    """Confirm that the department has it."""
    assignment.sign_for(case, actor)
    return "已签收。"


def assign(case: Case, actor: User, form: forms.DepartmentForm) -> str:
    """Give it to a department."""
    department = departments.get_department(form.department.data)
    assignment.assign(case, actor, department)
    return f"已分办给{department.name}。"


def reassign(case: Case, actor: User, form: forms.DepartmentReasonForm) -> str:
    """Give it to another department."""
    department = departments.get_department(form.department.data)
    assignment.reassign(case, actor, department, form.reason.data)
    return f"已改派给{department.name}。"


def send_back(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Return it to be assigned."""
    assignment.send_back(case, actor, form.reason.data)
    return f"办件 {case.number} 已退回分办员。"


def appoint(case: Case, actor: User, form: forms.OfficerForm) -> str:
    """Name the officer in charge."""
    officer = get_user(form.officer.data)
    assignment.appoint(case, actor, officer)
    return f"已指定{officer.display_name}为承办人。"


def add_support(case: Case, actor: User, form: forms.DepartmentForm) -> str:
    """Let another department help."""
    department = departments.get_department(form.department.data)
    assignment.add_support(case, actor, department)
    return f"已增加配合单位：{department.name}。"


def remove_support(case: Case, actor: User, form: forms.DepartmentReasonForm) -> str:
    """End the help of a department."""
    department = departments.get_department(form.department.data)
    assignment.remove_support(case, actor, department, form.reason.data)
    return f"已取消配合单位：{department.name}。"


def confirm_respondent(case: Case, actor: User, form: forms.RespondentForm) -> str:
    """Say which body is complained of."""
    chosen = form.department.data
    assignment.confirm_respondent(case, actor, departments.get_department(chosen) if chosen else None, form.respondent.data or "")
    return f"已确认被反映单位：{case.respondent_name}。"


def name_person(case: Case, actor: User, form: forms.PersonForm) -> str:
    """Say which member of staff is complained of."""
    person = get_user(form.person.data)
    recusal.name_person(case, actor, person)
    return f"已确认被反映人员：{person.display_name}，本人已看不到这件办件。"


def recuse(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Keep out of the case oneself."""
    recusal.recuse(case, actor, form.reason.data)
    return f"您已回避办件 {case.number}，不再看到它。"


def exclude(case: Case, actor: User, form: forms.PersonReasonForm) -> str:
    """Keep somebody out of the case."""
    person = get_user(form.person.data)
    recusal.decide_exclusion(case, actor, person, form.reason.data)
    return f"已决定{person.display_name}回避。"


def readmit(case: Case, actor: User, form: forms.PersonReasonForm) -> str:
    """Let somebody see the case again."""
    person = get_user(form.person.data)
    recusal.readmit(case, actor, person, form.reason.data)
    return f"已解除{person.display_name}的回避。"


def decide_recusal(case: Case, actor: User, form: forms.RecusalDecisionForm) -> str:
    """Decide a reporter's request for recusal."""
    if form.outcome.data == "refuse":
        recusal.refuse_recusal(case, actor, form.decision.data)
        return "没有同意回避申请，反映人可以看到理由。"
    recusal.grant_recusal(case, actor, get_user(form.person.data) if form.person.data else None, form.decision.data)
    return "已同意回避申请，反映人可以看到决定。"


def note(case: Case, actor: User, form: forms.NoteForm) -> str:
    """Write an internal note."""
    handling.note(case, actor, form.note.data)
    return "备注已保存，仅本单位可见。"


def message(case: Case, actor: User, form: forms.MessageForm) -> str:
    """Write to the reporter."""
    handling.write_to_reporter(case, actor, form.message.data)
    return "留言已发出，反映人在查询页面可以看到。"


def request_extension(case: Case, actor: User, form: forms.ExtensionForm) -> str:
    """Ask for more days."""
    handling.request_extension(case, actor, form.days.data, form.reason.data)
    return f"已申请延期 {form.days.data} 天，等单位负责人批准。"


def decide_extension(case: Case, actor: User, form: forms.ExtensionDecisionForm) -> str:
    """Grant or refuse more days."""
    approves = form.decision.data == "approve"
    handling.decide_extension(case, actor, approves, form.reason.data or "")
    return f"已批准延期，新的期限是 {day(case.due_on)}。" if approves else "没有批准延期，期限不变。"


def merge(case: Case, actor: User, form: forms.MergeForm) -> str:
    """Let it be answered with another case."""
    found = merging.main_of(actor, form.main_case.data, form.number.data or "")
    merging.merge(case, found, actor, inspector, form.claim.data, form.reason.data)
    return f"已合并到办件 {found.number}，随那一件一起答复。"


def unmerge(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Let it be answered by itself again."""
    merging.unmerge(case, actor, form.reason.data)
    return "已撤销合并，这件办件要单独答复。"


def suspend(case: Case, actor: User, form: forms.SuspensionForm) -> str:
    """Stop the clock."""
    handling.suspend(case, actor, form.reason.data, form.ground.data)
    return "已中止计时。"


def resume(case: Case, actor: User, form: Any) -> str:
    """Let the clock run again."""
    handling.resume(case, actor)
    return f"已恢复计时，期限顺延到 {day(case.due_on)}。"


def reply(case: Case, actor: User, form: forms.ReplyForm) -> str:
    """Hand the reply to the head."""
    replying.submit_reply(case, actor, inspector, replying.ReplyText(**{name: form[name].data for name in REPLY_FIELDS}))
    return "答复已提交，等单位负责人审核。审核通过后才发给反映人。"


def approve(case: Case, actor: User, form: Any) -> str:
    """Send the reply."""
    replying.approve_reply(case, actor, inspector)
    return "答复已审核通过并发出，反映人可以看到。"


def refuse(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Give the reply back."""
    replying.refuse_reply(case, actor, form.reason.data)
    return "答复已驳回，退给承办人修改。"


def close(case: Case, actor: User, form: forms.CloseForm) -> str:
    """Close the case."""
    finding = form.finding.data if "finding" in form else None
    replying.close(case, actor, inspector, finding, form.measures.data, form.commitment.data or "", form.commitment_due_on.data)
    return f"已办结，认定{case.finding.label}。" if case.finding else "已办结。"


def fulfil(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Record that a promise was kept."""
    replying.fulfil_commitment(case, actor, form.reason.data)
    return "已登记：承诺已履行。"


def call_back(case: Case, actor: User, form: forms.CallbackForm) -> str:
    """Ask the reporter whether it is settled."""
    replying.call_back(case, actor, form.way.data, form.text.data)
    return "回访已登记，反映人在查询页面可以看到。"


def reopen(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Have it handled again."""
    replying.reopen(case, actor, form.reason.data)
    return f"已决定重办，新的期限是 {day(case.due_on)}。"


def remind(case: Case, actor: User, form: forms.ReasonForm) -> str:
    """Urge the department on."""
    handling.remind(case, actor, form.reason.data)
    return "已催办，承办单位会收到提醒。"


def decide_review(case: Case, actor: User, form: forms.ReviewDecisionForm) -> str:
    """Decide a review, the first or the final one."""
    upholds = form.outcome.data == "uphold"
    replying.decide_review(case, actor, upholds, form.decision.data)
    return "已决定：维持。" if upholds else f"已决定：重新办理，新的期限是 {day(case.due_on)}。"


def classify(case: Case, actor: User, form: forms.ClassifyForm) -> str:
    """Take it up as an enquiry or a suggestion."""
    handling.classify(case, actor, form.matter.data, form.reason.data)
    return f"已改按{case.matter.label}办理，最晚 {day(case.due_on)} 前书面答复。"


def transfer_away(case: Case, actor: User, form: forms.TransferForm) -> str:
    """Hand it to the discipline organs."""
    transfer.transfer(case, actor, form.organ.data, form.reason.data)
    return f"办件 {case.number} 已移送{form.organ.data.strip()}。"


def answer_support(case: Case, actor: User, form: forms.SupportAnswerForm) -> str:
    """Give the own department's opinion."""
    support.answer(case, actor, form.answer.data)
    return "配合意见已提交。"
