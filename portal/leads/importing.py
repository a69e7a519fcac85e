"""Leads from a file (XLSX, CSV, JSON): what is wrong is said in plain words, with its line and column. The dry run changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal import filled_rows
from portal.access import Actor
from portal.accounts.models import User
from portal.cases.vocabulary import Conduct
from portal.filled_rows import FIRST_ROW, FilledRow, member
from portal.leads import entering, traces
from portal.leads.entering import NUMBER_MAX, SHORT_MAX, TEXT_MAX, TEXT_MIN, Inspect, NewLead, Reading
from portal.leads.models import Lead
from portal.leads.traces import Matter
from portal.leads.vocabulary import SOURCES
from portal.routing import operations as routing
from portal.routing import queries as areas
from portal.routing.meant import Named

COLUMNS = (
    "来源", "来源单位", "原编号", "收到日期", "被反映单位", "被反映人员", "标题", "内容", "重点领域", "失信行为", "区划代码",
)  # fmt: skip
EXAMPLE = (
    "监测", "某某信用服务机构", "JC-2026-0001", "2026-09-01", "某某区城建服务中心", "", "企业称工程尾款未付",
    "监测发现，有企业在网上称与该单位签订的道路工程合同已经验收，尾款到期没有支付。", "", "拖欠款项", "",
)  # fmt: skip
_COMPARED_A_ROW, _SHOWN_A_ROW = 4, 2  # texts: a file of 500 rows is looked at while somebody waits
NEEDED = ("来源", "收到日期", "标题", "内容")
Row = FilledRow[NewLead]


def read_rows(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a file by heading. Raises ``RuleBroken("file", …)``."""
    return filled_rows.read_rows(data, name, NEEDED)


@dataclass(frozen=True)
class _Import:
    """What the rows of one file are checked against: who imports them, what is known here, and the rows before."""

    actor: Actor
    inspect: Inspect
    titles: Mapping[str, str] = field(default_factory=lambda: {title: key for key, title in areas.area_titles().items()})
    known: Sequence[Named] = field(default_factory=routing.names)
    seen: dict[str, int] = field(default_factory=dict)


def dry_run(actor: Actor, rows: Sequence[Mapping[str, str]], inspect: Inspect) -> list[Row]:
    """What would come of each row for this person, and what is here already about probably the same matter; nothing is changed."""
    whole = _Import(actor, inspect)
    return [replace(each, remarks=_remarks(whole, each.new) if each.new else ()) for each in _checked(whole, rows)]


def check(actor: Actor, rows: Sequence[Mapping[str, str]], inspect: Inspect) -> list[Row]:
    """``dry_run`` without looking for doubles: for entering rows that somebody has looked at."""
    return _checked(_Import(actor, inspect), rows)


def _checked(whole: _Import, rows: Sequence[Mapping[str, str]]) -> list[Row]:
    return [_checked_row(whole, number, row) for number, row in enumerate(rows, start=FIRST_ROW)]


def _checked_row(whole: _Import, number: int, row: Mapping[str, str]) -> Row:
    said = filled_rows.cells(row, COLUMNS)
    errors = filled_rows.missing(said, NEEDED)
    source = member(SOURCES, said, "来源", errors)
    received_on = filled_rows.day(said, "收到日期", errors)
    conduct = member(Conduct, said, "失信行为", errors) or Conduct.UNSURE
    for name in ("来源单位", "被反映单位", "被反映人员", "标题"):
        filled_rows.length(said, name, errors, SHORT_MAX)
    filled_rows.length(said, "原编号", errors, NUMBER_MAX)
    filled_rows.length(said, "内容", errors, TEXT_MAX, TEXT_MIN)
    titles, seen = whole.titles, whole.seen
    if said["重点领域"] and said["重点领域"] not in titles:
        errors.append(f"“重点领域”里没有“{said['重点领域']}”这一项，可以写：{'、'.join(titles) or '（本地没有设领域，请留空）'}。")
    if said["区划代码"] and not (len(said["区划代码"]) == 6 and said["区划代码"].isdigit()):
        errors.append(f"“区划代码”里的“{said['区划代码']}”要写 6 位数字。")
    if errors or source is None or received_on is None:
        return Row(number, said, None, tuple(errors))
    reading = Reading(said["被反映单位"], said["被反映人员"], titles.get(said["重点领域"], ""), said["区划代码"], conduct)
    new = NewLead(source, received_on, said["标题"], said["内容"], said["来源单位"], said["原编号"], reading)
    meant = routing.departments_meant(new.reading.unit_text, whole.known)
    errors += entering.why_not_enter(whole.actor, new, meant, whole.inspect)
    key = entering.source_key(new)
    if key in seen:
        same = "“来源”“原编号”“来源单位”都相同" if new.original_number else "没有原编号，内容完全相同"
        errors.append(f"和第 {seen[key]} 行重复（{same}）。")
    seen.setdefault(key, number)
    return Row(number, said, None if errors else new, tuple(errors))


def _remarks(whole: _Import, new: NewLead) -> tuple[str, ...]:
    """What is here already about probably the same matter: worth a look, no error."""
    actor, meant = whole.actor, routing.departments_meant(new.reading.unit_text, whole.known)
    bodies = tuple(entering.bodies_named(meant))
    matter = Matter(bodies, new.reading.unit_text, f"{new.subject}\n{new.text}", new.original_number)
    doubles = traces.find_doubles(actor, matter, _COMPARED_A_ROW)
    return tuple(f"可能和{_name(each)}重复：{'；'.join(each.why)}。" for each in doubles[:_SHOWN_A_ROW])


def _name(double: traces.Double) -> str:
    if double.lead is not None:
        return f"线索 {double.lead.number} "
    return f"办件 {double.case.number} " if double.case is not None else ""


def enter_rows(actor: User, rows: Sequence[Row], inspect: Inspect) -> tuple[list[Lead], list[Row]]:
    """Enter every row that is right; gives back the leads made, and the rows that failed after all with the reason.

    In the order of their keys: two people who enter the same papers at the same moment wait for each other and never both.
    """
    ordered = sorted((row for row in rows if row.new is not None), key=lambda row: entering.source_key(row.new) if row.new else "")
    made, failed = filled_rows.enter(ordered, lambda new: entering.enter(actor, new, inspect))
    return made, sorted(failed, key=lambda row: row.number)
