"""The figures of a bulletin as plain values: those of the cockpit, and for the public only those of the public figures.

Cases from which a supervisor or coordinator is kept are left out: every supervisor reads the same bulletin (信访条例 art. 30).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.bulletins import queries
from portal.bulletins.vocabulary import Scope
from portal.supervision import cockpit, targets
from portal.supervision.cockpit import Line
from portal.supervision.disclosure import TOTAL
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.figures import FEWEST_RANKED, ranks
from portal.supervision.periods import Period, key_before, label_of, whole
from portal.supervision.public_figures import department_row
from portal.supervision.queries import list_cells

NAMES = {
    "received": "收到（件）", "replied": "答复（件）", "on_time_rate": "按时办结率（%）", "satisfied_rate": "满意率（%）",
    "response_rate": "评价率（%）", "km_median": "用时中位数（工作日）", "km_p90": "九成用时（工作日）", "reopened_rate": "重办率（%）",
    "extended_rate": "延期率（%）", "returned_rate": "退回率（%）", "substantiated": "查明属实（件）", "partly": "部分属实（件）",
    "promised": "到期承诺（件）", "kept": "已履行承诺（件）",
}  # fmt: skip
STANDING = {"in_hand": "在办（件）", "overdue": "已超期（件）"}
TOLD = {
    "received": "收到（件）", "replied": "答复（件）", "on_time_rate": "按时办结率（%）", "median_days": "用时中位数（工作日）",
    "satisfied_rate": "满意率（%）", "promises": "到期承诺（件）", "promises_kept": "已履行承诺（件）",
}  # fmt: skip
_COUNTS = ("received", "replied", "on_time", "rated", "satisfied", "substantiated", "partly", "unsubstantiated", "unverifiable", "promised",
           "kept")  # fmt: skip
_RATES = {
    "on_time_rate": ("on_time", "replied"),
    "satisfied_rate": ("satisfied", "rated"),
    "response_rate": ("rated", "replied"),
    "reopened_rate": ("reopened", "replied"),
    "extended_rate": ("extended", "replied"),
    "returned_rate": ("returned", "received"),
}
Values = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The whole period and the departments that a bulletin is about; ``value`` as in ``Bulletin.scope_value``."""

    period: str
    scope: Scope
    value: str = ""

    def holds(self, department: Department) -> bool:
        """Whether it is about a department."""
        if self.scope is Scope.REGION:
            return department.region_code.startswith(self.value)
        return self.scope is Scope.ALL or department.kind == self.value


def compute(asked: Asked) -> Values:
    """Everything that a bulletin says in numbers, as it stands now; nothing but plain values, so that it can be kept."""
    period, _months = whole(asked.period)
    lines, former = _lines(asked, asked.period), _lines(asked, key_before(asked.period))
    everyone = {each.id: each for each in departments.all_departments()}
    rows = [_row(everyone[key], line) for key, line in lines.items() if key is not None and key in everyone and _did_anything(line)]
    rows.sort(key=lambda row: everyone[row["id"]].position)
    values = values_of(_sum(lines))
    within = None if asked.scope is Scope.ALL else [each.id for each in everyone.values() if asked.holds(each)]
    return {
        "period": asked.period,
        "as_of": clock.today().isoformat(),
        "total": values,
        "before": values_of(_sum(former)),
        "departments": rows,
        "ranking": _ranking(rows),
        "problems": _problems(values, rows),
        "papers": _papers(within, period),
        "typical": _typical(within, period),
    }


def _lines(asked: Asked, key: str) -> Mapping[int | None, Line]:
    period, before = whole(key)[0], whole(key_before(key))[0]
    narrowing = Narrowing(region=asked.value) if asked.scope is Scope.REGION else Narrowing()
    found = cockpit.cockpit(None, narrowing, period, before, clock.today(), {}).departments
    if asked.scope is not Scope.KIND:
        return found
    kinds = {each.id: each.kind for each in departments.all_departments()}
    return {each: line for each, line in found.items() if each is not None and kinds.get(each) == asked.value}


def _sum(lines: Mapping[int | None, Line]) -> Line:
    total = Line()
    for line in lines.values():
        total.add(line)
    return total


def values_of(line: Line) -> Values:
    """The figures of one line of the cockpit as plain values; rates in percent, None where nothing was counted."""
    rates = {name: line.rate(*parts) for name, parts in _RATES.items()}
    return {
        **{name: line.counts[name] for name in _COUNTS},
        **{name: rate if rate is None else round(rate, 1) for name, rate in rates.items()},
        "km_median": line.durations.quantile(0.5),
        "km_p90": line.durations.quantile(0.9),
        "in_hand": line.in_hand,
        "overdue": line.overdue,
        "missed": line.missed,
    }


def _did_anything(line: Line) -> bool:
    return bool(line.in_hand or line.counts["received"] or line.counts["replied"] or line.counts["promised"])


def _row(department: Department, line: Line) -> Values:
    return {"id": department.id, "name": department.name, "kind": department.kind.label, **values_of(line)}


def _ranking(rows: list[Values]) -> list[Values]:
    """Departments of each kind by the share answered in time; with fewer than ten answers there is no rank."""
    found = []
    for kind in dict.fromkeys(each.label for each in DepartmentKind):
        able = {row["id"]: row["on_time"] / row["replied"] for row in rows if row["kind"] == kind and row["replied"] >= FEWEST_RANKED}
        places = ranks(able)
        told = sorted((row for row in rows if row["id"] in places), key=lambda row: places[row["id"]])
        rest = [row for row in rows if row["kind"] == kind and row["id"] not in places and row["replied"]]
        found += [{"kind": kind, "rank": places.get(row["id"]), **_of(row, "name", "replied", "on_time_rate")} for row in [*told, *rest]]
    return found


def _of(row: Values, *names: str) -> Values:
    return {name: row[name] for name in names}


def _problems(total: Values, rows: list[Values]) -> list[str]:
    """What the figures themselves show: targets missed, and who is late."""
    found, aims = [], targets.in_force()
    for name, value in total.items():
        target = aims.get(name)
        if target is not None and target.is_met(value) is False:
            found.append(f"{_name(name)}为 {value:g}，目标是{target.words}。")
    late = sorted((row for row in rows if row["overdue"]), key=lambda row: -row["overdue"])
    return [*found, *(f"{row['name']}有 {row['overdue']} 件办件已经超期。" for row in late[:10])]


def _name(key: str) -> str:
    return (NAMES | STANDING)[key].split("（")[0]


def _papers(within: list[int] | None, period: Period) -> Values:
    since, until = clock.start_of(period.first), clock.start_of(period.last + timedelta(days=1))
    return {kind.label: number for kind, number in queries.count_papers(within, since, until).items()}


def _typical(within: list[int] | None, period: Period) -> list[Values]:
    found = queries.list_typical(within, clock.start_of(period.first))
    return [{"title": each.title, "department": each.department.name if each.department else ""} for each in found]


def told(asked: Asked) -> Values | None:
    """What the public may read of a period: only what the public figures show, so that nothing can be subtracted from anything.

    None as long as the public figures do not have the period. A total is told only of all departments together.
    """
    cells = {each.row: each.values for each in list_cells([asked.period])}
    if TOTAL not in cells:
        return None
    before = {each.row: each.values for each in list_cells([key_before(asked.period)], TOTAL)}
    rows = [
        {"name": each.name, **cells[department_row(each.id)]}
        for each in departments.all_departments()
        if cells.get(department_row(each.id)) and asked.holds(each)
    ]
    is_all = asked.scope is Scope.ALL
    return {
        "total": cells[TOTAL] if is_all else {},
        "before": before.get(TOTAL, {}) if is_all else {},
        "departments": rows,
    }


def period_label(key: str) -> str:
    """The period as people say it."""
    return label_of(key)
