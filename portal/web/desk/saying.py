"""What the desk says of a case: who must do what by when, and what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.cases.models import NO_DUE_DATE, Case, CaseEvent, CaseReading
from portal.cases.vocabulary import Status
from portal.cases.workflow import TRANSITIONS, Action
from portal.clock import local_date
from portal.web import timeline
from portal.web.filters import day
from portal.web.timeline import Moment

_SENTENCES: dict[Status, str] = {
    Status.UNASSIGNED: "等分办员分办到责任部门{by}。",
    Status.PENDING: "{lead}要决定是否受理{by}。",
    Status.SUPPLEMENT: "等反映人补充材料{by}，这期间暂停计时。",
    Status.HANDLING: "{lead}要书面答复反映人{by}。",
    Status.SUSPENDED: "已中止计时，原因消除后由{lead}恢复。",
    Status.REVIEWING: "{lead}的负责人要审核答复{by}。",
    Status.REPLIED: "已书面答复，等{lead}登记结果并办结。",
    Status.CLOSED: "已办结：{finding}。",
    Status.UNDER_REVIEW: "反映人申请了{instance}，等监督部门决定{by}。",
    Status.DECLINED: "不予受理：{ground}。",
    Status.WITHDRAWN: "反映人已撤回，不再办理。",
}
_WITH_MAIN = "已合并，{lead}答复主办件时一起书面答复反映人{by}。"
_CLOCK_ACTIONS = frozenset(
    {action for action, row in TRANSITIONS.items() if row.starts or row.meets or row.cancels}
    | {Action.SUSPEND, Action.RESUME, Action.REQUEST_EXTENSION, Action.APPROVE_EXTENSION, Action.REFUSE_EXTENSION, Action.REMIND}
)
TIMELINES = (("", "全部"), ("public", "反映人可见"), ("internal", "仅内部可见"), ("deadlines", "期限"))


@dataclass(frozen=True)
class IdentityRead:
    """A day on which somebody read who the reporter is, as a line of the timeline; the reason is in the audit log."""

    on: date
    actor_label: str
    partial: str = ""


def now_sentence(case: Case, due_on: date | None) -> str:
    """Who must do what by when."""
    if case.transferred_at is not None:
        return "已移送纪检监察机关，本平台不再办理。"
    waits = any(each.is_open and each.case_id == case.id for each in case.merges)
    return (_WITH_MAIN if waits else _SENTENCES[case.status]).format(
        lead=case.lead_department.name if case.lead_department else "承办部门",
        by=f"，最晚 {day(due_on)}" if due_on and due_on != NO_DUE_DATE else "",
        finding=case.finding.label if case.finding else f"{case.matter.label}已答复",
        instance="复核" if any(each.is_final and each.decided_at is None for each in case.review_requests) else "复查",
        ground=case.decline_ground.label if case.decline_ground else "",
    )


def moments(events: list[CaseEvent], readings: list[CaseReading], shown: str) -> list[Moment | IdentityRead]:
    """The timeline, newest first: the steps, and each day on which somebody read who the reporter is."""
    keep = _KEEPS.get(shown, lambda event: True)
    told: list[tuple[date, Moment | IdentityRead]] = [
        (local_date(event.at), moment)
        for event, moment in zip(events, timeline.moments(events, is_for_reporter=False), strict=True)
        if keep(event)
    ]
    if shown in ("", "public"):
        told += [(reading.day, IdentityRead(reading.day, _reader(reading))) for reading in readings if reading.what == "identity"]
    return [moment for _on, moment in sorted(told, key=lambda each: each[0])][::-1]


_KEEPS: dict[str, Callable[[CaseEvent], bool]] = {
    "public": lambda event: event.is_public,
    "internal": lambda event: not event.is_public,
    "deadlines": lambda event: event.action in _CLOCK_ACTIONS,
}


def _reader(reading: CaseReading) -> str:
    department = reading.user.department
    return f"{department.name} {reading.user.display_name}" if department else reading.user.display_name
