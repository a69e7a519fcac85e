"""Personal values are bound by the chain without being in it, and can be destroyed."""

import pytest
from flask import Flask
from sqlalchemy import update

from portal.access import SYSTEM
from portal.audit import operations, queries
from portal.audit.models import AuditPersonal
from portal.db import session, transaction
from tests.audit.bending import unguarded

WORDS = "当事人王秀兰来电催问"


@pytest.fixture
def log(app: Flask) -> None:
    """Three entries, two of them about case 7."""
    for case_id in (7, 8, 7):
        with transaction():
            operations.record(
                SYSTEM, "identity:read", "case", case_id, {"step": "view"}, personal={"reason": f"{WORDS}{case_id}", "empty": ""}
            )


def values() -> list[dict[str, str]]:
    entries = queries.list_entries(action="identity:read")
    said = operations.personal_values(entries)
    return [said[entry.id] for entry in entries]


def test_the_entry_holds_a_commitment_and_the_page_the_words(log):
    for entry in queries.list_entries():
        assert set(entry.commitments) == {"reason"} and WORDS not in str(entry.detail)
    assert values() == [{"reason": f"{WORDS}{case_id}"} for case_id in (7, 8, 7)]
    assert all(WORDS.encode() not in row.sealed for row in queries.iterate_personal(0))
    assert operations.first_break() is None


def test_the_same_words_have_different_commitments(log):
    first, _other, third = queries.list_entries()
    assert first.commitments["reason"] != third.commitments["reason"]


def test_destroyed_values_leave_the_chain_whole(log):
    with transaction():
        assert operations.erase_personal("case", 7) == 2
    assert values() == [{"reason": operations.ERASED}, {"reason": f"{WORDS}8"}, {"reason": operations.ERASED}]
    assert queries.list_entries()[0].action == "audit:erase"
    assert operations.first_break() is None
    with transaction():
        assert operations.erase_personal("case", 7) == 0


@pytest.mark.parametrize("change", [{"salt": b"1" * 32}, {"sealed": b"1" * 60}])
def test_a_changed_personal_value_is_seen(log, change):
    with unguarded():
        session.execute(update(AuditPersonal).where(AuditPersonal.entry_id == 2).values(**change))
    assert operations.first_break() == 2


def test_a_value_moved_to_another_entry_is_seen(log):
    with unguarded():
        session.execute(update(AuditPersonal).where(AuditPersonal.entry_id == 1).values(name="other"))
    assert operations.first_break() == 1
