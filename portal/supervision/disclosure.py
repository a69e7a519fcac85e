"""Which counts may be shown so that nobody can subtract their way to a group under five. Pure.

A table has rows (departments, or areas) and the months of one year. A row is shown at one length of period and everything longer:
months, quarters, halves or the year; every period shown holds no case or at least five. In each period two rows or none stay hidden,
and what they hold together is none or at least five: the total minus the shown rows gives nothing back. A row that was shown once
and falls below five later is stopped: its longer periods minus what people already keep would tell. Counts come as tuples whose parts
are protected each (in time and late), so that a share tells no small group either.

Zero is shown: where nobody is, nobody is singled out. Published outcomes are public by themselves and are not subtracted here.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

SMALLEST = 5
MONTH, QUARTER, HALF, YEAR, NEVER = 1, 3, 6, 12, 99  # lengths in months
LENGTHS = (MONTH, QUARTER, HALF, YEAR)
TOTAL = "all"

Counts = tuple[int, ...]
Months = Mapping[int, Counts]  # month → counts; a month without any is left out
Span = tuple[int, int]  # length and number within the year: (3, 2) is the second quarter
Shown = dict[str, set[Span]]


def spans(length: int, last_month: int) -> list[Span]:
    """The periods of a length that are over when the month with that number is."""
    return [(length, number) for number in range(1, last_month // length + 1)]


def all_spans(last_month: int) -> list[Span]:
    """All periods that are over, short ones first."""
    return [each for length in LENGTHS for each in spans(length, last_month)]


def months_of(span: Span) -> range:
    """The months of a period."""
    length, number = span
    return range((number - 1) * length + 1, number * length + 1)


def is_safe(counts: Counts) -> bool:
    """Whether each part is nobody or a group that is large enough."""
    return all(part == 0 or part >= SMALLEST for part in counts)


def added(row: Months, months: Sequence[int] | range, width: int) -> Counts:
    """The counts of several months together."""
    return _together((row[month] for month in months if month in row), width)


def disclose(
    tables: Sequence[Mapping[str, Months]],
    last_month: int,
    earlier: Mapping[str, AbstractSet[Span]],
    width: int = 1,
    within: Mapping[str, AbstractSet[Span]] | None = None,
    groups: Mapping[str, str] | None = None,
) -> Shown:
    """The periods that may be shown of every row and of the total (``TOTAL``), up to and with ``last_month``.

    The rows of each table add up to the same total, and names differ between tables. ``earlier`` is what was shown before: it stays.
    Counts that divide another count are shown only ``within`` what is shown of that one, which they add up to. ``groups`` gathers the
    rows of the first table: the sum of a group is a row more, and minus the rows shown of the group it gives nothing back either.
    """
    groups = groups or {}
    total = {month: _together((row[month] for row in tables[0].values() if month in row), width) for month in range(1, last_month + 1)}
    gathered = _gathered(tables[0], groups)
    rows = {TOTAL: total} | {name: row for table in tables for name, row in table.items()} | gathered
    rule = _Rule(last_month, earlier, width, within)
    shortest = rule.length(TOTAL, total, MONTH)
    for length in [each for each in LENGTHS if each >= shortest]:
        lengths = {TOTAL: _not_shorter(length, rule.before(TOTAL))}
        protected = [_Table(table, lengths[TOTAL], rule, gathered if table is tables[0] else {}, groups).protected() for table in tables]
        if all(each is not None for each in protected):
            for each in protected:
                lengths |= each or {}
            return {name: rule.shown(name, lengths[name]) for name in rows}
    return {name: set(rule.before(name)) for name in rows}


def _gathered(table: Mapping[str, Months], groups: Mapping[str, str]) -> dict[str, Months]:
    members: dict[str, list[Months]] = {}
    for name, row in table.items():
        if name in groups:
            members.setdefault(groups[name], []).append(row)
    return {group: sum_of(rows) for group, rows in members.items()}


def sum_of(rows: Sequence[Months]) -> Months:
    """Several rows as one."""
    months = sorted({month for row in rows for month in row})
    return {month: tuple(map(sum, zip(*(row[month] for row in rows if month in row), strict=True))) for month in months}


def _together(counts: Iterator[Counts], width: int) -> Counts:
    parts = [0] * width
    for each in counts:
        for place, part in enumerate(each):
            parts[place] += part
    return tuple(parts)


def _not_shorter(length: int, before: AbstractSet[Span]) -> int:
    """A length in the light of what was shown before: never shorter than then; a longer one stops the row."""
    if not before:
        return length
    former = min(span[0] for span in before)
    return former if length <= former else NEVER


@dataclass(frozen=True)
class _Rule:
    """What holds for every row of a count."""

    last_month: int
    earlier: Mapping[str, AbstractSet[Span]]
    width: int
    within: Mapping[str, AbstractSet[Span]] | None

    def before(self, name: str) -> AbstractSet[Span]:
        """What was shown of a row before."""
        return self.earlier.get(name, set())

    def length(self, name: str, row: Months, shortest: int) -> int:
        """The shortest period at which a row may be shown as far as it alone is concerned."""
        for length in LENGTHS:
            if length >= shortest and self._may_show(name, row, length):
                return _not_shorter(length, self.before(name))
        return NEVER

    def _may_show(self, name: str, row: Months, length: int) -> bool:
        if any(not is_safe(added(row, months_of(span), self.width)) for span in spans(length, self.last_month)):
            return False
        wanted = [span for span in all_spans(self.last_month) if span[0] >= length]
        return self.within is None or all(span in self.within.get(name, set()) for span in wanted)

    def shown(self, name: str, length: int) -> set[Span]:
        """What is shown of a row at a length: those periods and longer ones, and what was shown before."""
        return {span for span in all_spans(self.last_month) if span[0] >= length} | set(self.before(name))


class _Table:
    """The rows of one table while lengths are found for them."""

    def __init__(
        self, rows: Mapping[str, Months], shortest: int, rule: _Rule, gathered: Mapping[str, Months], groups: Mapping[str, str]
    ) -> None:
        self.rows, self.shortest, self.rule, self.gathered, self.groups = rows, shortest, rule, gathered, groups
        self.lengths = {name: rule.length(name, row, shortest) for name, row in (*rows.items(), *gathered.items())}

    def protected(self) -> dict[str, int] | None:
        """The length of each row, or None if the total cannot be shown at its length."""
        open_spans = [span for span in all_spans(self.rule.last_month) if span[0] >= self.shortest]
        is_settled = False
        while not is_settled:
            is_settled = True
            for span in open_spans:
                while badly := self._badly_hidden(span):
                    if not self._hide_one_more(span, badly):
                        return None
                    is_settled = False
        return self.lengths

    def _is_shown(self, name: str, span: Span) -> bool:
        return span[0] >= self.lengths[name] or span in self.rule.before(name)

    def _badly_hidden(self, span: Span) -> str:
        """A sum shown in the period, the total or a group, that gives back what is hidden in it; empty when there is none."""
        wholes = [*(each for each in self.gathered if self._is_shown(each, span)), TOTAL]
        return next((each for each in wholes if not self._hides_well(each, span)), "")

    def _hidden_in(self, whole: str, span: Span) -> list[str]:
        """The hidden rows that a sum holds and no smaller sum that is shown: the total has those of the groups that are hidden."""
        hidden = [name for name in self.rows if not self._is_shown(name, span) and self._unknown_months(name, span, whole)]
        if whole != TOTAL:
            return [name for name in hidden if self.groups.get(name) == whole]
        return [name for name in hidden if name not in self.groups or not self._is_shown(self.groups[name], span)]

    def _hides_well(self, whole: str, span: Span) -> bool:
        hidden = self._hidden_in(whole, span)
        unknown = (added(self.rows[name], self._unknown_months(name, span, whole), self.rule.width) for name in hidden)
        rest = _together(unknown, self.rule.width)
        return not hidden or (len(hidden) > 1 and is_safe(rest))

    def _unknown_months(self, name: str, span: Span, whole: str) -> list[int]:
        """The months of the period that nothing shown of the row, or of a group inside the whole, covers within it."""
        before = self.rule.before(name) | (self.rule.before(self.groups.get(name, "")) if whole == TOTAL else set())
        known = {month for shorter in before if shorter[0] < span[0] for month in months_of(shorter)}
        return [month for month in months_of(span) if month not in known]

    def _hide_one_more(self, span: Span, badly: str) -> bool:
        """Show the smallest sum or row that is shown in the period only at longer ones; False when there is none.

        Sums of groups give way before rows do: the group that gives its rows back, else one whose hidden rows can stand with the others.
        """
        groups = (
            [badly] if badly != TOTAL else [each for each in self.gathered if self._is_shown(each, span) and self._hidden_in(each, span)]
        )
        wanted = [each for each in groups if span not in self.rule.before(each)]
        rows = [name for name in self.rows if badly in (TOTAL, self.groups.get(name))]
        wanted = wanted or [name for name in rows if self._is_shown(name, span) and span not in self.rule.before(name)]
        if not wanted:
            return False
        smallest = min(wanted, key=lambda name: (bool(self.rule.before(name)), *self._size(name, span), name))
        longer = next((length for length in LENGTHS if length > span[0]), NEVER)
        self.lengths[smallest] = NEVER if self.rule.before(smallest) else longer
        return True

    def _size(self, name: str, span: Span) -> tuple[bool, int]:
        row = self.gathered[name] if name in self.gathered else self.rows[name]
        number = sum(added(row, months_of(span), self.rule.width))
        return number == 0, number
