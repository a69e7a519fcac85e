"""The ladder: a whole table, each step once whatever rounds are missed, repeated or run at the same time."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.access import Permission
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling
from portal.cases import queries as cases
from portal.cases.vocabulary import Status
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit, due_date
from portal.errors import NotAllowed, RuleBroken
from portal.supervision import operations, queries
from portal.supervision.ladder import queries as ladder
from portal.supervision.ladder import settings
from portal.supervision.ladder.table import LADDER, defaults, with_values
from portal.supervision.vocabulary import OrderKind, OrderStatus
from tests.factories import make_case, make_department, make_user
from tests.supervision.ladder_world import RECEIVED, LateCase, act, at_once, late_case, on, round_on, rounds_until

ANSWER = "正在核对账目，月底前答复反映人。"


@pytest.fixture
def late(app: Flask) -> LateCase:
    return late_case()


def over(late: LateCase, days: int) -> date:
    """The day that lies so many working days behind the last day of the case."""
    return due_date(late.due_on, days, Unit.WORKING, deadlines.calendar()).on


def test_the_table_names_every_kind_once_and_leads_from_each_to_the_next() -> None:
    assert list(LADDER) == list(OrderKind)
    assert [row.next_kind for row in LADDER.values()] == [*list(OrderKind)[1:], None]
    assert [row.goes_alone for row in LADDER.values()] == [True, True, False, False, False]
    assert len({row.answer_rule for row in LADDER.values()}) == len({row.mark for row in LADDER.values()}) == len(OrderKind)
    assert {row.issued_with for row in LADDER.values()} == {Permission.CASE_REMIND, Permission.CASE_SUPERVISE}
    assert all("{matter}" in row.words and "{due_on}" in row.words for row in LADDER.values())


def test_a_late_case_is_reminded_urged_and_then_only_drafted_for(late: LateCase) -> None:
    rounds_until(over(late, 1) - timedelta(days=1), late.due_on)
    assert late.kinds() == []
    rounds_until(over(late, 40), over(late, 1))
    assert late.kinds() == ["notice", "reminder", "order"]
    notice, reminder, draft = late.papers()
    assert [notice.status, reminder.status, draft.status] == [OrderStatus.ISSUED, OrderStatus.ISSUED, OrderStatus.DRAFT]
    assert (notice.number, reminder.number, draft.number) == ("提醒〔2026〕1号", "催办〔2026〕1号", None)
    assert notice.issued_by_id is None and draft.due_on is None
    assert deadlines.list_open("order", notice.id)[0].rule_key == "notice_answer"


def test_repeated_rounds_on_every_day_fire_nothing_twice(late: LateCase) -> None:
    other = late_case(Status.PENDING)
    for _ in range(3):
        rounds_until(over(late, 12), late.due_on)
    assert late.kinds() == ["notice", "reminder", "order"]
    assert other.kinds() == ["notice", "reminder", "order"]


def test_a_round_that_comes_weeks_late_takes_one_step_and_leaves_time_to_answer(late: LateCase) -> None:
    late_day = over(late, 60)
    assert round_on(late_day) == 1 and round_on(late_day) == 0
    assert late.kinds() == ["notice"]
    answer_due = late.papers()[0].due_on
    rounds_until(answer_due, late_day)
    assert late.kinds() == ["notice"]
    round_on(answer_due + timedelta(days=1))
    assert late.kinds() == ["notice", "reminder"]


def test_rounds_at_the_same_time_fire_each_step_once(app: Flask) -> None:
    lates = [late_case() for _ in range(4)]
    for day in (over(lates[0], 1), over(lates[0], 6), over(lates[0], 11)):
        assert at_once(4, lambda _place, day=day: round_on(day) and None) == []
        round_on(day)  # what two rounds were after at once is left for the next
    for late in lates:
        assert late.kinds() == ["notice", "reminder", "order"]
    numbers = sorted(late.papers()[0].number for late in lates)
    assert numbers == [f"提醒〔2026〕{number}号" for number in (1, 2, 3, 4)]


def test_letters_sent_at_the_same_time_are_numbered_without_a_gap(app: Flask) -> None:
    lates = [late_case() for _ in range(6)]
    keys = [(late.case.id, late.supervisor.id) for late in lates]

    def send(place: int) -> None:
        with on(RECEIVED), transaction():
            case = cases.get_case(keys[place][0])
            operations.issue(case, accounts.get_user(keys[place][1]), "请书面说明办理情况。", 5)
            if place == 5:
                raise RuleBroken("demand", "undone")

    failed = at_once(6, send)
    assert [type(each) for each in failed] == [RuleBroken]
    numbers = [late.papers()[0].number for late in lates[:5]]
    assert sorted(numbers) == [f"督办〔2026〕{number}号" for number in range(1, 6)]
    assert lates[5].papers() == []


def test_a_letter_on_a_case_hidden_from_a_supervisor_stands_outside_the_row(late: LateCase) -> None:
    accused = make_department()
    make_user(Role.SUPERVISOR, department=accused)
    hidden = make_case(late.lead, respondent=accused)
    for case_id in (late.case.id, hidden.id, late_case().case.id):
        with transaction():
            operations.issue(cases.get_case(case_id), accounts.get_user(late.supervisor.id), "请书面说明情况。", 5)
    numbers = [order.number for order in reversed(queries.list_orders(late.supervisor))]
    assert numbers[0].endswith("〕1号") and numbers[2].endswith("〕2号")
    assert "密" in numbers[1]


def test_an_answer_that_does_not_come_sets_off_the_next_step(late: LateCase) -> None:
    day = over(late, 2)
    with on(day), transaction():
        operations.issue(cases.get_case(late.case.id), accounts.get_user(late.supervisor.id), "请书面说明情况。", 2)
    order = late.papers()[0]
    rounds_until(due_date(order.due_on, 1, Unit.WORKING, deadlines.calendar()).on, day)
    assert late.kinds() == ["order", "talk"]
    draft = late.papers()[1]
    assert (draft.status, draft.follows_id) == (OrderStatus.DRAFT, order.id)
    rounds_until(over(late, 60), day)
    assert late.kinds() == ["order", "talk"]


def test_nothing_more_comes_when_the_case_is_done_and_what_the_portal_sent_ends(late: LateCase) -> None:
    case = late_case(Status.PENDING)
    day, later = over(case, 11), over(case, 20)
    rounds_until(day, case.due_on)
    assert [str(each.status) for each in case.papers()] == ["issued", "issued", "draft"]
    with on(day), transaction():
        handling.accept(cases.get_case(case.case.id), accounts.get_user(case.officer.id))
    notice, reminder, draft = case.papers()
    assert (notice.status, reminder.status, draft.status) == (OrderStatus.CLOSED, OrderStatus.CLOSED, OrderStatus.DISMISSED)
    assert deadlines.list_open("order", notice.id) == []
    round_on(later)
    assert len(case.papers()) == 3


def test_the_day_of_the_next_step_moves_with_the_house_settings(late: LateCase) -> None:
    values = defaults()
    values["notice"]["overdue_days"] = 3
    with transaction():
        settings.change(accounts.get_user(late.supervisor.id), values, "给单位留出内部流转时间")
    rounds_until(over(late, 3) - timedelta(days=1), late.due_on)
    assert late.kinds() == []
    round_on(over(late, 3))
    assert late.kinds() == ["notice"]
    assert ladder.list_settings()[0].reason == "给单位留出内部流转时间"
    with pytest.raises(NotAllowed):
        settings.change(late.officer, defaults(), "我来改一下")


@pytest.mark.parametrize(
    ("kind", "name", "value"), [("order", "overdue_days", 0), ("talk", "answer_days", 999), ("reminder", "overdue_days", None)]
)
def test_days_that_cannot_be_are_refused(kind: str, name: str, value: int | None) -> None:
    values = defaults()
    values[kind][name] = value
    with pytest.raises(RuleBroken, match="天数") as refused:
        with_values(values)
    assert refused.value.field == f"{kind}-{name}"


def test_a_later_step_never_comes_before_an_earlier_one() -> None:
    values = defaults()
    values["order"]["overdue_days"] = 2
    with pytest.raises(RuleBroken, match="不能早于催办"):
        with_values(values)


def test_urging_by_hand_is_a_numbered_letter_and_takes_the_place_of_one_unanswered(late: LateCase) -> None:
    for reason in ("请说明进展", "三天没有回音"):
        with transaction():
            handling.remind(cases.get_case(late.case.id), accounts.get_user(late.supervisor.id), reason)
    first, second = late.papers()
    assert (first.status, second.status) == (OrderStatus.CLOSED, OrderStatus.ISSUED)
    assert "三天没有回音" in second.demand
    assert second.issued_by_id == late.supervisor.id


def test_a_draft_that_is_not_used_ends_the_ladder_of_this_clock(late: LateCase) -> None:
    rounds_until(over(late, 11), late.due_on)
    with pytest.raises(NotAllowed):
        act(late, operations.dismiss, accounts.get_user(late.head.id), "不必督办")
    act(late, operations.dismiss, accounts.get_user(late.supervisor.id), "正在法院调解，不必督办")
    rounds_until(over(late, 40), over(late, 11))
    assert late.kinds() == ["notice", "reminder", "order"]


def test_the_department_sees_no_draft_and_answers_what_was_sent(late: LateCase) -> None:
    rounds_until(over(late, 11), late.due_on)
    seen = queries.list_orders_of(accounts.get_user(late.officer.id), late.case.id)
    assert [str(each.kind) for each in seen] == ["notice", "reminder"]
    with transaction():
        operations.answer(queries.get_order(seen[0].id), accounts.get_user(late.officer.id), ANSWER)
    own = make_user(Role.SUPERVISOR, department=make_department(parent=late.lead))
    with pytest.raises(NotAllowed, match="不能由本单位人员销号"), transaction():
        operations.close(queries.get_order(seen[0].id), accounts.get_user(own.id), "已经说明")


def test_another_department_that_takes_over_starts_with_days_of_grace(app: Flask) -> None:
    late = late_case(Status.HANDLING)
    day, grace_over = over(late, 6), over(late, 7)
    rounds_until(day, late.due_on)
    other = make_department()
    make_user(Role.OFFICER, department=other)
    with on(day), transaction():
        assignment.reassign(cases.get_case(late.case.id), accounts.get_user(late.supervisor.id), other, "职责在另一个单位")
    assert {str(each.status) for each in late.papers()} == {"closed"}
    assert round_on(day) == 0
    round_on(grace_over)
    assert [each.department_id for each in late.papers()] == [late.lead.id, late.lead.id, other.id]


def test_after_a_step_by_hand_no_milder_one_comes(late: LateCase) -> None:
    day = over(late, 2)
    with on(day), transaction():
        operations.issue(cases.get_case(late.case.id), accounts.get_user(late.supervisor.id), "请书面说明情况。", 5)
    with on(day), transaction():
        operations.answer(queries.get_order(late.papers()[0].id), accounts.get_user(late.officer.id), ANSWER)
    rounds_until(over(late, 25), day)
    assert late.kinds() == ["order", "talk"]
