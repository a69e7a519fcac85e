"""Numbers and keys of cases tell nothing of other cases, and are still one of a kind."""

import re
from itertools import count

from portal import clock
from portal.cases import numbers
from portal.cases.numbers import FEWEST_DIGITS, LARGEST_KEY, TRIES, unused_digits, unused_key
from tests import factories


def test_digits_have_a_width_and_grow_when_the_day_is_crowded():
    assert re.fullmatch(rf"\d{{{FEWEST_DIGITS}}}", unused_digits(lambda digits: False))
    assert len(unused_digits(lambda digits: len(digits) < FEWEST_DIGITS + 2)) == FEWEST_DIGITS + 2


def test_a_collision_is_tried_again():
    tried = count()
    digits = unused_digits(lambda _digits: next(tried) < TRIES - 1)
    assert len(digits) == FEWEST_DIGITS and next(tried) == TRIES


def test_keys_fit_the_column_and_taken_ones_are_passed_over():
    tried = count()
    assert all(1 <= unused_key(lambda key: False) <= LARGEST_KEY for _ in range(200))
    assert unused_key(lambda _key: next(tried) < 3) and next(tried) == 4


def test_nothing_about_a_case_counts_the_cases_before_it(app):
    made = [factories.make_case() for _ in range(6)]
    ends = [int(case.number.rsplit("-", 1)[1]) for case in made]
    steps = {after - before for before, after in zip(ends, ends[1:], strict=False)}
    assert all(case.number.startswith(f"120101-{clock.today():%Y%m%d}-") for case in made)
    assert len(set(ends)) == 6 and steps != {1}
    assert [case.id for case in made] != list(range(made[0].id, made[0].id + 6))


def test_the_digits_come_from_the_system_s_own_source_of_chance():
    assert numbers.randbelow.__module__ == "secrets"
