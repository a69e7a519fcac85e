"""A batch as files for an upper platform that is reached by hand, and the receipt that comes back as a file."""

import io
import json
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from portal import filled_rows
from portal.errors import RuleBroken
from portal.exchange.aggregation import operations, queries, rows
from portal.exchange.aggregation.layouts import layout_of
from portal.exchange.aggregation.models import ExchangeBatch
from portal.exchange.outbox import encoded
from portal.spreadsheets import csv_bytes, xlsx_bytes

_TAKEN, _REFUSED = frozenset({"已收", "接收", "通过", "accepted"}), frozenset({"退回", "被退", "不通过", "rejected"})


def package(batch: ExchangeBatch) -> bytes:
    """A ZIP with the rows as CSV, XLSX and JSON, and a manifest with the digest of each; names and codes as the partner wants them."""
    content, layout = operations.payload(batch), layout_of(batch.partner)
    header = [layout.title(name) for name in rows.TITLES]
    table = [[layout.says(name, row[name]) for name in rows.TITLES] for row in content["rows"]]
    told = [dict(zip(header, line, strict=True)) for line in table] if layout.is_own else content["rows"]
    files = {
        "rows.csv": csv_bytes(header, table, layout.has_mark),
        "rows.xlsx": xlsx_bytes("失信记录", header, table),
        "rows.json": b"[" + b",".join(encoded(row) for row in told) + b"]",
    }
    digests = {name: "sha-256=" + sha256(data).hexdigest() for name, data in files.items()}
    files["manifest.json"] = json.dumps({**content["manifest"], "files": digests}, ensure_ascii=False, indent=1).encode()
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def receipt_headings(batch: ExchangeBatch) -> list[str]:
    """The columns of a receipt that comes as a table."""
    layout = layout_of(batch.partner)
    return [layout.title("id"), layout.title("version"), "结果", "原因"]


def read_receipt(batch: ExchangeBatch, data: bytes, name: str) -> tuple[int, int]:
    """Apply a receipt that came as a file: our JSON, or a table with ``receipt_headings``. The numbers of taken and refused rows.

    Raises ``RuleBroken("file", …)``.
    """
    try:
        return operations.apply_receipt(batch, _receipt(batch, data, name))
    except filled_rows.UNREADABLE:
        raise RuleBroken("file", "回执的内容不完整，请对照批次页上的说明检查。") from None


def _receipt(batch: ExchangeBatch, data: bytes, name: str) -> dict[str, Any]:
    if name.lower().endswith(".json"):
        found = json.loads(data.decode("utf-8-sig"))
        if isinstance(found, dict):
            return found
    record_id, version, result, reason = receipt_headings(batch)
    table = filled_rows.read_rows(data, name, [record_id, version, result])
    known = {each.row.values["id"] for each in queries.list_in_batch(batch.id)}
    accepted, rejected = [], []
    for number, row in enumerate(table, start=filled_rows.FIRST_ROW):
        key = {"id": row[record_id].strip().lstrip("'"), "version": int(float(row[version]))}
        if key["id"] not in known:
            raise RuleBroken("file", f"第 {number} 行的记录不在这个批次里，请核对是不是别的批次的回执。")
        said, why = row[result].strip(), row.get(reason, "").strip()
        if said in _TAKEN:
            accepted.append(key)
        elif said in _REFUSED:
            rejected.append({**key, "reasons": [why] if why else []})
        else:
            raise RuleBroken("file", f"第 {number} 行的“结果”要写“已收”或者“退回”。")
    return {"format": rows.RECEIPT, "batch": batch.number, "digest": batch.digest, "accepted": accepted, "rejected": rejected}
