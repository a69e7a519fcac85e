"""A case that was handed down ends above, or its platform is no longer the one it was: the packet is taken back, or its end told below."""

from portal import clock
from portal.access import SYSTEM, Reporter
from portal.access.predicates import department_conflicted
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases import reporting
from portal.cases.events import CaseStepped, PassedCaseHeard
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.cases.workflow import TRANSITIONS, Action, is_open
from portal.db import at_end, flush
from portal.events import emit
from portal.exchange import outbox
from portal.exchange.models import ExchangePartner
from portal.exchange.passing import queries
from portal.exchange.passing.models import PassedCase
from portal.exchange.passing.packets import CaseEnd, End
from portal.exchange.queries import find_by_dedupe_key, list_undelivered
from portal.exchange.vocabulary import MessageKind, MessageState, PassingState

AT_END = 41
ENDS = "/case-ends"
NOT_DELIVERED = "没有送达，请由本单位办理，或者重新转交。"
_CLOSED_BY = "上级平台转告：反映人已经撤回。"
_SAYS: dict[End, str] = {
    "withdrawn": "{name}转告：反映人已经撤回。",
    "taken_back": "{name}收回了转交的办件，请和对方核对是否继续办理。",
}


def packet_key(passed: PassedCase) -> str:
    """What the packet of a case is known by in the outbox."""
    return f"case:{passed.reference}"


def follow_case(event: CaseStepped) -> None:
    """A case took a step: when all of it is done, it is seen whether the case may still be with another platform."""
    at_end(AT_END, _end_what_is_over, event.case_id)


def _end_what_is_over(case_ids: list[int]) -> None:
    for case_id in dict.fromkeys(case_ids):
        passed = queries.find_open_ours(case_id)
        if passed is not None:
            _end_if_over(cases.get_case(case_id), passed)


def _end_if_over(case: Case, passed: PassedCase) -> None:
    """What may no longer go to a platform is taken back, and a withdrawal is told there."""
    is_withdrawn = case.status is Status.WITHDRAWN
    if not is_withdrawn and _may_go(case, passed.partner):
        return
    message = find_by_dedupe_key(packet_key(passed))
    is_under_way = message is not None and message.state is MessageState.PENDING
    if not (is_under_way or is_withdrawn):
        return
    # Whoever was called, and whoever is being called at this moment, may have the case.
    may_have_it = message is None or not is_under_way or message.attempts > 0 or message.leased_until is not None
    not_before = message.leased_until if message is not None else None
    if message is not None and is_under_way:
        outbox.take_back(message)
    passed.state, passed.heard_at = PassingState.ENDED, clock.now()
    flush()
    said: End = "withdrawn" if is_withdrawn else "taken_back"
    if may_have_it:
        content = CaseEnd(reference=passed.reference, event=said).model_dump()
        outbox.queue(passed.partner, MessageKind.CASE_END, passed.reference, ENDS, content, f"end:{passed.reference}", not_before)
    audit.record(SYSTEM, "case:end_passed", "case", case.id, {"partner": passed.partner_id, "event": said, "told": may_have_it})


def _may_go(case: Case, partner: ExchangePartner) -> bool:
    """Whether a packet that has not arrived may still go: the case is in hand, and the platform belongs to nobody complained of."""
    if not is_open(case.status) or case.lead_department_id is None or partner.department is None:
        return False
    return not department_conflicted(partner.department, case)


def hear_end(partner: ExchangePartner, end: CaseEnd) -> None:
    """The upper platform took a case back. A withdrawal closes it where it can still be withdrawn; otherwise its officers are told.

    A case that never came, and the same again, change nothing.
    """
    passed = queries.find_by_reference(partner.id, end.reference)
    if passed is None or passed.is_ours or passed.state is PassingState.ENDED:
        return
    passed.state, passed.heard_at = PassingState.ENDED, clock.now()
    flush()
    audit.record(SYSTEM, "case:hear_end", "case", passed.case_id, {"partner": partner.id, "event": end.event})
    case = cases.get_case(passed.case_id, for_update=True)
    if end.event == "withdrawn" and case.status in TRANSITIONS[Action.WITHDRAW].sources:
        reporting.withdraw(case, Reporter(case.id, case.report.id), _CLOSED_BY)
    else:
        emit(PassedCaseHeard(case.id, f"passed:{passed.id}:end", _SAYS[end.event].format(name=partner.name)))


def give_back(partner: ExchangePartner) -> int:
    """Every packet that has not arrived at a partner comes back to its officer; returns how many."""
    waiting = list_undelivered(partner.id, MessageKind.CASE)
    for message in waiting:
        not_delivered(queries.get_ours(partner.id, message.reference))
        outbox.take_back(message)
    return len(waiting)


def not_delivered(passed: PassedCase, said: str = "") -> None:
    """The case will not arrive; ``said`` is the reason of the other side, if it gave one. The officer has it back and is told."""
    passed.state, passed.heard_at, passed.answer = PassingState.DECLINED, clock.now(), said or NOT_DELIVERED
    flush()
    emit(PassedCaseHeard(passed.case_id, f"passed:{passed.id}:refused", f"{passed.partner.name}没有接收转交的办件。"))
