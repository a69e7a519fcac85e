"""The bell of those who work the inbox: once for what came in at once, and for nobody who keeps out."""

import pytest
from sqlalchemy import select

from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.leads import importing
from portal.leads.importing import COLUMNS, EXAMPLE
from portal.notifications.models import Notice, OutboxMessage
from portal.publication.checking import contacts_of_people
from tests import factories
from tests.leads.making import TEXT, cast, entered


@pytest.fixture
def people(app):
    return cast()


def told(person):
    return list(session.scalars(select(Notice.text).where(Notice.user_id == person.id).order_by(Notice.id)))


def imported(actor, number, **cells):
    row = dict(zip(COLUMNS, EXAMPLE, strict=True))
    rows = [{**row, "原编号": f"JC-{each}", "被反映单位": "测试建设委员会", **cells} for each in range(number)]
    with transaction():
        person = get_user(actor.id)
        importing.enter_rows(person, importing.check(person, rows, contacts_of_people), contacts_of_people)


def test_a_new_lead_rings_for_its_keepers_and_the_coordinators_and_says_its_number_alone(people):
    lead = entered(people.officer)
    for person in (people.head, people.coordinator):
        assert told(person) == [f"新线索 {lead.number}，待处理。"]
    for person in (people.officer, people.supervisor, people.stranger, people.accused):
        assert told(person) == []


def test_a_table_of_many_rows_rings_once(people):
    imported(people.officer, 40)
    assert told(people.head) == told(people.coordinator) == ["新登记了 40 条线索，待处理。"]


def test_where_nobody_coordinates_the_supervisors_hear_and_never_the_accused(app):
    keeper, unit = factories.make_department(), factories.make_department("测试建设委员会")
    officer, supervisor = factories.make_user(Role.OFFICER, department=keeper), factories.make_user(Role.SUPERVISOR)
    accused = factories.make_user(Role.SUPERVISOR, department=unit)
    entered(officer)
    assert len(told(supervisor)) == 1 and told(accused) == []


def test_who_is_named_in_a_lead_hears_only_of_the_others(people):
    named = factories.make_user(Role.COORDINATOR, display_name="慕容小五", email="xiaowu@example.cn")
    entered(people.officer, person_text="慕容小五")
    assert told(named) == []
    imported(people.officer, 3, 被反映人员="慕容小五")
    assert told(named) == [] and len(told(people.coordinator)) == 2
    imported(people.head, 2, 来源单位="别的机构")
    assert told(named) == ["新登记了 2 条线索，待处理。"]
    letter = session.scalars(select(OutboxMessage).where(OutboxMessage.recipient_id == named.id)).one()
    assert "线索" not in letter.subject + letter.body_text and TEXT[:6] not in letter.body_text
