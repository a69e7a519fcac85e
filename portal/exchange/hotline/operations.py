"""A report handed in by a hotline platform becomes a case once; the platform is told where it stands, by number and state alone."""

import re
from typing import Any

from portal import clock
from portal.access import SYSTEM
from portal.audit import operations as audit
from portal.cases import intake
from portal.cases import queries as cases
from portal.cases import vocabulary as v
from portal.cases.events import CaseStepped
from portal.cases.models import NO_DUE_DATE
from portal.crypto import keyed_hash
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.exchange import outbox
from portal.exchange.hotline import queries
from portal.exchange.hotline.asking import HotlineAsk, HotlineStatus, HotlineTaken, region_code
from portal.exchange.hotline.models import HotlineReport
from portal.exchange.models import ExchangePartner
from portal.exchange.queries import lock_partner
from portal.exchange.vocabulary import MessageKind

_KEY = r"[A-Za-z0-9._:-]{8,100}"
_TAKEN_BEFORE = "这个{name}已经用过，内容不一样。同一件反映请原样重发，另一件反映请换一个。"
# What goes on inside the house is nobody else's business: a reply that waits for its review is still being handled.
_OUTSIDE = {v.Status.REVIEWING: v.Status.HANDLING}


def take_report(partner: ExchangePartner, ask: HotlineAsk, idempotency_key: str, body: bytes) -> tuple[HotlineTaken, bool]:
    """Make a case of a report; its answer, and whether it is new. The same request again gives the same case, without the code.

    Raises ``RuleBroken`` for what cannot be taken, ``TransitionRefused`` when key or number were used for another content.
    """
    if not re.fullmatch(_KEY, idempotency_key):
        raise RuleBroken("Idempotency-Key", "请在请求头 Idempotency-Key 里写 8 到 100 个字母、数字，同一件反映重发时不变。")
    lock_partner(partner.id)  # the same request twice at one moment: the second finds what the first made
    request_hash = keyed_hash(body.decode("utf-8"), "hotline")
    for known, name in (
        (queries.find_by_key(partner.id, idempotency_key), " Idempotency-Key "),
        (queries.find_by_number(partner.id, ask.original_number), "来件编号"),
    ):
        if known is not None:
            if known.request_hash != request_hash:
                raise TransitionRefused(_TAKEN_BEFORE.format(name=name))
            return HotlineTaken(**_said(known), tracking_code=None), False
    receipt = intake.submit(ask.as_report(), f"hotline:{partner.id}:{ask.original_number}", region_code())
    made = HotlineReport(
        partner_id=partner.id,
        original_number=ask.original_number,
        idempotency_key=idempotency_key,
        request_hash=request_hash,
        case_id=receipt.case_id,
        received_at=clock.now(),
    )
    add(made)
    flush()
    partner.last_heard_at = clock.now()
    audit.record(SYSTEM, "hotline:take_report", "case", receipt.case_id, {"partner": partner.id})
    return HotlineTaken(**_said(made), tracking_code=receipt.tracking_code), True


def status_of(partner: ExchangePartner, original_number: str) -> HotlineStatus:
    """Where a report of this platform stands. Raises ``NotFound``."""
    return HotlineStatus(**_said(queries.get_by_number(partner.id, original_number)))


def _said(made: HotlineReport) -> dict[str, Any]:
    case = cases.get_case(made.case_id)
    status = _OUTSIDE.get(case.status, case.status)
    return {
        "original_number": made.original_number,
        "number": case.number,
        "status": status.value,
        "status_title": status.label,
        "received_at": clock.local(made.received_at).isoformat(timespec="seconds"),
        "replied_at": clock.local(case.replied_at).isoformat(timespec="seconds") if case.replied_at else None,
        "due_on": case.due_on.isoformat() if case.due_on != NO_DUE_DATE else None,
    }


def follow_case(event: CaseStepped) -> None:
    """Tell the platform that handed a case in that its state changed: the numbers and the state, nothing else."""
    made = queries.find_of_case(event.case_id)
    if made is None or not made.partner.address:
        return
    step = next(each for each in cases.list_events(event.case_id) if each.id == event.event_id)
    before = _OUTSIDE.get(step.from_status, step.from_status) if step.from_status else None
    after = _OUTSIDE.get(step.to_status, step.to_status)
    if before is after:
        return
    case = cases.get_case(event.case_id)
    content = {
        "event": "answered" if after is v.Status.REPLIED else "status_changed",
        "original_number": made.original_number,
        "number": case.number,
        "status": after.value,
        "status_title": after.label,
        "at": clock.local(step.at).isoformat(timespec="seconds"),
    }
    outbox.queue(made.partner, MessageKind.WEBHOOK, f"status-{step.id}", "", content, f"webhook:{step.id}")
