"""No number of a person gets into a lead, and what its words tell all the same is kept no longer than who a reporter is."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.access import Reporter
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import reporting, retention
from portal.db import session, transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.leads import entering, importing, merging, promoting, queries
from portal.leads.importing import COLUMNS, EXAMPLE
from portal.leads.models import Lead
from portal.leads.vocabulary import ERASED, LeadStatus
from portal.publication.checking import contacts_of_people
from tests import factories
from tests.leads.making import ALIKE, OTHER, TEXT, cast, do, entered, new_lead

NUMBERS = ("请回电 138 0013 8000", "身份证120101199001010017", "请打到银行账号6222 0212 3456 7890 128")
NO_NUMBERS = ("合同编号2024030500000123", "金额138001380元", "单位电话022-12345678无人接听", "见津政发〔2024〕12号")


@pytest.fixture
def people(app):
    return cast()


def in_days(days):
    return clock.pretend(clock.now() + timedelta(days=days))


def words(lead):
    session.rollback()
    found = queries.get_lead(lead.id)
    return found.subject, found.text, found.person_text


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", ["text", "subject", "person_text"])
def test_somebodys_number_is_refused_with_the_place_where_it_belongs(people, name, number):
    said = f"{TEXT}{number}" if name == "text" else number
    with transaction(), pytest.raises(RuleBroken, match="代为登记") as refused:
        entering.enter(get_user(people.officer.id), new_lead(**{name: said}), contacts_of_people)
    assert refused.value.field == name and number not in refused.value.message
    assert not session.query(Lead).count()


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_numbers_of_contracts_papers_and_offices_may_stand(people, number):
    assert number in entered(people.officer, text=f"{TEXT}{number}。").text


def test_a_row_of_a_table_with_somebodys_number_cannot_be_imported(people):
    row = dict(zip(COLUMNS, EXAMPLE, strict=True))
    found = importing.dry_run(
        get_user(people.officer.id), [{**row, "内容": f"{TEXT}{NUMBERS[0]}"}, {**row, "原编号": "JC-2"}], contacts_of_people
    )
    assert [bool(each.errors) for each in found] == [True, False] and "电话号码" in found[0].errors[0]


def test_without_a_case_the_words_go_three_years_after_the_last_step_and_the_row_stays(people):
    waiting, declined, taken_up = (entered(people.officer, text=each, person_text="欧阳某人") for each in (TEXT, ALIKE, OTHER))
    do(promoting.decline, declined, people.officer, "不属于政务失信")
    with in_days(600):
        do(promoting.decline, taken_up, people.officer, "不属于政务失信")
    with in_days(1094):
        assert jobs.erase_due() == 0
    with in_days(1097):
        assert jobs.erase_due() == 2 and jobs.erase_due() == 0
    assert words(waiting) == words(declined) == (ERASED, ERASED, "") and words(taken_up)[1] == OTHER
    row = queries.get_lead(declined.id)
    assert (row.status, row.source, row.unit_text, row.conduct) == (LeadStatus.DECLINED, *_facts(taken_up))
    assert queries.list_traces(lead_id=declined.id) == [] and queries.list_traces(lead_id=taken_up.id)
    assert row.erased_at is not None and promoting.possible_actions(row, get_user(people.officer.id))
    with pytest.raises(TransitionRefused, match="已经销毁"):
        do(promoting.resume, declined, people.officer, "想起来了")


def _facts(lead):
    return lead.source, lead.unit_text, lead.conduct


def with_case(people):
    """A lead with a double in a case of a reporter who is known, which is over."""
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    do(merging.merge, double, main, people.officer)
    case = factories.make_case(factories.make_department(), respondent=people.unit)
    with transaction():
        found = queries.find_case_by_number(get_user(people.coordinator.id), case.number)
        promoting.attach(queries.get_lead(main.id, for_update=True), get_user(people.coordinator.id), found)
    factories.do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    return main, double, case


def test_with_a_case_the_words_go_when_who_the_reporter_is_goes(people):
    main, double, case = with_case(people)
    other = entered(people.officer, text=OTHER)
    with in_days(1094):
        jobs.erase_due()
        assert words(main)[1] == TEXT
    with in_days(1093):
        do(promoting.decline, other, people.officer, "不属于政务失信")
    with in_days(1096):
        jobs.erase_due()
    assert words(main)[1] == words(double)[1] == ERASED and words(other)[1] == OTHER
    assert cases.get_case(case.id).report.narrative


def test_a_reporter_who_is_forgotten_on_request_is_forgotten_in_the_leads_too(people):
    main, double, case = with_case(people)
    with in_days(60):
        factories.do_to(case, retention.erase_on_request, Reporter(case.id, case.report.id))
    assert words(main)[1] == words(double)[1] == ERASED


def test_a_hold_keeps_the_words_of_the_leads_as_well(people):
    main, _double, case = with_case(people)
    factories.do_to(case, retention.hold, factories.make_user(Role.SUPERVISOR), "行政诉讼需要，暂缓销毁")
    with in_days(4000):
        jobs.erase_due()
    assert words(main)[1] == TEXT
