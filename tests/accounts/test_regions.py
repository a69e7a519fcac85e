"""In which part of the jurisdiction a department works: by the tree first, by its division code where the tree says nothing."""

from types import SimpleNamespace

import pytest

from portal.accounts.departments.regions import WHOLE, regions_of, title_of
from portal.accounts.vocabulary import DepartmentKind as K


def tree(*rows):
    """Departments from (id, parent, kind, code, name)."""
    made = {}
    for number, parent, kind, code, name in rows:
        path = (made[parent].ancestor_ids if parent else []) + [number]
        made[number] = SimpleNamespace(id=number, parent_id=parent, kind=kind, region_code=code, name=name, ancestor_ids=path)
    return list(made.values())


CITY = tree(
    (1, None, K.GOVERNMENT, "440400", "珠海市人民政府"),
    (2, 1, K.ORGAN, "440400", "市财政局"),
    (3, 1, K.GOVERNMENT, "440402", "香洲区人民政府"),
    (4, 3, K.ORGAN, "440402", "香洲区财政局"),
    (5, 3, K.SUBDISTRICT, "440402", "拱北街道办事处"),
    (6, 1, K.ORGAN, "440402", "香洲区住建局"),  # hangs under the city by mistake; its code says where it works
    (7, 1, K.ORGAN, "440403", "斗门区财政局"),  # a district that is not in the tree
    (8, None, K.SUPERIOR, "440000", "省信访局"),
)


@pytest.mark.parametrize(("department", "region"), [(1, WHOLE), (2, WHOLE), (3, 3), (4, 3), (5, 3), (6, 3), (7, WHOLE), (8, WHOLE)])
def test_a_department_lies_in_the_highest_part_above_it_or_where_its_code_says(department, region):
    assert regions_of(CITY, "440400")[department] == region


@pytest.mark.parametrize(
    ("jurisdiction", "own", "other", "together"),
    [
        ("210000", "210100", "210102", True),  # 沈阳市 and 和平区 within it, seen from the province
        ("210000", "210100", "210200", False),
        ("120000", "120101", "120101", True),  # the districts of 天津市 hang right below it
        ("120000", "120101", "120102", False),
        ("120101", "120101", "120101", False),  # below a district there is no code of six digits
    ],
)
def test_codes_are_cut_one_level_below_the_jurisdiction(jurisdiction, own, other, together):
    rows = tree((1, None, K.GOVERNMENT, jurisdiction, "政府"), (2, 1, K.GOVERNMENT, own, "甲人民政府"), (3, 1, K.ORGAN, other, "某局"))
    assert (regions_of(rows, jurisdiction)[3] == 2) is together


def test_a_region_is_called_as_people_call_it():
    by_id = {each.id: each for each in CITY}
    assert [title_of(each, by_id) for each in (3, 5, WHOLE)] == ["香洲区", "拱北街道", "本级"]
