"""Every step the desk offers, as one table: where it lives, which actions of the state machine it takes, its form, and what it does.

The order is the order of the buttons: what a case waits for most comes first. A step without a form of its own is one button.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.queries import get_user
from portal.cases import assignment, handling, replying
from portal.cases.models import Case
from portal.cases.recusal import operations as recusal
from portal.cases.templates import TemplatePurpose
from portal.cases.workflow import Action
from portal.web.desk import forms
from portal.web.desk.choices import (
    REPLY_FIELDS,
    offer_accused,
    offer_departments,
    offer_kept_out,
    offer_officers,
    offer_reply,
    offer_respondents,
    offer_seeing,
    offer_supporting,
    offer_texts,
    start_extension,
    start_review,
)
from portal.web.filters import day

Do = Callable[[Case, User, Any], str]
Prepare = Callable[[Any, Case, User], dict[str, Any]]


def _nothing(form: Any, case: Case, actor: User) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """One step. ``do`` takes it and returns the banner; ``prepare`` offers choices and returns what else the page shows."""

    endpoint: str
    path: str
    actions: tuple[Action, ...]
    label: str
    do: Do
    form: type[forms.StepForm] = forms.StepForm
    prepare: Prepare = field(default=_nothing)
    place: str = "next"

    @property
    def is_press(self) -> bool:
        """Whether the step is one button without a page of its own."""
        return self.form is forms.StepForm


def _accept(case: Case, actor: User, form: Any) -> str:
    handling.accept(case, actor)
    return f"已受理。最晚 {day(case.due_on)} 前书面答复反映人。"


def _decline(case: Case, actor: User, form: forms.DeclineForm) -> str:
    handling.decline(case, actor, form.ground.data, form.text.data)
    return "已决定不予受理，反映人可以看到理由和去处。"


def _request_supplement(case: Case, actor: User, form: forms.SupplementForm) -> str:
    asked = handling.request_supplement(case, actor, form.wanted.data)
    return f"已要求补正，反映人最晚 {day(asked.due_on)} 前补充，这期间暂停计时。"


def _sign_for(case: Case, actor: User, form: Any) -> str:
    assignment.sign_for(case, actor)
    return "已签收。"


def _assign(case: Case, actor: User, form: forms.DepartmentForm) -> str:
    department = departments.get_department(form.department.data)
    assignment.assign(case, actor, department)
    return f"已分办给{department.name}。"


def _reassign(case: Case, actor: User, form: forms.DepartmentReasonForm) -> str:
    department = departments.get_department(form.department.data)
    assignment.reassign(case, actor, department, form.reason.data)
    return f"已改派给{department.name}。"


def _send_back(case: Case, actor: User, form: forms.ReasonForm) -> str:
    assignment.send_back(case, actor, form.reason.data)
    return f"办件 {case.number} 已退回分办员。"


def _appoint(case: Case, actor: User, form: forms.OfficerForm) -> str:
    officer = get_user(form.officer.data)
    assignment.appoint(case, actor, officer)
    return f"已指定{officer.display_name}为承办人。"


def _add_support(case: Case, actor: User, form: forms.DepartmentForm) -> str:
    department = departments.get_department(form.department.data)
    assignment.add_support(case, actor, department)
    return f"已增加配合单位：{department.name}。"


def _remove_support(case: Case, actor: User, form: forms.DepartmentReasonForm) -> str:
    department = departments.get_department(form.department.data)
    assignment.remove_support(case, actor, department, form.reason.data)
    return f"已取消配合单位：{department.name}。"


def _confirm_respondent(case: Case, actor: User, form: forms.RespondentForm) -> str:
    chosen = form.department.data
    assignment.confirm_respondent(case, actor, departments.get_department(chosen) if chosen else None, form.respondent.data or "")
    return f"已确认被反映单位：{case.respondent_name}。"


def _name_person(case: Case, actor: User, form: forms.PersonForm) -> str:
    person = get_user(form.person.data)
    recusal.name_person(case, actor, person)
    return f"已确认被反映人员：{person.display_name}，本人已看不到这件办件。"


def _recuse(case: Case, actor: User, form: forms.ReasonForm) -> str:
    recusal.recuse(case, actor, form.reason.data)
    return f"您已回避办件 {case.number}，不再看到它。"


def _exclude(case: Case, actor: User, form: forms.PersonReasonForm) -> str:
    person = get_user(form.person.data)
    recusal.decide_exclusion(case, actor, person, form.reason.data)
    return f"已决定{person.display_name}回避。"


def _readmit(case: Case, actor: User, form: forms.PersonReasonForm) -> str:
    person = get_user(form.person.data)
    recusal.readmit(case, actor, person, form.reason.data)
    return f"已解除{person.display_name}的回避。"


def _decide_recusal(case: Case, actor: User, form: forms.RecusalDecisionForm) -> str:
    if form.outcome.data == "refuse":
        recusal.refuse_recusal(case, actor, form.decision.data)
        return "没有同意回避申请，反映人可以看到理由。"
    recusal.grant_recusal(case, actor, get_user(form.person.data) if form.person.data else None, form.decision.data)
    return "已同意回避申请，反映人可以看到决定。"


def _note(case: Case, actor: User, form: forms.NoteForm) -> str:
    handling.note(case, actor, form.note.data)
    return "备注已保存，仅本单位可见。"


def _message(case: Case, actor: User, form: forms.MessageForm) -> str:
    handling.write_to_reporter(case, actor, form.message.data)
    return "留言已发出，反映人在查询页面可以看到。"


def _request_extension(case: Case, actor: User, form: forms.ExtensionForm) -> str:
    handling.request_extension(case, actor, form.days.data, form.reason.data)
    return f"已申请延期 {form.days.data} 天，等单位负责人批准。"


def _decide_extension(case: Case, actor: User, form: forms.ExtensionDecisionForm) -> str:
    approves = form.decision.data == "approve"
    handling.decide_extension(case, actor, approves, form.reason.data or "")
    return f"已批准延期，新的期限是 {day(case.due_on)}。" if approves else "没有批准延期，期限不变。"


def _suspend(case: Case, actor: User, form: forms.SuspensionForm) -> str:
    handling.suspend(case, actor, form.reason.data, form.ground.data)
    return "已中止计时。"


def _resume(case: Case, actor: User, form: Any) -> str:
    handling.resume(case, actor)
    return f"已恢复计时，期限顺延到 {day(case.due_on)}。"


def _reply(case: Case, actor: User, form: forms.ReplyForm) -> str:
    replying.submit_reply(case, actor, replying.ReplyText(**{name: form[name].data for name in REPLY_FIELDS}))
    return "答复已提交，等单位负责人审核。审核通过后才发给反映人。"


def _approve(case: Case, actor: User, form: Any) -> str:
    replying.approve_reply(case, actor)
    return "答复已审核通过并发出，反映人可以看到。"


def _refuse(case: Case, actor: User, form: forms.ReasonForm) -> str:
    replying.refuse_reply(case, actor, form.reason.data)
    return "答复已驳回，退给承办人修改。"


def _close(case: Case, actor: User, form: forms.CloseForm) -> str:
    replying.close(case, actor, form.finding.data, form.measures.data, form.commitment.data or "", form.commitment_due_on.data)
    return f"已办结，认定{form.finding.data.label}。"


def _fulfil(case: Case, actor: User, form: forms.ReasonForm) -> str:
    replying.fulfil_commitment(case, actor, form.reason.data)
    return "已登记：承诺已履行。"


def _reopen(case: Case, actor: User, form: forms.ReasonForm) -> str:
    replying.reopen(case, actor, form.reason.data)
    return f"已决定重办，新的期限是 {day(case.due_on)}。"


def _remind(case: Case, actor: User, form: forms.ReasonForm) -> str:
    handling.remind(case, actor, form.reason.data)
    return "已催办，承办单位会收到提醒。"


def _decide_review(case: Case, actor: User, form: forms.ReviewDecisionForm) -> str:
    upholds = form.outcome.data == "uphold"
    replying.decide_review(case, actor, upholds, form.decision.data)
    return "复查决定：维持原答复。" if upholds else f"复查决定：重新办理，新的期限是 {day(case.due_on)}。"


class ApprovalForm(forms.StepForm):
    """Nothing to write: the page shows the reply once more."""


A = Action
STEPS: tuple[Step, ...] = (
    Step(
        "decide_extension",
        "extension-decision",
        (A.APPROVE_EXTENSION, A.REFUSE_EXTENSION),
        "审批延期",
        _decide_extension,
        forms.ExtensionDecisionForm,
        start_extension,
    ),
    Step("approve_reply", "approval", (A.APPROVE,), "审核通过并发出答复", _approve, ApprovalForm),
    Step("refuse_reply", "rejection", (A.REFUSE,), "驳回答复", _refuse, forms.ReasonForm),
    Step(
        "decide_review", "review-decision", (A.UPHOLD, A.OVERTURN), "作出复查决定", _decide_review, forms.ReviewDecisionForm, start_review
    ),
    Step(
        "decide_recusal",
        "recusal-decision",
        (A.GRANT_RECUSAL, A.REFUSE_RECUSAL),
        "决定回避申请",
        _decide_recusal,
        forms.RecusalDecisionForm,
        offer_seeing,
    ),
    Step("assign_case", "assignment", (A.ASSIGN,), "分办", _assign, forms.DepartmentForm, offer_departments),
    Step("accept_case", "acceptance", (A.ACCEPT,), "受理", _accept),
    Step("resume_case", "resumption", (A.RESUME,), "恢复计时", _resume),
    Step("write_reply", "reply", (A.REPLY,), "写答复", _reply, forms.ReplyForm, offer_reply),
    Step("close_case", "close", (A.CLOSE,), "办结", _close, forms.CloseForm),
    Step("fulfil_commitment", "fulfilment", (A.FULFIL,), "登记承诺已履行", _fulfil, forms.ReasonForm),
    Step(
        "request_supplement",
        "supplement-request",
        (A.REQUEST_SUPPLEMENT,),
        "要求补正",
        _request_supplement,
        forms.SupplementForm,
        offer_texts(TemplatePurpose.SUPPLEMENT, "wanted"),
    ),
    Step("sign_for_case", "receipt", (A.SIGN_FOR,), "签收", _sign_for),
    Step("decline_case", "decline", (A.DECLINE,), "不予受理", _decline, forms.DeclineForm, offer_texts(TemplatePurpose.DECLINE, "text")),
    Step("send_back_case", "return", (A.SEND_BACK,), "退回分办", _send_back, forms.ReasonForm),
    Step("request_extension", "extension", (A.REQUEST_EXTENSION,), "申请延期", _request_extension, forms.ExtensionForm, start_extension),
    Step("suspend_case", "suspension", (A.SUSPEND,), "中止计时", _suspend, forms.SuspensionForm),
    Step("remind_department", "reminder", (A.REMIND,), "催办", _remind, forms.ReasonForm),
    Step("reassign_case", "reassignment", (A.REASSIGN,), "改派", _reassign, forms.DepartmentReasonForm, offer_departments),
    Step("reopen_case", "reopening", (A.REOPEN,), "重办", _reopen, forms.ReasonForm),
    Step("appoint_officer", "officer", (A.APPOINT,), "指定承办人", _appoint, forms.OfficerForm, offer_officers, "people"),
    Step("add_support", "support", (A.ADD_SUPPORT,), "增加配合单位", _add_support, forms.DepartmentForm, offer_departments, "people"),
    Step(
        "remove_support",
        "support-end",
        (A.REMOVE_SUPPORT,),
        "取消配合单位",
        _remove_support,
        forms.DepartmentReasonForm,
        offer_supporting,
        "people",
    ),
    Step(
        "confirm_respondent",
        "respondent",
        (A.CONFIRM_RESPONDENT,),
        "确认被反映单位",
        _confirm_respondent,
        forms.RespondentForm,
        offer_respondents,
        "facts",
    ),
    Step("name_person", "respondent-person", (A.NAME_PERSON,), "确认被反映人员", _name_person, forms.PersonForm, offer_accused, "facts"),
    Step("recuse", "recusal", (A.RECUSE,), "主动回避", _recuse, forms.ReasonForm, place="recusal"),
    Step("exclude_person", "exclusion", (A.EXCLUDE,), "决定回避", _exclude, forms.PersonReasonForm, offer_seeing, "recusal"),
    Step("readmit_person", "exclusion-end", (A.READMIT,), "解除回避", _readmit, forms.PersonReasonForm, offer_kept_out, "recusal"),
    Step(
        "write_message",
        "message",
        (A.WRITE,),
        "给反映人留言",
        _message,
        forms.MessageForm,
        offer_texts(TemplatePurpose.MESSAGE, "message"),
        place="messages",
    ),
    Step("write_note", "note", (A.NOTE,), "写内部备注", _note, forms.NoteForm, place="notes"),
)
