"""Who sees which lead: the list says the same as the policy, and what comes later — a body, a name, a confirmed respondent — counts."""

import pytest

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.departments import operations as departments
from portal.accounts.departments.queries import get_department
from portal.accounts.events import PersonEdited
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.audit.models import AuditEntry
from portal.cases import assignment
from portal.cases.vocabulary import Channel
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken
from portal.events import emit
from portal.leads import entering, merging, promoting, queries, recusing, traces
from portal.leads.entering import Reading
from portal.leads.models import Lead
from portal.leads.queries import LeadFilter
from portal.publication.checking import contacts_of_people
from tests import factories
from tests.leads.making import ALIKE, OTHER, TEXT, cast, do, entered, new_lead


@pytest.fixture
def people(app):
    return cast()


def test_the_list_holds_exactly_what_the_policy_allows_for_every_person_and_lead(people):
    home = factories.make_department()
    handler = factories.make_user(Role.OFFICER, department=home)
    case = factories.make_case(home, respondent=people.unit, narrative=TEXT)
    leads = [entered(people.officer), entered(people.stranger, unit_text="不在名录的单位"), entered(people.supervisor, text=OTHER)]
    attached, double = entered(people.officer, text=ALIKE), entered(people.officer, text=ALIKE, source=Channel.MEDIA)
    with transaction():
        queries.lock([attached.id])
        seen = queries.find_case_by_number(people.supervisor, case.number)
        promoting.attach(queries.get_lead(attached.id), accounts.get_user(people.supervisor.id), seen)
    do(merging.merge, double, attached, people.officer)
    do(recusing.recuse, leads[0], people.head, "有利害关系")
    everybody = [people.officer, people.head, people.coordinator, people.supervisor, people.stranger, people.accused, handler]
    everybody += [factories.make_user(role) for role in Role]
    everybody.append(factories.make_user(Role.OFFICER, Role.PUBLISHER, department=people.unit))
    told = 0
    for person in map(lambda each: accounts.get_user(each.id), everybody):
        listed = {each.id for each in queries.list_visible(person, LeadFilter())}
        allowed = {each.id for each in session.query(Lead) if allows(person, Permission.LEAD_READ, each)}
        assert listed == allowed, (person.roles, person.department.name)
        assert sum(queries.count_visible(person, LeadFilter()).values()) == len(listed)
        told += len(listed)
    assert told and {attached.id, double.id} <= {each.id for each in queries.list_visible(accounts.get_user(handler.id), LeadFilter())}


def test_an_administrator_and_a_publisher_neither_read_nor_enter(people):
    lead = entered(people.officer)
    for role in (Role.PUBLISHER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.CUSTODIAN):
        person = factories.make_user(role)
        assert not allows(person, Permission.LEAD_READ, lead)
        with transaction(), pytest.raises(NotAllowed):
            entering.enter(accounts.get_user(person.id), new_lead(), contacts_of_people)


def test_words_that_may_mean_a_body_keep_it_out_too(people):
    for name in ("测试河东水务局", "测试河西水务局"):
        factories.make_department(name)
    lead = entered(people.officer, unit_text="水务局")
    assert [row.is_sure for row in lead.respondents] == [False, False]
    for row in lead.respondents:
        person = factories.make_user(Role.SUPERVISOR, department=row.department)
        assert not allows(person, Permission.LEAD_READ, lead)


def test_a_body_that_comes_later_or_takes_over_is_kept_out_from_then_on(people):
    lead = entered(people.officer, unit_text="测试新区管委会")
    assert not lead.respondents
    with transaction():
        body = departments.add_department("测试新区管委会", DepartmentKind.ORGAN)
        heir = departments.add_department("测试城市更新局", DepartmentKind.ORGAN)
        ids = body.id, heir.id
    assert {row.department_id for row in queries.get_lead(lead.id).respondents} == {ids[0]}
    with transaction():
        old, new = (get_department(each) for each in ids)
        departments.set_successor(old, new)
    assert {row.department_id for row in queries.get_lead(lead.id).respondents} == set(ids)


def test_whoever_gets_a_name_that_a_lead_accuses_is_kept_out_of_it_and_of_the_lead_it_went_into(people):
    main, double = entered(people.officer, unit_text=""), entered(people.officer, person_text="慕容小五", unit_text="")
    do(merging.merge, double, main, people.officer)
    bearer = factories.make_user(Role.SUPERVISOR, display_name="慕容小五")
    assert allows(accounts.get_user(bearer.id), Permission.LEAD_READ, queries.get_lead(main.id))
    with transaction():
        emit(PersonEdited(bearer.id))
    for lead in (main, double):
        assert not allows(accounts.get_user(bearer.id), Permission.LEAD_READ, queries.get_lead(lead.id))


def test_nobody_reads_a_lead_away_from_their_own_sight(people):
    lead = entered(people.officer)
    with pytest.raises(RuleBroken, match="您自己就看不到"):
        do(entering.classify, lead, people.officer, Reading(unit_text=people.officer.department.name))
    assert allows(accounts.get_user(people.officer.id), Permission.LEAD_READ, queries.get_lead(lead.id))


def test_a_case_whose_body_is_confirmed_later_is_found_from_then_on(people):
    home = factories.make_department()
    officer = factories.make_user(Role.OFFICER, department=home)
    case = factories.make_case(home, narrative=TEXT)
    lead = entered(people.officer, text=ALIKE)
    actor = accounts.get_user(people.supervisor.id)
    assert traces.find_doubles(actor, traces.matter_of(lead)) == []
    factories.do_to(case, assignment.confirm_respondent, officer, people.unit, "")
    found = traces.find_doubles(actor, traces.matter_of(queries.get_lead(lead.id)))
    assert [each.case.id for each in found] == [case.id]


def test_the_log_holds_every_step_and_no_word_of_a_lead(people):
    lead = entered(people.officer, person_text="欧阳测试", subject="不会出现的标题")
    do(promoting.decline, lead, people.officer, "不会出现的理由")
    entries = session.query(AuditEntry).filter(AuditEntry.object_kind == "lead", AuditEntry.object_id == str(lead.id))
    assert [each.action for each in entries.order_by(AuditEntry.id)] == ["lead:enter", "lead:decline"]
    told = repr([(each.action, each.detail, each.object_id) for each in session.query(AuditEntry)])
    assert not any(words in told for words in ("欧阳测试", "不会出现", TEXT[:8]))
