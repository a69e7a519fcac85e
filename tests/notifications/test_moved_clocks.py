"""A new holiday moves a last day: whoever has to do with the case is told, once, and nobody else."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, progress, queries
from portal.cases.identity import Identity
from portal.db import session, transaction
from portal.deadlines.administration import set_calendar_days
from portal.deadlines.calendar import SpecialDay
from portal.notifications.models import Notice, OutboxMessage
from tests import factories

STORM = SpecialDay(date(2026, 9, 1), False, "台风停工")


def told(user):
    return [row.text for row in session.scalars(select(Notice).where(Notice.user_id == user.id)) if "放假安排有变化" in row.text]


@pytest.fixture
def people(app):
    with app.app_context(), time_machine.travel("2026-08-26T04:00:00Z", tick=False):
        lead, helping = factories.make_department("区财政局"), factories.make_department("区住建局")
        officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
        helper, stranger = factories.make_user(Role.OFFICER, department=helping), factories.make_user(Role.OFFICER)
        yield lead, helping, officer, head, helper, stranger


def test_officer_department_supporters_and_reporter_hear_of_the_new_day_once(people):
    lead, helping, officer, head, helper, stranger = people
    case = factories.make_case(lead, identity=Identity(name="李某", email="li@example.cn"))
    factories.do_to(case, handling.accept, officer)  # 60 days: 2026-10-25, a Sunday
    factories.do_to(case, assignment.add_support, officer, helping)  # 10 working days: over the storm
    mails = len(list(session.scalars(select(OutboxMessage))))
    for _again in range(2):
        with transaction():
            set_calendar_days([STORM, SpecialDay(date(2026, 10, 26), False, "停工")])
    moved = sorted(text.split("“")[1].split("”")[0] for text in told(officer))
    assert moved == ["内部办理目标", "办理"] and told(head) == told(officer)
    assert len(told(helper)) == 1 and "“配合单位反馈”" in told(helper)[0]
    assert told(stranger) == []
    session.rollback()
    reporters = [row for row in session.scalars(select(OutboxMessage)) if row.recipient_kind.value == "reporter"]
    assert len(list(session.scalars(select(OutboxMessage)))) > mails
    assert len({row.dedupe_key for row in reporters if (row.dedupe_key or "").startswith("moved:")}) == 1
    fresh = queries.get_case(case.id)
    assert fresh.due_on == date(2026, 10, 27)
    assert any("变更：" in line for line in progress.now(fresh).why)
    assert Reporter(case.id, case.report.id)
