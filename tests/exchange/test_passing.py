"""City to district: a complaint comes down with the clock that runs on it and without the reporter, and the answer goes up."""

from datetime import date

from sqlalchemy import select

from portal.accounts.vocabulary import Role
from portal.cases import handling, replying
from portal.cases import queries as cases
from portal.cases.identity import known_identity
from portal.cases.models import NO_DUE_DATE, SUBJECT, Report
from portal.cases.replying import ReplyText
from portal.cases.vocabulary import Channel, DeclineGround
from portal.db import session
from portal.deadlines import queries as clocks
from portal.exchange.models import ExchangeMessage
from portal.exchange.passing import queries
from portal.publication.checking import inspector
from tests import factories

REPLY = ReplyText("支付货款", "欠款属实，已经核对", "合同第八条", "责成三十日内支付", "三十日内可以申请复查")
WHO = ("钱二娘", "钱记建材店", "13900000002")


def came_down(district):
    """The reports that came from the city."""
    session.rollback()
    return list(session.scalars(select(Report).where(Report.channel == Channel.SUPERIOR)))


def handlers(case):
    """An officer and a head of the lead of a case."""
    return [factories.make_user(role, department=case.lead_department) for role in (Role.OFFICER, Role.HEAD)]


def test_a_case_comes_down_with_its_clock_and_the_answer_goes_up(district):
    told = district.upper.tell("pass_down", partner=district.id_there, days=20)
    for _ in range(2):
        district.upper.tell("work")
    [report] = came_down(district)
    case = report.case
    assert report.original_number == told["number"] and "×" in report.narrative
    assert not any(word in report.narrative + queries.find_from_above(case.id).answer for word in WHO)
    assert not known_identity(report).values()
    if case.lead_department is None:
        factories.do_to(case, lambda row: factories.give_to(row, factories.make_department()))
    officer, head = handlers(cases.get_case(case.id))
    factories.do_to(case, handling.accept, officer)
    assert cases.get_case(case.id).due_on == date.fromisoformat(told["due_on"]) != NO_DUE_DATE
    [term] = [each for each in clocks.list_open(SUBJECT, case.id) if each.rule_key in {"handle", "sme_handle"}]
    assert (district.now().date() - term.started_on).days >= 19
    district.work()
    assert district.upper.tell("passed", case_id=told["case_id"])["state"] == "accepted"
    district.line.is_cut = True
    factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
    factories.do_to(case, replying.approve_reply, head, inspector)
    district.work()
    assert district.upper.tell("passed", case_id=told["case_id"])["state"] == "accepted"
    district.line.is_cut = False
    district.wait(minutes=2)
    district.work()
    heard = district.upper.tell("passed", case_id=told["case_id"])
    assert heard["state"] == "answered" and "欠款属实" in heard["answer"] and heard["number"] == case.number and heard["bells"] == 2


def test_what_was_delivered_with_a_case_is_wiped_and_a_refusal_goes_up(district):
    told = district.upper.tell("pass_down", partner=district.id_there, days=3)
    district.upper.tell("work")
    case = came_down(district)[0].case
    if case.lead_department is None:
        factories.do_to(case, lambda row: factories.give_to(row, factories.make_department()))
    officer, _head = handlers(cases.get_case(case.id))
    factories.do_to(case, handling.decline, officer, next(iter(DeclineGround)), "这件事已经由法院受理，请等法院判决。")
    district.work()
    session.rollback()
    assert {bytes(each.body) for each in session.scalars(select(ExchangeMessage))} == {b""}
    assert district.upper.tell("passed", case_id=told["case_id"])["state"] == "declined"


def test_a_case_that_cannot_be_delivered_comes_back_to_its_officer(district):
    told = district.upper.tell("pass_down", partner=district.id_there, days=3)
    district.served.stop()
    for _ in range(2):
        district.upper.tell("work")
        district.upper.tell("wait", seconds=8 * 24 * 3600)
    heard = district.upper.tell("passed", case_id=told["case_id"])
    assert heard["state"] == "declined" and "没有送达" in heard["answer"] and heard["bells"] == 1 and came_down(district) == []
    district.served = None


def test_what_the_reporter_takes_back_above_is_over_below(district):
    told = district.upper.tell("pass_down", partner=district.id_there, days=3)
    district.upper.tell("work")
    assert came_down(district)[0].case.status.value != "withdrawn"
    district.upper.tell("withdraw", case_id=told["case_id"])
    district.upper.tell("work")
    assert came_down(district)[0].case.status.value == "withdrawn"
    assert district.upper.tell("passed", case_id=told["case_id"])["state"] == "ended"
