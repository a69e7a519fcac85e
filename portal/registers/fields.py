"""Which fields an entry of each register has, how they are called, and which must be filled. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from portal.errors import RuleBroken
from portal.registers.vocabulary import Kind, Promise


@dataclass(frozen=True)
class EntryField:
    """A field of an entry: its column, its label here, whether it is needed, and for texts the most characters."""

    name: str
    label: str
    is_needed: bool = True
    longest: int = 0


_F = EntryField
_UNTIL = _F("shown_until", "展示到哪天", False)
FIELDS: dict[Kind, tuple[EntryField, ...]] = {
    Kind.COMMITMENT: (
        _F("title", "承诺", longest=120),
        _F("department_id", "承诺单位"),
        _F("promise", "承诺种类"),
        _F("topic", "服务类别", False),
        _F("body", "承诺内容和标准", longest=3000),
        _F("due_on", "兑现期限", False),
        _UNTIL,
    ),
    Kind.TYPICAL_CASE: (
        _F("title", "标题", longest=120),
        _F("topic", "守信还是失信"),
        _F("department_id", "涉及的单位", False),
        _F("body", "案例", longest=5000),
        _F("dated_on", "哪天的事", False),
        _UNTIL,
    ),
    Kind.RATING: (
        _F("title", "评价名称", longest=120),
        _F("source", "评价机构", longest=120),
        _F("department_id", "被评价的单位", False),
        _F("grade", "评价结果", longest=60),
        _F("dated_on", "评价日期"),
        _F("body", "评价方法和主要结论", longest=5000),
        _F("url", "评价报告网址", False, 300),
        _UNTIL,
    ),
    Kind.ARTICLE: (
        _F("title", "标题", longest=120),
        _F("topic", "栏目"),
        _F("department_id", "发布单位", False),
        _F("source", "来源", longest=120),
        _F("number", "文号", False, 60),
        _F("body", "正文", longest=20000),
        _F("url", "原文网址", False, 300),
        _UNTIL,
    ),
    Kind.LINK: (
        _F("title", "网站名称", longest=120),
        _F("topic", "用途"),
        _F("url", "网址", longest=300),
        _F("body", "在那里能看到什么", False, 500),
    ),
}
# The fields whose words people read: they are checked before anything is published.
WORDED = ("title", "body", "source", "number", "grade")
# The fields that are days.
DAYS = ("dated_on", "due_on", "shown_until")


def checked(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry's own fields. Raises ``RuleBroken`` for the first that is missing, too long or makes no sense."""
    found: dict[str, Any] = {}
    for field in FIELDS[kind]:
        value = values.get(field.name)
        value = value.strip() if isinstance(value, str) and not isinstance(value, Promise) else value
        if field.is_needed and value in (None, ""):
            raise RuleBroken(field.name, f"请填写{field.label}。")
        if field.longest and (length := len(value or "")) > field.longest:
            raise RuleBroken(field.name, f"{field.label}最多 {field.longest} 个字（现在 {length} 个字），请精简。")
        found[field.name] = value if value is not None or not field.longest else ""
    found["topic"] = found.get("topic") or ""
    _check_address(found.get("url") or "")
    if kind is Kind.COMMITMENT:
        _check_commitment(found)
    return found


def _check_address(url: str) -> None:
    if url and not is_web_address(url):
        raise RuleBroken("url", "请填完整的网址，以 https:// 或 http:// 开头。")


def _check_commitment(values: Mapping[str, Any]) -> None:
    promise = Promise(values["promise"])
    if promise.has_last_day and values["due_on"] is None:
        raise RuleBroken("due_on", f"{promise.label}要写明最晚哪天兑现。")
    if not promise.has_last_day and not values["topic"]:
        raise RuleBroken("topic", "请选择服务类别。")
    check_shown_till_due(values.get("shown_until"), values["due_on"])


def check_shown_till_due(shown_until: date | None, due_on: date | None) -> None:
    """Raise ``RuleBroken`` for a promise that would leave the page before anybody could see whether it was kept."""
    if shown_until is not None and due_on is not None and shown_until < due_on:
        raise RuleBroken("shown_until", f"展示到哪天不能早于兑现期限（{due_on.isoformat()}）。")


def check_last_day(due_on: date | None, today: date) -> None:
    """Raise ``RuleBroken`` for a promise that would be over as soon as it is public."""
    if due_on is not None and due_on <= today:
        raise RuleBroken("due_on", "兑现期限要晚于今天。")


def is_web_address(url: str) -> bool:
    """Whether a text is an address of the web with a host and nothing that could be more than an address."""
    if any(char <= " " or char in "\"'<>\\`" for char in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not parts.username and parts.port != 0
    except ValueError:
        return False


def is_government(url: str) -> bool:
    """Whether an address lies under .gov.cn or .政务."""
    host = (urlsplit(url).hostname or "").rstrip(".") if is_web_address(url) else ""
    return host == "gov.cn" or host.endswith((".gov.cn", ".政务", ".政务.cn", ".xn--zfr164b"))
