"""Messages reach a real mail server once, however it behaves."""

from datetime import timedelta

import pytest

from portal.config import settings
from portal.notifications import delivery, mailer, queries
from portal.notifications.vocabulary import DeliveryProblem, DeliveryStatus
from tests.notifications.letters import START, delivered, queued, stored

MINUTE = timedelta(minutes=1)


def test_a_message_is_sent_once_and_kept_as_proof(mail_app, sink):
    key, later = queued(), queued("later@company.example", at=START + 9 * MINUTE)
    assert delivered(mail_app) == (1, 0, 0)
    assert delivered(mail_app) == (0, 0, 0)
    message = stored(key)
    assert message.status is DeliveryStatus.SENT and message.sent_at >= START and message.attempts == 1
    assert sink.message_ids == [message.message_id] and message.message_id.endswith("@portal.example>")
    assert sink.envelopes[0].rcpt_tos == ["zhang@company.example"]
    assert stored(later).status is DeliveryStatus.PENDING


def test_chinese_arrives_as_it_was_written_even_in_one_long_line(mail_app, sink):
    long_line = "新消息" * 400
    queued(subject="【和平区政务诚信投诉举报平台】有一条给您的新消息", text=f"您好：\n{long_line}\n")
    assert delivered(mail_app) == (1, 0, 0)
    (letter,) = sink.letters
    assert letter["Subject"] == "【和平区政务诚信投诉举报平台】有一条给您的新消息"
    assert letter["From"] == "信诺 <xinnuo@portal.example>" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == START
    assert letter.get_body(("plain",)).get_content().splitlines() == ["您好：", long_line]
    assert long_line in letter.get_body(("html",)).get_content()
    assert max(len(line) for line in sink.envelopes[0].content.splitlines()) <= 998


def test_nothing_is_lost_and_nothing_comes_twice_when_the_server_is_down_for_an_hour(mail_app, sink):
    keys = [queued(f"person{number}@company.example") for number in range(3)]
    sink.stop()
    for minute in range(60):
        sent, _postponed, failed = delivered(mail_app, START + minute * MINUTE)
        assert (sent, failed) == (0, 0)
    assert {stored(key).last_error for key in keys} == {DeliveryProblem.CONNECTION}
    sink.start()
    for minute in range(60, 130):
        delivered(mail_app, START + minute * MINUTE)
    assert sorted(sink.message_ids) == sorted(stored(key).message_id for key in keys)
    assert {stored(key).status for key in keys} == {DeliveryStatus.SENT}


def test_one_round_meets_a_dead_server_only_once(mail_app, sink):
    keys = [queued(f"person{number}@company.example") for number in range(3)]
    sink.stop()
    assert delivered(mail_app) == (0, 1, 0)
    assert [stored(key).attempts for key in keys] == [1, 0, 0]


def test_pauses_grow_to_an_hour_and_after_three_days_staff_are_told(mail_app, sink):
    key = queued()
    sink.at_recipient = "450 mailbox busy"
    moments, moment = [], START
    while stored(key).status is DeliveryStatus.PENDING:
        assert len(moments) < 100
        moment = stored(key).next_attempt_at
        moments.append(moment - START)
        delivered(mail_app, moment)
    minutes = [round((later - earlier) / MINUTE) for earlier, later in zip(moments[:5], moments[1:6], strict=True)]
    assert minutes == [1, 5, 15, 60, 60]
    assert timedelta(hours=72) <= moments[-1] < timedelta(hours=73)
    message = stored(key)
    assert (message.status, message.last_error, message.last_code) == (DeliveryStatus.FAILED, DeliveryProblem.REFUSED_FOR_NOW, 450)
    assert queries.count_failed() == 1 and [one.id for one in queries.list_failed()] == [key]
    assert delivered(mail_app, moment + timedelta(days=9)) == (0, 0, 0) and sink.letters == []


@pytest.mark.parametrize(("at_recipient", "at_end", "code"), [("550 no such user", None, 550), (None, "554 looks like spam", 554)])
def test_a_final_refusal_fails_at_once_and_the_next_message_goes_out(mail_app, sink, at_recipient, at_end, code):
    refused = queued()
    sink.at_recipient, sink.at_end = at_recipient, at_end
    assert delivered(mail_app) == (0, 0, 1)
    message = stored(refused)
    assert (message.status, message.last_error, message.last_code) == (DeliveryStatus.FAILED, DeliveryProblem.REFUSED, code)
    sink.at_recipient = sink.at_end = None
    other = queued("other@company.example")
    assert delivered(mail_app) == (1, 0, 0) and sink.message_ids == [stored(other).message_id]


def test_a_refusal_for_now_does_not_hold_up_others(mail_app, sink):
    keys = [queued(), queued("other@company.example")]
    sink.at_end = "451 try later"
    assert delivered(mail_app) == (0, 2, 0)
    sink.at_end = None
    assert delivered(mail_app, START + 2 * MINUTE) == (2, 0, 0)
    assert sorted(sink.message_ids) == sorted(stored(key).message_id for key in keys)


def test_a_server_that_does_not_answer_is_left_after_the_time_limit(mail_app, sink):
    key = queued()
    sink.pause_seconds = 3
    assert delivered(mail_app) == (0, 1, 0)
    message = stored(key)
    assert message.last_error is DeliveryProblem.TIMEOUT and message.lease_token is None
    sink.pause_seconds = 0
    assert delivered(mail_app, START + 5 * MINUTE) == (1, 0, 0)
    assert set(sink.message_ids) == {message.message_id}


def test_a_worker_killed_between_sending_and_marking_leaves_the_same_message_id(mail_app, sink):
    key = queued()

    def send_and_die(letter):
        mailer.send(letter)
        raise SystemExit("killed")

    with pytest.raises(SystemExit):
        delivered(mail_app, send=send_and_die)
    assert stored(key).status is DeliveryStatus.PENDING and len(sink.letters) == 1
    assert delivered(mail_app, START + MINUTE) == (0, 0, 0)
    assert delivered(mail_app, START + delivery.LEASE + MINUTE) == (1, 0, 0)
    assert sink.message_ids == [stored(key).message_id] * 2


def test_a_worker_that_was_too_slow_does_not_mark_what_another_has_taken(mail_app, sink):
    key = queued()

    def slow(letter):
        assert delivered(mail_app, START + delivery.LEASE + MINUTE) == (1, 0, 0)
        raise ConnectionError

    assert delivered(mail_app, send=slow) == (0, 0, 0)
    assert stored(key).status is DeliveryStatus.SENT


def test_without_a_mail_server_messages_wait_uncounted(mail_app, sink, monkeypatch):
    key = queued()
    monkeypatch.setenv("MAIL_SERVER", "")
    settings.cache_clear()
    assert not delivery.mail_is_set_up() and delivered(mail_app) == (0, 0, 0)
    message = stored(key)
    assert (message.status, message.attempts, message.first_attempt_at) == (DeliveryStatus.PENDING, 0, None)
    assert queries.count_waiting() == 1


def test_an_error_in_the_program_itself_does_not_stop_the_queue(mail_app, sink):
    broken, fine = queued(), queued("other@company.example")

    def stumble_once(letter):
        if letter.address.startswith("zhang"):
            raise ZeroDivisionError
        mailer.send(letter)

    assert delivered(mail_app, send=stumble_once) == (1, 1, 0)
    assert stored(broken).last_error is DeliveryProblem.UNEXPECTED and stored(fine).status is DeliveryStatus.SENT


def test_an_address_sealed_under_another_key_waits_for_the_right_one(mail_app, sink, monkeypatch):
    key = queued()
    monkeypatch.setenv("XINNUO_SERVER_KEY", "ab" * 32)
    settings.cache_clear()
    assert delivered(mail_app) == (0, 1, 0) and stored(key).last_error is DeliveryProblem.UNREADABLE
    monkeypatch.setenv("XINNUO_SERVER_KEY", "0123456789abcdef" * 4)
    settings.cache_clear()
    assert delivered(mail_app, START + 2 * MINUTE) == (1, 0, 0)
