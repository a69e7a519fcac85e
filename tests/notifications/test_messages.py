"""What mail says, and what it never says."""

import pytest

from portal.clock import now
from portal.db import add, engine, transaction
from portal.notifications import messages
from portal.notifications.vocabulary import MessageKind
from portal.profiles.models import Jurisdiction
from portal.profiles.vocabulary import Level

PLAIN = (
    messages.reporter_received, messages.reporter_news, messages.staff_news, messages.staff_new_case,
    messages.staff_due_soon, messages.staff_overdue, messages.staff_order,
)  # fmt: skip


@pytest.fixture
def heping(database, monkeypatch):
    """和平区, with a phone number."""
    with transaction():
        add(Jurisdiction(
            key="heping", name="和平区", level=Level.DISTRICT, region_name="和平区", source_title="台账", digest="x", loaded_at=now(),
            settings={"phone": "022-12345678", "site_name": "和平区政务诚信<平台>"},
        ))  # fmt: skip


@pytest.mark.same_queries
@pytest.mark.parametrize("message", PLAIN, ids=lambda one: one.__name__)
def test_every_message_tells_the_platform_the_place_and_the_phone(heping, message):
    subject, text, html = message()
    assert "和平区政务诚信<平台>" in subject and "\n" not in subject
    assert "和平区政务诚信<平台>" in text and "和平区政务诚信&lt;平台&gt;" in html
    place = "/track" if message.__name__.startswith("reporter") else "/desk"
    for body in (text, html):
        assert place in body and "022-12345678" in body and "{" not in body
    assert " style=" not in html and "<img" not in html and "<script" not in html


@pytest.mark.parametrize("message", [messages.reporter_received, messages.reporter_news], ids=lambda one: one.__name__)
def test_a_letter_to_a_reporter_is_the_same_for_every_case(heping, message):
    said = " ".join(message()).replace("和平区政务诚信<平台>", "").replace("和平区政务诚信&lt;平台&gt;", "")
    for word in ("办件", "受理", "投诉", "举报", "答复", "补正", "局", "编号", "号："):
        assert word not in said
    assert message() == message()


def test_the_digest_holds_counts_only(heping):
    subject, text, html = messages.staff_digest([("今天到期", 2), ("已逾期", 1)])
    assert "今天到期：2 件" in text and "<li>已逾期：1 件</li>" in html and "提要" in subject


def test_before_a_profile_is_loaded_nothing_is_invented(database):
    engine()
    subject, text, _html = messages.reporter_news()
    assert "政务诚信投诉举报平台" in subject and "电话" not in text


def test_every_kind_has_its_templates(heping):
    for kind in MessageKind:
        assert messages.render(kind, figures=[]).subject
