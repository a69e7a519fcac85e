"""The table of permissions tells what the policy does."""

from portal.access.policy import POLICY
from portal.accounts.vocabulary import ADMINISTRATORS, Role
from portal.web.admin.matrix import CONDITIONS, OTHERS, matrix, name_of

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
    assert cell("受理、补正、办理", Role.OFFICER) == "本单位牵头、无须回避"
    assert cell("受理、补正、办理", Role.SUPERVISOR) == "—"
    assert cell("授予角色", Role.SECURITY_ADMIN) == "可以"


def test_administrators_have_nothing_to_do_with_cases():
    for row, permission in zip(matrix(), POLICY, strict=True):
        if permission.value.split(":")[0] in {"case", "report", "identity", "publication"}:
            assert {row.cells[ROLES.index(role)] for role in ADMINISTRATORS} == {"—"}


def test_the_page_shows_the_table(audit_admin):
    audit_admin.open("admin.permissions")
    assert len(audit_admin.page.xpath("//tbody/tr")) == len(POLICY)
