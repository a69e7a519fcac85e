"""One-time codes against the vectors of RFC 6238, and recovery codes."""

import base64
from datetime import UTC, datetime

import pytest

from portal.accounts import second_factor

# RFC 6238 appendix B, SHA-1, cut to six digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
AT = datetime(2026, 11, 20, 8, 0, 10, tzinfo=UTC)
STEP = int(AT.timestamp()) // 30


def code(step: int) -> str:
    return second_factor.code_at(RFC_SECRET, datetime.fromtimestamp(step * 30, UTC))


@pytest.mark.parametrize(("seconds", "expected"), RFC_CODES)
def test_codes_are_those_of_the_standard(seconds, expected):
    assert second_factor.code_at(RFC_SECRET, datetime.fromtimestamp(seconds, UTC)) == expected


@pytest.mark.parametrize(("drift", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_allowed(drift, accepted):
    found = second_factor.accepted_step(RFC_SECRET, code(STEP + drift), AT, last_step=0)
    assert found == (STEP + drift if accepted else None)


def test_a_used_step_and_those_before_it_are_refused():
    assert second_factor.accepted_step(RFC_SECRET, code(STEP), AT, last_step=STEP) is None
    assert second_factor.accepted_step(RFC_SECRET, code(STEP - 1), AT, last_step=STEP) is None
    assert second_factor.accepted_step(RFC_SECRET, code(STEP + 1), AT, last_step=STEP) == STEP + 1


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}　{1}", " {0}-{1} "])
def test_spaces_and_hyphens_in_a_code_do_no_harm(shape):
    right = code(STEP)
    assert second_factor.accepted_step(RFC_SECRET, shape.format(right[:3], right[3:]), AT, 0) == STEP


def test_full_width_digits_are_digits():
    wide = code(STEP).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert second_factor.accepted_step(RFC_SECRET, wide, AT, 0) == STEP


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "０", "１２３４５６７", "é" * 6, "\x00" * 6])
def test_nonsense_is_refused_quietly(typed):
    assert second_factor.accepted_step(RFC_SECRET, typed, AT, 0) is None


def test_recovery_codes_are_ten_different_ones_without_lookalikes():
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(one) == 10 and not set(one) & set("01ilo") for one in codes)


def test_the_hash_of_a_recovery_code_belongs_to_one_person_and_forgives_spelling():
    assert second_factor.recovery_hash(1, "ABCDE-23456") == second_factor.recovery_hash(1, "abcde 23456")
    assert second_factor.recovery_hash(1, "abcde23456") != second_factor.recovery_hash(2, "abcde23456")
