"""The table of permissions tells what the policy does."""

import pytest

from portal.access import Permission
from portal.access import predicates as p
from portal.access.policy import POLICY
from portal.accounts.vocabulary import ADMINISTRATORS, Role
from portal.web.matrix import CONDITIONS, MEANINGS, OTHERS, _row, matrix, name_of
from tests.factories import make_user

ROLES = list(Role)
HOLDS = {f"is_{role.value}" for role in Role}


def cell(permission: str, role: Role) -> str:
    row = next(row for row in matrix() if row.permission == permission)
    return row.cells[ROLES.index(role)]


def test_every_predicate_of_the_policy_has_words():
    names = {name_of(predicate) for clauses in POLICY.values() for clause in clauses for predicate in clause}
    assert names <= set(CONDITIONS) | set(OTHERS) | HOLDS


def test_there_is_one_row_for_each_permission_and_one_cell_for_each_role():
    rows = matrix()
    assert [row.permission for row in rows] == [permission.label for permission in POLICY]
    assert {len(row.cells) for row in rows} == {len(ROLES)}


def test_a_cell_says_the_condition():
    assert cell("受理、补正、办理", Role.OFFICER) == "本单位牵头、无须回避、没有移送"
    assert cell("受理、补正、办理", Role.SUPERVISOR) == "—"
    assert cell("授予角色", Role.SECURITY_ADMIN) == "可以"


def test_administrators_have_nothing_to_do_with_cases():
    for row, permission in zip(matrix(), POLICY, strict=True):
        if permission.value.split(":")[0] in {"case", "report", "identity", "publication"}:
            assert {row.cells[ROLES.index(role)] for role in ADMINISTRATORS} == {"—"}


@pytest.mark.parametrize(
    ("role", "endpoint", "way"),
    [
        *[(role, "admin.permissions", ("admin.home", "权限表")) for role in sorted(ADMINISTRATORS)],
        (Role.SUPERVISOR, "oversight.permissions", ("oversight.show_overview", "权限表")),
    ],
)
def test_administrators_and_supervisors_find_and_read_the_whole_table(sign_in_as, role, endpoint, way):
    browser = sign_in_as(make_user(role))
    browser.open(way[0]).follow(way[1])
    assert browser.url == browser.address(endpoint)
    assert len(browser.page.xpath("//tbody/tr")) == len(POLICY)
    assert all(words in browser.main for words in MEANINGS.values())
    assert browser.page.xpath("//button[@data-print and @hidden]")


def test_other_roles_cannot_read_it(sign_in_as):
    browser = sign_in_as(make_user(Role.OFFICER, Role.HEAD))
    browser.open("admin.permissions", status=404)
    browser.open("oversight.permissions", status=404)


def test_two_ways_to_one_permission_are_both_told_and_meanings_are_of_conditions():
    clauses = ((p.is_head, p.department_leads), (p.is_head, p.did_not_handle), (p.is_its_reporter, p.case_is_decided))
    row = _row(Permission.CASE_CLOSE, clauses)
    assert row.cells[ROLES.index(Role.HEAD)] == "本单位牵头；或者不是本人承办、答复或审批"
    assert row.others == "持查询码的反映人（已作出答复）"
    assert set(MEANINGS) <= set(CONDITIONS.values())
