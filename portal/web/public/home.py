"""The first page."""

from datetime import date
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from portal.deadlines import queries as deadlines
from portal.deadlines.explanation import said_days
from portal.publication import queries as publications
from portal.registers import queries as registers
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import Kind
from portal.supervision import queries as supervision
from portal.web.filters import day, month
from portal.web.public import blueprint
from portal.web.registers import REGISTERS, address
from portal.web.revalidation import revalidated

NEWEST, NOTICES = 5, 3
_SHOWN = (
    ("received", "收到", "件"),
    ("on_time_rate", "按时办结率", "%"),
    ("median_days", "用时中位数", "个工作日"),
    ("satisfied_rate", "满意率", "%"),
)


@blueprint.get("/")
def home() -> Response | str:
    """One sentence, three ways on, how it works, promises, phones."""
    page: dict[str, Any] = {
        "how": how_it_works(),
        "figures": newest_figures(),
        "outcomes": newest_outcomes(),
        "notices": newest_notices(),
    }
    return revalidated(None, page, lambda: render_template("public/home.html", registers=REGISTERS, **page))


def how_it_works() -> list[tuple[str, str]]:
    """The four steps with the days that are in force here."""
    limits = deadlines.limits()
    triage, handle, review = (said_days(limits[key].value, limits[key].unit) for key in ("triage", "handle", "review_request"))
    return [
        ("提交", "网上填写，拿到查询码和回执。"),
        ("受理", f"{triage}内告诉您是否受理。"),
        ("办理", f"受理后 {handle}内书面答复您。"),
        ("评价和复查", f"您来评价；不服的，{review}内可以申请复查。"),
    ]


def newest_figures() -> list[dict[str, str]]:
    """The figures to the end of the last quarter that is over, each with its period; empty until they have been counted."""
    kept = supervision.find_newest_public_figures()
    return figures_of(kept.values) if kept else []


def figures_of(values: dict[str, Any]) -> list[dict[str, str]]:
    """Public figures of a year as they are shown here and on the page of figures."""
    as_of = date.fromisoformat(values["as_of"])
    period = f"{as_of.year}年" if as_of.month == 12 else f"{as_of.year}年1—{as_of.month}月"
    about = url_for("public.about")
    return [
        {"label": label, "value": _number(values[name]), "unit": unit, "note": period, "explained": f"{about}#{name}"}
        for name, label, unit in _SHOWN
        if values.get(name) is not None
    ]


def _number(value: float) -> str:
    return f"{value:g}" if value < 1000 else f"{value:,.0f}"


def newest_outcomes() -> list[dict[str, Any]]:
    """The newest published outcomes as cards."""
    return [
        {
            "title": each.title,
            "url": url_for("public.outcome", public_id=each.public_id),
            "meta": [f"{each.department.name}办理", f"{month(each.replied_month)}答复"],
        }
        for each in publications.list_newest(NEWEST)
    ]


def newest_notices() -> list[tuple[str, str, str]]:
    """The newest policies and news: title, address, day."""
    found = registers.list_entries(EntryFilter(Kind.ARTICLE), limit=NOTICES)
    return [(each.title, address(each), day(each.published_at)) for each in found]
