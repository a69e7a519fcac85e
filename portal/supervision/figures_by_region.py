"""The public figures by region, and by region and area.

Regions are those of the lead departments, never those of the bodies complained of: what is counted of a region would move when a tip-off
about its only body comes. A department stays in the region in which it stood when the year was first counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass

from portal.accounts.departments import queries as departments
from portal.accounts.departments import regions
from portal.db import add
from portal.profiles import queries as profiles
from portal.supervision import disclosure
from portal.supervision.cross_disclosure import Cell, disclose_cells
from portal.supervision.disclosure import TOTAL, Shown, Span
from portal.supervision.models import PublicFigureCell

Counts = Counter[str]
Rows = MutableMapping[str, dict[int, Counts]]
_PLACES = "places"


@dataclass(frozen=True)
class Places:
    """The region of each department in a year, and the first month that was counted by region and area."""

    of: Mapping[str, int]
    since: int

    def region_of(self, department_id: int | None) -> int:
        """The region of a department; nobody's cases belong to the whole."""
        return self.of.get(str(department_id), regions.WHOLE)


def region_row(region: int) -> str:
    """The name of a region's row; region: the department that stands for it, or ``regions.WHOLE``."""
    return f"region:{region}"


def cell_row(region: int, area: str) -> str:
    """The name of the row of an area, named by its row, within a region; only halves of a year are told of it."""
    return f"{region_row(region)}/{area}"


def is_cell(name: str) -> bool:
    """Whether a row is that of an area within a region."""
    return "/" in name


def spans_of_cells(last_month: int) -> list[Span]:
    """The months, because they are counted once, and the halves, because they are told."""
    return [span for length in (disclosure.MONTH, disclosure.HALF) for span in disclosure.spans(length, last_month)]


def find_places(cells: Iterable[PublicFigureCell], year: int, first_month: int) -> Places:
    """Where each department stands, kept with the cells of the year; who is new is added. ``first_month``: the next to be counted."""
    found = next((each for each in cells if each.row == _PLACES), None)
    if found is None:
        counted = {"since": first_month, "of": {}}
        found = add(PublicFigureCell(year=year, period=str(year), row=_PLACES, counted=counted, shown=[], values={}))
    present = regions.regions_of(departments.all_departments(), profiles.region_code())
    found.counted = {**found.counted, "of": {str(key): region for key, region in present.items()} | found.counted["of"]}
    return Places(found.counted["of"], found.counted["since"])


def gather(rows: Rows, places: Places) -> dict[str, str]:
    """Put the sums of the regions among the rows; returns the region of each department's row. Nothing, where there is one region."""
    numbers = {name: name.partition(":")[2] for name in rows if name.startswith("department:")}
    groups = {name: region_row(places.region_of(int(number) if number.isdecimal() else None)) for name, number in numbers.items()}
    if len(set(groups.values())) < 2:
        return {}
    for group in set(groups.values()):
        rows[group] = _together([rows[name] for name in groups if groups[name] == group])
    return groups


def _together(members: list[dict[int, Counts]]) -> dict[int, Counts]:
    total: dict[int, Counts] = {}
    for months in members:
        for month, counts in months.items():
            total.setdefault(month, Counter()).update(counts)
    return total


def decide_cells(measure: str, shown: Shown, before: Mapping[str, set[Span]], rows: Rows, last_month: int, places: Places) -> None:
    """Add to ``shown`` which areas within regions are told of the halves that are over; what was told once stays as it was told."""
    names = [name for name in rows if is_cell(name)]
    told_before = {span for name in names for span in before.get(name, ())}
    for name in names:
        shown.setdefault(name, set()).update(before.get(name, ()))
    for span in disclosure.spans(disclosure.HALF, last_month):
        months = disclosure.months_of(span)
        told = {name for name, spans in shown.items() if span in spans}
        is_open = span not in told_before and months[0] >= places.since and TOTAL in told
        if is_open and any(name.startswith("region:") and not is_cell(name) for name in rows):
            counts = {_cell(name): sum(rows[name].get(month, Counter())[measure] for month in months) for name in names}
            for region, area in disclose_cells(counts, told, told):
                shown.setdefault(f"{region}/{area}", set()).add(span)


def _cell(name: str) -> Cell:
    region, _slash, area = name.partition("/")
    return region, area
