"""Standing in for a colleague: who may, what the substitute sees, and that it ends by itself."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.substitution import appoint_substitute
from portal.accounts.vocabulary import Role
from portal.audit.queries import list_entries
from portal.cases import assignment, queries
from portal.cases.queries import QueueFilter
from portal.db import session, transaction
from portal.errors import RuleBroken
from tests import factories


def mine(user, today) -> set[int]:
    session.rollback()
    wanted = QueueFilter(today=today, soon_until=today + timedelta(3), mine_only=True)
    return {each.id for each in queries.list_queue(accounts.get_user(user.id), wanted)}


def day_fields(name: str, day) -> dict[str, str]:
    return {f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)}


def test_a_substitute_finds_the_cases_of_the_colleague_among_their_own_until_the_last_day(system_admin):
    home = factories.make_department()
    away, stand_in, other = (factories.make_user(Role.OFFICER, department=home) for _ in range(3))
    head = factories.make_user(Role.HEAD, department=home)
    case = factories.make_case(home)
    factories.do_to(case, assignment.appoint, head, away)
    today = clock.today()
    until = today + timedelta(5)
    system_admin.open("admin.user", user_id=away.id).follow("安排代理")
    days = {**day_fields("from_on", today), **day_fields("until_on", until)}
    system_admin.fill(substitute=str(stand_in.id), **days).press("安排代理")
    assert "到期自动结束" in system_admin.text
    assert mine(stand_in, today) == mine(stand_in, until) == {case.id} == mine(away, today)
    assert mine(stand_in, until + timedelta(1)) == mine(stand_in, today - timedelta(1)) == mine(other, today) == set()
    assert list_entries(action="account:substitute")[0].detail["substitute"] == stand_in.id
    system_admin.press("提前结束")
    assert mine(stand_in, today) == set()


def test_who_moved_to_another_department_stands_in_no_more(system_admin):
    home = factories.make_department()
    away, stand_in = (factories.make_user(Role.OFFICER, department=home) for _ in range(2))
    head = factories.make_user(Role.HEAD, department=home)
    case = factories.make_case(home)
    factories.do_to(case, assignment.appoint, head, away)
    with transaction():
        people = [accounts.get_user(each.id) for each in (away, stand_in)]
        appoint_substitute(*people, clock.today(), clock.today(), head)
    assert mine(stand_in, clock.today()) == {case.id}
    elsewhere = factories.make_department()
    with transaction():
        accounts.get_user(stand_in.id).department_id = elsewhere.id
    assert mine(stand_in, clock.today()) == set()


def test_only_a_colleague_with_the_same_roles_for_some_days_to_come(app):
    home = factories.make_department()
    away, stand_in = (factories.make_user(Role.OFFICER, department=home) for _ in range(2))
    head, stranger = factories.make_user(Role.HEAD, department=home), factories.make_user(Role.OFFICER)
    today = clock.today()
    wrong = [
        (head, today, today, "substitute"),
        (stranger, today, today, "substitute"),
        (away, today, today, "substitute"),
        (stand_in, today, today - timedelta(1), "until_on"),
        (stand_in, today, today + timedelta(400), "until_on"),
    ]
    for substitute, from_on, until_on, field in wrong:
        with pytest.raises(RuleBroken) as broken, transaction():
            appoint_substitute(accounts.get_user(away.id), accounts.get_user(substitute.id), from_on, until_on, head)
        assert broken.value.field == field
    for field in (None, "from_on"):
        try:
            with transaction():
                appoint_substitute(accounts.get_user(away.id), accounts.get_user(stand_in.id), today, today, head)
            assert field is None
        except RuleBroken as broken:
            assert broken.field == field
