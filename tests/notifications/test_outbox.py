"""Rows in the outbox and behind the bell."""

import pytest

from portal.clock import now
from portal.db import transaction
from portal.errors import NotFound
from portal.notifications import outbox, queries
from portal.notifications.messages import staff_digest
from portal.notifications.vocabulary import DeliveryStatus
from tests import factories
from tests.notifications.letters import delivered, queued, stored

pytestmark = pytest.mark.usefixtures("database")


def notified(*users, **options):
    with transaction():
        return outbox.notify_users(users, "staff_new_case", "有一件新的办件：津和〔2026〕1号", **options)


def test_the_address_does_not_lie_open():
    message = stored(queued("zhang@company.example"))
    assert b"zhang" not in message.address and "zhang" not in message.message_id


def test_an_undone_transaction_sends_nothing():
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.queue("reporter_news", "reporter", 1, "a@b.example", "s", "t", "h")
        raise ZeroDivisionError
    assert queries.count_waiting() == 0


def test_the_same_key_queues_once():
    queued(dedupe_key="case:1:received"), queued(dedupe_key="case:2:received")
    with transaction():
        assert outbox.queue("reporter_news", "reporter", 7, "a@b.example", "s", "t", "h", dedupe_key="case:1:received") is None
    assert queries.count_waiting() == 2


def test_staff_hear_the_bell_and_only_those_with_an_address_get_mail():
    with_mail, without = factories.make_user(email="li@district.example"), factories.make_user()
    left = factories.make_user(email="wang@district.example", is_active=False)
    uninvolved = factories.make_user(email="zhao@district.example")
    assert len(notified(with_mail, without, left, with_mail)) == 2
    assert [queries.count_unread(user.id) for user in (with_mail, without, left, uninvolved)] == [1, 1, 0, 0]
    assert queries.count_waiting() == 1
    assert "2026" in queries.list_notices(with_mail.id)[0].text


def test_the_mail_says_nothing_of_what_the_bell_says(mail_app, sink):
    notified(factories.make_user(email="li@district.example"))
    assert delivered(mail_app, now()) == (1, 0, 0)
    (letter,) = sink.letters
    assert "2026" not in letter["Subject"] + letter.get_body(("plain",)).get_content() + letter.get_body(("html",)).get_content()


def test_with_a_key_everybody_is_told_once():
    first, second = factories.make_user(email="li@district.example"), factories.make_user(email="wu@district.example")
    notified(first, dedupe_key="due:9"), notified(first, second, dedupe_key="due:9"), notified(first, dedupe_key="due:10")
    assert (queries.count_unread(first.id), queries.count_unread(second.id), queries.count_waiting()) == (2, 1, 3)


def test_a_digest_brings_its_own_words():
    user = factories.make_user(email="li@district.example")
    with transaction():
        outbox.notify_users([user], "staff_digest", "今日提要", mail=staff_digest([("今天到期", 2)]))
    assert queries.count_waiting() == 1


def test_reading_notices_is_counted_once_and_only_for_oneself():
    user, other = factories.make_user(), factories.make_user()
    notified(user, other), notified(user), notified(user)
    newest = queries.list_notices(user.id)[0]
    with transaction():
        outbox.mark_read(queries.get_notice(user.id, newest.id))
    with pytest.raises(NotFound):
        queries.get_notice(other.id, newest.id)
    assert queries.count_unread(user.id) == 2
    with transaction():
        assert outbox.mark_all_read(user.id) == 2
    assert (queries.count_unread(user.id), queries.count_notices(user.id), queries.count_unread(other.id)) == (0, 3, 1)


def test_staff_can_have_a_failed_message_sent_again(mail_app, sink):
    key = queued()
    sink.at_recipient = "550 no such user"
    delivered(mail_app)
    sink.at_recipient = None
    with transaction():
        message = queries.get_message(key)
        outbox.try_again(message)
        moment = message.next_attempt_at
    assert delivered(mail_app, moment) == (1, 0, 0)
    assert stored(key).status is DeliveryStatus.SENT and sink.message_ids == [stored(key).message_id]
