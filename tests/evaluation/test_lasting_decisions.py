"""What an objection or the calendar settled stays settled: in the next version, in what is shown, in the clocks."""

from datetime import timedelta

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.administration import set_calendar_days
from portal.deadlines.calendar import SpecialDay
from portal.evaluation import objections, operations, queries
from portal.evaluation.vocabulary import Subject
from portal.notifications.models import Notice
from tests.bulletins.making import day_in
from tests.evaluation.test_evaluation import REASON, after_objections, begun, do, place, score_of, year
from tests.factories import make_user
from tests.supervision.cases_of_a_year import put_cases

__all__ = ["place"]


def objected(number: int, name: str, person: int) -> int:
    with transaction():
        score = next(each for each in queries.get_evaluation(number).scores if each.name == name)
        return objections.make(score, accounts.get_user(person), "on_time", REASON).id


def test_a_value_corrected_after_an_objection_stays_in_the_next_version(place):
    one, _two, _small, author, second = place
    number = begun(author)
    do(number, operations.open_objections, author)
    objection = objected(number, one.name, make_user(Role.HEAD, department=one).id)
    with transaction():
        found = queries.get_objection(objection, for_update=True)
        objections.decide(found, accounts.get_user(second.id), True, 85.0, "查明中止的两件不应计入，予以改正。")
    with after_objections(number):
        do(number, operations.finalise, author)
        do(number, operations.publish, second)
        put_cases(3, one, day_in(year()), "a", satisfied=3)
        do(number, operations.revise, second)
    later = queries.find_last_version(Subject.DEPARTMENT, year())
    assert later.version == 2
    score = score_of(later.id, one.name)
    assert score.rate_of("on_time") == 85 and score.is_corrected("on_time") and not score.is_corrected("clear")
    assert score.answered == 23, "everything else is counted anew"


def test_a_dropped_evaluation_leaves_no_clock_running(place):
    one, _two, _small, author, _second = place
    number = begun(author)
    do(number, operations.open_objections, author)
    objection = objected(number, one.name, make_user(Role.HEAD, department=one).id)
    assert deadlines.list_open(objections.SUBJECT, objection)
    do(number, operations.drop, author)
    assert not deadlines.list_open(objections.SUBJECT, objection) and not deadlines.list_open(operations.SUBJECT, number)


def test_a_new_holiday_gives_more_time_to_object_and_to_decide_and_says_so_once(place):
    one, _two, _small, author, _second = place
    number = begun(author)
    until = do(number, operations.open_objections, author).objections_until
    head = make_user(Role.HEAD, department=one)
    objection = objected(number, one.name, head.id)
    due_on = queries.get_objection(objection).due_on
    for _twice in range(2):
        with transaction():
            set_calendar_days([SpecialDay(until, False, "停工")])
    moved = queries.get_evaluation(number).objections_until
    assert moved > until and queries.get_objection(objection).due_on > due_on
    with clock.pretend(clock.start_of(until) + timedelta(hours=20)):
        assert clock.today() <= moved
    texts = [each.text for each in session.query(Notice).filter_by(user_id=head.id) if "提出异议的最后一天改为" in each.text]
    assert len(texts) == 1 and f"{moved:%m月%d日}" in texts[0]
