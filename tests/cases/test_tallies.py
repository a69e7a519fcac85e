"""The tallies behind the tabs: always equal to a count over the rows, however cases move, and after being added together."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from portal import clock, jobs
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, reporting
from portal.cases.models import Case, CaseDepartment, CaseTally
from portal.cases.queries import QueueFilter, Tab
from portal.cases.vocabulary import Status
from portal.db import session, transaction
from tests.factories import case_in, do_to, make_case, make_department, make_user


def tallied() -> Counter:
    rows = session.execute(
        select(CaseTally.department_id, CaseTally.status, func.sum(CaseTally.change)).group_by(CaseTally.department_id, CaseTally.status)
    )
    return Counter({(row[0], row[1]): row[2] for row in rows if row[2]})


def counted() -> Counter:
    cases = Counter((None, status) for status in session.scalars(select(Case.status)))
    return cases + Counter(tuple(row) for row in session.execute(select(CaseDepartment.department_id, CaseDepartment.status)))


def everything(actor: object, **narrowing: object) -> dict[Tab, int]:
    today = clock.today()
    return queries.count_queue(actor, QueueFilter(today=today, soon_until=today, **narrowing)).tabs


def test_tallies_follow_every_way_a_case_can_go(app: Flask) -> None:
    lead, other, third = make_department(), make_department(), make_department()
    officer, head, coordinator = (
        make_user(Role.OFFICER, department=lead),
        make_user(Role.HEAD, department=lead),
        make_user(Role.COORDINATOR),
    )
    for status in Status:
        case_in(status, lead, officer, head)
        assert tallied() == counted(), status
    case = make_case(lead)
    for operation, *arguments in (
        (assignment.add_support, officer, third),
        (handling.accept, officer),
        (assignment.remove_support, officer, third, "不再需要配合"),
        (assignment.reassign, coordinator, other, "属于另一单位的职责"),
        (reporting.withdraw, Reporter(case.id, case.report.id)),
    ):
        do_to(case, operation, *arguments)
        assert tallied() == counted(), operation.__name__
    assert counted()[None, Status.WITHDRAWN] == 2


def test_a_step_that_is_undone_leaves_no_tally(app: Flask) -> None:
    lead = make_department()
    case = make_case(lead)
    before = tallied()
    try:
        do_to(case, handling.accept, make_user(Role.OFFICER))
    except Exception as error:
        assert "权限" in str(error)
    assert tallied() == before == counted()


def test_adding_together_changes_no_sum_and_leaves_few_rows(app: Flask) -> None:
    lead = make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    for _ in range(3):
        case_in(Status.CLOSED, lead, officer, head)
    many = session.scalar(select(func.count()).select_from(CaseTally))
    assert jobs.compact_tallies() > 0
    assert jobs.compact_tallies() == 0
    assert tallied() == counted()
    assert session.scalar(select(func.count()).select_from(CaseTally)) == len(counted()) < many


def test_numbers_on_tabs_are_the_same_with_and_without_a_filter_that_lets_all_pass(app: Flask) -> None:
    lead, respondent = make_department(), make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    for status in (Status.PENDING, Status.HANDLING, Status.CLOSED, Status.DECLINED):
        case_in(status, lead, officer, head)
    make_case(lead, respondent=respondent)
    make_case(None)
    for actor in (officer, make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, department=respondent), make_user(Role.COORDINATOR)):
        person = accounts.get_user(actor.id)
        assert everything(person) == everything(person, received_from=clock.today()), person.roles
    hidden = everything(accounts.get_user(make_user(Role.SUPERVISOR, department=respondent).id))
    assert (hidden[Tab.ALL], hidden[Tab.PENDING]) == (5, 1), "the case against one's own department is not among them"


def test_a_supervisor_without_a_department_reads_no_numbers(app: Flask) -> None:
    make_case(make_department())
    stray = make_user(Role.SUPERVISOR)
    with transaction():
        accounts.get_user(stray.id).department = None
    assert set(everything(accounts.get_user(stray.id)).values()) == {0}
