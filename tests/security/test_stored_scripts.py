"""Stored markup and script: the whole corpus in every text of the database, in every view, in real Chromium under the real policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import JSON, Enum, String, UniqueConstraint, select, text, update

from portal import db
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.db import session
from tests.accessibility.test_pages import ELSEWHERE, LOOKERS, lookers, make_rare_moments
from tests.accessibility.walking import addresses, first_open_page, page_rules
from tests.browser import Browser, apart
from tests.security.guard_window import GuardWindow
from tests.security.payloads import ALL_TOGETHER, PAYLOADS
from tests.web.public.filling import follow_case

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
# Columns that a machine writes and reads: keys, hashes, codes, names of rules. No person's words reach them.
_MACHINE = re.compile(
    r"(^|_)(hash|key|token|kind|path|number|id|code|digest|root|signature|sha256|name_|version|month|term|mark|fingerprint|place|what|"
    r"rule|act|action|indicator|subject|period|density|start|purpose|happened_in|username|media_type|storage_name)$"
)
_MACHINE_TABLES = {
    "jurisdiction",
    "ledger_task",
    "outbox_message",
    "public_figures",
    "public_figure_cell",
    "signed_head",
    "audit_head",
    "audit_check",
}

_WORDS_AFTER_ALL = {("publication_correction", "what")}


def text_columns() -> Iterator[tuple[Any, Any]]:
    """The columns that hold words which somebody typed, or could."""
    for table in db.Base.metadata.sorted_tables:
        for column in table.columns if table.name not in _MACHINE_TABLES else ():
            is_words = isinstance(column.type, String) and not isinstance(column.type, Enum)
            is_machines = _MACHINE.search(column.name) and (table.name, column.name) not in _WORDS_AFTER_ALL
            if (is_words or isinstance(column.type, JSON)) and not is_machines and not column.primary_key:
                yield table, column


def soaked(value: Any) -> Any:
    """A JSON value with every text in it replaced."""
    if isinstance(value, str):
        return value if re.fullmatch(r"[a-z_0-9.:-]*", value) else ALL_TOGETHER
    if isinstance(value, list):
        return [soaked(each) for each in value]
    return {name: soaked(each) for name, each in value.items()} if isinstance(value, dict) else value


def is_told_apart_by(table: Any, column: Any) -> bool:
    """Whether no two rows may say the same in a column, alone or together with others."""
    together = [
        each for each in (*table.constraints, *table.indexes) if getattr(each, "unique", False) or isinstance(each, UniqueConstraint)
    ]
    return bool(column.unique) or any(column.name in each.columns for each in together)


def soak() -> int:
    """Put the whole corpus into every text of every row; returns how many columns that were."""
    columns = list(text_columns())
    with db.engine().begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text("PRAGMA ignore_check_constraints = ON"))
        for table, column in columns:
            key = next(iter(table.primary_key.columns))
            for row_key, value in connection.execute(select(key, column)).all():
                if isinstance(column.type, JSON):
                    connection.execute(update(table).where(key == row_key).values({column: soaked(value)}))
                elif value:
                    mine = f"{row_key} " if is_told_apart_by(table, column) else ""
                    connection.execute(update(table).where(key == row_key).values({column: mine + ALL_TOGETHER}))
    return len(columns)


def staff_pages(app: Any, person: Any) -> Iterator[tuple[Browser, str]]:
    """For every page of the site somebody for whom it opens, and its address."""
    for area in LOOKERS:
        clients = lookers(app, person, area)
        for rule in page_rules(app, area):
            for client in clients.values():
                path = first_open_page(client.client, addresses(app, rule))
                if path is not None:
                    yield client, path
                    break


def reporter_pages(app: Any) -> Iterator[tuple[Browser, str]]:
    """The pages of the reporter, on a case in every status."""
    pages = [rule.rule for rule in page_rules(app, "public") if rule.rule.startswith("/track/") and not rule.arguments]
    for status in Status:
        with apart():
            case = session.scalars(select(Case).where(Case.status == status)).first()
        client = Browser(app)
        if case is not None:
            follow_case(client, case)
        for path in pages:
            if first_open_page(client.client, iter([path])) is not None:
                yield client, path


def test_the_corpus_is_large_and_the_window_would_notice_it(chromium, served):
    assert len(PAYLOADS) >= 300
    with_policy, without = GuardWindow(chromium, served), GuardWindow(chromium, served, bypass_policy=True)
    seen, ran = with_policy.look("/careless"), without.look("/careless")
    with_policy.close(), without.close()
    assert any("a handler onerror" in each for each in seen) and any("a foreign script" in each for each in seen)
    assert not any("ran" in each for each in seen), "the policy alone stops what a careless page lets through"
    assert any("ran" in each for each in ran) and any("a request to" in each for each in ran)


def test_no_view_runs_or_fetches_anything_that_somebody_stored(served, window, person):
    make_rare_moments()
    found = [*staff_pages(served.app, person), *reporter_pages(served.app)]
    filled, problems = soak(), []
    for client, path in found:
        problems += window.wear(client).look(path)
    assert not problems, "\n".join(problems)
    expected = sum(len(page_rules(served.app, area)) for area in LOOKERS) - sum(map(len, ELSEWHERE.values()))
    assert window.pages >= expected, f"only {window.pages} of {expected} pages could be opened"
    assert filled > 60 and window.pages_with_payloads > 60, (filled, window.pages_with_payloads)
