"""The permission matrix, read as a table."""

from types import SimpleNamespace

import pytest

from portal.access import SYSTEM, Permission, Reporter, allows, require
from portal.access.policy import POLICY
from portal.accounts.vocabulary import ADMINISTRATORS, Role
from portal.errors import NotAllowed

LEAD, SUPPORT, STRANGER, RESPONDENT, BELOW = 10, 11, 12, 20, 21
_PATHS = {LEAD: [1, LEAD], SUPPORT: [1, SUPPORT], STRANGER: [1, STRANGER], RESPONDENT: [1, RESPONDENT], BELOW: [1, RESPONDENT, BELOW]}


def department(key: int) -> SimpleNamespace:
    return SimpleNamespace(id=key, lies_in=lambda other: other in _PATHS[key])


def person(role: Role, home: int, key: int = 5, is_active: bool = True) -> SimpleNamespace:
    return SimpleNamespace(id=key, roles=frozenset({role}), department=department(home), is_active=is_active)


def case(**fields: object) -> SimpleNamespace:
    plain = {
        "id": 1,
        "lead_department_id": LEAD,
        "departments": [SimpleNamespace(department_id=LEAD), SimpleNamespace(department_id=SUPPORT)],
        "respondents": [SimpleNamespace(department_id=RESPONDENT)],
        "exclusions": [],
        "open_reply": None,
        "officer_id": None,
        "replies": [],
        "transferred_at": None,
        "review_requests": [],
        "is_decided": False,
    }
    return SimpleNamespace(**{**plain, **fields})


def test_every_permission_has_a_clause_and_no_clause_is_empty() -> None:
    assert set(POLICY) == set(Permission)
    assert all(clauses and all(clauses) for clauses in POLICY.values())


@pytest.mark.parametrize(
    ("role", "home", "may_read"),
    [
        (Role.OFFICER, LEAD, True),
        (Role.OFFICER, SUPPORT, True),
        (Role.OFFICER, STRANGER, False),
        (Role.OFFICER, RESPONDENT, False),
        (Role.HEAD, BELOW, False),
        (Role.SUPERVISOR, STRANGER, True),
        (Role.SUPERVISOR, RESPONDENT, False),
        (Role.SUPERVISOR, BELOW, False),
        (Role.COORDINATOR, STRANGER, True),
        (Role.COORDINATOR, BELOW, False),
        (Role.PUBLISHER, STRANGER, False),
        (Role.SYSTEM_ADMIN, LEAD, False),
        (Role.SECURITY_ADMIN, LEAD, False),
        (Role.AUDIT_ADMIN, LEAD, False),
    ],
)
def test_who_reads_a_case(role: Role, home: int, may_read: bool) -> None:
    assert allows(person(role, home), Permission.CASE_READ, case()) is may_read


def test_a_department_that_leads_and_is_the_respondent_reads_nothing() -> None:
    assert not allows(person(Role.OFFICER, LEAD), Permission.CASE_READ, case(respondents=[SimpleNamespace(department_id=LEAD)]))


def test_administrators_have_nothing_to_do_with_cases() -> None:
    of_cases = [each for each in Permission if each.value.split(":")[0] in {"case", "report", "identity", "publication"}]
    decided = case(is_decided=True)
    for role in ADMINISTRATORS:
        assert not [each for each in of_cases if allows(person(role, LEAD), each, decided)]


def test_whoever_wrote_the_reply_does_not_review_it() -> None:
    waiting = case(open_reply=SimpleNamespace(author_id=5))
    assert not allows(person(Role.HEAD, LEAD, key=5), Permission.CASE_REVIEW, waiting)
    assert allows(person(Role.HEAD, LEAD, key=6), Permission.CASE_REVIEW, waiting)
    assert not allows(person(Role.HEAD, SUPPORT, key=6), Permission.CASE_REVIEW, waiting)


def test_a_review_is_decided_by_nobody_who_had_a_hand_in_the_reply() -> None:
    answered = case(officer_id=6, replies=[SimpleNamespace(author_id=7, reviewer_id=8)])
    for permission in (Permission.CASE_DECIDE_REVIEW, Permission.CASE_DECIDE_FINAL_REVIEW):
        assert allows(person(Role.SUPERVISOR, STRANGER, key=5), permission, answered)
        assert not [key for key in (6, 7, 8) if allows(person(Role.SUPERVISOR, STRANGER, key=key), permission, answered)]


def test_a_disabled_account_may_nothing() -> None:
    assert not [each for each in Permission if allows(person(Role.SUPERVISOR, STRANGER, is_active=False), each, case())]


def test_a_reporter_acts_on_the_own_case_alone() -> None:
    own, other = Reporter(case_id=1, report_id=1), Reporter(case_id=2, report_id=2)
    assert allows(own, Permission.REPORT_SUPPLEMENT, case())
    assert not allows(other, Permission.REPORT_SUPPLEMENT, case())
    assert not allows(own, Permission.CASE_READ, case())


def test_the_portal_itself_routes_reminds_drafts_and_parts_merged_cases_and_nothing_more() -> None:
    allowed = {each for each in Permission if allows(SYSTEM, each, case())}
    assert allowed == {Permission.CASE_ROUTE, Permission.CASE_REMIND, Permission.CASE_MERGE, Permission.ORDER_PREPARE}


def test_what_is_refused_is_said_in_chinese() -> None:
    with pytest.raises(NotAllowed, match="没有“办结”的权限"):
        require(person(Role.OFFICER, STRANGER), Permission.CASE_CLOSE, case())
