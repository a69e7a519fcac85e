"""The state machine of a case, as one table. Everything about a step is read from here: guard, buttons, clocks, timeline."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.cases.terms import HANDLING_RULES
from portal.cases.vocabulary import OPEN_STATUSES, Status
from portal.errors import TransitionRefused
from portal.vocabulary import Labelled


class Action(Labelled):
    """What can happen to a case. The label is the button; the past-tense title of the timeline is in ``TITLES``."""

    SUBMIT = "submit", "提交反映"
    ESCALATE = "escalate", "提交反映（待人工分办）"
    ASSIGN = "assign", "分办"
    ROUTE = "route", "按规则另派"
    REASSIGN = "reassign", "改派"
    SEND_BACK = "send_back", "退回"
    SIGN_FOR = "sign_for", "签收"
    APPOINT = "appoint", "指定承办人"
    CONFIRM_RESPONDENT = "confirm_respondent", "确认被反映单位"
    NAME_PERSON = "name_person", "确认被反映人员"
    LOSE_LEAD = "lose_lead", "回避退出"
    EXCLUDE_NAMED = "exclude_named", "按规则回避"
    EXCLUDE = "exclude", "决定回避"
    RECUSE = "recuse", "主动回避"
    READMIT = "readmit", "解除回避"
    LOSE_OFFICER = "lose_officer", "承办人回避退出"
    REQUEST_RECUSAL = "request_recusal", "申请回避"
    GRANT_RECUSAL = "grant_recusal", "同意回避"
    REFUSE_RECUSAL = "refuse_recusal", "不同意回避"
    ADD_SUPPORT = "add_support", "增加配合单位"
    REMOVE_SUPPORT = "remove_support", "取消配合单位"
    ANSWER_SUPPORT = "answer_support", "提交配合意见"
    SEND_LETTER = "send_letter", "发核实函"
    TAKE_LETTER_ANSWER = "take_letter_answer", "收到回函"
    REQUEST_SUPPLEMENT = "request_supplement", "要求补正"
    SUPPLEMENT = "supplement", "补充材料"
    LAPSE = "lapse", "补正期满"
    ACCEPT = "accept", "受理"
    DECLINE = "decline", "不予受理"
    CLASSIFY = "classify", "改按咨询、建议办理"
    TRANSFER = "transfer", "移送纪检监察机关"
    NOTE = "note", "写内部备注"
    ADD_LEAD = "add_lead", "并入线索"
    REMOVE_LEAD = "remove_lead", "撤出线索"
    WRITE = "write", "给反映人留言"
    MESSAGE = "message", "留言"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    APPROVE_EXTENSION = "approve_extension", "批准延期"
    REFUSE_EXTENSION = "refuse_extension", "不批准延期"
    MERGE = "merge", "合并到其他办件"
    UNMERGE = "unmerge", "撤销合并"
    SUSPEND = "suspend", "中止计时"
    RESUME = "resume", "恢复计时"
    REPLY = "reply", "提交答复"
    APPROVE = "approve", "审核通过并答复"
    ANSWER_WITH_MAIN = "answer_with_main", "随主办件答复"
    REFUSE = "refuse", "驳回答复"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重办"
    REMIND = "remind", "催办"
    FULFIL = "fulfil", "登记承诺已履行"
    CALL_BACK = "call_back", "回访反映人"
    RENEW_CODE = "renew_code", "更换查询码"
    WITHDRAW = "withdraw", "撤回"
    RATE = "rate", "评价"
    REQUEST_REVIEW = "request_review", "申请复查"
    UPHOLD = "uphold", "维持原答复"
    OVERTURN = "overturn", "撤销原答复并重办"
    REQUEST_FINAL_REVIEW = "request_final_review", "申请复核"
    UPHOLD_FINAL = "uphold_final", "复核维持"
    OVERTURN_FINAL = "overturn_final", "复核撤销并重办"


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    ``target`` None keeps the status. ``meets`` and ``starts`` are rule keys of clocks; those of ``ends`` stop without being met, and
    ``cancels`` does that to every running clock but those of ``spares``.
    Which term a started clock really has, and whether it concerns the case at all, is for ``terms.term_for`` to say.
    ``returns`` leads back to the status the case was in before; ``target`` then only names the usual one.
    ``is_public`` steps appear on the reporter's page. ``needs_reason`` steps carry a reason the actor must write.
    """

    action: Action
    sources: tuple[Status, ...]
    target: Status | None
    permission: P
    meets: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    cancels: bool = False
    spares: tuple[str, ...] = ()
    returns: bool = False
    needs_reason: bool = False
    is_public: bool = True


_S = Status
_BEFORE_REPLY = (_S.UNASSIGNED, _S.PENDING, _S.SUPPLEMENT, _S.HANDLING, _S.SUSPENDED, _S.REVIEWING)
_ASSIGNED = (_S.PENDING, _S.SUPPLEMENT, _S.HANDLING, _S.SUSPENDED, _S.REVIEWING)
_TRIAGE = ("triage", "sign_for", "handler_notice", "discipline_transfer", "supplement_request")
_RECEIVED = ("triage", "supplement_request", "discipline_transfer")
# What a department owes since it was given the case.
GIVEN = ("sign_for", "handler_notice", "handle_internal_target")
_ANSWERED = (*HANDLING_RULES, "handle_internal_target")
_AGAIN = ("handle", "handle_internal_target")
_T = Transition

_ROWS = (
    _T(Action.SUBMIT, (), _S.PENDING, P.CASE_ROUTE, starts=(*_RECEIVED, *GIVEN)),
    _T(Action.ESCALATE, (), _S.UNASSIGNED, P.CASE_ROUTE, starts=(*_RECEIVED, "sme_transfer")),
    _T(Action.ASSIGN, (_S.UNASSIGNED,), _S.PENDING, P.CASE_ASSIGN, meets=("sme_transfer",), starts=GIVEN),
    _T(
        Action.REASSIGN,
        (_S.PENDING, _S.HANDLING),
        None,
        P.CASE_ASSIGN,
        starts=GIVEN,
        ends=GIVEN,
        needs_reason=True,
    ),
    _T(
        Action.SEND_BACK,
        (_S.PENDING,),
        _S.UNASSIGNED,
        P.CASE_SEND_BACK,
        meets=("sign_for",),
        starts=("sme_transfer",),
        ends=("handler_notice", "handle_internal_target"),
        needs_reason=True,
        is_public=False,
    ),
    _T(Action.NAME_PERSON, tuple(_S), None, P.CASE_CONFIRM_RESPONDENT, is_public=False),
    _T(Action.EXCLUDE_NAMED, tuple(_S), None, P.CASE_ROUTE, is_public=False),
    _T(Action.EXCLUDE, tuple(_S), None, P.CASE_DECIDE_RECUSAL, needs_reason=True, is_public=False),
    _T(Action.RECUSE, tuple(_S), None, P.CASE_RECUSE, needs_reason=True, is_public=False),
    _T(Action.READMIT, tuple(_S), None, P.CASE_READMIT, needs_reason=True, is_public=False),
    _T(Action.LOSE_OFFICER, tuple(_S), None, P.CASE_ROUTE, is_public=False),
    _T(Action.REQUEST_RECUSAL, OPEN_STATUSES, None, P.REPORT_REQUEST_RECUSAL),
    _T(Action.GRANT_RECUSAL, tuple(_S), None, P.CASE_DECIDE_RECUSAL, needs_reason=True),
    _T(Action.REFUSE_RECUSAL, tuple(_S), None, P.CASE_DECIDE_RECUSAL, needs_reason=True),
    _T(
        Action.LOSE_LEAD,
        _ASSIGNED,
        _S.UNASSIGNED,
        P.CASE_ROUTE,
        starts=("sme_transfer",),
        ends=GIVEN,
        is_public=False,
    ),
    _T(Action.ROUTE, (_S.UNASSIGNED,), _S.PENDING, P.CASE_ROUTE, meets=("sme_transfer",), starts=GIVEN),
    _T(Action.SIGN_FOR, (_S.PENDING, _S.HANDLING), None, P.CASE_SIGN_FOR, meets=("sign_for", "handler_notice")),
    _T(Action.APPOINT, _ASSIGNED, None, P.CASE_APPOINT, is_public=False),
    _T(Action.CONFIRM_RESPONDENT, _BEFORE_REPLY, None, P.CASE_CONFIRM_RESPONDENT, is_public=False),
    _T(Action.ADD_SUPPORT, (_S.PENDING, _S.HANDLING, _S.SUSPENDED), None, P.CASE_HANDLE),
    _T(Action.REMOVE_SUPPORT, (_S.PENDING, _S.HANDLING, _S.SUSPENDED), None, P.CASE_HANDLE, needs_reason=True, is_public=False),
    _T(Action.ANSWER_SUPPORT, _ASSIGNED, None, P.CASE_SUPPORT, is_public=False),
    _T(Action.SEND_LETTER, (_S.PENDING, _S.HANDLING, _S.SUSPENDED), None, P.LETTER_SEND),
    _T(Action.TAKE_LETTER_ANSWER, (*_ASSIGNED, _S.UNASSIGNED), None, P.CASE_ROUTE, is_public=False),
    _T(
        Action.REQUEST_SUPPLEMENT,
        (_S.PENDING,),
        _S.SUPPLEMENT,
        P.CASE_HANDLE,
        meets=("sign_for", "handler_notice", "supplement_request"),
        starts=("supplement_answer",),
    ),
    _T(Action.SUPPLEMENT, (_S.SUPPLEMENT,), _S.PENDING, P.REPORT_SUPPLEMENT, meets=("supplement_answer",)),
    _T(Action.LAPSE, (_S.SUPPLEMENT,), _S.PENDING, P.CASE_ROUTE, meets=("supplement_answer",)),
    _T(Action.ACCEPT, (_S.PENDING,), _S.HANDLING, P.CASE_HANDLE, meets=_TRIAGE, starts=("handle",)),
    _T(Action.DECLINE, (_S.PENDING,), _S.DECLINED, P.CASE_HANDLE, meets=_TRIAGE, cancels=True),
    _T(
        Action.CLASSIFY,
        (_S.PENDING,),
        _S.HANDLING,
        P.CASE_HANDLE,
        meets=_TRIAGE,
        starts=("handle",),
        ends=("handle_internal_target",),
        needs_reason=True,
    ),
    _T(Action.TRANSFER, (_S.UNASSIGNED, _S.PENDING), _S.DECLINED, P.CASE_TRANSFER, meets=_TRIAGE, cancels=True, needs_reason=True),
    _T(Action.NOTE, tuple(_S), None, P.CASE_NOTE, is_public=False),
    _T(Action.ADD_LEAD, OPEN_STATUSES, None, P.CASE_NOTE, is_public=False),
    _T(Action.REMOVE_LEAD, tuple(_S), None, P.CASE_NOTE, is_public=False, needs_reason=True),
    _T(Action.WRITE, _ASSIGNED, None, P.REPORT_WRITE),
    _T(Action.MESSAGE, (*_BEFORE_REPLY, _S.REPLIED, _S.CLOSED, _S.UNDER_REVIEW), None, P.REPORT_WRITE),
    _T(Action.REQUEST_EXTENSION, (_S.HANDLING,), None, P.CASE_HANDLE, needs_reason=True, is_public=False),
    _T(Action.APPROVE_EXTENSION, (_S.HANDLING,), None, P.CASE_REVIEW),
    _T(Action.REFUSE_EXTENSION, (_S.HANDLING,), None, P.CASE_REVIEW, needs_reason=True, is_public=False),
    _T(Action.MERGE, (_S.HANDLING,), None, P.CASE_MERGE, needs_reason=True, is_public=False),
    _T(Action.UNMERGE, tuple(_S), None, P.CASE_MERGE, needs_reason=True, is_public=False),
    _T(Action.SUSPEND, (_S.HANDLING,), _S.SUSPENDED, P.CASE_HANDLE, needs_reason=True),
    _T(Action.RESUME, (_S.SUSPENDED,), _S.HANDLING, P.CASE_HANDLE),
    _T(Action.REPLY, (_S.HANDLING,), _S.REVIEWING, P.CASE_HANDLE, is_public=False),
    _T(Action.APPROVE, (_S.REVIEWING,), _S.REPLIED, P.CASE_REVIEW, meets=_ANSWERED, starts=("callback",)),
    _T(Action.ANSWER_WITH_MAIN, (_S.HANDLING, _S.SUSPENDED), _S.REPLIED, P.CASE_REVIEW, meets=_ANSWERED, starts=("callback",)),
    _T(Action.REFUSE, (_S.REVIEWING,), _S.HANDLING, P.CASE_REVIEW, needs_reason=True, is_public=False),
    _T(Action.CLOSE, (_S.REPLIED,), _S.CLOSED, P.CASE_CLOSE, cancels=True, spares=("callback",)),
    _T(Action.REOPEN, (_S.REPLIED, _S.CLOSED, _S.DECLINED), _S.HANDLING, P.CASE_REOPEN, cancels=True, starts=_AGAIN, needs_reason=True),
    _T(Action.REMIND, (_S.PENDING, _S.HANDLING, _S.REVIEWING), None, P.CASE_REMIND, needs_reason=True),
    _T(Action.FULFIL, (_S.CLOSED,), None, P.CASE_CLOSE, meets=("commitment",), needs_reason=True),
    _T(Action.CALL_BACK, (_S.REPLIED, _S.CLOSED), None, P.CASE_HANDLE, meets=("callback",)),
    _T(Action.WITHDRAW, _BEFORE_REPLY, _S.WITHDRAWN, P.REPORT_WITHDRAW, cancels=True),
    _T(Action.RENEW_CODE, tuple(_S), None, P.REPORT_RENEW_CODE),
    # Whoever rates, or asks for a review, has said what a callback would ask.
    _T(Action.RATE, (_S.REPLIED, _S.CLOSED), None, P.REPORT_RATE, meets=("callback",)),
    _T(
        Action.REQUEST_REVIEW,
        (_S.REPLIED, _S.CLOSED, _S.DECLINED),
        _S.UNDER_REVIEW,
        P.REPORT_REQUEST_REVIEW,
        starts=("review",),
        ends=("callback",),
    ),
    _T(Action.UPHOLD, (_S.UNDER_REVIEW,), _S.CLOSED, P.CASE_DECIDE_REVIEW, meets=("review",), returns=True, needs_reason=True),
    _T(
        Action.OVERTURN,
        (_S.UNDER_REVIEW,),
        _S.HANDLING,
        P.CASE_DECIDE_REVIEW,
        meets=("review",),
        cancels=True,
        starts=_AGAIN,
        needs_reason=True,
    ),
    _T(
        Action.REQUEST_FINAL_REVIEW,
        (_S.REPLIED, _S.CLOSED, _S.DECLINED),
        _S.UNDER_REVIEW,
        P.REPORT_REQUEST_REVIEW,
        starts=("final_review",),
        ends=("callback",),
    ),
    _T(
        Action.UPHOLD_FINAL,
        (_S.UNDER_REVIEW,),
        _S.CLOSED,
        P.CASE_DECIDE_FINAL_REVIEW,
        meets=("final_review",),
        returns=True,
        needs_reason=True,
    ),
    _T(
        Action.OVERTURN_FINAL,
        (_S.UNDER_REVIEW,),
        _S.HANDLING,
        P.CASE_DECIDE_FINAL_REVIEW,
        meets=("final_review",),
        cancels=True,
        starts=_AGAIN,
        needs_reason=True,
    ),
)
TRANSITIONS: dict[Action, Transition] = {row.action: row for row in _ROWS}
FINAL_STATUSES = frozenset({Status.WITHDRAWN})

# Past tense, as the timeline says it to the reporter and to staff.
TITLES: dict[Action, str] = {
    Action.SUBMIT: "已收到反映，并派给责任部门",
    Action.ESCALATE: "已收到反映，等待人工分办",
    Action.ASSIGN: "已派给责任部门",
    Action.ROUTE: "已另派责任部门",
    Action.REASSIGN: "已改由其他部门办理",
    Action.SEND_BACK: "承办部门已退回分办",
    Action.SIGN_FOR: "责任部门已签收",
    Action.APPOINT: "已指定承办人",
    Action.CONFIRM_RESPONDENT: "已确认被反映单位",
    Action.NAME_PERSON: "已确认被反映人员",
    Action.LOSE_LEAD: "承办部门已回避退出",
    Action.EXCLUDE_NAMED: "有工作人员按规则回避",
    Action.EXCLUDE: "已决定工作人员回避",
    Action.RECUSE: "有工作人员主动回避",
    Action.READMIT: "已解除工作人员回避",
    Action.LOSE_OFFICER: "承办人已回避退出",
    Action.REQUEST_RECUSAL: "反映人申请回避",
    Action.GRANT_RECUSAL: "已同意回避申请",
    Action.REFUSE_RECUSAL: "没有同意回避申请",
    Action.ADD_SUPPORT: "已增加配合单位",
    Action.REMOVE_SUPPORT: "已取消配合单位",
    Action.ANSWER_SUPPORT: "配合单位已提交意见",
    Action.SEND_LETTER: "已向被反映单位发函核实",
    Action.TAKE_LETTER_ANSWER: "被反映单位已回函",
    Action.REQUEST_SUPPLEMENT: "请您补充材料",
    Action.SUPPLEMENT: "已收到补充材料",
    Action.LAPSE: "补正期满，未收到补充材料",
    Action.ACCEPT: "已受理",
    Action.DECLINE: "不予受理",
    Action.CLASSIFY: "已改按咨询、建议办理",
    Action.TRANSFER: "已移送纪检监察机关",
    Action.NOTE: "写了内部备注",
    Action.ADD_LEAD: "已并入一条线索",
    Action.REMOVE_LEAD: "已撤出一条线索",
    Action.WRITE: "承办部门给您留言",
    Action.MESSAGE: "反映人留言",
    Action.REQUEST_EXTENSION: "承办人申请延期",
    Action.APPROVE_EXTENSION: "办理期限已延长",
    Action.REFUSE_EXTENSION: "延期申请未获批准",
    Action.MERGE: "已和另一件办件合并办理",
    Action.UNMERGE: "已撤销合并",
    Action.SUSPEND: "已中止计时",
    Action.RESUME: "已恢复计时",
    Action.REPLY: "答复已提交审核",
    Action.APPROVE: "已书面答复",
    Action.ANSWER_WITH_MAIN: "已书面答复",
    Action.REFUSE: "答复被驳回修改",
    Action.CLOSE: "已办结",
    Action.REOPEN: "已决定重新办理",
    Action.REMIND: "已催办",
    Action.FULFIL: "承诺已履行",
    Action.CALL_BACK: "承办部门已回访",
    Action.WITHDRAW: "您已撤回",
    Action.RENEW_CODE: "查询码已更换",
    Action.RATE: "已评价",
    Action.REQUEST_REVIEW: "已申请复查",
    Action.UPHOLD: "复查维持原答复",
    Action.OVERTURN: "复查决定重新办理",
    Action.REQUEST_FINAL_REVIEW: "已申请复核",
    Action.UPHOLD_FINAL: "复核维持复查意见",
    Action.OVERTURN_FINAL: "复核决定重新办理",
}


def check(action: Action, status: Status, reason: str) -> Transition:
    """The table row for ``action``, if it fits ``status``. Raises ``TransitionRefused`` otherwise, or when a reason is missing."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这件办件现在是“{status.label}”，不能“{action.label}”。")
    if row.needs_reason and not reason.strip():
        raise TransitionRefused(f"“{action.label}”必须写明理由。")
    return row


def fitting(status: Status) -> list[Action]:
    """The actions whose sources contain ``status``, in table order; who may take them is for the policy to say."""
    return [row.action for row in _ROWS if status in row.sources]


def is_open(status: Status) -> bool:
    """Whether the office still owes something on the case."""
    return status in OPEN_STATUSES
