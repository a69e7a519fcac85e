"""A promise is followed up: the department is reminded, a broken one stays marked, also when it is kept later."""

from datetime import date

import pytest

from portal import clock, jobs
from portal.cases import queries as cases
from portal.cases import replying
from portal.notifications import queries as notices
from portal.publication import queries, wording
from portal.supervision.cockpit import cockpit
from portal.supervision.facts.queries.listing import Listing, count_behind
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import PeriodKind, period_of, previous
from portal.web import outcome_page
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast()


def sweep_at(*day):
    with clock.pretend(stories.at(*day)):
        jobs.sweep_deadlines()


def tag_at(publication, *day):
    with clock.pretend(stories.at(*day)):
        return outcome_page.commitment_state(queries.get_publication(publication.id))[0]


def test_a_promise_kept_in_time_is_not_late(people):
    reporter = stories.closed_case(people, promised_on=date(2026, 11, 30))
    publication = stories.released(people, reporter)
    with clock.pretend(stories.at(2026, 11, 3)):
        stories.act(reporter.case_id, replying.fulfil_commitment, people.officer, "付款凭证已经核对")
    sweep_at(2026, 12, 2)
    assert tag_at(publication, 2026, 12, 2) == "承诺已履行"


def told(user):
    """What somebody was told of the day of the promise; calling back has a clock of its own."""
    return [each.text for each in notices.list_notices(user.id) if "11月30日" in each.text]


def test_a_broken_promise_is_reminded_of_marked_and_stays_marked(people):
    reporter = stories.closed_case(people, promised_on=date(2026, 11, 30))
    publication = stories.released(people, reporter)
    assert told(people.officer) == []
    sweep_at(2026, 11, 26)
    assert len(told(people.officer)) == 1
    assert tag_at(publication, 2026, 11, 30) == "承诺履行中"
    sweep_at(2026, 12, 1)
    assert tag_at(publication, 2026, 12, 1) == "承诺逾期未履行"
    with clock.pretend(stories.at(2026, 12, 20)):
        stories.act(reporter.case_id, replying.fulfil_commitment, people.officer, "付款凭证已经核对")
    assert tag_at(publication, 2026, 12, 20) == "承诺逾期后履行"


def test_a_text_begun_after_the_day_knows_it_too(people):
    reporter = stories.closed_case(people, promised_on=date(2026, 9, 30))
    with clock.pretend(stories.at(2026, 10, 12)):
        assert stories.draft(people, reporter).was_promise_late


def test_a_promised_day_that_is_off_ends_on_the_next_worked_one(people):
    """民法典 203: what was promised for Sunday 4 October, in the holidays, may be done on Thursday the 8th."""
    reporter = stories.closed_case(people, promised_on=date(2026, 10, 4))
    with clock.pretend(stories.at(2026, 10, 8)):
        assert not stories.draft(people, reporter).was_promise_late
        stories.act(reporter.case_id, replying.fulfil_commitment, people.officer, "付款凭证已经核对")
    with clock.pretend(stories.at(2026, 10, 12)):
        assert not wording.first_words(cases.get_case(reporter.case_id))["was_promise_late"]


@pytest.mark.parametrize(("today", "missed"), [((2026, 10, 5), 0), ((2026, 10, 8), 0), ((2026, 10, 9), 1)])
def test_the_overview_counts_a_promise_as_missed_when_its_clock_is_over(people, today, missed):
    stories.closed_case(people, promised_on=date(2026, 10, 4))
    with clock.pretend(stories.at(*today)):
        period, months = period_of(PeriodKind.YEAR, clock.today()), Months(202610, 202610)
        line = cockpit(None, Narrowing(), period, previous(period, PeriodKind.YEAR), clock.today(), {}).total
        assert (line.counts["promised"], line.missed) == (1, missed)
        assert count_behind(None, Narrowing(), Listing("missed", months, clock.today())) == missed
