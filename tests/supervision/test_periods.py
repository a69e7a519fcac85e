"""The periods of the overview."""

from datetime import date

import pytest

from portal.supervision.periods import Period, PeriodKind, period_of, previous


@pytest.mark.parametrize(
    ("kind", "today", "first", "last"),
    [
        (PeriodKind.MONTH, "2026-11-21", "2026-11-01", "2026-11-30"),
        (PeriodKind.MONTH, "2028-02-29", "2028-02-01", "2028-02-29"),
        (PeriodKind.MONTH, "2026-12-31", "2026-12-01", "2026-12-31"),
        (PeriodKind.QUARTER, "2026-11-21", "2026-10-01", "2026-12-31"),
        (PeriodKind.QUARTER, "2026-03-31", "2026-01-01", "2026-03-31"),
        (PeriodKind.HALF, "2026-06-30", "2026-01-01", "2026-06-30"),
        (PeriodKind.HALF, "2026-07-01", "2026-07-01", "2026-12-31"),
        (PeriodKind.LAST_HALF, "2026-02-01", "2025-07-01", "2025-12-31"),
        (PeriodKind.LAST_HALF, "2026-11-21", "2026-01-01", "2026-06-30"),
        (PeriodKind.YEAR, "2026-01-01", "2026-01-01", "2026-12-31"),
        (PeriodKind.LAST_MONTH, "2026-01-15", "2025-12-01", "2025-12-31"),
        (PeriodKind.LAST_QUARTER, "2026-02-01", "2025-10-01", "2025-12-31"),
        (PeriodKind.LAST_YEAR, "2026-11-21", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_whole_calendar_months(kind: PeriodKind, today: str, first: str, last: str) -> None:
    assert period_of(kind, date.fromisoformat(today)) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    quarter = period_of(PeriodKind.QUARTER, date(2026, 2, 1))
    assert previous(quarter, PeriodKind.QUARTER) == Period(date(2025, 10, 1), date(2025, 12, 31))
