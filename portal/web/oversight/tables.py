"""The tables of the cockpit as plain data: shown, exported and printed from the same rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.cases.vocabulary import Finding
from portal.deadlines import queries as deadline_queries
from portal.supervision.cockpit import AGES, Cockpit, Line
from portal.supervision.facts.queries.measures import PARTIES, Months
from portal.supervision.figures import DEFINITIONS, FEWEST_RANKED
from portal.supervision.targets import Target
from portal.web.oversight.narrowing import NONE, Asked

NO_DATA = "—"
Aims = Mapping[str, Target]  # what figures should reach, by their key
KEYS = ("kpis", "stages", "trend", "departments", "results", "ages", "heat", "days", "promises")


@dataclass(frozen=True)
class Cell:
    """One cell: the words, the value for a spreadsheet (the words when None), the list it opens, bars as (width, offset, colour).

    Widths and offsets are in percent.
    """

    text: str
    value: Any = None
    url: str | None = None
    bars: tuple[tuple[float, float, int], ...] = ()
    heat: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of figures. ``heads`` are (label, kind of cell); the first column names the row."""

    key: str
    title: str
    heads: tuple[tuple[str, str], ...]
    rows: list[list[Cell]]
    note: str = ""


def words(text: str) -> Cell:
    """A cell of words alone."""
    return Cell(text)


def number(value: int, url: str | None = None, heat: int | None = None) -> Cell:
    """A count, and the list that it counts."""
    return Cell(str(value), value, url, heat=heat)


def share(value: float | None) -> Cell:
    """A rate in percent."""
    return Cell(NO_DATA, "") if value is None else Cell(f"{value:.1f}%", round(value, 1))


def days(value: int | None, is_known: bool) -> Cell:
    """Working days; cases that all wait still have no median."""
    if value is None:
        return Cell("还没到" if is_known else NO_DATA, "")
    return Cell(f"{value} 个工作日", value)


def interval(line: Line) -> str:
    """How far chance alone could move the rate in time."""
    found = line.interval("on_time", "replied")
    return f"（{found[0]:.0f}–{found[1]:.0f}%）" if found else ""


# Name, the key of its definition, how it is told of a line, and the measures of part and whole.
_RATES: tuple[tuple[str, str, str, str], ...] = (
    ("按时办结率", "on_time_rate", "on_time", "replied"),
    ("满意率", "satisfied_rate", "satisfied", "rated"),
    ("评价率", "response_rate", "rated", "replied"),
    ("重办率", "reopened_rate", "reopened", "replied"),
    ("延期率", "extended_rate", "extended", "replied"),
    ("退回率", "returned_rate", "returned", "received"),
)


def kpi_table(found: Cockpit, asked: Asked, aims: Aims) -> Table:
    """What needs action first, then the rates of the period, each with the one before, its target and its definition."""
    heads = (
        ("指标", "head"),
        ("本期", "number"),
        ("件数", "number"),
        ("基数", "number"),
        ("前一期", "number"),
        ("目标", "text"),
        ("怎么算的", "text"),
    )
    rows = [
        _live("已超期", "overdue", found.total.overdue, asked, aims),
        _live("今天到期", "due_today", found.total.due_today, asked, aims),
        _live("在办", "in_hand", found.total.in_hand, asked, aims),
        *(_rate(found, asked, aims, *each) for each in _RATES[:1]),
        _duration("用时中位数（含在办）", "km_median", 0.5, found, asked, aims),
        _duration("九成用时（含在办）", "km_p90", 0.9, found, asked, aims),
        *(_rate(found, asked, aims, *each) for each in _RATES[1:]),
        _count("收到", "received", found, asked),
        _count("书面答复", "replied", found, asked),
    ]
    return Table("kpis", "关键指标", heads, rows)


def _live(label: str, measure: str, value: int, asked: Asked, aims: Aims) -> list[Cell]:
    shown = number(value, asked.cases_url(measure))
    return [
        words(label),
        Cell(f"{value} 件", value),
        shown,
        words(""),
        words("实时"),
        _target(measure, value, aims),
        words(DEFINITIONS[measure]),
    ]


def _rate(found: Cockpit, asked: Asked, aims: Aims, label: str, key: str, part: str, whole: str) -> list[Cell]:
    now, before = found.total.rate(part, whole), found.before.rate(part, whole)
    told = share(now)
    if part == "on_time":
        told = Cell(told.text + interval(found.total), told.value)
    part_cell, whole_cell = (number(found.total.counts[name], asked.cases_url(name)) for name in (part, whole))
    return [words(label), told, part_cell, whole_cell, share(before), _target(key, now, aims), words(DEFINITIONS[key])]


def _duration(label: str, key: str, quantile: float, found: Cockpit, asked: Asked, aims: Aims) -> list[Cell]:
    now, before = (line.durations.quantile(quantile) for line in (found.total, found.before))
    whole = number(found.total.durations.number, asked.cases_url("timed"))
    told, former = days(now, bool(found.total.durations.number)), days(before, bool(found.before.durations.number))
    return [words(label), told, words(""), whole, former, _target(key, now, aims), words(DEFINITIONS[key])]


def _count(label: str, measure: str, found: Cockpit, asked: Asked) -> list[Cell]:
    value, before = found.total.counts[measure], found.before.counts[measure]
    shown = number(value, asked.cases_url(measure))
    return [
        words(label),
        Cell(f"{value} 件", value),
        shown,
        words(""),
        Cell(f"{before} 件", before),
        words(""),
        words(DEFINITIONS[measure]),
    ]


def _target(key: str, value: float | None, aims: Aims) -> Cell:
    target = aims.get(key)
    if target is None:
        return words("")
    return words(f"{target.words}{'' if target.is_met(value) is not False else '，未达到'}")


def stage_table(found: Cockpit, asked: Asked) -> Table:
    """Overdue cases by the clock that ran out."""
    limits = deadline_queries.limits()
    rows = [
        (limits[rule].label if rule in limits else rule, value, asked.cases_url("overdue", rule=rule))
        for rule, value in found.total.by_rule.most_common()
        if value
    ]
    return _bars("stages", "已超期的办件，按环节", "环节", rows)


def trend_table(found: Cockpit, asked: Asked) -> Table:
    """The last twelve months: received, answered, in time."""
    heads = (("月份", "head"), ("收到", "number"), ("答复", "number"), ("按时", "number"), ("按时办结率", "number"), ("收到的件数", "bar"))
    most = max((line.counts["received"] for line in found.trend.values()), default=0) or 1
    rows = []
    for month, line in found.trend.items():
        one = Months(month, month)
        counts = [number(line.counts[name], asked.cases_url(name, one)) for name in ("received", "replied", "on_time")]
        bar = Cell("", "", bars=((100 * line.counts["received"] / most, 0, 1),))
        rows.append([words(f"{month // 100}年{month % 100}月"), *counts, share(line.rate("on_time", "replied")), bar])
    return Table("trend", "逐月变化", heads, rows, DEFINITIONS["on_time_rate"])


def department_table(found: Cockpit, asked: Asked, names: Mapping[int, str]) -> Table:
    """On time by department, the most overdue first, compared with like departments adjusted for the mix of areas."""
    labels = ["收到", "在办", "已超期", "已答复", "按时", "按时办结率（区间）", "同类单位应有", "调整后", "用时中位数", "九成用时"]
    heads = (("单位", "head"), *((label, "number") for label in labels))
    rows = []
    for key, line in in_order(found):
        more: dict[str, Any] = {"department": key or 0}
        counts = [number(line.counts[name], asked.cases_url(name, **more)) for name in ("received", "replied", "on_time")]
        live = [number(value, asked.cases_url(name, **more)) for name, value in (("in_hand", line.in_hand), ("overdue", line.overdue))]
        told = share(line.rate("on_time", "replied"))
        is_many = line.counts["replied"] >= FEWEST_RANKED and line.standard is not None
        like = (
            [share(line.standard.expected), share(line.standard.adjusted)]
            if is_many and line.standard
            else [words(NO_DATA), words(NO_DATA)]
        )
        known = bool(line.durations.number)
        on_time = Cell(told.text + interval(line), told.value)
        took = [days(line.durations.quantile(quantile), known) for quantile in (0.5, 0.9)]
        rows.append([words(names.get(key or 0, "未分办")), counts[0], *live, *counts[1:], on_time, *like, *took])
    return Table("departments", "各牵头单位，超期多的在前", heads, rows, DEFINITIONS["standard"])


def in_order(found: Cockpit) -> list[tuple[int | None, Line]]:
    """The departments that have anything, the most overdue first."""
    lines = [(key, line) for key, line in found.departments.items() if line.in_hand or line.missed or any(line.counts.values())]
    return sorted(lines, key=lambda each: (-each[1].overdue, -each[1].in_hand, -each[1].counts["received"], each[0] or 0))


def result_table(found: Cockpit, asked: Asked) -> Table:
    """What was found in the cases answered, and how many were declined."""
    labels = {str(each.value): each.label for each in Finding} | {"unfound": "已答复，还没有办结"}
    rows = [(labels[name], value, asked.cases_url(name)) for name, value in found.total.results.items()]
    rows.append(("不予受理", found.total.counts["declined"], asked.cases_url("declined")))
    return _bars("results", "统计期内的结果", "结果", rows, DEFINITIONS["results"])


def age_table(found: Cockpit, asked: Asked) -> Table:
    """Open cases by how long ago they came in."""
    labels = [f"{least}–{most} 个工作日" if most is not None else f"{least - 1} 个工作日以上" for least, most in AGES]
    numbered = enumerate(zip(labels, found.total.ages, strict=True))
    rows = [(label, value, asked.cases_url("in_hand", age=place)) for place, (label, value) in numbered]
    return _bars("ages", "在办办件已经多久", "收到至今", rows, DEFINITIONS["ages"])


def heat_table(found: Cockpit, asked: Asked, areas: Mapping[str, str], regions: Mapping[str, str]) -> Table:
    """Cases received by region and area."""
    columns = [key for key in [*areas, ""] if any(area == key for _region, area in found.heat)]
    lines = sorted({region for region, _area in found.heat})
    most = max((counts["received"] for counts in found.heat.values()), default=0) or 1
    rows = []
    for region in lines:
        cells = []
        for area in columns:
            value = found.heat[region, area]["received"] if (region, area) in found.heat else 0
            url = asked.cases_url("received", area=area or NONE, region=region or NONE)
            cells.append(number(value, url, heat=min(4, 5 * value // (most + 1))))
        rows.append([words(region_label(region, regions)), *cells])
    heads = (("地区", "head"), *((areas.get(key, "没有归领域"), "heat") for key in columns))
    return Table("heat", "收到的反映，按地区和领域", heads, rows, DEFINITIONS["heat"])


def region_label(code: str, regions: Mapping[str, str]) -> str:
    """A region by name and code."""
    if not code:
        return "没有地区代码"
    name = next((name for key, name in sorted(regions.items(), key=lambda each: -len(each[0])) if code.startswith(key)), "")
    return f"{name} {code}".strip()


def day_table(found: Cockpit, asked: Asked, names: Mapping[int, str]) -> Table:
    """Where the days of the cases answered went, by the department in charge on those days."""
    labels = tuple((party.label, "number") for party in PARTIES.values())
    heads = (("单位", "head"), *labels, ("合计", "number"), ("占比", "bar"))
    keys = [key for key, line in in_order(found) if sum(line.days.values())]
    lines: list[tuple[str, Line, dict[str, Any]]] = [("全部", found.total, {})]
    lines += [(names.get(key or 0, "分办和复查"), found.departments[key], {"department": key or 0}) for key in keys]
    rows = []
    for label, line, more in lines:
        total = sum(line.days.values())
        cells = [number(value, asked.cases_url(name, **more)) for name, value in line.days.items()]
        rows.append([words(label), *cells, number(total), Cell("", "", bars=_stack(list(line.days.values()), total))])
    return Table("days", "时间去哪儿了（天）", heads, rows, DEFINITIONS["days"])


def _stack(values: Sequence[int], total: int) -> tuple[tuple[float, float, int], ...]:
    bars, offset = [], 0.0
    for place, value in enumerate(values, start=1):
        width = 100 * value / total if total else 0
        if width:
            bars.append((width, offset, place))
        offset += width
    return tuple(bars)


def promise_table(found: Cockpit, asked: Asked, names: Mapping[int, str]) -> Table:
    """Commitments due in the period, kept and missed."""
    heads = (("单位", "head"), ("到期", "number"), ("已履行", "number"), ("未履行", "number"))
    lines: list[tuple[str, Line, dict[str, Any]]] = [("全部", found.total, {})]
    known = sorted(found.departments.items(), key=lambda each: (-each[1].missed, each[0] or 0))
    lines += [(names.get(key or 0, "未分办"), line, {"department": key or 0}) for key, line in known if line.counts["promised"]]
    rows = []
    for label, line, more in lines:
        values = (("promised", line.counts["promised"]), ("kept", line.counts["kept"]), ("missed", line.missed))
        rows.append([words(label), *(number(value, asked.cases_url(name, **more)) for name, value in values)])
    return Table("promises", "承诺到期和履行", heads, rows, DEFINITIONS["promises"])


def _bars(key: str, title: str, label: str, rows: Sequence[tuple[str, int, str]], note: str = "") -> Table:
    most = max((value for _label, value, _url in rows), default=0) or 1
    made = [[words(name), number(value, url), Cell("", "", bars=((100 * value / most, 0, 1),))] for name, value, url in rows]
    return Table(key, title, ((label, "head"), ("件数", "number"), ("", "bar")), made, note)


def all_tables(
    found: Cockpit, asked: Asked, aims: Aims, names: Mapping[int, str], areas: Mapping[str, str], regions: Mapping[str, str]
) -> dict[str, Table]:
    """Every table by its key, in the order of the page: what needs action first."""
    made = (
        kpi_table(found, asked, aims),
        stage_table(found, asked),
        trend_table(found, asked),
        department_table(found, asked, names),
        result_table(found, asked),
        age_table(found, asked),
        heat_table(found, asked, areas, regions),
        day_table(found, asked, names),
        promise_table(found, asked, names),
    )
    return {table.key: table for table in made}
