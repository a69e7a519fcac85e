"""Indirect standardisation and the estimate of Kaplan and Meier, on numbers worked out by hand."""

from collections import Counter

import pytest

from portal.supervision.standard import standardise
from portal.supervision.survival import Durations

pytestmark = pytest.mark.one_database


def test_a_department_with_hard_cases_is_not_worse_for_having_them() -> None:
    # Area a is easy (90 of 100 in time), area b is hard (50 of 100); both departments do exactly what is usual in each.
    found = standardise({1: {"a": (90, 81), "b": (10, 5)}, 2: {"a": (10, 9), "b": (90, 45)}})
    assert [round(found[key].expected, 1) for key in (1, 2)] == [86.0, 54.0]
    assert [round(found[key].adjusted, 1) for key in (1, 2)] == [70.0, 70.0], "both at the rate of all: 140 of 200"


def test_who_does_better_than_expected_lies_above_all_together() -> None:
    found = standardise({1: {"a": (10, 10)}, 2: {"a": (10, 6)}})
    assert round(found[1].adjusted, 6) == 100.0
    assert round(found[2].adjusted, 6) == 60.0


def test_nothing_in_time_anywhere_is_nothing_and_no_division_by_zero() -> None:
    assert standardise({1: {"a": (3, 0)}})[1].adjusted == 0.0
    assert standardise({1: {}}) == {}


@pytest.mark.parametrize(
    ("ended", "running", "share", "expected"),
    [
        ({}, {}, 0.5, None),
        ({4: 1}, {}, 0.5, 4),
        ({1: 1, 2: 1, 3: 1, 4: 1}, {}, 0.5, 2),
        ({5: 10}, {}, 0.5, 5),
        ({5: 10}, {40: 10}, 0.5, 5),
        ({5: 10}, {40: 11}, 0.5, None),
        ({5: 10}, {40: 10}, 0.9, None),
        (
            {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1},
            {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1},
            0.5,
            23,
        ),
    ],
)  # the last row is the treated group of Freireich et al. (1963), whose median of 23 weeks is in every textbook
def test_the_quantiles_are_those_of_kaplan_and_meier(ended, running, share, expected) -> None:
    assert Durations(Counter(ended), Counter(running)).quantile(share) == expected


def test_a_case_left_open_never_makes_the_others_look_quicker() -> None:
    ended = Counter({3: 4, 8: 4, 20: 2})
    closed = Durations(ended, Counter()).quantile(0.5)
    for days in range(60):
        left = Durations(ended, Counter({days: 3})).quantile(0.5)
        assert left is None or left >= min(closed, 8) and (days < 3 or left >= closed)
