"""A request to repair credit: taken in free of charge, confirmed, and decided with reasons by the side that recognised the breach."""

from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.attachments import operations as attachments
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.inspecting import Inspect
from portal.cases.tracking import new_tracking_code, tracking_hash
from portal.crypto import keyed_hash, seal, unseal
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.records import contacts, ending
from portal.records.events import RepairStepped
from portal.records.models import DishonestyRecord
from portal.records.objections.operations import refuse_naming, why_not_decide
from portal.records.repair import eligibility, queries
from portal.records.repair.models import CreditRepair
from portal.records.repair.vocabulary import RepairStatus
from portal.records.vocabulary import RepairState
from portal.richtext import plain_text

CLOCK = FILES = "repair"
DECIDE, UNPUBLISH = "repair_decide", "unpublish_after_repair"
_NAME, _CONTACT = "repair:name", "repair:contact"


@dataclass(frozen=True)
class NewRepair:
    """Who asks for the body, how they can be reached, and what was fulfilled."""

    name: str
    contact: str
    fulfilled: str


def receive(record: DishonestyRecord, new: NewRepair, submission_key: str, draft_files: tuple[str, int]) -> tuple[int, str]:
    """Take a request: its id and the code that opens its page. The record says that a request is being handled.

    ``draft_files`` names the owner of the proofs. Raises ``TransitionRefused`` with the reason when the time has not come.
    """
    not_yet = eligibility.why_not(record)
    if not_yet:
        raise TransitionRefused(not_yet)
    code = new_tracking_code()
    made = CreditRepair(
        record_id=record.id,
        status=RepairStatus.OPEN,
        sealed_name=seal(new.name, _NAME),
        sealed_contact=seal(new.contact, _CONTACT),
        fulfilled=plain_text(new.fulfilled),
        promise=eligibility.promise_of(record),
        received_at=clock.now(),
        submission_hash=keyed_hash(submission_key, "repair"),
        tracking_hash=tracking_hash(code),
    )
    add(made)
    flush()
    attachments.hand_over(*draft_files, FILES, made.id)
    deadlines.start(CLOCK, made.id, DECIDE, clock.today(), record.responsible_id)
    _show(record, RepairState.APPLIED)
    _log("receive", made, record, SYSTEM)
    return made.id, code


def name_and_contact(repair: CreditRepair) -> tuple[str, str]:
    """Who asks and how to reach them; empty when it is forgotten."""
    name, contact = repair.sealed_name, repair.sealed_contact
    return unseal(name, _NAME) if name else "", unseal(contact, _CONTACT) if contact else ""


def confirm(repair: CreditRepair, record: DishonestyRecord, actor: Actor) -> None:
    """It is the body itself that asks: its credit promise is shown on the record from now on."""
    _expect(repair, record, actor)
    if repair.status is RepairStatus.CONFIRMED:
        raise TransitionRefused("已经核对过申请主体。")
    repair.status, repair.confirmed_by_id = RepairStatus.CONFIRMED, actor.id
    _show(record, RepairState.APPLIED)
    _log("confirm", repair, record, actor)


def decide(repair: CreditRepair, record: DishonestyRecord, actor: Actor, is_granted: bool, said: tuple[str, str], inspect: Inspect) -> None:
    """Grant or refuse, with reasons; ``said`` are reasons and remedy. Who recognised, repairs; never the one who wrote the record.

    Granted only to a body that was confirmed: the record leaves every page at once and its sanctions end with it. Refused names the
    remedy, and another request can be made.
    """
    _expect(repair, record, actor)
    reasons, remedy = checked_text("reasons", said[0], "决定的理由", 4), said[1].strip()
    refuse_naming(record, {"reasons": reasons, "remedy": remedy}, inspect)
    if is_granted:
        _grant(repair, record, actor, reasons, inspect)
    else:
        remedy = checked_text("remedy", remedy, "不服怎么办", 4)
    repair.reasons, repair.remedy, repair.decided_by_id, repair.decided_at = reasons, remedy, actor.id, clock.now()
    repair.status = RepairStatus.GRANTED if is_granted else RepairStatus.REFUSED
    deadlines.meet(CLOCK, repair.id, DECIDE, clock.now())
    _show(record, RepairState.REPAIRED if is_granted else RepairState.REFUSED)
    _log("grant" if is_granted else "refuse", repair, record, actor)


def _grant(repair: CreditRepair, record: DishonestyRecord, actor: Actor, reasons: str, inspect: Inspect) -> None:
    if repair.status is not RepairStatus.CONFIRMED:
        raise RuleBroken("outcome", "请先核对申请主体，公开它的信用承诺，再决定。")
    found = inspect(reasons)
    if found:
        raise RuleBroken("reasons", f"这里有“{found[0]}”，会随记录推送，请去掉。")
    deadlines.start(CLOCK, repair.id, UNPUBLISH, clock.today(), record.responsible_id)
    ending.repair(record, actor, reasons)
    deadlines.meet(CLOCK, repair.id, UNPUBLISH, clock.now())


def _expect(repair: CreditRepair, record: DishonestyRecord, actor: Actor) -> None:
    require(actor, Permission.RECORD_REPAIR, record)
    if not repair.is_open:
        raise TransitionRefused("这份申请已经处理。")
    why_not = why_not_decide(record, actor)
    if why_not:
        raise NotAllowed(why_not)


def _show(record: DishonestyRecord, state: RepairState) -> None:
    record.repair_state = state
    record.enter(record.status, clock.now())
    flush()


def _log(what: str, repair: CreditRepair, record: DishonestyRecord, actor: Actor) -> None:
    audit.record(actor, f"repair:{what}", "record", record.public_id, {"repair": repair.id})
    emit(RepairStepped(record.id, repair.id, repair.status))


def forget_contacts(limit: int = 100) -> int:
    """Forget names, contacts and proofs when the term after the decision is over; returns how many requests."""
    return contacts.forget_decided(queries.list_with_contact(limit), FILES)
