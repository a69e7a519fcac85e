"""The page of one department: its figures and their course, promises it did not keep, and what else is published about it."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.errors import NotFound
from portal.publication import queries as publications
from portal.publication.queries import OutcomeFilter
from portal.records import queries as records
from portal.registers import queries as registers
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import Example, Kind
from portal.supervision import queries
from portal.supervision.disclosure import LENGTHS, spans
from portal.supervision.ladder import queries as ladder
from portal.supervision.models import PublicFigures
from portal.supervision.periods import key_of, label_of
from portal.supervision.public_figures import department_row
from portal.web.filters import day, month
from portal.web.public import blueprint
from portal.web.public.departments import counted_at, standing_key
from portal.web.public.figure_periods import HIDDEN, NOTHING, Values, choices, number, percent, years_counted
from portal.web.public.record_filters import records_of
from portal.web.registers import address
from portal.web.revalidation import revalidated

BROKEN_ROWS = NEWEST_ROWS = 5


@blueprint.get("/departments/<int(max=2147483647):department_id>")
def department(department_id: int) -> Response | str:
    """The figures of one department, its course, its outcomes, the promises it did not keep."""
    organ = departments.get_department(department_id)
    if organ.is_collective:
        raise NotFound("没有找到这个单位。")
    years = years_counted()
    kept = {each.period: each.values for each in queries.list_cells_of_row(department_row(organ.id), [each.year for each in years[:2]])}
    broken, judged = [*_broken(organ), *_missed(organ)], _judged(organ)
    key = next(iter(choices(years)), ("", ""))[0]
    values: Values = {**kept.get(key, {}), **(kept.get(standing_key(years), {}) if years else {})} if kept else NOTHING
    page: dict[str, Any] = {
        "organ": organ,
        "period": label_of(key) if key else "",
        "figures": _figures(values, label_of(key)) if key else [],
        "course": _course(kept, years[:2]),
        "broken": broken,
        **judged,
        "promises": f"{values['promises_kept']}/{values['promises']}" if values.get("promises") else "",
    }
    content = [organ.name, organ.phone, sorted(kept.items()), broken, judged]
    return revalidated(counted_at(years), content, lambda: render_template("public/department.html", **page))


def _figures(values: Values, period: str) -> list[dict[str, Any]]:
    shown = {
        "收到": (number(values, "received"), "件"),
        "办结": (number(values, "replied"), "件"),
        "按时办结率": (percent(values["on_time_rate"]) if "on_time_rate" in values else HIDDEN, ""),
        "用时中位数": (number(values, "median_days"), "个工作日"),
        "满意率": (percent(values["satisfied_rate"]) if values.get("satisfied_rate") is not None else HIDDEN, ""),
        "逾期未结": (number(values, "overdue"), "件"),
    }
    return [
        {"label": label, "value": value, "unit": unit, "note": period if label != "逾期未结" else "最近月底"}
        for label, (value, unit) in shown.items()
        if value != HIDDEN
    ]


def _course(kept: Mapping[str, Values], years: list[PublicFigures]) -> list[dict[str, Any]]:
    """The cases answered by month, or by the shortest period of which anything is told, oldest first."""
    for length in LENGTHS:
        rows = []
        for each in reversed(years):
            for span in spans(length, int(each.values["counted_until"][5:])):
                values = kept.get(key_of(each.year, span), {})
                rows.append((key_of(each.year, span), values.get("replied")))
        if any(value is not None for _key, value in rows):
            return [{"label": label_of(key), "value": value or 0, "text": HIDDEN if value is None else str(value)} for key, value in rows]
    return []


def _judged(organ: Department) -> dict[str, Any]:
    """What is published about the department besides figures, the newest few of each: outcomes, records, examples it set, criticisms."""
    outcomes = publications.list_outcomes(OutcomeFilter(department_id=organ.id), limit=NEWEST_ROWS)
    kept = records.list_public(records_of(organ, organ.name), limit=NEWEST_ROWS)
    examples = registers.list_entries(EntryFilter(Kind.TYPICAL_CASE, department_id=organ.id, topic=Example.TRUSTWORTHY), limit=NEWEST_ROWS)
    return {
        "outcomes": [(each.title, url_for("public.outcome", public_id=each.public_id), month(each.replied_month)) for each in outcomes],
        "records": [(each.title, url_for("public.record", public_id=each.public_id), day(each.published_on)) for each in kept],
        "examples": [(each.title, address(each), day(each.published_at)) for each in examples],
        "criticisms": _criticisms(organ),
    }


def _criticisms(organ: Department) -> list[tuple[str, str, str]]:
    """Published criticisms of the department: title, address, day; the newest few."""
    found = ladder.list_published(organ.id, limit=BROKEN_ROWS)
    return [(each.title, url_for("public.criticism", public_key=each.public_key), day(each.issued_on)) for each in found]


def _broken(organ: Department) -> list[tuple[str, str, str]]:
    """Published promises of the department that are not kept although their month is over: title, address, month."""
    found = publications.list_broken(organ.id, f"{clock.today():%Y-%m}", BROKEN_ROWS)
    return [(each.title, url_for("public.outcome", public_id=each.public_id), month(each.commitment_month)) for each in found]


def _missed(organ: Department) -> list[tuple[str, str, str]]:
    """Promises of the register that were not kept by their last day: title, address, day."""
    return [(each.title, address(each), day(each.due_on)) for each in registers.list_missed(organ.id, BROKEN_ROWS)]
