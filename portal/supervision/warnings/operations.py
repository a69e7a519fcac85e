"""Counting the months that are over, finding what is unusual in the last of them, and noting what was done about it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.errors import TransitionRefused
from portal.events import emit
from portal.profiles.queries import current
from portal.supervision.events import WarningsFound
from portal.supervision.facts.queries import keeping, reading
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.warnings import queries, rules
from portal.supervision.warnings.models import SupervisionWarning, WarningCell, WarningMonth
from portal.supervision.warnings.rules import Basis, Count, Look, Measure
from portal.supervision.warnings.vocabulary import UnitKind

MONTHS_BEFORE = 12
# Departments are held against those of their own kind.
_ALIKE = {
    DepartmentKind.INSTITUTION: DepartmentKind.ORGAN,
    DepartmentKind.SUPERIOR: DepartmentKind.ORGAN,
    DepartmentKind.TOWNSHIP: DepartmentKind.SUBDISTRICT,
}
_SHARES = {Measure.LATE: ("late", "replied"), Measure.OVERDUE: ("overdue", "in_hand"), Measure.SUBSTANTIATED: ("substantiated", "replied")}
_COUNTED = ("received", "replied", "late", "substantiated", "in_hand", "overdue")

Counts = Counter[str]


@dataclass
class Unit:
    """A department, a region, or an area in a region: its month, its months before, and whom it is held against."""

    key: str
    kind: UnitKind
    group: str
    department_id: int | None = None
    region_code: str = ""
    area_key: str = ""

    def __post_init__(self) -> None:
        """Nothing is counted yet."""
        self.now: Counts = Counter()
        self.before: Counts = Counter()


def months_until(last: date, number: int) -> list[str]:
    """The month of a day and those before it, oldest first."""
    found = []
    for _ in range(number):
        found.append(f"{last:%Y-%m}")
        last = last.replace(day=1) - timedelta(days=1)
    return found[::-1]


def find_warnings() -> int:
    """Count the months that are over and were not counted yet, and find the warnings of the last; how many. Once a month, then nothing."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    months = months_until(last, MONTHS_BEFORE + 1)
    known = queries.find_months(months)
    present = known.get(months[-1])
    if present is not None and present.looks is not None or not keeping.is_complete():
        return 0
    for month in months:
        if month not in known:
            _count(month, is_standing=month == months[-1])
    found, number = _found_in(months)
    row = queries.find_months([months[-1]])[months[-1]]
    row.looks, row.counted_at = number, clock.now()
    if found:
        flush()
        emit(WarningsFound(months[-1], len(found)))
    return len(found)


def mark_counted(month: str) -> None:
    """A month was counted, and serves as history from now on."""
    add(WarningMonth(month=month, looks=None, counted_at=clock.now()))
    flush()


def _count(month: str, is_standing: bool) -> None:
    number = int(month.replace("-", ""))
    months, cells = Months(number, number), defaultdict[tuple[int, str], Counts](Counter)
    for each in reading.monthly_sums(months):
        if each.department_id is not None:
            cells[each.department_id, each.area_key].update(_counts_of(each.counts))
    if is_standing:
        day_after = months.days[1] + timedelta(days=1)
        for department, _rule, in_hand, _due_today, overdue in reading.count_open(None, Narrowing(), day_after, ()):
            if department is not None:
                cells[department, ""] += Counter(in_hand=in_hand, overdue=int(overdue))
    departments = queries.list_departments()
    for (department, area), counts in cells.items():
        if any(counts.values()):
            region = region_of(departments[department])
            add(WarningCell(month=month, department_id=department, region_code=region, area_key=area, **counts))
    mark_counted(month)


def _counts_of(counts: Counter[str]) -> Counts:
    """What warnings look at, from the measures of a cell."""
    late, substantiated = counts["replied"] - counts["on_time"], counts["substantiated"] + counts["partly"]
    return Counter(received=counts["received"], replied=counts["replied"], late=late, substantiated=substantiated)


def region_of(department: Department) -> str:
    """The region of a department, or of the jurisdiction."""
    jurisdiction = current()
    return department.region_code or (jurisdiction.region_code if jurisdiction else "")


def _found_in(months: list[str]) -> tuple[list[SupervisionWarning], int]:
    cells = queries.list_cells(months)
    first = min((each.month for each in cells if each.received), default=months[-1])
    counted = sum(first <= month < months[-1] for month in months)  # what lies before the first case was before the house
    units = _units(cells, months[-1])
    looks = list(_looks(units.values(), counted))
    rows = [_written(units[each.unit], each, months[-1]) for each in reversed(rules.judge(looks))]
    return rows, len(looks)  # the strongest was written last: lists begin with what is newest


def _units(cells: Iterable[WarningCell], month: str) -> dict[str, Unit]:
    departments, units = queries.list_departments(), dict[str, Unit]()
    for cell in cells:
        counts = Counter({name: getattr(cell, name) for name in _COUNTED})
        for unit in _units_of(cell, departments):
            kept = units.setdefault(unit.key, unit)
            side = kept.now if cell.month == month else kept.before
            side.update(counts)
    return units


def _units_of(cell: WarningCell, departments: Mapping[int, Department]) -> list[Unit]:
    kind = departments[cell.department_id].kind
    alike, region, area = _ALIKE.get(kind, kind), cell.region_code, cell.area_key
    found = [Unit(f"department:{cell.department_id}", UnitKind.DEPARTMENT, f"department:{alike}", department_id=cell.department_id)]
    if region:
        found.append(Unit(f"region:{region}", UnitKind.REGION, "region", region_code=region))
    if region and area:
        found.append(Unit(f"region:{region}:{area}", UnitKind.REGION_AREA, f"area:{area}", region_code=region, area_key=area))
    return found


def _looks(units: Iterable[Unit], months: int) -> Iterable[Look]:
    """Every comparison that there are enough cases for."""
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.group].append(unit)
    for group in groups.values():
        now, before = _sum(each.now for each in group), _sum(each.before for each in group)
        for unit in group:
            others_now, others_before = now - unit.now, before - unit.before
            looks = [
                rules.look_at_number(unit.key, unit.now["received"], unit.before["received"], months),
                rules.look_at_growth(
                    unit.key, unit.now["received"], unit.before["received"], others_now["received"], others_before["received"]
                ),
                *(look for measure in _SHARES for look in _share_looks(unit, measure, others_now)),
            ]
            yield from (each for each in looks if each is not None)


def _share_looks(unit: Unit, measure: Measure, others: Counts) -> list[Look | None]:
    part, whole = _SHARES[measure]
    now = Count(unit.now[part], unit.now[whole])
    bases = {Basis.HISTORY: unit.before, Basis.PEERS: others}
    return [rules.look_at_share(unit.key, measure, basis, now, Count(each[part], each[whole])) for basis, each in bases.items()]


def _sum(counts: Iterable[Counts]) -> Counts:
    total: Counts = Counter()
    for each in counts:
        total.update(each)
    return total


def _written(unit: Unit, found: rules.Found, month: str) -> SupervisionWarning:
    return add(
        SupervisionWarning(
            month=month,
            unit=unit.key,
            unit_kind=unit.kind,
            department_id=unit.department_id,
            region_code=unit.region_code,
            area_key=unit.area_key,
            measure=found.measure,
            level=found.level,
            number=found.looks[0].now.number,
            chance=found.looks[0].chance,
            sentence=rules.sentence(found),
            found_at=clock.now(),
        )
    )


def acknowledge(warning: SupervisionWarning, actor: Actor, note: str) -> None:
    """A supervisor writes down what was found out or is done about a warning; once."""
    require(actor, Permission.WARNING_ACKNOWLEDGE)
    if warning.acknowledged_at is not None:
        raise TransitionRefused("这条预警已经处理。")
    warning.note = checked_text("note", note, "核实的情况和打算", 5)
    warning.acknowledged_by_id, warning.acknowledged_at = actor.id, clock.now()
    audit.record(actor, "warning:acknowledge", "warning", warning.id, {"unit": warning.unit, "month": warning.month})
