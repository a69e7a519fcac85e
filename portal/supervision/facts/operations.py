"""Keeping facts and cells true: in the transaction of every change, and by the worker for cases of older versions."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from portal.cases.attribution.operations import keep_spans
from portal.cases.events import CasesChanged
from portal.cases.models import Case
from portal.cases.vocabulary import OPEN_STATUSES, Channel
from portal.db import add, flush, session
from portal.deadlines.counting import Unit, suspended_days
from portal.deadlines.models import Deadline
from portal.deadlines.queries import calendar
from portal.errors import TransitionRefused
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries import keeping
from portal.supervision.facts.queries.keeping import Key, Sums, Table, month_of
from portal.supervision.facts.queries.measures import COUNTED, DIMENSIONS


@dataclass(frozen=True)
class _Kept:
    """A table of sums: what its rows are told apart by, what they count, and how the cases say it."""

    table: Table
    key: tuple[str, ...]
    counted: tuple[str, ...]
    sums_of: Callable[[Collection[int]], Sums]

    def key_of(self, row: FigureCell | DurationCell) -> Key:
        """What a row is told apart by."""
        return tuple(getattr(row, name) for name in self.key)


_TABLES = (
    _Kept(FigureCell, ("month", *DIMENSIONS), COUNTED, keeping.sums_of),
    _Kept(DurationCell, ("month", "department_id", "days"), ("number",), keeping.durations_of),
)


def follow(event: CasesChanged) -> None:
    """Cases changed: whose their days are, their facts and the cells change with them."""
    keep(event.case_ids)


def keep(case_ids: Collection[int]) -> None:
    """Make days, facts and cells of these cases what the cases say now. Safe to repeat."""
    before = [kept.sums_of(case_ids) for kept in _TABLES]
    keep_spans(case_ids)
    _keep_facts(case_ids)
    flush()
    for kept, sums in zip(_TABLES, before, strict=True):
        _add_difference(kept, sums, kept.sums_of(case_ids))
    flush()


def _keep_facts(case_ids: Collection[int]) -> None:
    cases, facts = keeping.list_cases(case_ids), keeping.list_facts(case_ids)
    channels, ratings, clocks = keeping.channels(case_ids), keeping.ratings(case_ids), keeping.handling_clocks(case_ids)
    respondents = keeping.regions(case_ids)
    leads = keeping.region_codes([case.lead_department_id for case in cases if case.lead_department_id])
    for case in cases:
        region = respondents.get(case.id) or leads.get(case.lead_department_id or 0, "")
        values = _case_values(case) | _clock_values(clocks[case.id])
        values |= {"channel": channels.get(case.id, Channel.WEB), "satisfaction": ratings.get(case.id), "region_code": region}
        fact = facts.get(case.id)
        if fact is None:
            add(CaseFact(case_id=case.id, **values))
            continue
        for name, value in values.items():
            setattr(fact, name, value)


def _case_values(case: Case) -> dict[str, Any]:
    copied = (
        "officer_id", "area_key", "status", "received_on", "due_on", "due_rule", "replied_on", "was_on_time", "days_used", "finding",
        "was_sent_back", "was_reopened",
    )  # fmt: skip
    promised_on = case.commitment_due_on if case.commitment else None
    return {name: getattr(case, name) for name in copied} | {
        "department_id": case.lead_department_id,
        "is_open": case.status in OPEN_STATUSES,
        "received_month": month_of(case.received_on),
        "replied_month": month_of(case.replied_on),
        "promised_on": promised_on,
        "promised_month": month_of(promised_on),
        "promise_met_on": case.commitment_met_on if promised_on else None,
    }


def _clock_values(clocks: list[Deadline]) -> dict[str, Any]:
    running = next((each for each in reversed(clocks) if each.is_open), None)
    return {
        "clock_on": running.started_on if running else None,
        "stopped_on": running.paused_on if running else None,
        "stopped_days": suspended_days(running.finished_pauses, Unit.WORKING, calendar()) if running else 0,
        "was_extended": any(each.extension_days for each in clocks),
    }


def _add_difference(kept: _Kept, before: Sums, after: Sums) -> None:
    for key in {**before, **after}:
        difference = after.get(key, Counter()).copy()
        difference.subtract(before.get(key, Counter()))
        changed = {name: number for name, number in difference.items() if number}
        if changed:
            add(kept.table(is_settled=False, **dict(zip(kept.key, key, strict=True)), **changed))


def keep_missing(limit: int) -> int:
    """Make days and facts of up to ``limit`` cases that have none, as those of older versions; returns how many that were."""
    case_ids = keeping.list_without_fact(limit)
    if case_ids:
        keep(case_ids)
    return len(case_ids)


def refuse_incomplete() -> None:
    """Raise ``TransitionRefused`` while cases of an older version have no facts yet: what is counted now and frozen would stay wrong."""
    if not keeping.is_complete():
        raise TransitionRefused("升级以后，以前的办件还在补算，数字还不全。请等几分钟再试。")


def settle(limit: int = 2000) -> int:
    """Add up to ``limit`` changes to the settled rows of each table; returns how many. Safe to repeat and to run in parallel."""
    return sum(_settle(kept, limit) for kept in _TABLES)


def _settle(kept: _Kept, limit: int) -> int:
    changes = keeping.list_changes(kept.table, limit)
    sums: Sums = {}
    for row in changes:
        counts = sums.setdefault(kept.key_of(row), Counter())
        for name in kept.counted:
            counts[name] += getattr(row, name)
    settled = {}
    if sums:
        rows = keeping.list_settled(kept.table, {key[0] for key in sums}, {key[1] for key in sums})
        settled = {kept.key_of(row): row for row in rows}
    for key, counts in sums.items():
        cell = settled.get(key)
        if cell is None and any(counts.values()):
            add(kept.table(is_settled=True, **dict(zip(kept.key, key, strict=True)), **counts))
        elif cell is not None:
            for name in kept.counted:
                setattr(cell, name, getattr(cell, name) + counts[name])
    for row in changes:
        session.delete(row)
    flush()
    return len(changes)
