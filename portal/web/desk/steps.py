"""Every step the desk offers, as one table: where it lives, which actions of the state machine it takes, its form, and what it does.

The order is the order of the buttons: what a case waits for most comes first. A step without a form of its own is one button.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.templates import TemplatePurpose
from portal.cases.workflow import Action
from portal.web.desk import forms, verbs
from portal.web.desk.choices import (
    offer_accused,
    offer_departments,
    offer_kept_out,
    offer_mains,
    offer_officers,
    offer_reply,
    offer_respondents,
    offer_seeing,
    offer_supporting,
    offer_texts,
    start_approval,
    start_close,
    start_extension,
    start_final_review,
    start_review,
)

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


class ApprovalForm(forms.StepForm):
    """Nothing to write: the page shows the reply once more."""


A = Action
STEPS: tuple[Step, ...] = (
    Step(
        "decide_extension",
        "extension-decision",
        (A.APPROVE_EXTENSION, A.REFUSE_EXTENSION),
        "审批延期",
        verbs.decide_extension,
        forms.ExtensionDecisionForm,
        start_extension,
    ),
    Step("approve_reply", "approval", (A.APPROVE,), "审核通过并发出答复", verbs.approve, ApprovalForm, start_approval),
    Step("refuse_reply", "rejection", (A.REFUSE,), "驳回答复", verbs.refuse, forms.ReasonForm),
    Step(
        "decide_review",
        "review-decision",
        (A.UPHOLD, A.OVERTURN),
        "作出复查决定",
        verbs.decide_review,
        forms.ReviewDecisionForm,
        start_review,
    ),
    Step(
        "decide_final_review",
        "final-review-decision",
        (A.UPHOLD_FINAL, A.OVERTURN_FINAL),
        "作出复核决定",
        verbs.decide_review,
        forms.ReviewDecisionForm,
        start_final_review,
    ),
    Step("answer_support", "support-answer", (A.ANSWER_SUPPORT,), "提交配合意见", verbs.answer_support, forms.SupportAnswerForm),
    Step(
        "decide_recusal",
        "recusal-decision",
        (A.GRANT_RECUSAL, A.REFUSE_RECUSAL),
        "决定回避申请",
        verbs.decide_recusal,
        forms.RecusalDecisionForm,
        offer_seeing,
    ),
    Step("assign_case", "assignment", (A.ASSIGN,), "分办", verbs.assign, forms.DepartmentForm, offer_departments),
    Step("accept_case", "acceptance", (A.ACCEPT,), "受理", verbs.accept),
    Step("resume_case", "resumption", (A.RESUME,), "恢复计时", verbs.resume),
    Step("write_reply", "reply", (A.REPLY,), "写答复", verbs.reply, forms.ReplyForm, offer_reply),
    Step("close_case", "close", (A.CLOSE,), "办结", verbs.close, forms.CloseForm, start_close),
    Step("call_back", "callback", (A.CALL_BACK,), "回访反映人", verbs.call_back, forms.CallbackForm),
    Step("fulfil_commitment", "fulfilment", (A.FULFIL,), "登记承诺已履行", verbs.fulfil, forms.ReasonForm),
    Step(
        "request_supplement",
        "supplement-request",
        (A.REQUEST_SUPPLEMENT,),
        "要求补正",
        verbs.request_supplement,
        forms.SupplementForm,
        offer_texts(TemplatePurpose.SUPPLEMENT, "wanted"),
    ),
    Step("sign_for_case", "receipt", (A.SIGN_FOR,), "签收", verbs.sign_for),
    Step(
        "decline_case", "decline", (A.DECLINE,), "不予受理", verbs.decline, forms.DeclineForm, offer_texts(TemplatePurpose.DECLINE, "text")
    ),
    Step("classify_case", "classification", (A.CLASSIFY,), "改按咨询、建议办理", verbs.classify, forms.ClassifyForm),
    Step("transfer_case", "transfer", (A.TRANSFER,), "移送纪检监察机关", verbs.transfer_away, forms.TransferForm),
    Step("send_back_case", "return", (A.SEND_BACK,), "退回分办", verbs.send_back, forms.ReasonForm),
    Step(
        "request_extension", "extension", (A.REQUEST_EXTENSION,), "申请延期", verbs.request_extension, forms.ExtensionForm, start_extension
    ),
    Step("merge_case", "merger", (A.MERGE,), "合并到其他办件", verbs.merge, forms.MergeForm, offer_mains),
    Step("unmerge_case", "merger-end", (A.UNMERGE,), "撤销合并", verbs.unmerge, forms.ReasonForm),
    Step("suspend_case", "suspension", (A.SUSPEND,), "中止计时", verbs.suspend, forms.SuspensionForm),
    Step("remind_department", "reminder", (A.REMIND,), "催办", verbs.remind, forms.ReasonForm),
    Step("reassign_case", "reassignment", (A.REASSIGN,), "改派", verbs.reassign, forms.DepartmentReasonForm, offer_departments),
    Step("reopen_case", "reopening", (A.REOPEN,), "重办", verbs.reopen, forms.ReasonForm),
    Step("appoint_officer", "officer", (A.APPOINT,), "指定承办人", verbs.appoint, forms.OfficerForm, offer_officers, "people"),
    Step("add_support", "support", (A.ADD_SUPPORT,), "增加配合单位", verbs.add_support, forms.DepartmentForm, offer_departments, "people"),
    Step(
        "remove_support",
        "support-end",
        (A.REMOVE_SUPPORT,),
        "取消配合单位",
        verbs.remove_support,
        forms.DepartmentReasonForm,
        offer_supporting,
        "people",
    ),
    Step(
        "confirm_respondent",
        "respondent",
        (A.CONFIRM_RESPONDENT,),
        "确认被反映单位",
        verbs.confirm_respondent,
        forms.RespondentForm,
        offer_respondents,
        "facts",
    ),
    Step(
        "name_person", "respondent-person", (A.NAME_PERSON,), "确认被反映人员", verbs.name_person, forms.PersonForm, offer_accused, "facts"
    ),
    Step("recuse", "recusal", (A.RECUSE,), "主动回避", verbs.recuse, forms.ReasonForm, place="recusal"),
    Step("exclude_person", "exclusion", (A.EXCLUDE,), "决定回避", verbs.exclude, forms.PersonReasonForm, offer_seeing, "recusal"),
    Step("readmit_person", "exclusion-end", (A.READMIT,), "解除回避", verbs.readmit, forms.PersonReasonForm, offer_kept_out, "recusal"),
    Step(
        "write_message",
        "message",
        (A.WRITE,),
        "给反映人留言",
        verbs.message,
        forms.MessageForm,
        offer_texts(TemplatePurpose.MESSAGE, "message"),
        place="messages",
    ),
    Step("write_note", "note", (A.NOTE,), "写内部备注", verbs.note, forms.NoteForm, place="notes"),
)
