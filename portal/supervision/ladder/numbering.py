"""Numbers of official letters: for each kind and year 1, 2, 3 … without a gap.

A letter on a case that some supervisor or coordinator may not know of stands outside the row with digits of pure chance: a missing
number would tell them that there is such a case (信访条例 art. 30). A criticism on a tip-off, which few read, stands outside as well.
"""

from collections.abc import Callable

from portal import clock
from portal.cases.models import Case
from portal.cases.numbers import unused_digits
from portal.cases.vocabulary import ReportKind
from portal.db import add_unless_there, flush
from portal.supervision.ladder import queries
from portal.supervision.ladder.models import LetterSerial
from portal.supervision.ladder.table import LADDER
from portal.supervision.vocabulary import OrderKind


def next_number(kind: OrderKind, case: Case, is_taken: Callable[[str], bool]) -> str:
    """The number of the letter that is being sent in this transaction. Its year is that of the local day."""
    year = clock.today().year
    before = f"{LADDER[kind].mark}〔{year}〕"
    if is_apart(kind, case):
        return f"{before}密{unused_digits(lambda digits: is_taken(f'{before}密{digits}号'))}号"
    return f"{before}{_next_serial(f'{kind.value}:{year}')}号"


def _next_serial(series: str) -> int:
    """The next number of a series. Its row stays locked until the transaction ends: a number is used, or was never given."""
    row = queries.find_serial_for_update(series)
    if row is None:
        add_unless_there(LetterSerial(series=series, last=0))
        row = queries.find_serial_for_update(series)
    assert row is not None
    row.last += 1
    flush()
    return row.last


def is_apart(kind: OrderKind, case: Case) -> bool:
    """Whether a letter on the case stands outside the row of numbers."""
    is_read_by_few = kind is OrderKind.CRITICISM and case.kind is ReportKind.TIP_OFF
    return is_read_by_few or not queries.is_seen_by_all(case.id)
