"""Which roles go together, and what a user name looks like."""

from itertools import product

import pytest

from portal.accounts.rules import exclusions_of, normalise_username, role_conflict, username_problem
from portal.accounts.vocabulary import ADMINISTRATORS, CASE_ROLES, Role

ALONE = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
APART = [{Role.CUSTODIAN, Role.OFFICER}, {Role.CUSTODIAN, Role.HEAD}]


@pytest.mark.parametrize(("held", "wanted"), [pair for pair in product(Role, Role) if pair[0] is not pair[1]])
def test_administrators_stand_alone_and_custodians_apart_from_those_who_handle(held, wanted):
    goes_together = not {held, wanted} & ALONE and {held, wanted} not in APART
    assert (role_conflict({held}, wanted) is None) == goes_together
    assert (held in exclusions_of(wanted)) != goes_together


def test_one_role_that_excludes_is_enough_among_many():
    assert "身份保管人" in role_conflict({Role.PUBLISHER, Role.SUPERVISOR, Role.HEAD}, Role.CUSTODIAN)
    assert "身份保管人" in role_conflict({Role.PUBLISHER, Role.CUSTODIAN}, Role.OFFICER)
    assert role_conflict({Role.PUBLISHER, Role.SUPERVISOR}, Role.CUSTODIAN) is None


def test_the_first_role_and_one_already_held_are_no_conflict():
    for role in Role:
        assert role_conflict(set(), role) is None
        assert role_conflict({role}, role) is None


def test_three_administrators_custodians_and_case_roles_are_all_the_roles():
    assert set(Role) == ADMINISTRATORS | CASE_ROLES | {Role.CUSTODIAN}
    assert not ADMINISTRATORS & CASE_ROLES


@pytest.mark.parametrize("name", ["wang.fang", "a-1", "officer_2", "123"])
def test_usual_user_names_are_accepted(name):
    assert username_problem(name) is None


@pytest.mark.parametrize("name", ["", "ab", ".wang", "wang.", "王芳", "wang fang", "Wang", "x" * 61, "a@b.cn"])
def test_odd_user_names_are_refused(name):
    assert "用户名" in username_problem(name)


def test_a_user_name_is_stored_in_lower_case_without_blanks():
    assert normalise_username("  Wang.Fang ") == "wang.fang"
