"""Which part of the jurisdiction a department works in. Pure, over departments at hand.

The parts are the governments, subdistricts and townships that stand highest below the root of the tree. A department lies in the part
it stands under; one that stands elsewhere and has a division code of its own (GB/T 2260) lies in the part whose code begins alike, one
level below the jurisdiction. All others work for the jurisdiction as a whole.
"""

from collections.abc import Mapping, Sequence

from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind

WHOLE = 0  # the jurisdiction itself
WHOLE_TITLE = "本级"
_PARTS = {DepartmentKind.GOVERNMENT, DepartmentKind.SUBDISTRICT, DepartmentKind.TOWNSHIP}
_CENTRAL_CITIES = {"11", "12", "31", "50"}  # their districts hang below the province without a prefecture between
_OFFICES = ("人民政府", "办事处")


def regions_of(departments: Sequence[Department], jurisdiction_code: str) -> dict[int, int]:
    """Department → the department that stands for its region, or ``WHOLE``."""
    by_id = {each.id: each for each in departments}
    above = {each.id: _part_above(each, by_id) for each in departments}
    length = _length_below(jurisdiction_code)
    parts = {_cut(by_id[part].region_code, jurisdiction_code, length): part for part in above.values() if part != WHOLE}
    parts.pop("", None)
    return {each.id: above[each.id] or parts.get(_cut(each.region_code, jurisdiction_code, length), WHOLE) for each in departments}


def title_of(region: int, departments: Mapping[int, Department]) -> str:
    """A region as people call it: 香洲区人民政府 → 香洲区, 劝业场街道办事处 → 劝业场街道."""
    if region not in departments:
        return WHOLE_TITLE
    name = departments[region].name
    return next((name.removesuffix(office) for office in _OFFICES if name.endswith(office) and name != office), name)


def _part_above(department: Department, by_id: Mapping[int, Department]) -> int:
    """The highest part on the way down from the root to the department, itself included."""
    line = [by_id[each] for each in department.ancestor_ids if each in by_id]
    return next((each.id for each in line if each.kind in _PARTS and each.parent_id is not None), WHOLE)


def _length_below(code: str) -> int:
    """How many digits of a code tell regions one level below this one: 210000 → 4, 440400 → 6; 0 where there is no such level."""
    if code.endswith("0000"):
        return 6 if code[:2] in _CENTRAL_CITIES else 4
    return 6 if code.endswith("00") else 0


def code_below(jurisdiction_code: str, number: int) -> str:
    """The code of a region one level below with a number of two digits: 440400, 91 → 440491; empty where there is no such level."""
    length = _length_below(jurisdiction_code)
    return f"{jurisdiction_code[: length - 2]}{number:02}".ljust(6, "0") if length else ""


def _cut(code: str, jurisdiction_code: str, length: int) -> str:
    """What of a code tells the region; empty when it is none below the jurisdiction."""
    own = jurisdiction_code.rstrip("0") if length else ""
    cut = code[:length]
    inside = bool(own) and len(code) == 6 and code.startswith(own) and set(cut[len(own) :]) - {"0"}
    return cut if inside else ""
