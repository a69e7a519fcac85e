"""The house's own aims: when to ask for a supplement, when to be done, when to call back. They remind; no case is overdue by them."""

from datetime import date, timedelta

import pytest
import time_machine

from portal import jobs
from portal.access import Reporter
from portal.accountability import queries as log
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, progress, queries, replying, reporting
from portal.cases.identity import Identity
from portal.cases.steps import SUBJECT
from portal.cases.vocabulary import CallbackWay, Conduct, DeclineGround, Finding, Matter, ReporterKind, ReviewGround, Satisfaction, Solved
from portal.deadlines import queries as deadlines
from portal.deadlines.limits import INTERNAL_RULES
from portal.deadlines.wording import deadline_words, explain_lines
from portal.notifications import queries as outbox
from portal.publication.checking import inspector
from portal.supervision.ladder import queries as ladder
from tests import factories
from tests.cases.test_terms import answered

NAMED = {"reporter_kind": ReporterKind.PERSON, "conduct": Conduct.BREACH, "identity": Identity(name="王知情", phone="13800138000")}


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    return lead, officer, head, factories.make_user(Role.SUPERVISOR)


def aims(case):
    return {row.rule_key: row for row in deadlines.list_open(SUBJECT, case.id) if row.rule_key in INTERNAL_RULES}


def newest(case, rule):
    return deadlines.latest_deadline(SUBJECT, case.id, rule)


def test_from_the_receipt_runs_the_time_to_ask_for_more_and_from_the_assignment_the_time_to_be_done(house):
    lead, officer, head, _supervisor = house
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        case = factories.make_case(lead, **NAMED)
        assert {key: (row.value, row.due_on) for key, row in aims(case).items()} == {
            "supplement_request": (5, date(2026, 3, 9)),
            "handle_internal_target": (15, date(2026, 3, 23)),
        }
        assert queries.get_case(case.id).due_rule == "sign_for"  # the earliest term of the law or of signing, never an aim
    with time_machine.travel("2026-03-04T02:00:00Z", tick=False):
        factories.do_to(case, handling.request_supplement, officer, "请补充合同全文")
        assert set(aims(case)) == {"handle_internal_target"} and aims(case)["handle_internal_target"].is_paused
        assert newest(case, "supplement_request").met_on == date(2026, 3, 4)
    with time_machine.travel("2026-03-06T02:00:00Z", tick=False):
        factories.do_to(case, reporting.supplement, Reporter(case.id, case.report.id), "合同见附件", False)
        target = aims(case)["handle_internal_target"]
        assert target.due_on == date(2026, 3, 25)
        why = explain_lines(target, target.pauses, target.changes, deadlines.calendar())
        assert "转办（重办）" in why[0] and any("等待补正" in line for line in why) and "2026年3月25日" in why[-1]
        factories.do_to(case, handling.accept, officer)
        answered(case, officer, head)
    assert newest(case, "handle_internal_target").met_on == date(2026, 3, 6)


@pytest.mark.parametrize("decide", ["accept", "decline", "classify"])
def test_whoever_decides_need_ask_no_more(decide, house):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead, **NAMED)
    if decide == "classify":
        factories.do_to(case, handling.classify, officer, Matter.ENQUIRY, "问的是政策，没有反映具体行为")
        assert aims(case) == {}  # the answer to an enquiry has a short term of its own
    elif decide == "decline":
        factories.do_to(case, handling.decline, officer, DeclineGround.LITIGATION, "请向人民法院起诉，这里不受理")
        assert aims(case) == {}
    else:
        factories.do_to(case, handling.accept, officer)
        assert set(aims(case)) == {"handle_internal_target"}


def test_another_department_begins_its_time_anew_and_a_case_sent_back_has_none(house):
    lead, officer, _head, supervisor = house
    other = factories.make_department("区住建局")
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        case, returned = factories.make_case(lead, **NAMED), factories.make_case(lead, **NAMED)
    with time_machine.travel("2026-03-05T02:00:00Z", tick=False):
        factories.do_to(case, assignment.reassign, supervisor, other, "应当由建设部门办理")
        factories.do_to(returned, assignment.send_back, officer, "应当由建设部门办理")
        assert set(aims(returned)) == {"supplement_request"}
        factories.do_to(returned, assignment.assign, supervisor, other)
    for each in (case, returned):
        target = aims(each)["handle_internal_target"]
        assert (target.started_on, target.department_id, target.due_on) == (date(2026, 3, 5), other.id, date(2026, 3, 26))


def replied(house, **fields):
    lead, officer, head, _supervisor = house
    case = factories.make_case(lead, **{**NAMED, **fields})
    factories.do_to(case, handling.accept, officer)
    answered(case, officer, head)
    return queries.get_case(case.id)


def test_after_the_reply_the_reporter_is_called_back_also_when_the_case_is_closed(house):
    _lead, officer, _head, _supervisor = house
    case = replied(house)
    factories.do_to(case, replying.close, officer, inspector, Finding.SUBSTANTIATED, "已经支付", "", None)
    owed = aims(case)["callback"]
    assert (owed.value, owed.started_on) == (5, queries.get_case(case.id).replied_on)
    assert any("回访您" in step.title and step.text.startswith("最晚") for step in progress.next_steps(queries.get_case(case.id)))
    factories.do_to(case, replying.call_back, officer, CallbackWay.MESSAGE, "工程款收到了吗？请回复或者评价。")
    case = queries.get_case(case.id)
    assert aims(case) == {} and case.messages[-1].text.startswith("工程款收到了吗")
    assert queries.list_events(case.id)[-1].detail == {"way": "在平台上留言"}
    assert not any("回访您" in step.title for step in progress.next_steps(case))


def test_a_reporter_who_has_spoken_or_has_no_name_is_not_called_back(house):
    reporter_spoke = {
        "rate": (reporting.rate, Solved.YES, Satisfaction.SATISFIED, "", False),
        "review": (reporting.request_review, ReviewGround.FACTS, "欠款数额没有查清，还少算一笔"),
    }
    for operation, *words in reporter_spoke.values():
        case = replied(house)
        assert set(aims(case)) == {"callback"}
        factories.do_to(case, operation, Reporter(case.id, case.report.id), *words)
        assert aims(case) == {}
    assert aims(replied(house, reporter_kind=ReporterKind.ANONYMOUS, identity=Identity())) == {}


def test_an_aim_that_is_missed_is_told_in_the_department_only_and_makes_no_case_overdue(app, house):
    lead, officer, head, supervisor = house
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        case = factories.make_case(lead, **NAMED)
        factories.do_to(case, handling.accept, officer)
        since = deadlines.list_open(SUBJECT, case.id)[0].created_at - timedelta(seconds=1)
    with time_machine.travel("2026-03-26T02:00:00Z", tick=False):
        for _round in range(2):
            jobs.sweep_deadlines()
        case = queries.get_case(case.id)
        target = aims(case)["handle_internal_target"]
        words = deadline_words(target, date(2026, 3, 26), deadlines.calendar())
        assert (words.text, words.tone.value) == ("已过 3 个工作日", "soon")
        assert (case.due_rule, ladder.find_watch(case.id)) == ("handle", None)
        told = {person.id: [row.text for row in outbox.list_notices(person.id)] for person in (officer, head, supervisor)}
        assert sum("“内部办理目标”已过（03月23日）" in text for text in told[officer.id]) == 1
        assert any("内部办理目标" in text for text in told[head.id]) and not any("内部办理目标" in text for text in told[supervisor.id])
    assert target.id not in log.clocks_since(since.isoformat())


def test_a_reopened_case_has_its_aim_again(house):
    _lead, _officer, _head, supervisor = house
    case = replied(house)
    factories.do_to(case, replying.reopen, supervisor, "答复没有说明支付时间")
    assert set(aims(case)) == {"handle_internal_target"}
