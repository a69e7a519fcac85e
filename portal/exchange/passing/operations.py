"""A case goes down with its clock, news of it come up. The transfer is lawful, logged, told to the reporter, and holds no identity."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.access.predicates import department_conflicted
from portal.audit import operations as audit
from portal.cases import handling, intake
from portal.cases import queries as cases
from portal.cases import vocabulary as v
from portal.cases.events import CaseStepped, PassedCaseHeard
from portal.cases.handling import checked_text
from portal.cases.models import NO_DUE_DATE, SUBJECT, Case
from portal.cases.steps import refresh_due
from portal.cases.terms import handling_rule
from portal.cases.workflow import Action
from portal.crypto import random_token
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.exchange import outbox
from portal.exchange.calling import Answer
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.passing import ends, queries
from portal.exchange.passing.models import PassedCase
from portal.exchange.passing.packets import CaseNews, CasePacket, Event
from portal.exchange.queries import list_open_partners
from portal.exchange.vocabulary import MessageKind, PartnerKind, PassingState
from portal.profiles import queries as profiles
from portal.publication.checking import without_reporter

CASES, NEWS = "/cases", "/case-news"
TOLD = "您反映的事项已经转交{name}办理，由{lead}督促，并书面答复您。您的身份信息没有转交。"
_BASIS = "上级平台转交，期限连续计算"
_NEWS_OF: Mapping[Action, Event] = {
    Action.ACCEPT: "accepted",
    Action.CLASSIFY: "accepted",
    Action.DECLINE: "declined",
    Action.APPROVE: "answered",
    Action.ANSWER_WITH_MAIN: "answered",
    Action.REOPEN: "reopened",
    Action.OVERTURN: "reopened",
    Action.OVERTURN_FINAL: "reopened",
}


def why_not_pass(case: Case, passed: Sequence[PassedCase] | None = None) -> str:
    """Why a case cannot be handed down now, in a sentence; empty when it can. ``passed`` is where it went before, if that is known."""
    if case.kind is not v.ReportKind.COMPLAINT:
        return "举报不转交下级平台，由本级办理（检举控告类材料不得扩散）。"
    if case.status is not v.Status.HANDLING:
        return "受理以后、提交答复以前的办件才能转交下级平台。"
    if any(each.is_ours and each.state in queries.OPEN for each in (queries.list_of_case(case.id) if passed is None else passed)):
        return "这件已经转交下级平台，还没有答复。"
    return ""


def offered(case: Case) -> list[ExchangePartner]:
    """The lower platforms a case may go to: known to belong to a body that is neither complained of nor below one that is."""
    lower = list_open_partners(PartnerKind.LOWER)
    return [each for each in lower if each.address and each.department and not department_conflicted(each.department, case)]


def pass_down(case: Case, actor: Actor, partner: ExchangePartner, note: str) -> PassedCase:
    """Hand a complaint to a lower platform with the clock that runs on it; the lead stays answerable, and the reporter is told.

    Raises ``NotAllowed``, ``TransitionRefused``, ``RuleBroken`` (``partner``, ``note``).
    """
    require(actor, Permission.CASE_HANDLE, case)
    why_not = why_not_pass(case)
    if why_not:
        raise TransitionRefused(why_not)
    if partner not in offered(case):
        raise RuleBroken("partner", "这个平台属于被反映单位或者它的下级，或者没有设置接口，不能转交。")
    note = without_reporter(case, checked_text("note", note, "交办要求", 5))
    term = clocks.open_deadline(SUBJECT, case.id, handling_rule(case))
    if term is None or case.due_on == NO_DUE_DATE:
        raise TransitionRefused("这件没有在走的办理期限，不能转交。")
    passed = PassedCase(
        partner_id=partner.id,
        reference=random_token(18),
        case_id=case.id,
        is_ours=True,
        state=PassingState.SENT,
        started_on=term.started_on,
        due_on=term.due_on,
        passed_by_id=actor.id,
        passed_at=clock.now(),
    )
    add(passed)
    flush()
    content = _packet(case, passed, note).model_dump(mode="json")
    outbox.queue(partner, MessageKind.CASE, passed.reference, CASES, content, ends.packet_key(passed))
    handling.write_to_reporter(case, actor, TOLD.format(name=partner.name, lead=case.lead_department.name if case.lead_department else ""))
    audit.record(actor, "case:pass_down", "case", case.id, {"partner": partner.id, "reference": passed.reference})
    return passed


def _packet(case: Case, passed: PassedCase, note: str) -> CasePacket:
    report = case.report
    return CasePacket(
        reference=passed.reference,
        number=case.number,
        reporter="organisation" if report.reporter_kind is v.ReporterKind.ORGANISATION else "person",
        conduct=report.conduct,
        area=report.area_key,
        respondent=case.respondent_name if case.respondents else without_reporter(case, case.respondent_name),
        narrative=without_reporter(case, report.narrative),
        happened_in=report.happened_in,
        amount_fen=report.amount_fen,
        started_on=passed.started_on.isoformat(),
        due_on=passed.due_on.isoformat(),
        note=note,
    )


def read_answer(message: ExchangeMessage, answer: Answer) -> None:
    """The platform below took the case and says its own number. Raises ``KeyError``, ``NotFound``."""
    said = answer.content or {}
    passed = queries.get_ours(message.partner_id, str(said["reference"]))
    passed.their_number = passed.their_number or str(said["number"])[:60]


def read_refusal(message: ExchangeMessage, answer: Answer) -> None:
    """The case will not arrive: the other side refuses it, or could not be reached for days. The officer has it back and is told."""
    said = (answer.content or {}).get("detail")
    ends.not_delivered(queries.get_ours(message.partner_id, message.reference), said[:300] if isinstance(said, str) else "")


def take_case(partner: ExchangePartner, packet: CasePacket) -> PassedCase:
    """Make a case of what the upper platform handed down; the same again changes nothing."""
    known = queries.find_by_reference(partner.id, packet.reference)
    if known is not None:
        return known
    new = intake.NewReport(
        reporter_kind=v.ReporterKind(packet.reporter),
        conduct=packet.conduct,
        narrative=packet.narrative,
        area_key=packet.area,
        respondent_text=packet.respondent,
        happened_in=packet.happened_in,
        amount_fen=packet.amount_fen,
        channel=v.Channel.SUPERIOR,
        original_number=packet.number,
        is_truthful=True,  # confirmed above
    )
    receipt = intake.submit(new, f"passed:{partner.id}:{packet.reference}", profiles.region_code() or "000000")
    passed = PassedCase(
        partner_id=partner.id,
        reference=packet.reference,
        case_id=receipt.case_id,
        is_ours=False,
        state=PassingState.SENT,
        their_number=packet.number,
        started_on=date.fromisoformat(packet.started_on),
        due_on=date.fromisoformat(packet.due_on),
        answer=packet.note,
        passed_at=clock.now(),
    )
    add(passed)
    flush()
    audit.record(SYSTEM, "case:take_passed", "case", receipt.case_id, {"partner": partner.id, "reference": packet.reference})
    return passed


def follow_case(event: CaseStepped) -> None:
    """A case that came from above took a step: its clock goes on from above, and the upper platform hears of it."""
    what = _NEWS_OF.get(event.action)
    passed = queries.find_from_above(event.case_id) if what else None
    if what is None or passed is None:
        return
    case = cases.get_case(event.case_id)
    if what == "accepted" or (what == "reopened" and passed.state is PassingState.DECLINED):
        _go_on(case, passed)  # an answer has met the clock above: what is handled again has a term of its own
    passed.state = PassingState(what)
    news = CaseNews(reference=passed.reference, number=case.number, event=what, text=_text(case, what, event.event_id))
    outbox.queue(passed.partner, MessageKind.CASE_NEWS, passed.reference, NEWS, news.model_dump(), f"news:{event.event_id}")
    audit.record(SYSTEM, "case:send_news", "case", case.id, {"partner": passed.partner_id, "event": what})


def _go_on(case: Case, passed: PassedCase) -> None:
    """In the place of a whole new term runs what is left of the one above (转交不重新起算), but never longer than our own."""
    rule = handling_rule(case)
    own = clocks.open_deadline(SUBJECT, case.id, rule)
    if own is not None and passed.due_on < own.due_on:
        deadlines.cancel(SUBJECT, case.id, rule)
        deadlines.start_until(SUBJECT, case.id, rule, passed.started_on, passed.due_on, case.lead_department_id, _BASIS)
        refresh_due(case)


def _text(case: Case, what: str, step_id: int) -> str:
    if what == "declined":
        step = cases.get_event(step_id)
        return f"{step.detail.get('ground', '')}\n\n{step.reason}".strip()
    reply = case.replies[-1] if what == "answered" and case.replies else None
    parts = (reply.claim, reply.facts, reply.basis, reply.conclusion, reply.remedy) if reply else ()
    return "\n\n".join(part for part in parts if part)


def hear(partner: ExchangePartner, news: CaseNews) -> PassedCase:
    """Note how far the platform below is. The same news again changes nothing; the officer is told by whoever listens."""
    passed = queries.get_ours(partner.id, news.reference)
    state = PassingState(news.event)
    if passed.state in {state, PassingState.ENDED} and passed.answer == news.text:
        return passed
    if passed.state is not PassingState.ENDED:  # what is over above stays over
        passed.state = state
    passed.their_number, passed.answer, passed.heard_at = news.number, news.text, clock.now()
    flush()
    audit.record(SYSTEM, "case:hear_news", "case", passed.case_id, {"partner": partner.id, "event": news.event})
    key = f"passed:{passed.id}:{clock.now().isoformat()}"
    emit(PassedCaseHeard(passed.case_id, key, f"{partner.name}：{state.label}。"))
    return passed
