"""The periods of which public figures are told, and how single figures are said."""

from collections.abc import Mapping
from typing import Any

from portal.supervision import queries
from portal.supervision.disclosure import HALF, QUARTER, spans
from portal.supervision.models import PublicFigures
from portal.supervision.periods import key_of, label_of, running_key

HIDDEN = "—"  # too few, or the way to too few

Values = Mapping[str, Any]
NOTHING: Values = {"received": 0, "replied": 0, "overdue": 0, "reopened": 0, "promises": 0, "promises_kept": 0}  # nobody is no small group


def years_counted() -> list[PublicFigures]:
    """The years of which at least a quarter is over, newest first."""
    return [each for each in queries.list_public_figures() if "as_of" in each.values]


def period_keys(years: list[PublicFigures]) -> list[str]:
    """The periods to choose from, newest year first: each year, as far as it is over, its halves and quarters."""
    keys = []
    for each in years:
        last_month = int(each.values["as_of"][5:7])
        parts = [key_of(each.year, span) for length in (HALF, QUARTER) for span in reversed(spans(length, last_month))]
        keys += [running_key(each.year, last_month), *parts]
    return keys


def choices(years: list[PublicFigures]) -> list[tuple[str, str]]:
    """The periods as a select offers them."""
    return [(key, label_of(key)) for key in period_keys(years)]


def number(values: Values, name: str, unit: str = "") -> str:
    """A count or a length of time, or the mark of what is not told."""
    value = values.get(name)
    return HIDDEN if value is None else f"{value:g}{unit}" if value < 1000 else f"{value:,.0f}{unit}"


def percent(value: float) -> str:
    """A share with one decimal where it has one."""
    return f"{value:g}%"
