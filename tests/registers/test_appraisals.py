"""The online appraisal: one voice each, nothing of who spoke, no group under five, no department that votes itself up unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.errors import Gone, NotAllowed, RuleBroken, TransitionRefused
from portal.registers.appraisals import operations, queries
from portal.registers.appraisals.counting import NOTHING, told
from portal.registers.appraisals.models import Voice
from portal.registers.appraisals.vocabulary import Answer, AppraisalStatus, Question, RemarkStatus
from tests import factories
from tests.registers import making
from tests.registers.making import inspect, opened, said

GOOD, POOR = {each.value: "good" for each in Question}, {each.value: "poor" for each in Question}


@pytest.fixture
def people(app):
    return making.cast()


def ended(appraisal):
    with clock.pretend(clock.start_of(appraisal.ends_on + timedelta(days=2))):
        jobs.end_registers()
    return {each.department_id: each for each in queries.list_results(appraisal.id)}


def test_the_same_speaker_has_one_voice_about_a_department_in_a_round(people):
    other = factories.make_department()
    first, second = opened(people, people.home, other), opened(people, people.home)
    said(first, people.home, "report:1")
    with pytest.raises(TransitionRefused, match="每人只有一票"):
        said(first, people.home, "report:1", Answer.VERY_POOR)
    said(first, other, "report:1"), said(second, people.home, "report:1"), said(first, people.home, "report:2")
    assert queries.count_voices(first.id) == 3


def test_a_voice_keeps_nothing_of_who_spoke_and_no_instant(people):
    voice = said(opened(people), people.home, "report:4711")
    kept = {column.name: getattr(voice, column.name) for column in Voice.__table__.columns}
    assert "4711" not in str({**kept, "id": 0, "mark": ""}) and "report" not in voice.mark
    assert not [name for name in kept if name.endswith(("_at", "_on"))]


def test_voices_are_taken_in_the_period_and_about_the_departments_of_the_round_only(people):
    appraisal = opened(people, days=5)
    with pytest.raises(TransitionRefused, match="不评这个单位"):
        said(appraisal, factories.make_department(), "a")
    for days in (-1, 6):
        with clock.pretend(clock.now() + timedelta(days=days)), pytest.raises(TransitionRefused, match="时间"):
            said(appraisal, people.home, "a")
    with pytest.raises(RuleBroken) as refused, transaction():
        row = queries.get_by_key(appraisal.id)
        operations.speak(row, people.home, operations.Speaker("a"), {**making.answers(), "speed": ""})
    assert refused.value.field == "speed"


@pytest.mark.parametrize(
    ("verified", "others", "whole", "apart"),
    [(0, 4, 0, 0), (5, 0, 5, 5), (4, 1, 5, 0), (5, 4, 9, 0), (5, 5, 10, 5), (4, 5, 9, 0), (0, 5, 5, 0), (6, 2, 8, 0)],
)
def test_no_group_under_five_is_told_nor_left_by_subtraction(verified, others, whole, apart):
    everybody, knowing = told([(True, GOOD)] * verified + [(False, POOR)] * others)
    assert (everybody.voices, knowing.voices) == (whole, apart)
    if not whole:
        assert everybody == NOTHING
    assert not whole or not apart or whole - apart == 0 or whole - apart >= 5


def test_results_are_counted_when_the_round_is_over_and_never_before(people):
    other = factories.make_department()
    appraisal = opened(people, people.home, other)
    for number in range(6):
        said(appraisal, people.home, f"r{number}", Answer.GOOD if number else Answer.VERY_POOR, is_verified=True)
    said(appraisal, other, "a", Answer.VERY_POOR)
    assert jobs.end_registers() == 0 and queries.list_results(appraisal.id) == []
    results = ended(appraisal)
    mine, few = results[people.home.id], results[other.id]
    assert (mine.voices, mine.verified, mine.values["speed"]) == (6, 6, 83.3)
    assert (few.voices, few.values, few.verified_values) == (0, {}, {})
    assert queries.get_appraisal(appraisal.public_id).status is AppraisalStatus.ENDED
    with pytest.raises(TransitionRefused):
        said(appraisal, people.home, "late")


def test_words_wait_for_somebody_of_another_department_and_never_show_a_person(people):
    appraisal = opened(people)
    fine = said(appraisal, people.home, "a", remark="答复很快，说到做到。").id
    named = said(appraisal, people.home, "b", remark="窗口的王建国态度差，电话13812345678").id
    assert queries.list_shown_remarks(appraisal.id) == [] and len(queries.list_waiting_remarks()) == 2
    own = [factories.make_user(role, department=people.home) for role in (Role.SUPERVISOR, Role.PUBLISHER)]
    below = factories.make_user(Role.PUBLISHER, department=factories.make_department(parent=people.home))
    for somebody in (*own, below, people.officer):
        with pytest.raises(NotAllowed), transaction():
            operations.show_remark(queries.get_voice(fine), somebody, inspect)
    with pytest.raises(RuleBroken, match="不能显示"), transaction():
        operations.show_remark(queries.get_voice(named), people.publisher, inspect)
    with transaction():
        operations.show_remark(queries.get_voice(fine), people.publisher, inspect)
        operations.refuse_remark(queries.get_voice(named), people.supervisor)
    assert [each.remark for each in queries.list_shown_remarks(appraisal.id)] == ["答复很快，说到做到。"]
    assert set(session.scalars(select(Voice.remark_status))) == {RemarkStatus.SHOWN, RemarkStatus.REFUSED}


def test_only_supervisors_open_and_cancel_rounds_and_a_cancelled_one_says_why(people):
    wanted = operations.NewAppraisal("一次评议", clock.today(), clock.today() + timedelta(9), (people.home,))
    for somebody in (people.officer, people.publisher):
        with pytest.raises(NotAllowed), transaction():
            operations.open_round(somebody, wanted, "key")
    appraisal = opened(people)
    with transaction():
        operations.cancel(queries.get_by_key(appraisal.id), people.supervisor, "名单有误，重新组织")
    with pytest.raises(Gone, match="名单有误"):
        queries.get_appraisal(appraisal.public_id)
    assert ended(appraisal) == {}


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("own", "field"),
    [({"title": "短"}, "title"), ({"starts_on": -1}, "starts_on"), ({"ends_on": 0}, "ends_on"), ({"ends_on": 200}, "ends_on"),
     ({"departments": ()}, "departments")],
)  # fmt: skip
def test_a_round_that_makes_no_sense_is_refused(people, own, field):
    given = {"title": "一次评议", "starts_on": 0, "ends_on": 9, "departments": (people.home,), **own}
    wanted = operations.NewAppraisal(
        given["title"], clock.today() + timedelta(given["starts_on"]), clock.today() + timedelta(given["ends_on"]), given["departments"]
    )
    with pytest.raises(RuleBroken) as refused, transaction():
        operations.open_round(people.supervisor, wanted, "key")
    assert refused.value.field == field
