"""A new holiday moves the last day of an answer or of a promise: the paper says so, those concerned hear, and the ladder waits."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.accounts import queries as accounts
from portal.cases import queries as cases
from portal.db import session, transaction
from portal.deadlines.administration import set_calendar_days
from portal.deadlines.calendar import SpecialDay
from portal.notifications.models import Notice
from portal.supervision import operations, queries
from portal.supervision.ladder import talks
from portal.supervision.ladder.talks import Invitation, Promise
from portal.supervision.models import SupervisionOrder
from tests.supervision.ladder_world import LateCase, late_case, on, round_on, rounds_until


def told(late: LateCase) -> list[str]:
    texts = session.scalars(select(Notice.text).where(Notice.user_id == late.officer.id))
    return [text for text in texts if "放假安排有变化" in text]


def storm(late: LateCase, order: SupervisionOrder) -> None:
    """The last day of the answer is off, and so is the day after."""
    off = [SpecialDay(order.due_on + timedelta(days=number), False, "停工") for number in (0, 1)]
    with on(order.issued_at.date()):
        for _twice in range(2):
            with transaction():
                set_calendar_days(off)


def test_the_paper_says_the_new_day_and_nobody_is_pushed_before_it(app: Flask) -> None:
    late = late_case()
    monday = late.due_on + timedelta(days=(7 - late.due_on.weekday()))
    with on(monday), transaction():
        operations.issue(cases.get_case(late.case.id), accounts.get_user(late.supervisor.id), "请书面说明情况。", 2)
    order = late.papers()[0]
    before = order.due_on
    storm(late, order)
    order = late.papers()[0]
    assert order.due_on == before + timedelta(days=2)
    assert [text for text in told(late) if order.number in text] == [
        f"{late.case.number} 放假安排有变化，“{order.number}的答复”的最后一天由 {before:%m月%d日} 改为 {order.due_on:%m月%d日}。"
    ]
    rounds_until(order.due_on, monday)
    assert late.kinds() == ["order"], "nobody is pushed harder while they may still answer"
    rounds_until(order.due_on + timedelta(days=4), order.due_on)
    assert late.kinds() == ["order", "talk"]
    round_on(order.due_on + timedelta(days=4))
    assert late.kinds() == ["order", "talk"]


def test_a_promise_of_a_talk_moves_with_the_calendar(app: Flask) -> None:
    late = late_case()
    monday = late.due_on + timedelta(days=(7 - late.due_on.weekday()))
    thursday = monday + timedelta(days=3)
    supervisor = late.supervisor.id
    with on(monday), transaction():
        invited = Invitation(monday, "下午3时", "二楼会议室", "主要负责人")
        order = talks.begin(cases.get_case(late.case.id), accounts.get_user(supervisor), "请按时参加约谈。", 5, invited)
        promise = Promise("答复反映人", thursday)
        talks.record(order, accounts.get_user(supervisor), monday, "单位说明了迟延的原因。", "限期答复", [promise])
        order_id = order.id
    with on(monday), transaction():
        set_calendar_days([SpecialDay(thursday, False, "停工")])
    paper = queries.get_order(order_id)
    assert [each.due_on for each in paper.talk.commitments] == [thursday + timedelta(days=1)]
    assert len([text for text in told(late) if f"{paper.number}的约谈承诺" in text]) == 1
