"""The public page of a dishonesty record and its card in lists: the same values for the published page and for its preview."""

from typing import Any

from flask import url_for

from portal.profiles import queries as profiles
from portal.records import catalogue, queries
from portal.records.models import DishonestyRecord
from portal.records.repair import queries as repairs
from portal.records.vocabulary import RectificationState, RepairState, Severity
from portal.routing import queries as routing
from portal.web.addresses import absolute
from portal.web.columns import RECORDS
from portal.web.filters import day

Row = dict[str, Any]
_TONES = {Severity.MINOR: "neutral", Severity.GENERAL: "neutral", Severity.SERIOUS: "amber"}
_STATE_TONES = {RectificationState.DONE: "green", RectificationState.UNDER_WAY: "blue", RectificationState.REFUSED: "amber"}
# What the body concerned and others can do about a record.
_WAYS = (("public.objection_start", "对这条信息有异议"), ("public.repair_start", "申请信用修复"))


def tags(record: DishonestyRecord) -> list[tuple[str, str]]:
    """The words, each with its tone, that stand beside the title."""
    found = [(f"{record.severity.label}失信", _TONES[record.severity])] if record.severity else []
    found.append((record.rectification_state.label, _STATE_TONES.get(record.rectification_state, "neutral")))
    if record.is_objected:
        found.append(("异议处理中", "blue"))
    if record.repair_state is not RepairState.NONE:
        found.append((record.repair_state.label, "blue"))
    return found


def card(record: DishonestyRecord) -> Row:
    """What a list shows of a record."""
    return {
        "title": record.title,
        "url": url_for("public.record", public_id=record.public_id),
        "tags": tags(record),
        "meta": [f"失信主体：{record.subject_name}", f"认定单位：{record.document.organ}"],
        "rows": [
            {"label": "失信行为", "value": record.conduct.label},
            {"label": "认定依据", "value": f"{record.document.kind.label} {record.document.number}"},
            {"label": "公示期", "value": _term(record)},
        ],
    }


def values(record: DishonestyRecord) -> dict[str, Any]:
    """Everything the page shows."""
    path = url_for("public.record", public_id=record.public_id)
    permalink = absolute(path)
    return {
        "record": record,
        "tags": tags(record),
        "rows": _rows(record),
        "progress": queries.list_progress(record.id),
        "corrections": [(each.on, each.what) for each in queries.list_versions(record.id)[1:]],
        "about": _about(record, permalink),
        "promise": repairs.find_promise(record.id),
        "ways": ways(record),
        "published": f"{record.published_on or record.document.issued_on:%Y-%m-%d} 00:00",
        "summary": summary(record),
        "permalink": permalink,
        "page_path": path,
        "column": RECORDS,
        "nav_items": None,
        "who": None,
    }


def summary(record: DishonestyRecord) -> str:
    """One sentence for search engines and feeds, made of fields that were checked."""
    severity = f"，{record.severity.label}失信" if record.severity else ""
    state = record.rectification_state.label + ("，异议处理中" if record.is_objected else "")
    return f"{record.title}{severity}，{record.document.organ}{day(record.document.issued_on)}认定，{state}。"


def ways(record: DishonestyRecord) -> list[tuple[str, str]]:
    """(words, address) of what can be done about the record."""
    return [(words, url_for(endpoint, public_id=record.public_id)) for endpoint, words in _WAYS]


def _term(record: DishonestyRecord) -> str:
    begins, ends = record.published_on, record.display_until
    return f"{day(begins)}至{day(ends)}" if begins and ends else day(ends)


def _region(record: DishonestyRecord) -> str:
    jurisdiction = profiles.current()
    own = jurisdiction is not None and jurisdiction.region_code == record.region_code
    return f"{jurisdiction.name}（{record.region_code}）" if own and jurisdiction else record.region_code


def _rows(record: DishonestyRecord) -> list[Row]:
    area = routing.find_area(record.area_key) if record.area_key else None
    document = record.document
    rows = [
        {"label": "失信主体", "value": f"{record.subject_name}（{record.subject.kind.label}）"},
        {"label": "统一社会信用代码", "value": record.subject.credit_code},
        {"label": "行政区划", "value": _region(record)},
        {"label": "领域", "value": area.title if area else ""},
        {"label": "失信行为", "value": record.conduct.label},
        {"label": "违反的规定", "value": catalogue.CONDUCT_BASES[record.conduct]},
        {"label": "认定依据", "value": document.kind.label},
        {"label": "认定文书", "value": f"{document.title} {document.number}".strip()},
        {"label": "认定单位", "value": document.organ},
        {"label": "认定日期", "value": day(document.issued_on)},
        {"label": "严重程度", "value": record.severity.label if record.severity else ""},
        {"label": "整改情况", "value": record.rectification_state.label},
        {"label": "信用修复", "value": record.repair_state.label},
    ]
    if record.pretext is not None:
        rows.insert(6, {"label": "单位说的理由", "value": f"{record.pretext.label}（依法不能作为违约的理由）"})
    return [row for row in rows if row["value"]]


def _about(record: DishonestyRecord, permalink: str) -> list[Row]:
    rows = [
        {"label": "公示期", "value": _term(record)},
        {"label": "最早可以申请修复", "value": day(record.repairable_from)},
        {"label": "公示编号", "value": record.public_id},
        {"label": "固定网址", "value": permalink},
    ]
    return [row for row in rows if row["value"]]
