"""Hashing, and what the chosen policy says of a password's age."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from portal.accounts import operations, passwords, queries, signing_in
from portal.accounts.password_rules import POLICIES
from portal.config import PASSWORD_POLICIES, BadSetting, read_settings, settings
from portal.db import transaction
from tests.factories import PASSWORD, give_password, make_user

SET_AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def modern(monkeypatch):
    monkeypatch.setenv("PASSWORD_POLICY", "modern")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_a_hash_matches_its_password_and_no_other():
    stored = passwords.hash_password("Sincere-house-2026")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(stored, "Sincere-house-2026")
    assert not passwords.matches(stored, "sincere-house-2026")
    assert not passwords.matches(stored, "Sincere-house-2026 ")


def test_nobody_and_broken_hashes_match_nothing():
    assert not passwords.matches("", "nobody has this password")
    assert not passwords.matches("not a hash", "not a hash")


def test_one_password_typed_in_different_ways_is_the_same_and_its_blanks_count():
    stored = passwords.hash_password("Ｓincere　house é ")
    assert passwords.matches(stored, "Sincere house e\u0301 ")
    assert not passwords.matches(stored, "Sincere house é")
    long = "e\u0301" * passwords.LONGEST
    assert passwords.matches(passwords.hash_password(long), long)


def test_under_dengbao_a_password_is_due_after_ninety_days():
    assert not passwords.is_due(SET_AT, SET_AT + timedelta(days=90) - timedelta(seconds=1))
    assert passwords.is_due(SET_AT, SET_AT + timedelta(days=90))
    assert passwords.is_due(None, SET_AT)


def test_under_the_modern_policy_a_password_is_good_until_it_is_changed(modern):
    assert not passwords.is_due(SET_AT, SET_AT + timedelta(days=9000))
    assert passwords.is_due(None, SET_AT)
    assert passwords.problem("Sincere-hous-7") and passwords.problem("sincere house seven") is None


def test_the_setting_knows_the_policies_there_are_and_no_other(monkeypatch):
    assert set(PASSWORD_POLICIES) == set(POLICIES)
    assert read_settings().password_policy == "dengbao"
    monkeypatch.setenv("PASSWORD_POLICY", "strict")
    with pytest.raises(BadSetting, match="PASSWORD_POLICY must be one of dengbao, modern"):
        read_settings()


def test_a_hash_made_with_other_parameters_is_renewed_and_an_up_to_date_one_is_not():
    old = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(PASSWORD)
    renewed = passwords.renewed_hash(old, PASSWORD)
    assert passwords.matches(renewed, PASSWORD) and "m=19456,t=2,p=1" in renewed
    assert passwords.renewed_hash(renewed, PASSWORD) is None


@pytest.mark.usefixtures("database")
def test_a_renewed_hash_takes_the_place_of_the_old_also_in_the_memory_of_passwords_unless_it_changed_meanwhile():
    user = make_user()
    give_password(user)
    old = user.password_hash
    with transaction():
        operations.keep_renewed_hash(user, "not the present one", "renewed too late")
    assert user.password_hash == old
    with transaction():
        operations.keep_renewed_hash(user, old, passwords.hash_password(PASSWORD))
    assert user.password_hash != old and signing_in.check_password(user, PASSWORD)
    assert [entry.password_hash for entry in queries.password_history(user.id)] == [user.password_hash]
