"""Whoever is kept from a case sees neither it nor its count, in any figure and in any list."""

from datetime import timedelta

from flask import Flask

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import replying
from portal.cases.replying import ReplyText
from portal.cases.vocabulary import ReporterKind, Status
from portal.publication.checking import inspector
from portal.supervision.cockpit import cockpit, months_of
from portal.supervision.facts.queries.listing import Listing, count_behind, days_behind, list_behind
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import PeriodKind, period_of, previous
from tests.factories import case_in, do_to, make_case, make_department, make_user

YEAR = PeriodKind.YEAR


def counted(user: User, today=None):
    today = today or clock.today()
    period = period_of(YEAR, today)
    return cockpit(accounts.get_user(user.id), Narrowing(), period, previous(period, YEAR), today, {})


def listed(user: User, measure: str) -> set[int]:
    listing = Listing(measure, months_of(period_of(YEAR, clock.today())), clock.today())
    actor = accounts.get_user(user.id)
    found = {case.id for case in list_behind(actor, Narrowing(), listing)}
    assert count_behind(actor, Narrowing(), listing) == len(found)
    return found


def test_a_supervisor_kept_from_a_tip_off_sees_neither_the_case_nor_its_count(app: Flask) -> None:
    lead, respondent = make_department(), make_department("示例街道")
    below = make_department(parent=respondent)
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    plain = {case_in(Status.HANDLING, lead, officer, head).id, case_in(Status.CLOSED, lead, officer, head).id}
    secret = make_case(lead, respondent=respondent, reporter_kind=ReporterKind.WITNESS).id
    free, kept = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, department=below)
    assert (counted(free).total.counts["received"], counted(free).total.in_hand) == (3, 2)
    assert (counted(kept).total.counts["received"], counted(kept).total.in_hand) == (2, 1)
    assert sum(line.counts["received"] for line in counted(kept).trend.values()) == 2
    assert listed(free, "received") == plain | {secret}
    assert listed(kept, "received") == plain
    assert not listed(make_user(Role.SYSTEM_ADMIN), "received"), "an administrator sees no case"


def test_a_list_of_days_tells_how_many_cases_and_how_many_days(app: Flask) -> None:
    lead = make_department()
    officer, head, supervisor = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead), make_user(Role.SUPERVISOR)
    for _ in range(3):
        with clock.pretend(clock.now() - timedelta(days=9)):
            case = case_in(Status.HANDLING, lead, officer, head)
        do_to(
            case,
            replying.submit_reply,
            officer,
            inspector,
            ReplyText("支付工程款", "合同有效", "合同第八条", "情况属实，责成支付", "可以申请复查"),
        )
        do_to(case, replying.approve_reply, head, inspector)
    today = clock.today()
    asked = (
        accounts.get_user(supervisor.id),
        Narrowing(),
        Listing("days_department", months_of(period_of(PeriodKind.MONTH, today)), today),
    )
    assert count_behind(*asked) == 3
    assert days_behind(*asked) == 27


def test_a_case_is_overdue_the_day_after_its_last_day_and_due_today_on_it(app: Flask) -> None:
    case = make_case(make_department())
    supervisor = make_user(Role.SUPERVISOR)
    due_on = cases.get_case(case.id).due_on
    on_the_day, day_after = (counted(supervisor, due_on + timedelta(days=number)).total for number in (0, 1))
    assert (on_the_day.due_today, on_the_day.overdue) == (1, 0)
    assert (day_after.due_today, day_after.overdue) == (0, 1)
    assert +day_after.by_rule == {"sign_for": 1}
