"""The first draft of a public text, made of the structured outcome in neutral words. Pure but for what it is given."""

from datetime import timedelta
from typing import Any

from portal.cases.models import Case
from portal.cases.steps import SUBJECT
from portal.cases.terms import handling_rule
from portal.cases.vocabulary import Finding, RespondentSource
from portal.clock import local_date, today
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit
from portal.publication import queries

FEWEST_TOGETHER = 5  # reports of a month, as of any group that public figures tell of
_MONTH = timedelta(days=31)
_FOUND = {
    Finding.SUBSTANTIATED: "经核查，反映的问题属实。",
    Finding.PARTLY: "经核查，反映的问题部分属实。",
    Finding.UNSUBSTANTIATED: "经核查，反映的问题不属实。",
    Finding.UNVERIFIABLE: "经核查，现有材料不足以认定反映的问题。",
}


def first_words(case: Case) -> dict[str, Any]:
    """The fields of a new public text. Dates to the month; the reporter's words and evidence are never used."""
    respondent = respondent_of(case)
    conduct = case.report.conduct
    finding = case.finding or Finding.UNVERIFIABLE
    return {
        "title": f"关于反映{respondent}{conduct.label}问题的办理结果"[:120],
        "facts": f"反映人反映{respondent}{conduct.label}。{_FOUND[finding]}",
        "basis": case.sent_reply.basis if case.sent_reply else "",
        "measures": case.measures,
        "commitment": case.commitment,
        "area_key": case.area_key,
        "conduct": conduct,
        "finding": finding,
        "respondent_name": respondent,
        "department_id": case.lead_department_id,
        "received_month": told_month(case),
        "replied_month": f"{local_date(case.replied_at):%Y-%m}" if case.replied_at else f"{case.received_on:%Y-%m}",
        "days_used": case.days_used or 0,
        "was_on_time": case.was_on_time,
        "limit_words": limit_words(case),
        "commitment_month": f"{case.commitment_due_on:%Y-%m}" if case.commitment_due_on else "",
        "was_promise_late": _is_late(case),
        "commitment_met": (case.commitment_met_on is not None) if case.commitment_due_on else None,
    }


def told_month(case: Case) -> str:
    """The month in which the report came in, as 2026-08; empty when it was one of few: whoever saw it handed in would know whose it is."""
    first = case.received_on.replace(day=1)
    return f"{first:%Y-%m}" if queries.count_received(first, (first + _MONTH).replace(day=1)) >= FEWEST_TOGETHER else ""


def _is_late(case: Case) -> bool:
    """Whether the promise was or is still to be kept after its day."""
    if case.commitment_due_on is None:
        return False
    clock = deadlines.latest_deadline(SUBJECT, case.id, "commitment")
    # A promised day that is off ends on the next worked one: the clock has it.
    due = clock.due_on if clock is not None else case.commitment_due_on
    return (case.commitment_met_on or today()) > due


def respondent_of(case: Case) -> str:
    """The body complained of by its name in the department tree, the confirmed one first; else as the case names it.

    What a reporter typed by hand may name a person or a firm: like all other parts it is checked before release.
    """
    rows = sorted(case.respondents, key=lambda row: row.source is not RespondentSource.CONFIRMED)
    return rows[0].department.name if rows else case.respondent_name or "有关单位"


def limit_words(case: Case) -> str:
    """The limit of handling with its unit and what was added to it, as 60 天，延长 30 天; empty when no clock ran."""
    clock = deadlines.latest_deadline(SUBJECT, case.id, handling_rule(case))
    if clock is None:
        return ""
    unit = " 个工作日" if clock.unit is Unit.WORKING else " 天"
    return f"{clock.value}{unit}" + (f"，延长 {clock.extension_days}{unit}" if clock.extension_days else "")
