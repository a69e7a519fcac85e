"""The signature holds for exactly one message, for a while, once."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.errors import NotProven, RuleBroken
from portal.exchange import calling, partners, signing
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import PartnerKind, Problem
from tests import factories
from tests.exchange import making

PATH, BODY = "/exchange/v1/batches", b'{"manifest":{}}'


def sign(keys, path=PATH, body=BODY, nonce="n" * 20, method="POST", time=None):
    """The headers of a message."""
    return signing.headers_for(keys.key_id, keys.secret, method, path, body, time or int(clock.now().timestamp()), nonce)


def sender(headers, path=PATH, body=BODY, method="POST"):
    """Who sent it."""
    with transaction():
        return partners.sender_of(headers, method, path, body, PartnerKind.LOWER).name


@pytest.mark.one_database
def test_the_signature_is_what_the_document_says():
    text = "xinnuo-v1\nPOST\n/exchange/v1/batches\n1793610000\nabcdefghijklmnop\n" + signing.digest_of(b"{}")
    assert signing.digest_of(b"{}") == "sha-256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    expected = signing.hmac.new(b"secret", text.encode(), signing.sha256).hexdigest()
    made = signing.headers_for("key-key-key", "secret", "POST", PATH, b"{}", 1793610000, "abcdefghijklmnop")
    assert made[signing.SIGNATURE] == expected == "91f0cdfca83a31589c7eee735853cfb3e1d9d4dbe8d95bcdc2df0f412164d690"


def test_a_message_is_believed_once(app):
    _partner, keys = making.make_partner(PartnerKind.LOWER, "下级")
    headers = sign(keys)
    assert sender(headers) == "下级"
    with pytest.raises(NotProven, match="已经用过"):
        sender(headers)
    assert sender(sign(keys, nonce="m" * 20)) == "下级"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, {"body": BODY + b" "}),
        ({}, {"path": "/exchange/v1/cases"}),
        ({}, {"method": "PUT"}),
        ({"time": 1}, {}),
        ({"nonce": "short"}, {}),
    ],
)
def test_whatever_is_bent_is_refused(app, given, asked):
    _partner, keys = making.make_partner(PartnerKind.LOWER)
    with pytest.raises(NotProven):
        sender(sign(keys, **given), **asked)


def test_a_message_is_too_old_after_five_minutes_and_its_nonce_is_kept_longer(app):
    _partner, keys = making.make_partner(PartnerKind.LOWER)
    headers = sign(keys)
    sender(headers)
    for minutes in (4, 6):
        with clock.pretend(clock.now() + timedelta(minutes=minutes)), transaction():
            partners.forget_nonces()
        with clock.pretend(clock.now() + timedelta(minutes=minutes)), pytest.raises(NotProven):
            sender(headers)


def test_a_closed_link_and_another_secret_open_nothing(app):
    partner, keys = making.make_partner(PartnerKind.LOWER)
    with pytest.raises(NotProven):
        sender(sign(partners.Keys(keys.key_id, "another secret")))
    admin = factories.make_user(Role.SYSTEM_ADMIN)
    with transaction():
        partners.switch(admin, get_partner(partner.id), False)
    with pytest.raises(NotProven):
        sender(sign(keys))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "address",
    ["http://upper.example/x", "https://127.0.0.1/x", "https://localhost", "https://169.254.169.254/latest", "https://[::1]/x",
     "https://[::ffff:127.0.0.1]/x", "https://a:b@upper.example/", "https://upper.example/?a=1", "ftp://upper.example", "https://", "x",
     "https://upper.example:0/", "https://上级.example/", "https://100.100.100.200/latest", "https://[fd00:ec2::254]/latest",
     "https://0.0.0.1/", "https://10.1.2.3/", "https://192.168.1.1/", "https://100.64.0.1/", "https://[fd12::1]/", "https://[::a9fe:a9fe]/",
     "https://[64:ff9b::a9fe:a9fe]/", "https://[2002:a9fe:a9fe::1]/", "https://[::ffff:10.1.2.3]/"],
)  # fmt: skip
def test_addresses_that_are_no_partner_are_refused(app, monkeypatch, address):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://portal.example")
    calling.settings.cache_clear()
    with pytest.raises(RuleBroken) as refused:
        calling.check_address(address)
    assert refused.value.field == "address"
    calling.settings.cache_clear()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "is_good"),
    [("https://10.1.2.3/x", True), ("https://[::ffff:10.1.2.3]/x", True), ("https://[fd12::1]/x", True), ("https://192.168.1.1/x", False),
     ("https://[fd00:ec2::254]/x", False), ("https://169.254.169.254/x", False), ("https://127.0.0.1/x", False),
     ("https://8.8.8.8/x", True)],
)  # fmt: skip
def test_a_network_that_the_operator_named_is_allowed_and_the_keys_of_clouds_never(app, monkeypatch, address, is_good):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://portal.example")
    monkeypatch.setenv("EXCHANGE_NETWORKS", "10.0.0.0/8, fd00::/8, 169.254.0.0/16, 127.0.0.0/8")
    calling.settings.cache_clear()
    if is_good:
        assert calling.check_address(address) == address
    else:
        with pytest.raises(RuleBroken):
            calling.check_address(address)
    calling.settings.cache_clear()


@pytest.mark.one_database
@pytest.mark.parametrize("led_to", ["169.254.169.254", "100.100.100.200", "10.1.2.3", "fd00:ec2::254"])
def test_a_name_that_leads_to_this_machine_is_not_called(app, monkeypatch, led_to):
    monkeypatch.setattr(calling.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", (led_to, 443))])
    assert calling.post("https://upper.example/x", b"{}", {}).problem is Problem.ADDRESS
