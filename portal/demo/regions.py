"""Regions with a department of their own: a period that is over with enough cases for a ranking, and a month with many in one region.

The places are invented, and so are their division codes: 91 to 93 are given to no place (GB/T 2260).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal import clock
from portal.accounts.departments import operations
from portal.accounts.departments import queries as departments
from portal.accounts.departments.regions import code_below
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.evaluation.operations import lengths
from portal.profiles.queries import region_code
from portal.supervision.periods import past_keys, whole

EVALUATED_AGO = timedelta(days=21)  # when the newest evaluation was begun
_PLACES = ("东湖", "西山", "南屏")
_PLEASED = ((1, "sign_for"), (2, "accept"), (20, "reply"), (21, "approve"), (22, "close"), (24, "rate"), (60, "fulfil"))
_NOT_PLEASED = (*_PLEASED[:-2], (24, "rate_low"))
_IN_HAND = ((1, "sign_for"), (2, "accept"))
_LAST_BEGIN = 55  # days into the period on which the last case comes: its answer lies within a quarter
_ENOUGH, _MANY = 10, 8


@dataclass(frozen=True)
class Place:
    """A region of the demo: its bureau, which has the cases, and the body that reports are about."""

    name: str
    bureau: Department
    respondent: Department


@dataclass(frozen=True)
class Planned:
    """One case: where, on which day it comes in, how it goes on; the stories of one area only, if wanted."""

    place: int
    on: date
    steps: tuple[tuple[int, str], ...]
    is_of_one_area: bool = False


def make_places() -> list[Place]:
    """The regions, made where they are missing: districts or cities below the jurisdiction, in a district its subdistricts."""
    root = next((each for each, depth in departments.list_tree() if depth == 0), None)
    found = []
    for number, name in enumerate(_PLACES, start=91):
        code = code_below(region_code(), number)
        kind, title, whole_name = (
            (DepartmentKind.GOVERNMENT, "区人民政府", f"{name}区") if code else (DepartmentKind.SUBDISTRICT, "街道办事处", f"{name}街道")
        )
        above = _department(f"{name}{title}（演示）", kind, root, code)
        bureau = _department(f"{whole_name}发展服务局（演示）", DepartmentKind.ORGAN, above, code)
        found.append(Place(whole_name, bureau, _department(f"{whole_name}市政工程处（演示）", DepartmentKind.INSTITUTION, above, code)))
    return found


def _department(name: str, kind: DepartmentKind, parent: Department | None, code: str) -> Department:
    return departments.find_department(name) or operations.add_department(name, kind, parent=parent, region_code=code)


def planned() -> Iterator[Planned]:
    """Ten cases each in two regions in the newest period that is evaluated, answered in it; and many in the third in the last month."""
    period = whole(past_keys(clock.today() - EVALUATED_AGO, lengths()[0], 1)[0])[0]
    for number in range(2 * _ENOUGH):
        place, turn = number % 2, number // 2
        steps = _NOT_PLEASED if turn < 1 + 3 * place else _PLEASED
        yield Planned(place, period.first + timedelta(days=2 + turn * (_LAST_BEGIN - 2) // _ENOUGH), steps)
    last_month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    for turn in range(_MANY):
        yield Planned(2, last_month + timedelta(days=3 * turn), _IN_HAND, is_of_one_area=True)
