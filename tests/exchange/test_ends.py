"""What becomes of a case at a lower platform when it is over above, and of a packet that may no longer go."""

import json
from datetime import timedelta

import pytest

from portal import clock
from portal.access import Reporter
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, replying, reporting
from portal.cases import queries as cases
from portal.cases.vocabulary import Status
from portal.db import session, transaction
from portal.exchange import outbox, partners, queries, sending
from portal.exchange.passing import ends
from portal.exchange.passing import queries as passed
from portal.exchange.passing.packets import CaseEnd
from portal.exchange.vocabulary import MessageKind, MessageState, PartnerKind, PassingState
from portal.notifications.models import Notice
from portal.publication.checking import inspector
from tests import factories
from tests.exchange import making
from tests.exchange.answering import partner_that
from tests.exchange.test_from_above import REPLY, taken
from tests.exchange.test_packets import accepted, packets
from tests.exchange.test_packets import passed as pass_down

REFERENCE = "r" * 20


@pytest.fixture
def lower(app):
    """A lower platform that is down, and the body it belongs to."""
    body = factories.make_department()
    partner = making.make_partner(PartnerKind.LOWER, address="http://127.0.0.1:9/exchange/v1", department_id=body.id)[0]
    return partner, body


def withdraw(case):
    """The reporter takes the report back."""
    factories.do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))


def told_below():
    """What was said to lower platforms about ends."""
    session.rollback()
    return [json.loads(outbox.body_of(each)) for each in queries.list_messages() if each.kind is MessageKind.CASE_END]


def bells(case):
    """What the staff of a case were told."""
    return [each.text for each in session.query(Notice).filter_by(case_id=case.id)]


def test_a_packet_of_a_withdrawn_case_is_wiped_and_never_sent(lower):
    case, officer = accepted()
    pass_down(case, officer, lower[0])
    withdraw(case)
    [packet] = packets()
    assert packet.state is MessageState.TAKEN_BACK and packet.body == b"" and told_below() == []
    assert passed.list_of_case(case.id)[0].state is PassingState.ENDED
    assert sending.send_pending() == 0 and queries.get_message(packet.id).attempts == 0


@pytest.mark.parametrize("is_under_way", [False, True])
def test_who_may_have_the_case_already_is_told_that_it_is_over(lower, is_under_way):
    case, officer = accepted()
    pass_down(case, officer, lower[0])
    if is_under_way:
        with transaction():
            queries.list_undelivered(lower[0].id, MessageKind.CASE)[0].lease("t" * 43, clock.now() + timedelta(minutes=5))
    else:
        sending.send_pending()
    withdraw(case)
    reference = passed.list_of_case(case.id)[0].reference
    assert told_below() == [{"reference": reference, "event": "withdrawn"}]
    end = next(each for each in queries.list_messages() if each.kind is MessageKind.CASE_END)
    assert (end.next_attempt_at > clock.now() + timedelta(minutes=4)) is is_under_way


def test_a_packet_goes_nowhere_once_its_platform_belongs_to_who_is_complained_of(lower):
    case, officer = accepted()
    pass_down(case, officer, lower[0])
    coordinator = factories.make_user(Role.COORDINATOR)
    factories.do_to(case, assignment.confirm_respondent, coordinator, lower[1], "")
    assert packets()[0].state is MessageState.TAKEN_BACK and told_below() == []


def test_a_packet_of_a_case_that_goes_on_stays(lower):
    case, officer = accepted()
    pass_down(case, officer, lower[0])
    factories.do_to(case, handling.note, officer, "已经和对方联系")
    assert packets()[0].state is MessageState.PENDING and packets()[0].body


def test_what_waits_for_a_closed_link_comes_back_after_a_week_and_is_wiped(lower):
    case, officer = accepted()
    pass_down(case, officer, lower[0])
    admin = factories.make_user(Role.SYSTEM_ADMIN)
    with transaction():
        partners.switch(admin, queries.get_partner(lower[0].id), False)
    for days, state in ((6, MessageState.PENDING), (8, MessageState.FAILED)):
        with clock.pretend(clock.now() + timedelta(days=days)):
            sending.exchange()
        assert packets()[0].state is state
    assert packets()[0].body == b"" and "没有送达" in passed.list_of_case(case.id)[0].answer
    assert any("没有接收转交的办件" in each for each in bells(case)) and get_user(officer.id)


def hear(upper, event, reference=REFERENCE):
    """The upper platform says that a case is over."""
    with transaction():
        ends.hear_end(queries.get_partner(upper.id), CaseEnd(reference=reference, event=event))


@pytest.fixture
def upper(app):
    """The upper platform."""
    return making.make_partner(PartnerKind.UPPER)[0]


def test_a_withdrawal_above_closes_the_case_here_once_and_is_not_told_back(upper):
    case, officer, _head = taken(upper)
    factories.do_to(case, handling.accept, officer)
    before = len(queries.list_messages())
    for _ in range(2):
        hear(upper, "withdrawn")
    assert cases.get_case(case.id).status is Status.WITHDRAWN and len(queries.list_messages()) == before
    assert [each.split(" ", 1)[-1] for each in bells(case)].count("反映人已撤回。") == 1
    hear(upper, "withdrawn", "s" * 20)


@pytest.mark.parametrize("event", ["withdrawn", "taken_back"])
def test_what_cannot_be_withdrawn_any_more_is_told_to_its_officer(upper, event):
    case, officer, head = taken(upper)
    factories.do_to(case, handling.accept, officer)
    if event == "withdrawn":
        factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
        factories.do_to(case, replying.approve_reply, head, inspector)
    before = cases.get_case(case.id).status
    hear(upper, event)
    assert cases.get_case(case.id).status is before
    assert sum(upper.name in each for each in bells(case)) == 1


def test_a_delivered_case_is_told_over_the_line(app):
    heard = []
    with partner_that(
        lambda path, body: heard.append((path, json.loads(body))) or (200, [json.dumps({**heard[-1][1], "number": "区-1"}).encode()])
    ) as url:
        body = factories.make_department()
        partner = making.make_partner(PartnerKind.LOWER, address=url, department_id=body.id)[0]
        case, officer = accepted()
        pass_down(case, officer, partner)
        assert sending.send_pending() == 1
        withdraw(case)
        assert sending.send_pending() == 1
    assert heard[1] == ("/exchange/v1/case-ends", {"reference": heard[0][1]["reference"], "event": "withdrawn"})
