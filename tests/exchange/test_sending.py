"""Sending: whatever a partner answers, and however slowly, its attempt is counted and the others get theirs."""

import json
import time
from collections import Counter
from datetime import timedelta
from itertools import repeat

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.queries import users_with_role
from portal.accounts.vocabulary import Role
from portal.clock import today
from portal.db import session, transaction
from portal.exchange import calling, outbox, queries, sending
from portal.exchange.aggregation.queries import list_deliveries_of
from portal.exchange.models import ExchangeMessage
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import MessageKind, MessageState, PartnerKind, Problem, RowState
from portal.notifications.models import Notice
from tests import factories
from tests.exchange import making
from tests.exchange.answering import partner_that
from tests.records import stories


def messages(kind):
    """The messages of a kind, oldest first."""
    session.rollback()
    return list(session.scalars(select(ExchangeMessage).where(ExchangeMessage.kind == kind).order_by(ExchangeMessage.id)))


def queue(partner, number):
    """Put a notice for a partner into the outbox."""
    with transaction():
        outbox.queue(get_partner(partner.id), MessageKind.WEBHOOK, f"status-{number}", "", {"number": number}, f"webhook:{number}")


BENT = [
    b'{"format": %s, "batch": %s, "digest": %s, "accepted": [{"id": "x", "version": 1e999}], "rejected": []}',
    b'{"format": %s, "batch": %s, "digest": %s, "accepted": [], "rejected": [{"id": %s, "version": 1, "reasons": ["\\u0000"]}]}',
    b'{"format": %s, "batch": %s, "digest": %s, "accepted": [], "rejected": [{"id": %s, "version": 1, "reasons": ["\\ud800"]}]}',
    b'{"format": %s, "batch": %s, "digest": %s, "accepted": [], "rejected": [{"id": [], "version": {}, "reasons": 3}]}',
    b'{"detail": "\\u0000"}',
    b"[" * 100_000,
]


@pytest.mark.same_queries("bent")
@pytest.mark.parametrize("bent", BENT, ids=range(len(BENT)))
@pytest.mark.parametrize("status", [200, 422])
def test_an_answer_that_cannot_be_kept_is_counted_and_holds_nobody_up(app, bent, status):
    def answers(_path, body):
        said = json.loads(body)
        if "manifest" not in said:
            return 200, [b""]
        about = [said["manifest"]["format"].replace("records", "receipt"), *(said["manifest"][name] for name in ("batch", "digest"))]
        told = [json.dumps(each).encode() for each in (*about, said["rows"][0]["id"])][: bent.count(b"%s")]
        return status, [bent % tuple(told)]

    with partner_that(answers) as address:
        making.make_partner(PartnerKind.UPPER, address=address)
        stories.published(stories.make_house(), stories.new_record(today()))
        sending.exchange()
        other = making.make_partner(PartnerKind.HOTLINE, address=address)[0]
        queue(other, "1")
        with clock.pretend(clock.now() + timedelta(minutes=2)):
            assert sending.exchange() == 1
    [batch] = messages(MessageKind.BATCH)
    assert messages(MessageKind.WEBHOOK)[0].state is MessageState.DONE
    if status == 200:
        assert (batch.state, batch.attempts, batch.problem) == (MessageState.PENDING, 2, Problem.BAD_ANSWER)
    else:
        assert (batch.state, batch.attempts, batch.problem) == (MessageState.FAILED, 1, Problem.REFUSED)
    assert len(queries.list_attempts(batch.id)) == batch.attempts


def test_news_of_a_case_waits_for_the_news_before_it(app):
    heard, is_down = [], [True]

    def answers(_path, body):
        heard.append(json.loads(body)["event"])
        return (503 if is_down[0] else 200), [b"{}"]

    with partner_that(answers) as address:
        partner = making.make_partner(PartnerKind.UPPER, address=address)[0]
        for reference, event in (("case-one", "accepted"), ("case-one", "answered"), ("case-two", "declined")):
            with transaction():
                outbox.queue(get_partner(partner.id), MessageKind.CASE_NEWS, reference, "/case-news", {"event": event}, f"news:{event}")
        sending.send_pending()
        assert sorted(heard) == ["accepted", "declined"]  # the answer does not overtake what could not be delivered
        heard.clear()
        is_down[0] = False
        with clock.pretend(clock.now() + timedelta(hours=2)):
            assert sending.send_pending() == 3
    assert heard.index("accepted") < heard.index("answered")


def test_a_row_of_which_the_receipt_says_nothing_comes_back_and_is_not_taken_for_sent(app):
    def forgets(_path, body):
        manifest = json.loads(body)["manifest"]
        said = {"format": "xinnuo-receipt/1", "accepted": [], "rejected": []}
        return 200, [json.dumps(said | {name: manifest[name] for name in ("batch", "digest")}).encode()]

    with partner_that(forgets) as address:
        partner = making.make_partner(PartnerKind.UPPER, address=address)[0]
        record = stories.published(stories.make_house(), stories.new_record(today()))
        sending.exchange()
    assert messages(MessageKind.BATCH)[0].state is MessageState.DONE
    [row] = list_deliveries_of([record.id], partner.id)
    assert row.state is RowState.REJECTED and "没有这条记录的结果" in row.reasons[0]


def test_a_partner_that_drips_its_answer_is_left_after_one_time_and_the_others_get_theirs(app, monkeypatch):
    monkeypatch.setattr(calling, "WHOLE_CALL_SECONDS", 1.5)

    def drips(path, _body):
        return 200, ((time.sleep(0.1) or piece for piece in repeat(b" ", 100)) if "slow" in path else [b""])

    with partner_that(drips) as address:
        slow = making.make_partner(PartnerKind.HOTLINE, "慢", address=f"{address}/slow")[0]
        quick = making.make_partner(PartnerKind.HOTLINE, "快", address=address)[0]
        for number in range(4):
            queue(slow, f"slow-{number}")
        queue(quick, "quick")
        assert sending.send_pending() == 1
    told = [(each.state, each.attempts, each.problem) for each in messages(MessageKind.WEBHOOK)]
    waiting = (MessageState.PENDING, 0, None)
    assert told == [(MessageState.PENDING, 1, Problem.TIMEOUT), waiting, waiting, waiting, (MessageState.DONE, 1, None)]


def test_a_run_ends_when_its_time_is_over_and_the_next_goes_on(app, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST_RUN_SECONDS", 0.2)
    with partner_that(lambda _path, _body: (200, [time.sleep(0.3) or b""])) as address:
        partner = making.make_partner(PartnerKind.HOTLINE, address=address)[0]
        for number in range(3):
            queue(partner, str(number))
        assert [sending.send_pending() for _ in range(4)] == [1, 1, 1, 0]


def bells():
    """What administrators were told, and of how many people."""
    session.rollback()
    return Counter(each.text for each in session.scalars(select(Notice)))


def test_administrators_hear_once_a_day_of_a_partner_that_is_out_of_reach_and_of_what_failed(app):
    partner = making.make_partner(PartnerKind.HOTLINE, address="http://127.0.0.1:9/hook")[0]
    session.rollback()
    admins = len(users_with_role(Role.SYSTEM_ADMIN))
    factories.make_user(Role.SECURITY_ADMIN)
    with clock.pretend(clock.start_of(today())):
        for number in range(3):
            queue(partner, str(number))
    told = []
    for hours in (0, 20, 30, 31, 60, 24 * 9):
        with clock.pretend(clock.start_of(today()) + timedelta(hours=hours)):
            sending.exchange()
        told.append(sum(bells().values()))
    assert told == [0, 0, admins, admins, 2 * admins, 3 * admins]
    assert all("热线平台" in each and "报文日志" in each for each in bells()) and {
        each.state for each in messages(MessageKind.WEBHOOK)
    } == {MessageState.FAILED}
