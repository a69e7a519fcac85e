"""The audit log holds together, and any change of it shows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.sql.dml import UpdateBase

from portal.access import SYSTEM, Reporter
from portal.accounts.vocabulary import Role
from portal.audit import operations, queries
from portal.audit.chain import FIELDS, OLDER_FIELDS, entry_hash, follows
from portal.audit.models import AuditEntry, AuditHead, AuditPersonal
from portal.db import add, engine, savepoint, session, transaction
from tests.audit.bending import unguarded
from tests.factories import make_user


@pytest.fixture
def log(app: Flask) -> list[int]:
    """Six entries of three kinds of actor."""
    officer = make_user(Role.OFFICER)
    actors = [SYSTEM, officer, Reporter(1, 1)] * 2
    ids = []
    for number, actor in enumerate(actors):
        with transaction():
            operations.record(actor, "case:accept", "case", number, {"to": "handling"}, personal={"reason": f"因为第 {number} 条"})
        ids.append(queries.newest()[1])
    return ids


def test_an_untouched_log_is_whole(log: list[int]) -> None:
    assert operations.first_break() is None
    assert [entry.id for entry in queries.list_entries(limit=3)] == log[:2:-1]


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "change", [{"action": "case:close"}, {"actor_label": "别人"}, {"detail": {"to": "closed"}}, {"succeeded": False}, {"object_id": "77"}]
)
def test_a_changed_entry_is_named(log: list[int], change: dict[str, object]) -> None:
    with unguarded():
        session.execute(update(AuditEntry).where(AuditEntry.id == log[3]).values(**change))
    assert operations.first_break() == log[3]


def test_a_missing_entry_breaks_the_chain_at_the_next(log: list[int]) -> None:
    with unguarded():
        session.execute(delete(AuditEntry).where(AuditEntry.id == log[2]))
    assert operations.first_break() == log[3]


def test_a_log_cut_off_at_the_end_is_seen_too(log: list[int]) -> None:
    with unguarded():
        session.execute(delete(AuditEntry).where(AuditEntry.id == log[-1]))
    assert operations.first_break() is not None


def test_the_reporter_is_never_named(log: list[int]) -> None:
    labels = {entry.actor_label for entry in queries.iterate_all()}
    assert "反映人" in labels


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(actor_label="别人"),
        delete(AuditEntry),
        update(AuditPersonal).values(name="other"),
        update(AuditHead).values(entry_hash="0" * 64),
        update(AuditHead).values(last_id=AuditHead.last_id + 1),
        update(AuditHead).values(last_id=1),
        delete(AuditHead),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_or_delete_the_log(log: list[int], statement: UpdateBase) -> None:
    with pytest.raises(DatabaseError), transaction():
        session.execute(statement)
    assert operations.first_break() is None


def test_postgresql_refuses_to_truncate_the_log(log: list[int]) -> None:
    if engine().dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    for table in ("audit_entry CASCADE", "audit_head"):
        with pytest.raises(DatabaseError), transaction():
            session.execute(text(f"TRUNCATE {table}"))


def test_an_entry_outside_a_transaction_is_an_error_and_not_lost(app: Flask) -> None:
    with pytest.raises(RuntimeError):
        operations.record(SYSTEM, "case:accept", "case", 1)


def test_what_is_rolled_back_leaves_no_entry_and_no_gap(log: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        operations.record(SYSTEM, "case:accept", "case", 1)
        raise ZeroDivisionError
    with transaction():
        operations.record(SYSTEM, "case:accept", "case", 2)
        with pytest.raises(ZeroDivisionError), savepoint():
            operations.record(SYSTEM, "case:accept", "case", 3)
            raise ZeroDivisionError
    newest = queries.list_entries(limit=1)[0]
    assert (newest.id, newest.object_id) == (log[-1] + 1, "2")
    assert operations.first_break() is None


def test_an_entry_put_behind_the_end_is_seen(log: list[int]) -> None:
    last = queries.list_entries(limit=1)[0]
    fields = {name: getattr(last, name) for name in FIELDS} | {"id": last.id + 1}
    with unguarded():
        add(AuditEntry(**fields, previous_hash=last.entry_hash, entry_hash=entry_hash(last.entry_hash, fields)))
    assert operations.first_break() == log[-1] + 1


def test_older_entries_without_commitments_stay_valid_and_cannot_come_later(log: list[int]) -> None:
    last = queries.list_entries(limit=1)[0]
    fields = {name: getattr(last, name) for name in OLDER_FIELDS}
    own = entry_hash(last.entry_hash, fields)
    with unguarded():
        add(AuditEntry(**fields, id=last.id + 1, commitments=None, previous_hash=last.entry_hash, entry_hash=own))
        session.execute(update(AuditHead).values(entry_hash=own, last_id=last.id + 1))
    assert operations.first_break() == log[-1] + 1
    assert follows({**fields, "id": 9, "commitments": None, "previous_hash": last.entry_hash, "entry_hash": own}, 3, last.entry_hash, False)


def test_the_walk_goes_on_from_where_it_ended_and_keeps_a_break(log: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def checked() -> tuple[int, int | None]:
        walk = operations.walk_on()
        with transaction():
            found = operations.keep_walk(walk)
            return found.last_id, found.broken_id

    assert checked() == (log[-1], None)
    with transaction():
        operations.record(SYSTEM, "case:accept", "case", 1)
    assert checked() == (log[-1] + 1, None)
    with unguarded():
        session.execute(update(AuditEntry).where(AuditEntry.id == log[1]).values(action="case:close"))
    assert checked() == (log[-1] + 1, None), "what lies before is only walked again once a day"
    monkeypatch.setattr(operations, "WHOLE_EVERY", timedelta(0))
    assert checked() == (log[0], log[1])
