"""Keeping the tallies short: many small changes become one number each."""

from collections import Counter

from portal.cases.models import CaseTally
from portal.cases.queries import list_tallies_for_update
from portal.cases.vocabulary import Status
from portal.db import add, flush, session


def compact(limit: int = 5000) -> int:
    """Add up to ``limit`` changes together; returns how many rows that saved. Safe to repeat and to run in parallel."""
    rows = list_tallies_for_update(limit)
    sums: Counter[tuple[int | None, Status]] = Counter()
    for row in rows:
        sums[row.department_id, row.status] += row.change
    kept = {key: number for key, number in sums.items() if number}
    if len(kept) == len(rows):
        return 0
    for row in rows:
        session.delete(row)
    for (department_id, status), number in kept.items():
        add(CaseTally(department_id=department_id, status=status, change=number))
    flush()
    return len(rows) - len(kept)
