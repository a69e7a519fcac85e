"""The overview (S1): every number with its definition, and a link to the very list it counts."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.deadlines import queries as deadline_queries
from portal.routing import queries as routing
from portal.supervision import figures, queries
from portal.supervision.figures import Line
from portal.supervision.periods import Period, PeriodKind, period_of, previous
from portal.web import sessions
from portal.web.forms import FilterForm, SelectOne
from portal.web.oversight.blueprint import blueprint

OVERDUE_ROWS = 20


class OverviewForm(FilterForm):
    """What narrows the overview."""

    period = SelectOne("统计期", choices=PeriodKind, empty=None)
    area = SelectOne("重点领域", empty="全部")
    department = SelectOne("牵头单位", empty="全部", coerce=int)


@dataclass(frozen=True)
class Narrowing:
    """What the address asks for."""

    kind: PeriodKind
    period: Period
    area_key: str
    department_id: int | None

    def cases_url(self, **more: Any) -> str:
        """The list of the cases that a number counts."""
        wanted = {"area": self.area_key, "department": self.department_id, **more}
        return url_for("desk.list_cases", **{name: value for name, value in wanted.items() if value})


@blueprint.get("/")
def show_overview() -> str:
    """What needs action first: in hand, due today, overdue by stage; then the period's results, by department."""
    actor, today, wanted, everyone = sessions.actor(), clock.today(), _narrowing(), departments.all_departments()
    scope: dict[str, Any] = {"today": today, "area_key": wanted.area_key, "department_id": wanted.department_id}
    since = previous(wanted.period, wanted.kind).first
    now = figures.overview(actor, wanted.period.first, wanted.period.last, **scope, since=since)
    within = queries.scope(actor, wanted.area_key, wanted.department_id)
    return render_template(
        "oversight/show_overview.html",
        filters=_form(everyone),
        wanted=wanted,
        present=_present(now.total, wanted, today),
        stages=_stages(now.total, wanted),
        results=_results(now.total, now.before, wanted),
        lines=_lines(now.by_department, {each.id: each.name for each in everyone}, wanted),
        overdue=queries.list_overdue(within, today, OVERDUE_ROWS),
        orders=queries.count_orders(actor),
        definitions=figures.DEFINITIONS,
        counted_at=clock.now(),
    )


def _form(everyone: list[Department]) -> OverviewForm:
    form = OverviewForm(request.args)
    form.area.offer(list(routing.area_titles().items()))
    form.department.offer([(each.id, each.name) for each in departments.active_organs_in(everyone)])
    form.validate()
    if not form.period.data:
        form.period.data = PeriodKind.QUARTER
    return form


def _narrowing() -> Narrowing:
    name = request.args.get("period", "")
    kind = PeriodKind(name) if name in {each.value for each in PeriodKind} else PeriodKind.QUARTER
    return Narrowing(kind, period_of(kind, clock.today()), request.args.get("area", ""), request.args.get("department", type=int))


def _present(total: Line, wanted: Narrowing, today: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": "已超期",
            "value": total.overdue,
            "unit": "件",
            "url": wanted.cases_url(tab="overdue"),
            "note": figures.DEFINITIONS["overdue"],
        },
        {
            "label": "今天到期",
            "value": total.due_today,
            "unit": "件",
            "url": wanted.cases_url(tab="in_hand", due_from=today, due_to=today),
            "note": figures.DEFINITIONS["due_today"],
        },
        {
            "label": "在办",
            "value": total.in_hand,
            "unit": "件",
            "url": wanted.cases_url(tab="in_hand"),
            "note": figures.DEFINITIONS["in_hand"],
        },
    ]


def _stages(total: Line, wanted: Narrowing) -> list[dict[str, Any]]:
    """Overdue cases by the clock that ran out."""
    limits = deadline_queries.limits()
    return [
        {
            "label": limits[rule].label if rule in limits else rule,
            "value": number,
            "text": f"{number} 件",
            "url": wanted.cases_url(tab="overdue", stage=rule),
        }
        for rule, number in total.overdue_by_rule.most_common()
    ]


def _results(total: Line, before: Line, wanted: Narrowing) -> list[dict[str, Any]]:
    """The period's figures as rows: name, now (with link), previous period, definition."""
    first, last = wanted.period.first, wanted.period.last
    replied = {"tab": "all", "replied_from": first, "replied_to": last}
    shown = (
        ("收到", "received", wanted.cases_url(tab="all", received_from=first, received_to=last), _number),
        ("书面答复", "replied", wanted.cases_url(**replied, on_time="any"), _number),
        ("其中按时", "on_time", wanted.cases_url(**replied, on_time="yes"), _number),
        ("按时办结率", "on_time_rate", wanted.cases_url(**replied, on_time="yes"), _percent),
        ("用时中位数", "median_days", wanted.cases_url(**replied, on_time="any"), _days),
        ("满意率", "satisfied_rate", None, _percent),
    )
    return [
        {
            "label": label,
            "now": say(getattr(total, name)),
            "before": say(getattr(before, name)),
            "url": url,
            "definition": figures.DEFINITIONS[name],
        }
        for label, name, url, say in shown
    ]


def _number(value: Any) -> str:
    return f"{value} 件"


def _percent(value: float | None) -> str:
    return "没有数据" if value is None else f"{value}%"


def _days(value: float | None) -> str:
    return "没有数据" if value is None else f"{value:g} 个工作日"


def _lines(by_department: dict[int | None, Line], names: dict[int, str], wanted: Narrowing) -> list[dict[str, Any]]:
    """A row for each lead department that has anything, the most overdue first."""
    first, last = wanted.period.first, wanted.period.last
    rows = []
    for department, line in by_department.items():
        own = Narrowing(wanted.kind, wanted.period, wanted.area_key, department)
        nobody = {} if department else {"status": "unassigned"}
        rows.append(
            {
                "name": names.get(department or 0, "未分办"),
                "line": line,
                "in_hand_url": own.cases_url(tab="in_hand", **nobody),
                "overdue_url": own.cases_url(tab="overdue", **nobody),
                "replied_url": own.cases_url(tab="all", replied_from=first, replied_to=last, on_time="any") if department else None,
                "on_time": _percent(line.on_time_rate),
                "median": _days(line.median_days),
            }
        )
    return sorted(rows, key=lambda row: (-row["line"].overdue, -row["line"].in_hand, row["name"]))
