"""The list as a file: asked for with a reason, made by the worker with what the person may see when it is made."""

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import date
from enum import Enum
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases import vocabulary as v
from portal.cases.handling import checked_text
from portal.cases.lists import columns, queries
from portal.cases.lists.columns import ExportRow
from portal.cases.models import Case
from portal.cases.queries import QueueFilter, Tab
from portal.deadlines import queries as deadlines
from portal.errors import RuleBroken
from portal.prepared import operations as prepared
from portal.prepared.models import PreparedFile
from portal.prepared.operations import Made
from portal.routing import queries as routing
from portal.spreadsheets import MEDIA_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

KIND = "case_list"
FORMATS = {"xlsx": "Excel（XLSX）", "csv": "CSV"}
MOST_ROWS = 100_000
_AT_ONCE = 500
_MEMBERS: dict[str, type[Enum]] = {"tab": Tab, "kind": v.ReportKind, "status": v.Status}


def ask(actor: User, wanted: QueueFilter, keys: list[str], form: str, reason: str) -> PreparedFile:
    """Queue the file of a filtered list. Raises ``RuleBroken`` on ``columns``, ``form`` or ``reason``."""
    chosen = columns.chosen(keys)
    if not chosen:
        raise RuleBroken("columns", "请至少选一列。")
    if form not in FORMATS:
        raise RuleBroken("form", "请选择文件格式。")
    reason = checked_text("reason", reason, "导出的用途")
    number = count(actor, wanted)
    if number > MOST_ROWS:
        raise RuleBroken("form", f"这份清单有 {number} 件，一次最多导出 {MOST_ROWS} 件，请先筛选。")
    parameters = {"wanted": packed(wanted), "columns": [each.key for each in chosen], "format": form}
    file = prepared.ask_for(actor, KIND, f"办件清单，{clock.today().isoformat()}，{number} 件（{form.upper()}）", parameters)
    detail = {"columns": [each.label for each in chosen], "rows": number, "format": form}
    audit.record(actor, "list:export", "list", file.id, detail, personal={"reason": reason})
    return file


def count(actor: User, wanted: QueueFilter) -> int:
    """How many cases the list holds for the actor: the number on its tab."""
    return cases.count_queue(actor, wanted).tabs[wanted.tab]


def make_list(actor: User, parameters: dict[str, Any]) -> Made:
    """The list as it is for this person now."""
    chosen, wanted = columns.chosen(parameters["columns"]), unpacked(parameters["wanted"])
    header = [each.label for each in chosen]
    rows = [[each.value(row) for each in chosen] for row in _rows(actor, wanted)]
    name = f"办件清单-{clock.today().isoformat()}"
    if parameters["format"] == "csv":
        return Made(f"{name}.csv", MEDIA_TYPE, csv_bytes(header, rows))
    return Made(f"{name}.xlsx", XLSX_TYPE, xlsx_bytes("办件清单", header, rows))


def _rows(actor: User, wanted: QueueFilter) -> Iterator[ExportRow]:
    titles, limits, after = routing.area_titles(), deadlines.limits(), None
    while True:
        found: list[Case] = cases.list_queue(actor, wanted, after, _AT_ONCE)
        ids = [case.id for case in found]
        facts, beside = queries.list_report_facts(ids), queries.list_row_facts(actor, ids)
        for case in found:
            limit = limits.get(case.due_rule)
            yield ExportRow(case, titles.get(case.area_key, ""), limit.label if limit else "", facts.get(case.id), beside[case.id].tags)
        if len(found) < _AT_ONCE:
            return
        after = (found[-1].due_on, found[-1].id)


def packed(wanted: QueueFilter) -> dict[str, Any]:
    """A filter as plain JSON values."""
    return {name: _plain(value) for name, value in asdict(wanted).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def unpacked(values: dict[str, Any]) -> QueueFilter:
    """The filter that was packed."""
    days = {each.name for each in fields(QueueFilter) if each.name in ("today", "soon_until") or each.name.endswith(("_from", "_to"))}
    read: dict[str, Any] = {}
    for name, value in values.items():
        if value is not None and name in days:
            value = date.fromisoformat(value)
        elif value is not None and name in _MEMBERS:
            value = _MEMBERS[name](value)
        read[name] = value
    made = QueueFilter(**read)
    return replace(made, case_ids=tuple(made.case_ids)) if made.case_ids is not None else made
