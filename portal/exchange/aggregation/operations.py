"""A change of a public record becomes a row; rows go to every partner that takes records; receipts come back."""

from typing import Any

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.accounts.models import User
from portal.audit import operations as audit
from portal.codes import new_code
from portal.db import add, at_end, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.exchange import outbox
from portal.exchange.aggregation import queries, rows
from portal.exchange.aggregation.models import ExchangeBatch, ExchangeRow, RowDelivery
from portal.exchange.calling import Answer
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.queries import list_open_partners
from portal.exchange.vocabulary import MessageKind, PartnerKind, RowState
from portal.profiles import queries as profiles
from portal.records import queries as records
from portal.records.events import ObjectionFiled, ObjectionSettled, RecordStepped, RepairStepped
from portal.records.models import DishonestyRecord
from portal.records.recognising import Office
from portal.routing import queries as routing

AT_END = 42
PATH = "/batches"
_CHUNK = 100


def follow(event: RecordStepped | ObjectionFiled | ObjectionSettled | RepairStepped) -> None:
    """Something happened to a record: at the end of the transaction its row is made, if it says anything new."""
    at_end(AT_END, _note_changes, event.record_id)


def _note_changes(record_ids: list[Any]) -> None:
    partners = queries.list_record_partners()
    for record_id in dict.fromkeys(record_ids) if partners else ():
        record = records.get_record(record_id)
        if record.published_on is not None:
            note_change(record, partners)


def note_change(record: DishonestyRecord, partners: list[ExchangePartner], is_forced: bool = False) -> None:
    """Make the row of a record that was published once, and queue it: for everybody while it stands; its end only for who has it.

    ``is_forced`` makes a new version also when it says what the last one said.
    """
    row = _row_of(record, is_forced)
    known = queries.list_deliveries_of([record.id])
    had = {each.partner_id for each in known}
    for partner in partners:
        if any(each.row_id == row.id and each.partner_id == partner.id for each in known):
            continue
        if record.is_demo and not partner.is_demo or row.code.is_over and partner.id not in had:
            continue
        for each in known:
            if each.partner_id == partner.id and each.state is RowState.REJECTED:
                each.enter(RowState.REPLACED, clock.now(), reasons=each.reasons)
        add(RowDelivery(partner_id=partner.id, row_id=row.id, record_id=record.id, changed_at=clock.now()))
    flush()


def _row_of(record: DishonestyRecord, is_forced: bool) -> ExchangeRow:
    """The row of a record as it stands; the last one when nothing changed."""
    code = rows.code_of(record, queries.was_corrected(record.id))
    jurisdiction = profiles.current()
    source = f"{jurisdiction.name if jurisdiction else ''} {record.responsible.name}".strip()
    values = rows.values_of(record, code, routing.area_titles().get(record.area_key, ""), source[:120])
    last = queries.find_last_row(record.id)
    if last is not None and not is_forced and rows.says_the_same(last.values, {**values, "id": record.public_id}):
        return last
    number = last.number + 1 if last else 1
    at = clock.local(clock.now()).isoformat(timespec="seconds")
    values = rows.in_order({**values, "id": record.public_id, "version": number, "changed_at": at})
    row = add(ExchangeRow(record_id=record.id, number=number, code=code, values=values, made_at=clock.now()))
    flush()
    return row


def fill_new_partners() -> int:
    """Queue the records that were public before a partner was there; returns how many. Goes on where it stopped."""
    filled = 0
    for partner in list_open_partners(PartnerKind.UPPER, PartnerKind.UPPER_FILES):
        found = queries.list_published_after(partner.filled_to, _CHUNK)
        for record in found:
            note_change(record, [partner])
            partner.filled_to = record.id
        filled += len(found)
    flush()
    return filled


def cut_batches() -> int:
    """Make a batch for every open upper platform that is reached by HTTP, has rows waiting and no batch under way; returns how many.

    One batch at a time keeps the changes of a record in their order, however long the other side is away.
    """
    made = 0
    for partner in list_open_partners(PartnerKind.UPPER):
        if not queries.has_batch_under_way(partner.id):
            made += _cut(partner, None) is not None
    return made


def cut_for_files(actor: User, partner: ExchangePartner, office: Office) -> ExchangeBatch:
    """Make the batch that is handed to an upper platform as a file. Raises ``TransitionRefused`` when nothing waits."""
    require(actor, Permission.RECORD_AGGREGATE, office)
    batch = _cut(partner, actor) if partner.kind is PartnerKind.UPPER_FILES else None
    if batch is None:
        raise TransitionRefused("现在没有未报的记录。")
    audit.record(actor, "exchange:cut_batch", "exchange_batch", batch.number, {"rows": batch.row_count})
    return batch


def _cut(partner: ExchangePartner, actor: User | None) -> ExchangeBatch | None:
    waiting = queries.list_pending(partner.id, rows.MOST_ROWS)
    if not waiting:
        return None
    content = [each.row.values for each in waiting]
    number = f"{profiles.region_code() or '000000'}-{clock.today():%Y%m%d}-{new_code()[:8].upper()}"
    batch = ExchangeBatch(
        partner_id=partner.id,
        number=number,
        row_count=len(content),
        digest=rows.digest_of(content),
        made_by_id=actor.id if actor else None,
        made_at=clock.now(),
    )
    add(batch)
    flush()
    for each in waiting:
        each.enter(RowState.SENT, clock.now(), batch.id)
    if actor is None:
        message = outbox.queue(partner, MessageKind.BATCH, number, PATH, payload(batch), f"batch:{number}")
        batch.message_id = message.id if message else None
        audit.record(SYSTEM, "exchange:cut_batch", "exchange_batch", number, {"rows": len(content), "partner": partner.id})
    flush()
    return batch


def payload(batch: ExchangeBatch) -> dict[str, Any]:
    """The batch as it travels: manifest and rows."""
    content = [each.row.values for each in queries.list_in_batch(batch.id)]
    jurisdiction = profiles.current()
    made_at = clock.local(batch.made_at).isoformat(timespec="seconds")
    source = jurisdiction.name if jurisdiction else ""
    return {"manifest": rows.manifest_of(batch.number, made_at, source, profiles.region_code(), content), "rows": content}


def read_answer(message: ExchangeMessage, answer: Answer) -> None:
    """The receipt that came back for a pushed batch; a row of which it says nothing is sent back. Raises as ``apply_receipt`` does."""
    batch = queries.get_batch(message.reference)
    apply_receipt(batch, answer.content or {})
    for each in queries.list_in_batch(batch.id):
        if each.state is RowState.SENT:
            _send_back(each, ["对方的回执里没有这条记录的结果。"])
    flush()


def read_refusal(message: ExchangeMessage, answer: Answer) -> None:
    """The batch as a whole was refused: its rows come back with what the other side said."""
    said = (answer.content or {}).get("detail")
    reason = said[:300] if isinstance(said, str) and said else "对方不接受整个批次。"
    batch = queries.get_batch(message.reference)
    for each in queries.list_in_batch(batch.id):
        if each.state is RowState.SENT:
            each.enter(RowState.REJECTED, clock.now(), reasons=[reason])
    batch.answered_at = clock.now()
    flush()


def apply_receipt(batch: ExchangeBatch, receipt: dict[str, Any]) -> tuple[int, int]:
    """Note for each row whether it was taken; the numbers of taken and refused rows. Reading the same receipt again changes nothing.

    Raises ``RuleBroken`` (``file``) when the receipt is of another batch or names other rows, ``KeyError``, ``TypeError`` when malformed.
    """
    if receipt["format"] != rows.RECEIPT or receipt["batch"] != batch.number or receipt["digest"] != batch.digest:
        raise RuleBroken("file", "回执不是这个批次的：批次号或者摘要对不上。")
    by_key = {(each.row.values["id"], each.row.values["version"]): each for each in queries.list_in_batch(batch.id)}
    taken = [by_key[_key(each)] for each in receipt["accepted"] if _is_of(each, by_key)]
    refused = [(by_key[_key(each)], _reasons(each)) for each in receipt["rejected"] if _is_of(each, by_key)]
    for each in taken:
        if each.state in {RowState.SENT, RowState.REJECTED}:
            each.enter(RowState.ACCEPTED, clock.now())
    for each, reasons in refused:
        if each.state is RowState.SENT:
            _send_back(each, reasons)
    batch.answered_at = batch.answered_at or clock.now()
    flush()
    audit.record(SYSTEM, "exchange:read_receipt", "exchange_batch", batch.number, {"accepted": len(taken), "rejected": len(refused)})
    return len(taken), len(refused)


def _send_back(delivery: RowDelivery, reasons: list[str]) -> None:
    """A row that was refused after a newer one of the record was made is already replaced."""
    last = queries.find_last_row(delivery.record_id)
    is_old = last is not None and last.id != delivery.row_id
    delivery.enter(RowState.REPLACED if is_old else RowState.REJECTED, clock.now(), reasons=reasons)


def _key(row: dict[str, Any]) -> tuple[str, int]:
    return str(row["id"]), int(row["version"])


def _is_of(row: dict[str, Any], by_key: dict[tuple[str, int], RowDelivery]) -> bool:
    if _key(row) not in by_key:
        raise RuleBroken("file", "回执里有这个批次没有的记录。")
    return True


def _reasons(row: dict[str, Any]) -> list[str]:
    found = [str(each)[:300] for each in row["reasons"]][:20]
    return found or ["对方没有说明理由。"]


def send_again(actor: Actor, record: DishonestyRecord, partner: ExchangePartner, office: Office) -> None:
    """Queue a record that was sent back, as it stands now and as a new version. Raises ``TransitionRefused``."""
    require(actor, Permission.RECORD_AGGREGATE, office)
    require(actor, Permission.RECORD_READ, record)
    if not any(each.state is RowState.REJECTED for each in queries.list_deliveries_of([record.id], partner.id)):
        raise TransitionRefused("这条记录没有被退回，或者已经重新排队。")
    note_change(record, [partner], is_forced=True)
    audit.record(actor, "exchange:send_again", "record", record.public_id, {"partner": partner.id})
