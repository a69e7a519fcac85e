"""Doors 2 and 3 say one rule in SQL and in Python: a case is listed if and only if the policy lets the person read it."""

from itertools import combinations

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.access import Permission, allows
from portal.accounts.vocabulary import Role
from portal.cases import assignment, queries
from portal.cases.models import Case
from portal.cases.queries.visibility import ids_kept_from_watchers
from portal.cases.recusal.models import CaseExclusion
from portal.cases.vocabulary import ExclusionKind, Status
from portal.db import add, session, transaction
from portal.errors import NotFound
from portal.supervision.ladder import queries as ladder
from tests import factories

CASE_ROLES = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SUPERVISOR, Role.PUBLISHER)


@pytest.fixture
def world(database):
    """Departments in a tree, people of every role and pair of roles in each, cases in every status about each."""
    top = factories.make_department("区政府办")
    lead = factories.make_department("区财政局", parent=top)
    respondent = factories.make_department("区建委", parent=top)
    below = factories.make_department("区建委质量站", parent=respondent)
    other = factories.make_department("区教育局", parent=top)
    places = (top, lead, respondent, below, other)
    roles = [(role,) for role in CASE_ROLES] + list(combinations(CASE_ROLES, 2)) + [(), (Role.SYSTEM_ADMIN,), (Role.AUDIT_ADMIN,)]
    people = [factories.make_user(*held, department=place) for place in places for held in roles]
    people += [
        factories.make_user(Role.OFFICER, department=lead, is_active=False),
        factories.make_user(Role.SUPERVISOR, department=lead, is_active=False),
    ]
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    cases = [factories.case_in(status, lead, officer, head) for status in Status]
    cases += [
        factories.make_case(place, respondent=accused) for place, accused in ((lead, respondent), (other, top), (None, lead), (top, below))
    ]
    supported = factories.make_case(lead, respondent=respondent)
    factories.do_to(supported, assignment.add_support, officer, other)
    for index, person in enumerate(people):
        if person.is_active and index % 3 == 0:
            for case in (cases[index % len(cases)], supported):
                keep_out(case, person, is_lifted=index % 2 == 0)
    return people, [queries.get_case(case.id) for case in (*cases, supported)]


def keep_out(case, person, is_lifted):
    with transaction():
        row = CaseExclusion(case_id=case.id, user_id=person.id, kind=ExclusionKind.DECIDED, excluded_at=clock.now())
        if is_lifted:
            row.lifted_at, row.lifted_by_id = clock.now(), person.id
        add(row)


def test_a_case_is_listed_exactly_for_those_who_may_read_it(world):
    people, cases = world
    allowed = 0
    for person in people:
        listed = {case.id for case in session.scalars(queries.visible_to(person))}
        for case in cases:
            may = allows(person, Permission.CASE_READ, case)
            allowed += may
            assert (case.id in listed) is may, (
                person.department.name,
                person.roles,
                case.status,
                [row.department_id for row in case.respondents],
            )
            assert queries.is_visible(person, case.id) is may
    assert 0 < allowed < len(people) * len(cases)


def test_whoever_is_complained_of_and_everybody_below_sees_nothing_in_any_role(world):
    people, cases = world
    about = [case for case in cases if any(row.department.name == "区建委" for row in case.respondents)]
    accused = [person for person in people if person.department.name in {"区建委", "区建委质量站"}]
    assert about and accused
    for person in accused:
        for case in about:
            with pytest.raises(NotFound):
                queries.get_visible(person, case.id)


def test_a_case_that_does_not_exist_is_refused_in_the_same_words_as_one_that_may_not_be_seen(world):
    people, cases = world
    outsider = next(person for person in people if person.department.name == "区教育局" and person.roles == {Role.OFFICER})
    refusals = []
    for case_id in (cases[0].id, 999_999):
        with pytest.raises(NotFound) as refused:
            queries.get_visible(outsider, case_id)
        refusals.append(refused.value.message)
    assert refusals[0] == refusals[1]


def test_what_all_who_watch_may_see_is_the_same_as_a_set_and_case_by_case(world):
    _people, cases = world
    kept = set(session.scalars(ids_kept_from_watchers()))
    assert kept and kept < {case.id for case in cases}
    assert set(session.scalars(select(Case.id).where(queries.seen_by_watchers()))) == set(session.scalars(select(Case.id))) - kept
    assert {case.id for case in cases if not ladder.is_seen_by_all(case.id)} == kept


def test_one_case_is_found_out_without_reading_the_rows_of_all_others(world):
    _people, cases = world
    wanted = select(Case.id).where(Case.id == cases[0].id, queries.seen_by_watchers())
    said = str(wanted.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))  # tables as small as these are read whole otherwise
        plan = [row[0] for row in session.execute(text(f"EXPLAIN {said}"))]
    else:
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {said}"))]
    reads = [line for line in plan if "case_respondent" in line or "case_exclusion" in line]
    assert len(reads) >= 2 and not any(line.startswith("SCAN") or "Seq Scan" in line for line in plan)
    assert not any("SubPlan" in line and "hashed" in line or "LIST SUBQUERY" in line for line in plan), "a list of all of them is no use"
