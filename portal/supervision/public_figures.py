"""The figures for the public: counted when a month is over, kept as they were counted, shown as far as no small group is told.

Whole months only: a number that grew by the day would tell what happened on a day. Cases kept from a supervisor or coordinator are left
out: who sees all other cases could subtract and learn of them (信访条例 art. 30).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.db import add, session
from portal.supervision import disclosure, queries
from portal.supervision.disclosure import TOTAL, Span
from portal.supervision.facts.queries import keeping, reading
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.figures import FEWEST_RANKED, median, percent, percentile
from portal.supervision.figures_by_region import Places, cell_row, decide_cells, find_places, gather, is_cell, spans_of_cells
from portal.supervision.models import PublicFigureCell, PublicFigures
from portal.supervision.periods import key_of, running_key, standing_spans

YEARS_KEPT = 3
RUNNING = "to"
STANDING = "@"  # in the name of a period: what stood at its end
# What is shown or hidden together, and the groups of reporters it tells: a share tells both its parts, and who is missing in it.
MEASURES: dict[str, tuple[str, ...]] = {
    "received": ("received",),
    "replied": ("replied",),
    "satisfaction": ("satisfied", "unsatisfied", "unrated"),
    "reopened": ("reopened", "not_reopened"),
    "promises": ("promises",),
}
# What divides the cases answered is shown only where their number is.
_DIVIDES = {"satisfaction": "replied", "reopened": "replied"}
_OF_AREAS = {"received", "replied"}  # told of areas and regions too
_UNTOLD = {"unsatisfied", "unrated", "not_reopened"}

Counts = Counter[str]  # the groups of ``MEASURES``, and "days:5": how many took five working days
Rows = dict[str, dict[int, Counts]]  # row → month → counts


def department_row(department_id: int | None) -> str:
    """The name of a department's row; None: not assigned."""
    return f"department:{department_id or 'none'}"


def area_row(area_key: str) -> str:
    """The name of an area's row."""
    return f"area:{area_key or 'none'}"


def refresh() -> None:
    """Count the months that are over and were not counted yet, and decide what may be shown. Nothing happens the rest of the month."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    for year in range(last.year - YEARS_KEPT + 1, last.year + 1):
        _refresh_year(year, last.month if year == last.year else 12)


def _refresh_year(year: int, last_month: int) -> None:
    row = queries.find_public_figures(year)
    until = f"{year}-{last_month:02}"
    if row is not None and row.values.get("counted_until") == until or not keeping.is_complete():
        return
    cells = {(each.row, each.period): each for each in queries.list_cells_of_year(year, with_counts=True)}
    rows, counted = _kept(cells.values(), year)
    places = find_places(cells.values(), year, counted + 1)
    for name, months in _counted(year, counted + 1, last_month, places).items():
        rows[name].update(months)
    groups = gather(rows, places)
    before = _shown_before(cells.values(), year)
    shown: dict[str, disclosure.Shown] = {}
    for measure in MEASURES:
        shown[measure] = _decide(measure, rows, last_month, before[measure], shown.get(_DIVIDES.get(measure, "")), groups)
    decide_cells("received", shown["received"], before["received"], rows, last_month, places)
    for name, months in rows.items():
        for span in spans_of_cells(last_month) if is_cell(name) else disclosure.all_spans(last_month):
            _write(cells, year, name, span, months, [each for each in MEASURES if span in shown[each].get(name, ())])
    for cell in [each for each in cells.values() if STANDING in each.period or RUNNING in each.period]:
        session.delete(cell)
    _write_standing(year, last_month, rows)
    running = _write_running(year, last_month, rows, shown)
    row = row or add(PublicFigures(year=year, values={}, computed_at=clock.now()))
    row.values, row.computed_at = running | {"counted_until": until}, clock.now()


def _kept(cells: Iterable[PublicFigureCell], year: int) -> tuple[Rows, int]:
    """The months counted before, and the number of the last."""
    rows: Rows = defaultdict(dict)
    rows[TOTAL] = {}
    months = {key_of(year, span): span[1] for span in disclosure.spans(disclosure.MONTH, 12)}
    last = 0
    for cell in cells:
        if cell.period in months:
            last = max(last, months[cell.period])
            rows[cell.row][months[cell.period]] = Counter(cell.counted)
    return rows, last


def _shown_before(cells: Iterable[PublicFigureCell], year: int) -> dict[str, dict[str, set[Span]]]:
    spans = {key_of(year, span): span for span in disclosure.all_spans(12)}
    before: dict[str, dict[str, set[Span]]] = {measure: defaultdict(set) for measure in MEASURES}
    for cell in cells:
        for measure in cell.shown:
            if cell.period in spans:
                before[measure][cell.row].add(spans[cell.period])
    return before


def _counted(year: int, first_month: int, last_month: int, places: Places) -> Rows:
    months = Months(year * 100 + first_month, year * 100 + last_month)
    rows: Rows = defaultdict(lambda: defaultdict(Counter))

    def put(month: int, department_id: int | None, area_key: str, groups: Counts) -> None:
        for name in (TOTAL, department_row(department_id), area_row(area_key)):
            rows[name][month % 100].update(groups)

    for each in reading.monthly_sums(months):
        put(each.month, each.department_id, each.area_key, _groups(each.counts))
        cell = cell_row(places.region_of(each.department_id), area_row(each.area_key))
        rows[cell][each.month % 100].update(+Counter(received=each.counts["received"]))
    for month, department, area, days, number in reading.monthly_days(months):
        put(month, department, area, Counter({f"days:{days}": number}))
    return rows


def _groups(counts: Counter[str]) -> Counts:
    """The groups that are told or kept to tell, from the measures of a cell."""
    found = Counter({name: counts[name] for name in ("received", "replied", "on_time", "satisfied", "reopened")})
    found["unsatisfied"] = counts["rated"] - counts["satisfied"]
    found["unrated"] = counts["replied"] - counts["rated"]
    found["not_reopened"] = counts["replied"] - counts["reopened"]
    found["promises"], found["promises_kept"] = counts["promised"], counts["kept"]
    return +found


def _decide(
    measure: str,
    rows: Rows,
    last_month: int,
    before: Mapping[str, set[Span]],
    within: disclosure.Shown | None,
    regions_of_rows: Mapping[str, str],
) -> disclosure.Shown:
    groups = MEASURES[measure]

    def table(kind: str) -> dict[str, dict[int, tuple[int, ...]]]:
        return {
            name: {month: tuple(counts[group] for group in groups) for month, counts in months.items()}
            for name, months in rows.items()
            if name.startswith(kind)
        }

    tables = [table("department:"), table("area:")] if measure in _OF_AREAS else [table("department:")]
    gathered = regions_of_rows if measure in _OF_AREAS else {}
    return disclosure.disclose(tables, last_month, before, len(groups), within, gathered)


def _write(
    cells: dict[tuple[str, str], PublicFigureCell], year: int, name: str, span: Span, months: Mapping[int, Counts], shown: list[str]
) -> None:
    period = key_of(year, span)
    counts = _sum(months, disclosure.months_of(span))
    cell = cells.get((name, period))
    if cell is None:
        cell = add(PublicFigureCell(year=year, period=period, row=name, counted=dict(counts), shown=[], values={}))
    if set(shown) != set(cell.shown) or not cell.values:
        cell.shown, cell.values = shown, values_of(counts, shown)


def _sum(months: Mapping[int, Counts], wanted: Iterable[int]) -> Counts:
    total: Counts = Counter()
    for month in wanted:
        total.update(months.get(month, {}))
    return total


def values_of(counts: Mapping[str, int], shown: Iterable[str]) -> dict[str, Any]:
    """What may be told of counts: the groups of the measures shown, and how the department did with them.

    In time or late, kept or not, is what an office did and tells nothing about a reporter: it is told of every number of cases answered
    that is large enough for a share, and of every number of promises that is told.
    """
    values: dict[str, Any] = {}
    for measure in shown:
        values |= {group: counts.get(group, 0) for group in MEASURES[measure] if group not in _UNTOLD}
    if "satisfaction" in shown:
        values["rated"] = counts.get("satisfied", 0) + counts.get("unsatisfied", 0)
        values["satisfied_rate"] = percent(values["satisfied"], values["rated"])
    if "promises" in shown:
        values["promises_kept"] = counts.get("promises_kept", 0)
    if values.get("replied", 0) >= FEWEST_RANKED:
        values["on_time"] = counts.get("on_time", 0)
        values["on_time_rate"] = percent(values["on_time"], values["replied"])
        days = Counter({int(name[5:]): number for name, number in counts.items() if name.startswith("days:") and name != "days:None"})
        values["median_days"], values["p90_days"] = median(days), percentile(days, 0.9)
    return values


def _write_standing(year: int, last_month: int, rows: Iterable[str]) -> None:
    """What is overdue as the month after begins, by lead department, none of those named left out; the newest only."""
    first_day_after = date(year + last_month // 12, last_month % 12 + 1, 1)
    if first_day_after != clock.today().replace(day=1):
        return
    months: Rows = defaultdict(lambda: defaultdict(Counter))
    for name in [TOTAL, *(each for each in rows if each.startswith("department:"))]:
        months[name][1]["overdue"] = 0
    for department, _rule, _number, _due_today, overdue in reading.count_open(None, Narrowing(), first_day_after, ()):
        for name in (TOTAL, department_row(department)):
            months[name][1]["overdue"] += int(overdue)
    table = {name: {1: (row[1]["overdue"],)} for name, row in months.items() if name != TOTAL}
    shown = disclosure.disclose([table], 1, {}) if table else {}
    for name, row in months.items():
        is_shown = bool(shown.get(name))
        values = {"overdue": row[1]["overdue"]} if is_shown else {}
        period = f"{year}{STANDING}{last_month:02}"
        add(
            PublicFigureCell(year=year, period=period, row=name, counted=dict(row[1]), shown=["overdue"] if is_shown else [], values=values)
        )


def _write_running(year: int, last_month: int, rows: Rows, shown: Mapping[str, disclosure.Shown]) -> dict[str, Any]:
    """Each row from January to the end of the last quarter that is over; the values of the total are given back, empty before one is.

    It holds no more than the halves and quarters it adds up: a row that hides one of them has nothing here.
    """
    spans = standing_spans(last_month)
    if not spans:
        return {}
    until = last_month // 3 * 3
    told: dict[str, dict[str, Any]] = {}
    for name, months in rows.items():
        if is_cell(name):
            continue
        measures = [each for each in MEASURES if all(span in shown[each].get(name, ()) for span in spans)]
        counts = _sum(months, range(1, until + 1))
        told[name] = values_of(counts, measures)
        if until < 12:
            period = running_key(year, until)
            add(PublicFigureCell(year=year, period=period, row=name, counted=dict(counts), shown=measures, values=told[name]))
    after = date(year + until // 12, until % 12 + 1, 1)
    return told[TOTAL] | {"as_of": (after - timedelta(days=1)).isoformat()}
