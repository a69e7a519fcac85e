"""After whole stories, told from marked network addresses, no table holds an address, in no spelling."""

import hashlib
import hmac
import ipaddress
from base64 import b64encode
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal import db
from portal.accounts.vocabulary import Role
from portal.config import settings
from portal.db import session
from tests import factories
from tests.browser import Browser
from tests.web.public.filling import code_on, submit, to_check

ADDRESSES = ("203.0.113.77", "2001:db8:77:77:77:77:77:77")


def spellings(address: str) -> Iterator[bytes]:
    """How an address could lie in a database."""
    parsed = ipaddress.ip_address(address)
    texts = {address, parsed.compressed, parsed.exploded, str(int(parsed)), parsed.packed.hex(), parsed.reverse_pointer}
    if parsed.version == 6:
        texts |= {str(ipaddress.ip_network(f"{address}/64", strict=False)), "2001:db8:77:77:"}
    for text in texts:
        yield text.encode()
        yield b64encode(text.encode()).rstrip(b"=")
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            yield make(text.encode()).hexdigest().encode()
            yield make(text.encode()).digest()
        yield hmac.new(settings().server_key.encode(), text.encode(), "sha256").hexdigest().encode()
    yield parsed.packed


def rows() -> Iterator[tuple[str, bytes]]:
    """Every value of every table, every name and every file beside them."""
    for path in settings().data_dir.rglob("*"):
        yield "file", str(path).encode() + (path.read_bytes() if path.is_file() else b"")
    for table in db.Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            for value in row:
                yield table.name, value if isinstance(value, bytes) else str(value).encode()


def from_address(app: Flask, address: str) -> Browser:
    """A browser at an address; it says so itself, too."""
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = address
    browser.client.environ_base["HTTP_X_REAL_IP"] = address
    return browser


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_table_holds_the_address_of_whoever_was_here(app: Flask, heping: None, address: str) -> None:
    reporter = submit(from_address(app, address), "organisation", contact={"organisation": "测试建筑公司", "email": "a@company.example"})
    code = code_on(reporter)
    reporter.open("/track").fill(code=code).press("查进度")
    reporter.open("/track/message").fill(message="请问什么时候答复？").press("送出留言")
    to_check(from_address(app, address))
    guesser = from_address(app, address)
    guesser.open("/track").fill(code=code[::-1]).press("查进度")
    guesser.open("/verify")
    staff = from_address(app, address)
    person = factories.make_user(Role.OFFICER)
    staff.open("/account/sign-in").fill(username=person.username, password="wrong password").press("登录")
    staff.open("/account/sign-in").fill(username="nobody", password="wrong password").press("登录")
    staff.open("/account/sign-in").fill(username=person.username, password=factories.PASSWORD).press("登录")
    staff.client.post("/desk/cases", data={"csrf_token": "x"}, headers={"Sec-Fetch-Site": "same-origin"})
    wanted = list(spellings(address))
    seen = 0
    for name, value in rows():
        seen += 1
        for spelling in wanted:
            assert spelling not in value, name
    assert seen > 300


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_search_finds_what_is_there(app: Flask, heping: None, address: str) -> None:
    submit(Browser(app), narrative=f"他们在 {address} 上发了通知，说工程款一直不付，要我们自己去法院。")
    wanted = list(spellings(address))
    assert any(spelling in value for _name, value in rows() for spelling in wanted)
