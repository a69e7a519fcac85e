"""What the indicators are counted from: the figures of the cockpit, rectification, the ledger.

Cases from which a supervisor or coordinator is kept are left out, as in all figures that several people read (信访条例 art. 30).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.evaluation import queries
from portal.evaluation.vocabulary import Source, Subject
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries import reading
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import key_before, whole

Share = tuple[int, int]


@dataclass
class Counted:
    """One subject with its counts; ``shares`` are (part, whole)."""

    department_id: int | None
    region_code: str
    name: str
    kind: str
    answered: int = 0
    shares: dict[Source, Share] = field(default_factory=dict)


def count(subject: Subject, period: str, today: date, region_names: Mapping[str, str]) -> list[Counted]:
    """Everybody who is scored, counted for a whole period. ``region_names`` by code; regions without a name are left out."""
    by_department = subject is Subject.DEPARTMENT
    everyone = departments.all_departments()
    found: dict[int | str, Counted]
    sums = _sums(period, by_department)
    if by_department:
        found = {each.id: Counted(each.id, "", each.name, each.kind.label) for each in everyone if not each.is_collective}
        homes: dict[int, int | str] = {each.id: each.id for each in everyone}
    else:
        found = {code: Counted(None, code, name, Subject.REGION.label) for code, name in region_names.items()}
        homes = {each.id: each.region_code for each in everyone}
    others = {Source.RECTIFIED: _gathered(_rectified(period), homes), Source.LEDGER: _gathered(_ledger(period), homes)}
    for key, row in found.items():
        _fill(row, sums[key], _open(row, today))
        row.shares |= {source: shares.get(key, (0, 0)) for source, shares in others.items()}
    return [row for row in found.values() if any(number for _part, number in row.shares.values())]


def _sums(period: str, by_department: bool) -> dict[int | str, Counter[str]]:
    sums: dict[int | str, Counter[str]] = defaultdict(Counter)
    now, before = (months_of(whole(key)[0]) for key in (period, key_before(period)))
    for place in reading.sums(None, Narrowing(), before, now, now)[0]:
        if place.is_now and (place.department_id is not None or not by_department):
            sums[place.department_id or 0 if by_department else place.region_code].update(place.counts)
    return sums


def _open(row: Counted, today: date) -> Share:
    """Open cases: (not overdue, all)."""
    wanted = Narrowing(department_id=row.department_id) if row.department_id else Narrowing(region=row.region_code)
    rows = reading.count_open(None, wanted, today, [])
    return sum(each[2] - each[4] for each in rows), sum(each[2] for each in rows)


def _fill(row: Counted, counts: Counter[str], still_open: Share) -> None:
    replied = counts["replied"]
    row.answered = replied
    row.shares = {
        Source.ON_TIME: (counts["on_time"], replied),
        Source.SATISFIED: (counts["satisfied"], counts["rated"]),
        Source.NOT_OVERDUE: still_open,
        Source.CLEAR: (counts["substantiated"] + counts["partly"] + counts["unsubstantiated"], replied),
        Source.KEPT: (counts["kept"], counts["promised"]),
    }


def _rectified(period: str) -> dict[int, Share]:
    days = whole(period)[0]
    return queries.count_rectifications(days.first, days.last)


def _ledger(period: str) -> dict[int, Share]:
    return queries.count_tasks(whole(period)[0].last)


def _gathered(shares: Mapping[int, Share], homes: Mapping[int, int | str]) -> dict[int | str, Share]:
    found: dict[int | str, Share] = {}
    for department_id, (part, number) in shares.items():
        key = homes.get(department_id, "")
        before = found.get(key, (0, 0))
        found[key] = (before[0] + part, before[1] + number)
    return found


def region_names(everyone: Iterable[Department]) -> dict[str, str]:
    """The regions by code, each named after the first of its departments, the highest in the tree."""
    names: dict[str, str] = {}
    for each in sorted(everyone, key=lambda department: (len(department.ancestor_ids), department.position)):
        if each.region_code:
            names.setdefault(each.region_code, each.name)
    return names
