"""The department tree: paths, aliases, moves, successors."""

import pytest

from portal.accounts.departments import operations as tree
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.accounts.departments.queries import all_departments, count_people, find_department, get_department, list_below, list_tree
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.db import session, transaction
from portal.errors import NotFound, RuleBroken
from portal.events import subscribe
from tests import factories

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ids(database) -> dict[str, int]:
    """政府 ─ 住建局 ─ 质监站 ─ 检测室; 政府 ─ 财政局; and the collective 有关部门."""
    with transaction():
        government = tree.add_department("政府", DepartmentKind.GOVERNMENT)
        housing = tree.add_department("住建局", parent=government)
        station = tree.add_department("质监站", DepartmentKind.INSTITUTION, housing)
        made = [government, housing, station, tree.add_department("检测室", parent=station)]
        made += [tree.add_department("财政局", parent=government), tree.add_department("有关部门", DepartmentKind.COLLECTIVE)]
        return {each.name: each.id for each in made}


def refused(field: str, act) -> str:
    with pytest.raises(RuleBroken) as broken, transaction():
        act()
    assert broken.value.field == field
    return broken.value.message


def names(path: str) -> list[str]:
    return [get_department(int(part)).name for part in path.split("/") if part]


def test_a_new_department_knows_its_way_from_the_root(ids):
    assert names(find_department("检测室").path) == ["政府", "住建局", "质监站", "检测室"]


def test_moving_a_department_takes_everything_below_it_along(ids):
    with transaction():
        tree.move_department(find_department("质监站"), find_department("财政局"))
    session.expire_all()
    assert names(find_department("质监站").path) == ["政府", "财政局", "质监站"]
    assert names(find_department("检测室").path) == ["政府", "财政局", "质监站", "检测室"]
    assert list_below(find_department("住建局")) == []
    assert names(find_department("住建局").path) == ["政府", "住建局"]


def test_a_department_can_become_a_top_one(ids):
    with transaction():
        tree.move_department(find_department("住建局"), None)
    session.expire_all()
    assert names(find_department("检测室").path) == ["住建局", "质监站", "检测室"]


def test_every_path_agrees_with_the_parents_after_many_moves(ids):
    for child, parent in [("质监站", "政府"), ("财政局", "检测室"), ("住建局", "财政局"), ("财政局", "政府")]:
        with transaction():
            tree.move_department(find_department(child), find_department(parent))
    session.expire_all()
    for department in all_departments():
        parent_path = department.parent.path if department.parent else "/"
        assert department.path == f"{parent_path}{department.id}/"


@pytest.mark.parametrize("target", ["住建局", "质监站", "检测室"])
def test_a_circle_in_the_tree_is_refused(ids, target):
    message = refused("parent", lambda: tree.move_department(find_department("住建局"), find_department(target)))
    assert "下级" in message


def test_nothing_hangs_below_a_collective_and_it_hangs_below_nothing(ids):
    refused("parent", lambda: tree.move_department(find_department("财政局"), find_department("有关部门")))
    refused("parent", lambda: tree.move_department(find_department("有关部门"), find_department("财政局")))
    refused("parent", lambda: tree.add_department("各单位", DepartmentKind.COLLECTIVE, find_department("政府")))
    refused("parent", lambda: tree.add_department("新局", parent=find_department("有关部门")))


def test_a_tree_that_grows_too_deep_is_refused(ids):
    def grow():
        parent = find_department("检测室")
        for number in range(20):
            parent = tree.add_department(f"第{number}层", parent=parent)

    assert "最多 12 层" in refused("parent", grow)


def test_a_renamed_department_is_still_found_by_its_old_name(ids):
    with transaction():
        tree.rename_department(find_department("住建局"), " 住房建设委 ")
    assert find_department("住建局").name == "住房建设委"
    assert find_department("住房建设委").id == ids["住建局"]
    with transaction():
        tree.rename_department(find_department("住房建设委"), "住建局")
    assert find_department("住建局").aliases == ["住房建设委"]


@pytest.mark.same_queries
@pytest.mark.parametrize("taken", ["财政局", "财政", "", "   ", "长" * 121])
def test_a_name_that_is_taken_empty_or_too_long_is_refused(ids, taken):
    with transaction():
        tree.set_aliases(find_department("财政局"), ["财政"])
    refused("name", lambda: tree.add_department(taken))
    refused("name", lambda: tree.rename_department(find_department("住建局"), taken))


def test_aliases_are_cleaned_and_must_not_be_anothers_name(ids):
    with transaction():
        tree.set_aliases(find_department("财政局"), [" 财政 ", "财政", "", "财政局"])
    assert find_department("财政").aliases == ["财政"]
    refused("aliases", lambda: tree.set_aliases(find_department("住建局"), ["财政"]))


def test_a_circle_of_successors_is_refused(ids):
    with transaction():
        tree.set_successor(find_department("财政局"), find_department("住建局"))
        tree.set_successor(find_department("住建局"), find_department("质监站"))
    refused("successor", lambda: tree.set_successor(find_department("质监站"), find_department("财政局")))
    refused("successor", lambda: tree.set_successor(find_department("质监站"), find_department("质监站")))
    refused("successor", lambda: tree.set_successor(find_department("质监站"), find_department("有关部门")))


def test_a_department_with_active_units_or_people_stays_in_office(ids):
    refused("is_active", lambda: tree.deactivate_department(find_department("住建局")))
    factories.make_user(Role.OFFICER, department=find_department("财政局"))
    assert count_people([ids["财政局"], ids["政府"]]) == {ids["财政局"]: 1}
    refused("is_active", lambda: tree.deactivate_department(find_department("财政局")))
    with transaction():
        tree.set_successor(find_department("财政局"), find_department("住建局"))
        tree.deactivate_department(find_department("财政局"))
    assert not find_department("财政局").is_active
    with transaction():
        tree.activate_department(find_department("财政局"))
    assert find_department("财政局").is_active


def test_a_department_becomes_a_collective_only_when_nothing_depends_on_it(ids):
    refused("kind", lambda: tree.set_kind(find_department("住建局"), DepartmentKind.COLLECTIVE))
    with transaction():
        tree.set_kind(find_department("检测室"), DepartmentKind.COLLECTIVE)
    assert find_department("检测室").parent_id is None
    assert find_department("检测室").path == f"/{ids['检测室']}/"


def test_the_tree_is_listed_in_reading_order_with_depth(ids):
    assert [(each.name, depth) for each, depth in list_tree()] == [
        ("政府", 0), ("住建局", 1), ("质监站", 2), ("检测室", 3), ("财政局", 1),
    ]  # fmt: skip
    assert "有关部门" in [each.name for each, _ in list_tree(include_collectives=True)]


def test_a_department_that_is_not_there_is_not_found(ids):
    with pytest.raises(NotFound):
        get_department(999)
    assert find_department("没有这个局") is None


def test_changes_are_told_once_and_no_change_is_not_told(ids):
    told: list[object] = []
    subscribe(DepartmentAdded, told.append)
    subscribe(DepartmentChanged, told.append)
    with transaction():
        finance = find_department("财政局")
        tree.set_contacts(finance, "1", "", "")
        tree.set_contacts(finance, "1", "", "")
        tree.rename_department(finance, "财政局")
        tree.move_department(finance, find_department("政府"))
    assert told == [DepartmentChanged(ids["财政局"], "联系方式")]
