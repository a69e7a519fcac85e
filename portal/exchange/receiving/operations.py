"""Taking a batch of a lower platform: checked as a whole, then row by row; what is right is kept, and the receipt says the rest."""

from typing import Any

from pydantic import ValidationError

from portal import clock
from portal.access import SYSTEM
from portal.audit import operations as audit
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.exchange.aggregation import rows
from portal.exchange.models import ExchangePartner
from portal.exchange.objects import json_object
from portal.exchange.receiving import queries
from portal.exchange.receiving.models import ReceivedBatch, ReceivedRow
from portal.exchange.vocabulary import RecordCode
from portal.identifiers import valid_credit_code
from portal.records.recognising import PUBLIC_BODIES

_MOST_REASONS = 10
_MANIFEST = {"format": str, "batch": str, "made_at": str, "source": str, "region_code": str, "rows": int, "digest": str}


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a request. Raises ``RuleBroken`` when it is none."""
    try:
        return json_object(body)
    except ValueError:
        raise RuleBroken("body", "请求内容要是 UTF-8 编码的一个 JSON 对象。") from None


def take_batch(partner: ExchangePartner, content: dict[str, Any]) -> dict[str, Any]:
    """Take what is right in a batch and give the receipt; the same batch again gives the same receipt and changes nothing.

    Raises ``RuleBroken`` for a batch that cannot be read or does not fit its manifest, ``TransitionRefused`` when the number was used for
    another content.
    """
    manifest, found = _whole(content)
    known = queries.find_batch(partner.id, manifest["batch"])
    if known is not None:
        if known.digest != manifest["digest"]:
            raise TransitionRefused("这个批次号已经用过，内容不一样。请换一个批次号。")
        return known.receipt
    about = {"number": manifest["batch"], "digest": manifest["digest"], "received_at": clock.now()}
    batch = add(ReceivedBatch(partner_id=partner.id, receipt={}, accepted=0, rejected=0, **about))
    flush()
    checked = [(row, wrong_with(row, partner.region_code)) for row in found]
    right = [row for row, wrong in checked if not wrong]
    taken = queries.map_taken(partner.id, {(row["id"], row["version"]) for row in right})
    newest = queries.map_newest(partner.id, {row["id"] for row in right})
    accepted: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    for row, wrong in checked:
        reasons = wrong or _take_row(batch, row, taken, newest)
        key = {"id": str(row.get("id", ""))[:40], "version": row.get("version") if isinstance(row.get("version"), int) else 0}
        (rejected if reasons else accepted).append({**key, "reasons": reasons} if reasons else key)
    batch.receipt = {
        "format": rows.RECEIPT,
        "batch": batch.number,
        "digest": batch.digest,
        "received_at": clock.local(batch.received_at).isoformat(timespec="seconds"),
        "accepted": accepted,
        "rejected": rejected,
    }
    batch.accepted, batch.rejected = len(accepted), len(rejected)
    flush()
    counts = {"batch": batch.number, "accepted": len(accepted), "rejected": len(rejected)}
    audit.record(SYSTEM, "exchange:take_batch", "exchange_partner", partner.id, counts)
    return batch.receipt


def _whole(content: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    manifest, found = content.get("manifest"), content.get("rows")
    if not isinstance(manifest, dict) or not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise RuleBroken("body", "批次要有 manifest（清单）和 rows（记录）两部分。")
    for name, kind in _MANIFEST.items():
        if not isinstance(manifest.get(name), kind) or isinstance(manifest.get(name), bool):
            raise RuleBroken("manifest", f"清单里缺少 {name}，或者类型不对。")
    if manifest["format"] != rows.FORMAT:
        raise RuleBroken("manifest", f"不认识这种格式，本平台收 {rows.FORMAT}。")
    if not 1 <= len(manifest["batch"]) <= 60 or "\x00" in manifest["batch"]:
        raise RuleBroken("manifest", "批次号要有 1 到 60 个字符。")
    if not 1 <= len(found) <= rows.MOST_ROWS:
        raise RuleBroken("rows", f"一个批次要有 1 到 {rows.MOST_ROWS} 条记录。")
    if manifest["rows"] != len(found) or manifest["digest"] != rows.digest_of(found):
        raise RuleBroken("manifest", "清单里的条数或者摘要和记录对不上，请检查是否传输不完整。")
    return manifest, found


def _take_row(
    batch: ReceivedBatch, content: dict[str, Any], taken: dict[tuple[str, int], ReceivedRow], newest: dict[str, ReceivedRow]
) -> list[str]:
    """Why a row cannot be taken; nothing when it is, or was before. ``taken`` and ``newest`` are what there is, and grow with it."""
    row = rows.RecordRow.model_validate(content)
    same, last = taken.get((row.id, row.version)), newest.get(row.id)
    if same is not None:
        return [] if same.values == content else [f"这条记录的版本 {row.version} 已经收过，内容不一样。改动以后版本号要加一。"]
    is_newest = last is None or last.number < row.version
    if last is not None and is_newest:
        last.is_newest = False
    made = ReceivedRow(
        partner_id=batch.partner_id,
        batch_id=batch.id,
        record_ref=row.id,
        number=row.version,
        code=RecordCode(row.status),
        region_code=row.region_code,
        subject=row.subject,
        values=content,
        is_newest=is_newest,
        received_at=batch.received_at,
    )
    taken[row.id, row.version] = add(made)
    if is_newest:
        newest[row.id] = made
    return []


def wrong_with(content: dict[str, Any], region_code: str) -> list[str]:
    """Everything that is wrong with a row, in words for whoever has to correct it; it never repeats a value."""
    try:
        row = rows.RecordRow.model_validate(content)
    except ValidationError as error:
        return [_sentence(each) for each in error.errors(include_input=False, include_url=False, include_context=False)][:_MOST_REASONS]
    wrong = [f"“{rows.TITLES[name]}”不在代码表里。" for name, kind in rows.CHOICES.items() if getattr(row, name) not in set(kind)]
    if any("\x00" in str(value) for value in content.values()):
        wrong.append("文字里有不能保存的字符。")
    if not valid_credit_code(row.credit_code) or row.credit_code[:2] not in PUBLIC_BODIES:
        wrong.append("“统一社会信用代码”校验不对，或者不是机关、事业单位的代码。")
    if not lies_in(row.region_code, region_code):
        wrong.append("“区划代码”不属于报送地区。")
    return wrong


def lies_in(code: str, region: str) -> bool:
    """Whether a six-digit region lies in another: a province by two digits, a city by four, a county by all."""
    significant = 2 if region.endswith("0000") else 4 if region.endswith("00") else 6
    return code[:significant] == region[:significant]


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return "有格式里没有的字段。"
    title = rows.TITLES.get(name, "内容")
    if error["type"] == "missing":
        return f"缺少“{title}”。"
    if error["type"] in {"string_too_short", "string_pattern_mismatch"} or error["type"] == "literal_error":
        return f"“{title}”没有填，或者格式不对。"
    return f"“{title}”太长。" if error["type"] == "string_too_long" else f"“{title}”的类型或者大小不对。"
