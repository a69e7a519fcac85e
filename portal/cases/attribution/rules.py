"""Whose every day is. Pure: steps, stops and extensions in, spans of days out.

A day belongs to what held when it began: the day of an event is not counted for what the event begins (民法典 art. 201), so a span
holds the days after ``after`` up to and with ``until``. Each day on which the office owes something lies in exactly one span.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.cases.attribution.vocabulary import Party, Stage
from portal.cases.vocabulary import OPEN_STATUSES, Status
from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import working_days_between

_STAGES = {
    Status.UNASSIGNED: Stage.TRIAGE,
    Status.PENDING: Stage.TRIAGE,
    Status.SUPPLEMENT: Stage.TRIAGE,
    Status.HANDLING: Stage.HANDLING,
    Status.SUSPENDED: Stage.HANDLING,
    Status.REVIEWING: Stage.HANDLING,
    Status.UNDER_REVIEW: Stage.REVIEW,
}
# Whom all days in these states belong to, whatever the clocks say.
_WAITING = {Status.SUPPLEMENT: Party.REPORTER, Status.SUSPENDED: Party.HEARING}


@dataclass(frozen=True)
class Turn:
    """What holds from a local day on: the status after a step, and the department in charge (None: nobody yet, or a review)."""

    on: date
    status: Status
    department_id: int | None


@dataclass(frozen=True)
class Days:
    """The days after ``after`` up to and with ``until``; None: it goes on."""

    after: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.after < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Span(Days):
    """Days that belong to one party, in one stage, while one department is in charge (None: nobody yet, or who reviews)."""

    party: Party
    stage: Stage
    department_id: int | None


def spans(turns: Sequence[Turn], stops: Sequence[Days], extensions: Sequence[Days]) -> list[Span]:
    """The spans of a case, in order and without gaps while it is open.

    ``turns`` are its steps, oldest first; ``stops`` the days on which its clock stood still by law; ``extensions`` the days that an
    approved extension added behind the term. What the last step began goes on: such spans may reach beyond today.
    """
    found: list[Span] = []
    for place, turn in enumerate(turns):
        until = turns[place + 1].on if place + 1 < len(turns) else None
        if turn.status not in OPEN_STATUSES or (until is not None and until <= turn.on):
            continue
        for span in _cut(turn, until, stops, extensions):
            _join(found, span)
    return found


def _cut(turn: Turn, until: date | None, stops: Sequence[Days], extensions: Sequence[Days]) -> Iterator[Span]:
    edges = {edge for each in (*stops, *extensions) for edge in (each.after, each.until) if edge is not None}
    inner = sorted(edge for edge in edges if turn.on < edge and (until is None or edge < until))
    begins = [turn.on, *inner]
    for after, end in zip(begins, [*inner, until], strict=True):
        party = _party(turn.status, Days(after, end), stops, extensions)
        yield Span(after, end, party, _STAGES[turn.status], turn.department_id)


def _party(status: Status, days: Days, stops: Sequence[Days], extensions: Sequence[Days]) -> Party:
    if status in _WAITING:
        return _WAITING[status]
    first = date.fromordinal(days.after.toordinal() + 1)
    if any(each.holds(first) for each in stops):
        return Party.HEARING
    is_extended = _STAGES[status] is Stage.HANDLING and any(each.holds(first) for each in extensions)
    return Party.EXTENSION if is_extended else Party.DEPARTMENT


def _join(found: list[Span], span: Span) -> None:
    """Add a span, as a longer last one where it only goes on."""
    last = found[-1] if found else None
    if last is not None and last.until == span.after and replace(last, after=span.after, until=span.until) == span:
        found[-1] = replace(last, until=span.until)
    else:
        found.append(span)


@dataclass(frozen=True)
class Use:
    """How many days one party used in one stage while one department was in charge."""

    stage: Stage
    party: Party
    department_id: int | None
    days: int
    working_days: int


def used(found: Iterable[Span], today: date, calendar: Calendar) -> list[Use]:
    """Days and working days up to today, by stage, party and department, in the order they came; what used none is left out."""
    sums: dict[tuple[Stage, Party, int | None], tuple[int, int]] = {}
    for span in found:
        until = min(span.until or today, today)
        if until <= span.after:
            continue
        key = (span.stage, span.party, span.department_id)
        days, working = sums.get(key, (0, 0))
        sums[key] = (days + (until - span.after).days, working + working_days_between(span.after, until, calendar))
    return [Use(*key, *numbers) for key, numbers in sums.items()]
