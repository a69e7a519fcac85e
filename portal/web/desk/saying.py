"""What the desk says of a case: who must do what by when, and what happened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.clock import local_date
from portal.cases.models import NO_DUE_DATE, Case, CaseEvent, CaseReading
from portal.cases.vocabulary import Status
from portal.cases.workflow import TITLES, TRANSITIONS, Action
from portal.web.filters import day

_SENTENCES: dict[Status, str] = {
    Status.UNASSIGNED: "等分办员分办到责任部门{by}。",
    Status.PENDING: "{lead}要决定是否受理{by}。",
    Status.SUPPLEMENT: "等反映人补充材料{by}，这期间暂停计时。",
    Status.HANDLING: "{lead}要书面答复反映人{by}。",
    Status.SUSPENDED: "已中止计时，原因消除后由{lead}恢复。",
    Status.REVIEWING: "{lead}的负责人要审核答复{by}。",
    Status.REPLIED: "已书面答复，等{lead}登记结果并办结。",
    Status.CLOSED: "已办结：{finding}。",
    Status.UNDER_REVIEW: "反映人申请了复查，等监督部门决定{by}。",
    Status.DECLINED: "不予受理：{ground}。",
    Status.WITHDRAWN: "反映人已撤回，不再办理。",
}
# The titles of the timeline speak to the reporter; here nobody is spoken to.
_TITLES = TITLES | {
    Action.REQUEST_SUPPLEMENT: "已要求反映人补正",
    Action.WRITE: "已给反映人留言",
    Action.WITHDRAW: "反映人已撤回",
    Action.RATE: "反映人已评价",
    Action.REQUEST_REVIEW: "反映人已申请复查",
}
_CLOCK_ACTIONS = frozenset(
    {action for action, row in TRANSITIONS.items() if row.starts or row.meets or row.cancels}
    | {Action.SUSPEND, Action.RESUME, Action.REQUEST_EXTENSION, Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION, Action.REMIND}
)
TIMELINES = (("", "全部"), ("public", "反映人可见"), ("internal", "仅内部可见"), ("deadlines", "期限"))
_DETAILS = (
    ("department", "单位"), ("before", "原单位"), ("officer", "承办人"), ("respondent", "被反映单位"), ("ground", "原因"), ("days", "天数"),
    ("finding", "认定"), ("commitment_due_on", "承诺期限"), ("wanted", "需要补充"), ("solved", "问题解决"), ("satisfaction", "满意程度"),
)  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    title: str
    at: datetime | None
    on: date
    actor_label: str
    is_public: bool
    lines: tuple[str, ...]
    moves_clock: bool


def now_sentence(case: Case, due_on: date | None) -> str:
    """Who must do what by when."""
    return _SENTENCES[case.status].format(
        lead=case.lead_department.name if case.lead_department else "承办部门",
        by=f"，最晚 {day(due_on)}" if due_on and due_on != NO_DUE_DATE else "",
        finding=case.finding.label if case.finding else "",
        ground=case.decline_ground.label if case.decline_ground else "",
    )


def moments(events: list[CaseEvent], readings: list[CaseReading], shown: str) -> list[Moment]:
    """The timeline, newest first: the steps, and each day on which somebody read who the reporter is."""
    told = [_moment(event) for event in events]
    told += [_reading(reading) for reading in readings if reading.what == "identity"]
    told.sort(key=lambda each: each.on)
    wanted = {"public": lambda each: each.is_public, "internal": lambda each: not each.is_public, "deadlines": lambda each: each.moves_clock}
    keep: Any = wanted.get(shown, lambda each: True)
    return [each for each in reversed(told) if keep(each)]


def _moment(event: CaseEvent) -> Moment:
    who = {"reporter": "反映人", "system": "系统"}.get(event.actor_kind, "")
    if event.actor is not None:
        who = " ".join(part for part in (event.actor_department.name if event.actor_department else "", event.actor.display_name) if part)
    details = [f"{label}：{event.detail[name]}" for name, label in _DETAILS if event.detail.get(name)]
    lines = tuple(details + ([event.reason] if event.reason else []))
    at = event.at
    return Moment(_TITLES[event.action], at, local_date(at), who, event.is_public, lines, event.action in _CLOCK_ACTIONS)


def _reading(reading: CaseReading) -> Moment:
    return Moment("查看了反映人身份", None, reading.day, reading.user.display_name, True, ("查看的理由记在审计日志里。",), False)
