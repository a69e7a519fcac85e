"""Password rules as a table, and hashing."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import passwords


@pytest.mark.parametrize(
    "password",
    ["twelve chars", "一个很长的中文口令也可以用的", "Abcdef12", "abc123!!x", "ABC123--x", "Zhong-gu"],
)
def test_a_long_or_mixed_password_will_do(password):
    assert passwords.problem(password, "wangfang") is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Abc12!x", "太短"),
        ("abcdefghij1", "加长到 12 个字符"),
        ("abcd1234", "加长到 12 个字符"),
        ("hello-wangfang-2026", "用户名"),
        ("Hello-WangFang-2026", "用户名"),
        ("aaaaaaaaaaaaaaa", "重复"),
        ("x1Y" * 80, "太长"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(password, words):
    assert words in passwords.problem(password, "wangfang")


def test_a_hash_matches_its_password_and_no_other():
    stored = passwords.hash_password("Sincere-house-2026")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(stored, "Sincere-house-2026")
    assert not passwords.matches(stored, "sincere-house-2026")
    assert not passwords.matches(stored, "Sincere-house-2026 ")


def test_nobody_and_broken_hashes_match_nothing():
    assert not passwords.matches("", "nobody has this password")
    assert not passwords.matches("not a hash", "not a hash")


def test_a_password_typed_in_full_width_is_the_same_password():
    assert passwords.matches(passwords.hash_password("Ｓincere-house-2026"), "Sincere-house-2026")


def test_a_password_is_due_after_ninety_days():
    set_at = datetime(2026, 1, 1, tzinfo=UTC)
    assert not passwords.is_due(set_at, set_at + timedelta(days=90) - timedelta(seconds=1))
    assert passwords.is_due(set_at, set_at + timedelta(days=90))
    assert passwords.is_due(None, set_at)
