"""Whoever keeps out of a lead keeps out of what becomes of it, and the other way round; what must not meet is not merged."""

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.events import PersonEdited
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases.intake import NewReport
from portal.cases.queries.visibility import is_visible
from portal.cases.recusal import operations as recusal
from portal.cases.vocabulary import Conduct, ExclusionKind, ReporterKind
from portal.crypto import random_token
from portal.db import session, transaction
from portal.errors import RuleBroken
from portal.events import emit
from portal.leads import belonging, merging, promoting, queries, recusing
from portal.leads.queries import LeadFilter
from portal.leads.vocabulary import LeadStatus
from portal.notifications.models import Notice
from tests import factories
from tests.leads.making import ALIKE, OTHER, TEXT, cast, do, entered
from tests.records.stories import new_record

WHY = "和投诉企业的负责人是亲属"


@pytest.fixture
def people(app):
    return cast()


def reported(lead, actor, unit_text="测试建设委员会"):
    """The case made of a lead."""
    new = NewReport(ReporterKind.ANONYMOUS, Conduct.ARREARS, TEXT, respondent_text=unit_text, is_truthful=True)
    with transaction():
        found = queries.get_visible(get_user(actor.id), lead.id, for_update=True)
        made = promoting.report(found, get_user(actor.id), new, random_token(), "120101").case_id
    return cases.get_case(made)


def attached(lead, actor, case):
    with transaction():
        found = queries.get_visible(get_user(actor.id), lead.id, for_update=True)
        promoting.attach(found, get_user(actor.id), queries.find_case_by_number(get_user(actor.id), case.number))


def keeps_out(person, case):
    session.rollback()
    return not is_visible(get_user(person.id), case.id)


def told(person):
    return list(session.scalars(select(Notice.text).where(Notice.user_id == person.id)))


def test_who_keeps_out_of_a_lead_never_hears_of_the_case_made_of_it(people):
    other = factories.make_user(Role.COORDINATOR)
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    do(merging.merge, double, main, people.officer)
    do(recusing.recuse, main, people.supervisor, WHY)
    do(recusing.recuse, double, other, WHY)
    case = reported(main, people.officer)
    assert keeps_out(people.supervisor, case) and keeps_out(other, case)
    assert not keeps_out(people.coordinator, case)
    assert any(case.number in each for each in told(people.coordinator)) and not any(case.number in each for each in told(other))
    assert {row.kind for row in case.exclusions} == {ExclusionKind.OWN_MOTION} and {row.reason for row in case.exclusions} == {WHY}


def test_who_was_let_back_into_a_lead_may_work_on_its_case(people):
    lead = entered(people.officer)
    do(recusing.recuse, lead, people.coordinator, WHY)
    do(recusing.readmit, lead, people.supervisor, people.coordinator.id, "核实没有利害关系")
    assert not keeps_out(people.coordinator, reported(lead, people.officer))


def test_the_officer_in_charge_who_keeps_out_of_a_lead_leaves_the_case_it_goes_into_unheard(people):
    home = factories.make_department()
    handler, case = factories.make_user(Role.SUPERVISOR, Role.OFFICER, department=home), None
    case = factories.make_case(home, respondent=people.unit)
    with transaction():
        cases.get_case(case.id).officer = get_user(handler.id)
    lead = entered(people.officer, text=ALIKE)
    do(recusing.recuse, lead, handler, WHY)
    before = told(handler)
    attached(lead, people.coordinator, case)
    assert keeps_out(handler, case) and told(handler) == before
    assert cases.get_case(case.id).officer is None


def test_who_leaves_a_lead_later_or_turns_out_to_be_named_in_it_leaves_its_case_too(people):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE, person_text="慕容小五")
    do(merging.merge, double, main, people.officer)
    case = reported(main, people.officer)
    bearer = factories.make_user(Role.SUPERVISOR, display_name="慕容小五")
    assert not keeps_out(bearer, case) and not keeps_out(people.supervisor, case)
    do(recusing.recuse, double, people.supervisor, WHY)
    with transaction():
        emit(PersonEdited(bearer.id))
    assert keeps_out(bearer, case) and keeps_out(people.supervisor, case)


def test_a_double_merged_into_a_lead_with_a_case_brings_its_recusals_along(people):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    case = reported(main, people.officer)
    do(recusing.recuse, double, people.supervisor, WHY)
    assert not keeps_out(people.supervisor, case)
    do(merging.merge, double, main, people.officer)
    assert keeps_out(people.supervisor, case)


def test_a_double_of_another_body_is_not_shown_to_the_case_of_the_main_one(people):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE, unit_text=factories.make_department("测试水利局").name)
    reported(main, people.officer)
    with pytest.raises(RuleBroken, match="被反映单位不一样") as refused:
        do(merging.merge, double, main, people.officer)
    assert refused.value.field == "into" and queries.get_lead(double.id).status is LeadStatus.WAITING
    assert not queries.has_merged(main.id)


def test_a_double_that_may_mean_who_handles_the_case_is_not_shown_to_it(people):
    home = factories.make_department("测试河东住建局")
    factories.make_department("测试河西住建局")
    main, double = entered(people.officer), entered(people.officer, text=ALIKE, unit_text="住建局")
    assert [row.is_sure for row in double.respondents] == [False, False]
    attached(main, people.coordinator, factories.make_case(home, respondent=people.unit))
    with pytest.raises(RuleBroken, match="承办"):
        do(merging.merge, double, main, people.officer)
    assert queries.get_lead(double.id).status is LeadStatus.WAITING


def test_a_double_of_another_body_does_not_go_with_a_record(people):
    main = entered(people.supervisor)
    with transaction():
        found = queries.get_lead(main.id, for_update=True)
        promoting.record(found, get_user(people.supervisor.id), new_record(clock.today(), department_id=people.unit.id))
    other = entered(people.supervisor, text=ALIKE, unit_text=factories.make_department("测试水利局").name)
    with pytest.raises(RuleBroken, match="失信记录"):
        do(merging.merge, other, main, people.supervisor)
    same = entered(people.supervisor, text=ALIKE)
    do(merging.merge, same, main, people.supervisor)
    assert queries.get_lead(same.id).main_id == main.id


def test_what_the_case_is_now_counts_and_not_what_it_was_when_the_page_was_opened(people):
    unit = factories.make_department("测试水利局")
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    case = reported(main, people.officer)
    with transaction():
        seen = cases.get_case(case.id)
        assert [row.department_id for row in seen.respondents] == [people.unit.id]
        with session.no_autoflush:
            session.execute(
                text("UPDATE case_respondent SET department_id = :unit WHERE case_id = :case"), {"unit": unit.id, "case": case.id}
            )
        queries.lock([main.id, double.id])
        with pytest.raises(RuleBroken, match="被反映单位不一样"):
            merging.merge(queries.get_lead(double.id), queries.get_lead(main.id), get_user(people.officer.id))


def test_who_is_kept_from_the_case_or_the_record_is_kept_from_the_lead_and_those_merged_into_it(people):
    vague = "一个没有写明的单位"
    main, double = entered(people.officer, unit_text=vague), entered(people.officer, text=ALIKE, unit_text=vague)
    kept = entered(people.supervisor, text=OTHER, unit_text=vague)
    do(merging.merge, double, main, people.officer)
    case = reported(main, people.officer, unit_text="测试建设委员会")
    with transaction():
        promoting.record(
            queries.get_lead(kept.id, for_update=True),
            get_user(people.supervisor.id),
            new_record(clock.today(), department_id=people.unit.id),
        )
    factories.do_to(case, recusal.recuse, people.coordinator, WHY)
    for person, hidden in ((people.accused, {main.id, double.id, kept.id}), (people.coordinator, {main.id, double.id})):
        actor = accounts.get_user(person.id)
        listed = {each.id for each in queries.list_visible(actor, LeadFilter())}
        assert not listed & hidden
        for lead in map(queries.get_lead, (main.id, double.id, kept.id)):
            assert allows(actor, Permission.LEAD_READ, lead) is (lead.id in listed)
    assert {main.id, double.id, kept.id} <= {each.id for each in queries.list_visible(get_user(people.supervisor.id), LeadFilter())}


def test_nothing_is_carried_where_there_is_no_case(people):
    lead = entered(people.officer)
    do(recusing.recuse, lead, people.supervisor, WHY)
    with transaction():
        belonging.keep_out_of_case(queries.get_lead(lead.id))
    assert [each.person.id for each in belonging.kept_out(queries.get_lead(lead.id))] == [people.supervisor.id]
