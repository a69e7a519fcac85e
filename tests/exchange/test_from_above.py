"""A case from the upper platform: its clock is no longer than the law, and whatever ends it here is told above."""

import json
from datetime import timedelta

import pytest

from portal import clock
from portal.access import SYSTEM
from portal.accounts.vocabulary import Role
from portal.cases import handling, replying
from portal.cases import queries as cases
from portal.cases.handling import TEXT_MAX
from portal.cases.merging import operations as merging
from portal.cases.models import SUBJECT
from portal.cases.replying import ReplyText
from portal.cases.steps import take
from portal.cases.vocabulary import DeclineGround
from portal.cases.workflow import Action
from portal.db import transaction
from portal.deadlines import queries as clocks
from portal.errors import RuleBroken
from portal.exchange import outbox, queries
from portal.exchange.passing import operations as passing
from portal.exchange.passing.packets import read_news, read_packet
from portal.exchange.vocabulary import MessageKind, PartnerKind
from portal.publication.checking import inspector
from tests import factories
from tests.exchange import making

REPLY = ReplyText("支付货款", "欠款属实，已经核对", "合同第八条", "责成三十日内支付", "三十日内可以申请复查")
HANDLING = {"handle", "sme_handle"}


@pytest.fixture
def upper(app):
    """The upper platform."""
    return making.make_partner(PartnerKind.UPPER)[0]


def packet(started=0, due=60, **fields):
    """A case with a clock from so many days before today to so many after its start."""
    day = clock.today() - timedelta(days=started)
    said = {
        "reference": "r" * 20, "number": "市-1", "reporter": "person", "conduct": "arrears", "area": "", "respondent": "测试区城建服务中心",
        "narrative": "工程已经验收一年多，约定的尾款一直没有支付，多次催要没有结果。", "happened_in": "", "amount_fen": None,
        "started_on": day.isoformat(), "due_on": (day + timedelta(days=due)).isoformat(), "note": "请核实。",
    }  # fmt: skip
    return said | fields


def taken(upper, **fields):
    """The case that came of a packet, given to a department, and its officer and head."""
    with transaction():
        case_id = passing.take_case(queries.get_partner(upper.id), read_packet(packet(**fields))).case_id
    lead = factories.make_department()
    factories.do_to(cases.get_case(case_id), lambda row: factories.give_to(row, lead))
    if cases.get_case(case_id).status.value == "unassigned":
        factories.do_to(cases.get_case(case_id), lambda row: take(row, Action.ROUTE, SYSTEM, detail={"department": lead.name}))
    return cases.get_case(case_id), *(factories.make_user(role, department=lead) for role in (Role.OFFICER, Role.HEAD))


def news():
    """What was said to the upper platform, oldest first."""
    return [json.loads(outbox.body_of(each)) for each in reversed(queries.list_messages()) if each.kind is MessageKind.CASE_NEWS]


def term(case):
    """The clock of handling that runs."""
    [found] = [each for each in clocks.list_open(SUBJECT, case.id) if each.rule_key in HANDLING]
    return found


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"started": -1}, "晚于今天"),
        ({"due": 201}, "最长 200 天"),
        ({"due": 0}, "晚于起算日"),
        ({"due_on": "2099-01-01"}, "最长 200 天"),
        ({"due_on": "2026-02-30"}, "日期不对"),
    ],
)
def test_an_absurd_clock_is_refused_in_words(app, fields, word):
    with pytest.raises(RuleBroken, match=word):
        read_packet(packet(**fields))


@pytest.mark.parametrize(("started", "due", "is_theirs"), [(10, 40, True), (0, 200, False), (400, 60, True)])
def test_the_earlier_of_both_clocks_runs(upper, started, due, is_theirs):
    case, officer, _head = taken(upper, started=started, due=due)
    factories.do_to(case, handling.accept, officer)
    running = term(case)
    theirs = clock.today() + timedelta(days=due - started)
    assert (running.started_on == clock.today() - timedelta(days=started)) is (is_theirs or started == 0)
    assert (timedelta(0) <= running.due_on - theirs < timedelta(days=12)) if is_theirs else running.due_on < theirs
    assert cases.get_case(case.id).due_on == running.due_on


def test_what_is_reopened_after_its_answer_has_a_term_of_its_own(upper):
    case, officer, head = taken(upper, started=70, due=60)
    factories.do_to(case, handling.accept, officer)
    assert term(case).due_on < clock.today()
    factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
    factories.do_to(case, replying.approve_reply, head, inspector)
    supervisor = factories.make_user(Role.SUPERVISOR)
    factories.do_to(case, replying.reopen, supervisor, "答复遗漏了一部分诉求，重新办理")
    assert term(case).due_on > clock.today() and [each["event"] for each in news()] == ["accepted", "answered", "reopened"]


def test_a_case_answered_with_its_main_one_sends_its_answer_up(upper):
    case, officer, head = taken(upper)
    factories.do_to(case, handling.accept, officer)
    main = factories.make_case(case.lead_department)
    factories.do_to(main, handling.accept, officer)
    with transaction():
        pair = (cases.get_case(each.id, for_update=True) for each in (case, main))
        merging.merge(*pair, officer, inspector, "支付本件的材料款", "反映的是同一个工程的欠款")
    factories.do_to(main, replying.submit_reply, officer, inspector, REPLY)
    factories.do_to(main, replying.approve_reply, head, inspector)
    told = news()[-1]
    assert told["event"] == "answered" and "欠款属实" in told["text"] and "支付本件的材料款" in told["text"]


def test_the_longest_reply_there_can_be_goes_up_whole(upper):
    case, officer, head = taken(upper)
    factories.do_to(case, handling.accept, officer)
    factories.do_to(case, replying.submit_reply, officer, inspector, ReplyText(*("长" * TEXT_MAX for _ in range(5))))
    factories.do_to(case, replying.approve_reply, head, inspector)
    assert read_news(news()[-1]).text.count("长") == 5 * TEXT_MAX


def test_why_a_case_was_declined_is_told_above(upper):
    case, officer, _head = taken(upper, started=5)
    ground = next(iter(DeclineGround))
    factories.do_to(case, handling.decline, officer, ground, "这件事已经由法院受理，请等法院判决。")
    [told] = news()
    assert told["event"] == "declined" and ground.label in told["text"] and "请等法院判决" in told["text"]
