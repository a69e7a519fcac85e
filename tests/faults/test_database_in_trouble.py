"""A busy database is waited for; one that is away gives a page that says so and keeps what was typed."""

import sqlite3
import threading
import time

import pytest
from lxml import html
from sqlalchemy import func, select

from portal import db
from portal.cases.models import Case
from portal.config import settings
from portal.db import session
from tests.conftest import ON_POSTGRESQL

LOCKED_SECONDS = 2.0
sqlite_only = pytest.mark.skipif(ON_POSTGRESQL, reason="locks of SQLite")


@pytest.fixture
def locked(database):
    """Another connection that holds the write lock; call it with the seconds after which it lets go."""
    other = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

    def lock(seconds=None):
        other.execute("BEGIN IMMEDIATE")
        if seconds:
            threading.Timer(seconds, other.rollback).start()

    yield lock
    other.close()


@sqlite_only
def test_a_report_sent_while_another_connection_writes_for_two_seconds_goes_in(company, locked):
    started = time.monotonic()
    locked(LOCKED_SECONDS)
    company.press("提交反映")
    assert time.monotonic() - started >= LOCKED_SECONDS
    assert company.heading == "已收到您的反映"
    assert session.scalar(select(func.count()).select_from(Case)) == 1


@sqlite_only
def test_a_report_sent_while_the_database_stays_locked_is_not_lost(company, locked, monkeypatch):
    monkeypatch.setattr(db, "SQLITE_BUSY_SECONDS", 0.2)
    use_new_settings()
    locked()
    company.press("提交反映", status=503)
    assert company.headers["Retry-After"] and company.page.xpath("//header")


@pytest.mark.same_queries
@pytest.mark.parametrize("path", ["/", "/report", "/report/4", "/track", "/outcomes", "/account/sign-in", "/desk/cases"])
def test_without_a_database_a_page_says_when_to_come_again(app, heping, database_gone, path):
    answer = app.test_client().get(path, follow_redirects=True)
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert len(page.xpath("//h1")) == 1 and page.xpath("//main") and page.xpath("//a[@href='/']")


def test_a_site_that_was_open_before_keeps_its_frame_without_a_database(app, heping, monkeypatch, database):
    visitor = app.test_client()
    assert visitor.get("/").status_code == 200
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    use_new_settings()
    page = html.document_fromstring(visitor.get("/outcomes").get_data(as_text=True))
    monkeypatch.setenv("DATABASE_URL", database)
    use_new_settings()
    assert "和平区" in page.xpath("//header")[0].text_content() and page.xpath("//nav") and page.xpath("//footer")


@pytest.fixture
def database_gone(database, monkeypatch):
    """The settings name a server that does not answer."""
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    use_new_settings()
    yield
    monkeypatch.setenv("DATABASE_URL", database)
    use_new_settings()


def use_new_settings():
    """Read the settings anew and use the database that they name."""
    settings.cache_clear()
    db.forget_engine()
    db.engine()


def test_two_presses_of_submit_at_the_same_moment_make_one_case(company, app):
    posted = company._as_a_browser_would(company._form) | {"is_truthful": "y"}
    cookie = company.client.get_cookie("xinnuo").value
    together, answers = threading.Barrier(2), []

    def press():
        client = app.test_client()
        client.set_cookie("xinnuo", cookie)
        together.wait()
        answers.append(client.post("/report/check", data=posted, headers={"Sec-Fetch-Site": "same-origin"}))

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [answer.location for answer in answers] == ["/report/done", "/report/done"]
    assert session.scalar(select(func.count()).select_from(Case)) == 1
