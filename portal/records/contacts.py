"""Who asks for something about a record, and how to reach them: forgotten when the term after the decision is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from portal import clock
from portal.attachments import operations as attachments
from portal.deadlines import queries as clocks
from portal.deadlines.counting import due_date

_TERM = "keep_address"


class Asked(Protocol):
    """An objection or a request with the sealed name and contact of who made it."""

    id: int
    sealed_name: bytes | None
    sealed_contact: bytes | None
    decided_at: datetime | None


def forget_decided(asked: Iterable[Asked], files: str) -> int:
    """Forget names, contacts and proofs (attachments of the kind ``files``) where the term since the decision is over; how many."""
    term = clocks.limits()[_TERM]
    over = [
        each
        for each in asked
        if each.decided_at and due_date(clock.local_date(each.decided_at), term.value, term.unit, clocks.calendar()).on < clock.today()
    ]
    for each in over:
        each.sealed_name = each.sealed_contact = None
        attachments.remove_all(files, each.id)
    return len(over)
