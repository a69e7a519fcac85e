"""Only one bare address reaches a header."""

import pytest

from portal.notifications.addresses import BadAddress, deliverable
from portal.notifications.vocabulary import DeliveryProblem, DeliveryStatus
from tests.notifications.letters import delivered, queued, stored


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("zhang.san+a@company.example", "zhang.san+a@company.example"),
        ("a@信诺.中国", "a@xn--mjuu8y.xn--fiqs8s"),
    ],
)
def test_usable_addresses(typed, written):
    assert deliverable(typed).startswith(written.partition("xn--")[0]) and deliverable(typed).isascii()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "zhang",
        "@company.example",
        "zhang@",
        "zhang@@company.example",
        "a@b.example, c@d.example",
        "张三@company.example",
        "Zhang <zhang@company.example>",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "a b@c.example",
        "a@b..example",
        "a@-b.example",
        '"a b"@c.example',
        "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example",
        "a..b@c.example",
        "a@b.example>",
        "ａ@b.example",
    ],
)
def test_unusable_addresses(typed):
    with pytest.raises(BadAddress) as caught:
        deliverable(typed)
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize("typed", ["张三@company.example", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_a_message_to_an_unusable_address_fails_at_once_with_the_reason(mail_app, sink, typed):
    key = queued(typed)
    assert delivered(mail_app) == (0, 0, 1)
    message = stored(key)
    assert (message.status, message.last_error) == (DeliveryStatus.FAILED, DeliveryProblem.BAD_ADDRESS)
    assert sink.letters == []


def test_a_line_break_in_a_subject_makes_no_header(mail_app, sink):
    queued(subject="有新消息\r\nBcc: victim@company.example")
    assert delivered(mail_app) == (1, 0, 0)
    (letter,) = sink.letters
    assert letter["Bcc"] is None and letter["Subject"] == "有新消息 Bcc: victim@company.example"
    assert sink.envelopes[0].rcpt_tos == ["zhang@company.example"]
