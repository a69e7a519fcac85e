"""Figures: medians and shares."""

from collections import Counter

import pytest

from portal.supervision import figures

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("values", "expected"), [([], None), ([7], 7), ([1, 3], 2), ([1, 2, 9], 2), ([5, 5, 5, 20], 5), ([1, 1, 2, 30], 1.5)]
)
def test_the_median_of_a_histogram_is_that_of_its_values(values: list[int], expected: float | None) -> None:
    assert figures.median(Counter(values)) == expected


def test_a_share_of_nothing_is_not_zero() -> None:
    assert figures.percent(0, 0) is None
    assert figures.percent(1, 3) == 33.3
