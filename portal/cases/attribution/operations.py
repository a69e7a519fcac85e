"""Keeping the spans of cases true, in the transaction that changes a case."""

from collections.abc import Collection

from portal.cases.attribution import queries, rules
from portal.cases.attribution.models import CaseSpan
from portal.db import add, flush, session
from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import working_days_between
from portal.deadlines.queries import calendar

_VALUES = ("after_on", "until_on", "party", "stage", "department_id", "days", "working_days")


def keep_spans(case_ids: Collection[int]) -> int:
    """Make the span rows of these cases what their steps and clocks say; returns how many cases changed. Safe to repeat."""
    kept, in_force, changed = queries.list_span_rows(case_ids), calendar(), 0
    for case_id, inputs in queries.list_inputs(case_ids).items():
        wanted = rules.spans(inputs.turns, inputs.stops, inputs.extensions)
        changed += _replace(case_id, kept[case_id], wanted, in_force)
    flush()
    return changed


def _replace(case_id: int, rows: list[CaseSpan], wanted: list[rules.Span], in_force: Calendar) -> bool:
    values = [_values(span, in_force) for span in wanted]
    if [{name: getattr(row, name) for name in value} for row, value in zip(rows, values, strict=False)] == values and len(rows) == len(
        values
    ):
        return False
    for row in rows:
        session.delete(row)
    for value in values:
        add(CaseSpan(case_id=case_id, **value))
    return True


def _values(span: rules.Span, in_force: Calendar) -> dict[str, object]:
    return {
        "after_on": span.after,
        "until_on": span.until,
        "party": span.party,
        "stage": span.stage,
        "department_id": span.department_id,
        "days": (span.until - span.after).days if span.until else 0,
        "working_days": working_days_between(span.after, span.until, in_force) if span.until else 0,
    }
