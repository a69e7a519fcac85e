"""The list of leads as a file: asked for with a reason, made by the worker with what the person may see when it is made.

No column holds the words of a lead or the name of a person.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from datetime import date
from enum import Enum
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.vocabulary import Channel
from portal.errors import RuleBroken
from portal.leads import queries
from portal.leads.models import Lead
from portal.leads.queries import LeadFilter
from portal.leads.vocabulary import LeadStatus
from portal.prepared import operations as prepared
from portal.prepared.models import PreparedFile
from portal.prepared.operations import Made
from portal.routing import queries as routing
from portal.spreadsheets import MEDIA_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

KIND = "lead_list"
FORMATS = {"xlsx": "Excel（XLSX）", "csv": "CSV"}
MOST_ROWS = 100_000
_AT_ONCE = 500
_MEMBERS: dict[str, type[Enum]] = {"status": LeadStatus, "source": Channel}

# Heading, and the cell made of the lead and the titles of the areas.
COLUMNS: tuple[tuple[str, Callable[[Lead, dict[str, str]], object]], ...] = (
    ("线索编号", lambda lead, areas: lead.number),
    ("来源", lambda lead, areas: lead.source.label),
    ("来源单位", lambda lead, areas: lead.organ),
    ("原编号", lambda lead, areas: lead.original_number),
    ("收到日期", lambda lead, areas: lead.received_on),
    ("被反映单位", lambda lead, areas: lead.unit_text),
    ("重点领域", lambda lead, areas: areas.get(lead.area_key, "")),
    ("失信行为", lambda lead, areas: lead.conduct.label),
    ("区划代码", lambda lead, areas: lead.region_code),
    ("状态", lambda lead, areas: lead.status.label),
    ("登记单位", lambda lead, areas: lead.keeper.name),
    ("登记日期", lambda lead, areas: clock.local_date(lead.entered_at)),
)


def count(actor: User, wanted: LeadFilter) -> int:
    """How many leads the list holds for the actor: the number on its tab."""
    counts = queries.count_visible(actor, wanted)
    return counts[wanted.status] if wanted.status is not None else sum(counts.values())


def ask(actor: User, wanted: LeadFilter, form: str, reason: str) -> PreparedFile:
    """Queue the file of a filtered list. Raises ``RuleBroken`` on ``form`` or ``reason``."""
    if form not in FORMATS:
        raise RuleBroken("form", "请选择文件格式。")
    reason = checked_text("reason", reason, "导出的用途")
    number = count(actor, wanted)
    if number > MOST_ROWS:
        raise RuleBroken("form", f"这份清单有 {number} 条，一次最多导出 {MOST_ROWS} 条，请先筛选。")
    title = f"线索清单，{clock.today().isoformat()}，{number} 条（{form.upper()}）"
    file = prepared.ask_for(actor, KIND, title, {"wanted": packed(wanted), "format": form})
    audit.record(actor, "lead:export", "list", file.id, {"rows": number, "format": form}, personal={"reason": reason})
    return file


def make_list(actor: User, parameters: dict[str, Any]) -> Made:
    """The list as it is for this person now."""
    areas, header = routing.area_titles(), [heading for heading, _cell in COLUMNS]
    rows = [[cell(lead, areas) for _heading, cell in COLUMNS] for lead in _rows(actor, unpacked(parameters["wanted"]))]
    name = f"线索清单-{clock.today().isoformat()}"
    if parameters["format"] == "csv":
        return Made(f"{name}.csv", MEDIA_TYPE, csv_bytes(header, rows))
    return Made(f"{name}.xlsx", XLSX_TYPE, xlsx_bytes("线索清单", header, rows))


def _rows(actor: User, wanted: LeadFilter) -> Iterator[Lead]:
    after = None
    while True:
        found = queries.list_visible(actor, wanted, after, _AT_ONCE)
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = (found[-1].received_on, found[-1].id)


def packed(wanted: LeadFilter) -> dict[str, Any]:
    """A filter as plain JSON values."""
    return {name: _plain(value) for name, value in asdict(wanted).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def unpacked(values: dict[str, Any]) -> LeadFilter:
    """The filter that was packed."""
    read = {each.name: values[each.name] for each in fields(LeadFilter)}
    for name, value in read.items():
        if value is not None and name in _MEMBERS:
            read[name] = _MEMBERS[name](value)
        elif value is not None and name in {"received_from", "received_to"}:
            read[name] = date.fromisoformat(value)
    return LeadFilter(**{**read, "unit_ids": tuple(read["unit_ids"])})
