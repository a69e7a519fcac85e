"""Who hears of what: the handlers, end to end through the operations that make the events."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, jobs
from portal.access import Reporter
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import handling, reporting
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import Status
from portal.db import session
from portal.notifications.models import Notice, OutboxMessage
from portal.notifications.vocabulary import RecipientKind
from tests.factories import case_in, do_to, make_case, make_department, make_user

IDENTITY = Identity(name="欧阳建国", phone="13912345678", email="reporter@example.cn", organisation="长城示例建设公司")


def told(user: User) -> list[str]:
    return list(session.scalars(select(Notice.text).where(Notice.user_id == user.id).order_by(Notice.id)))


def mail_bodies() -> list[str]:
    """What reporters were written, subject and bodies together."""
    to_reporters = select(OutboxMessage).where(OutboxMessage.recipient_kind == RecipientKind.REPORTER).order_by(OutboxMessage.id)
    return [f"{each.subject} {each.body_text} {each.body_html}" for each in session.scalars(to_reporters)]


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    """Staff of the lead, of the respondent and of a department that has nothing to do with it."""
    lead, respondent, stranger = make_department("示例财政局"), make_department("示例建委"), make_department("示例民政局")
    return {
        "officer": make_user(Role.OFFICER, department=lead, email="officer@example.cn"),
        "head": make_user(Role.HEAD, department=lead),
        "supervisor": make_user(Role.SUPERVISOR),
        "accused": make_user(Role.SUPERVISOR, department=respondent, email="accused@example.cn"),
        "accused_officer": make_user(Role.OFFICER, department=respondent),
        "stranger": make_user(Role.OFFICER, department=stranger),
    }


def test_the_respondent_hears_of_nothing_while_the_others_do(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = make_case(officer.department, respondent=people["accused"].department, identity=IDENTITY)
    with clock.pretend(clock.now() + timedelta(days=40)):
        jobs.sweep_deadlines()
    assert any("请签收" in text for text in told(officer))
    assert any("已超期" in text and case.number in text for text in told(people["supervisor"]))
    assert told(people["accused"]) == told(people["accused_officer"]) == told(people["stranger"]) == []
    assert people["accused"].id not in set(
        session.scalars(select(OutboxMessage.recipient_id).where(OutboxMessage.recipient_kind == RecipientKind.USER))
    )


def test_mail_to_the_reporter_says_nothing_of_the_case(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = make_case(officer.department, respondent=people["accused"].department, identity=IDENTITY)
    do_to(case, handling.accept, officer)
    do_to(case, handling.note, officer, "内部备注不寄给任何人")
    to_reporter = mail_bodies()
    assert len(to_reporter) == 3, "received, routed, accepted"
    for secret in (case.number, "欧阳", "长城", "13912345678", "示例建委", "拖欠", "内部备注"):
        assert not any(secret in body for body in to_reporter), secret


def test_an_internal_step_sends_the_reporter_nothing(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = case_in(Status.HANDLING, officer.department, officer, people["head"])
    before = len(mail_bodies())
    do_to(case, handling.note, officer, "与被反映单位电话核实")
    assert len(mail_bodies()) == before


def test_a_reporter_is_not_mailed_about_an_own_step(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = case_in(Status.HANDLING, officer.department, officer, people["head"])
    before = mail_bodies()
    do_to(case, reporting.write_to_office, Reporter(case.id, case.report.id), "请问现在到哪一步了")
    assert mail_bodies() == before
    assert any("留言" in text for text in told(officer))


def test_reminders_come_before_and_the_overdue_notice_after_each_once(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = make_case(officer.department)
    due_on = cases.get_case(case.id).due_on
    for days in range((due_on - clock.today()).days + 4):
        with clock.pretend(clock.now() + timedelta(days=days)):
            jobs.sweep_deadlines()
            jobs.sweep_deadlines()
    signing = [text for text in told(officer) if "到期" in text or "超期" in text]
    assert sum("已超期" in text and f"{due_on:%m月%d日}" in text for text in signing) == 1
    assert sum("今天到期" in text for text in signing) == 1


def test_a_supplement_that_never_comes_gives_the_case_back_to_the_office(people: dict[str, User]) -> None:
    officer = people["officer"]
    case = case_in(Status.SUPPLEMENT, officer.department, officer, people["head"])
    with clock.pretend(clock.now() + timedelta(days=30)):
        jobs.sweep_deadlines()
    again = cases.get_case(case.id)
    assert again.status is Status.PENDING
    assert again.due_rule == "triage"
    assert cases.find_open_supplement(case.id) is None
    assert any("没有补充材料" in text for text in told(officer))
