"""The audit log holds together, and any change of it shows."""

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.access import SYSTEM, Reporter
from portal.accounts.vocabulary import Role
from portal.audit import operations, queries
from portal.audit.models import AuditEntry
from portal.db import session, transaction
from tests.factories import make_user


@pytest.fixture
def log(app: Flask) -> list[int]:
    """Six entries of three kinds of actor."""
    officer = make_user(Role.OFFICER)
    actors = [SYSTEM, officer, Reporter(1, 1)] * 2
    ids = []
    for number, actor in enumerate(actors):
        with transaction():
            ids.append(operations.record(actor, "case:accept", "case", number, {"to": "handling"}).id)
    return ids


def test_an_untouched_log_is_whole(log: list[int]) -> None:
    assert operations.first_break() is None
    assert [entry.id for entry in queries.list_entries(limit=3)] == log[:2:-1]


@pytest.mark.parametrize(
    "change", [{"action": "case:close"}, {"actor_label": "别人"}, {"detail": {"to": "closed"}}, {"succeeded": False}, {"object_id": "77"}]
)
def test_a_changed_entry_is_named(log: list[int], change: dict[str, object]) -> None:
    with transaction():
        session.execute(update(AuditEntry).where(AuditEntry.id == log[3]).values(**change))
    assert operations.first_break() == log[3]


def test_a_missing_entry_breaks_the_chain_at_the_next(log: list[int]) -> None:
    with transaction():
        session.execute(delete(AuditEntry).where(AuditEntry.id == log[2]))
    assert operations.first_break() == log[3]


def test_a_log_cut_off_at_the_end_is_seen_too(log: list[int]) -> None:
    with transaction():
        session.execute(delete(AuditEntry).where(AuditEntry.id == log[-1]))
    assert operations.first_break() is not None


def test_the_reporter_is_never_named(log: list[int]) -> None:
    labels = {entry.actor_label for entry in queries.iterate_all()}
    assert "反映人" in labels
