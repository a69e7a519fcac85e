"""A case that is left alone: reminders before, the overdue notice after, the supervisor's order, and the department's answer."""

from collections import Counter

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import session
from portal.notifications.models import Notice
from portal.notifications.vocabulary import MessageKind
from tests.browser import apart
from tests.journeys import cast
from tests.journeys.reporting import come_back, file_report, letters_hold_nothing_of_the_case
from tests.journeys.serving import Served

pytestmark = pytest.mark.browser
DAYS = 30


def notices(served: Served) -> Counter[tuple[str, str]]:
    """How often each kind of notice was given to whom."""
    with apart(), served.app.app_context():
        rows = session.scalars(select(Notice)).all()
        return Counter((row.kind.value, row.text) for row in rows)


def test_a_case_left_alone_becomes_overdue_and_the_supervisor_orders_an_answer(served, visit, scripts):
    people = cast.staff()
    company = visit(scripts=scripts)
    code, number = file_report(company)
    told_on = {}
    for day in range(DAYS):
        for kind, _text in notices(served):
            told_on.setdefault(kind, day)
        served.live_through(1)
    given = notices(served)
    assert told_on[MessageKind.STAFF_NEW_CASE.value] < told_on[MessageKind.STAFF_DUE_SOON.value] < told_on[MessageKind.STAFF_OVERDUE.value]
    overdue = [text for kind, text in given if kind == MessageKind.STAFF_OVERDUE.value]
    assert any("已超期" in text for text in overdue) and any("可以督办" in text for text in overdue)
    served.work()
    assert notices(served) == given
    letters_hold_nothing_of_the_case(served, code, number)

    supervisor = visit(scripts=scripts).sign_in(people["supervisor"].username, people["supervisor"].secret)
    supervisor.open("/oversight/").sees("已超期", number, cast.LEAD).follow(f"督办 {number}")
    supervisor.fill(demand="请书面说明没有受理的原因和下一步安排。", working_days="5").press("发出督办")
    assert "要求" in supervisor.banner and "前答复" in supervisor.banner
    supervisor.sees("督办〔", cast.LEAD)

    officer = visit(scripts=scripts).sign_in(people["officer"].username, people["officer"].secret)
    officer.open("/desk/cases?tab=overdue").sees("拖欠款项").open("/desk/notices").sees("请按期答复").follow("请按期答复")
    officer.follow("督办〔").fill(answer="已安排专人受理，三日内答复反映人。").press("提交答复")
    supervisor.open("/oversight/orders").follow("督办〔").sees("已安排专人受理").follow("销号").fill(reason="已受理。").press("销号")
    supervisor.sees("已安排专人受理")

    served.work()
    letters_hold_nothing_of_the_case(served, code, number)
    come_back(company, code)
    assert "超" in company.text and clock.local_date(served.now()).year >= 2026
