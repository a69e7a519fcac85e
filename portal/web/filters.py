"""How values are said: dates, sums, names, sizes, the time that is left."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from portal import clock
from portal.web.addresses import present_path
from portal.web.forms import form_errors

_FEN_PER_YUAN = 100
_FEN_PER_WAN = 1_000_000
_KIB = 1024
_DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "司徒",
        "令狐",
        "皇甫",
        "夏侯",
        "东方",
        "尉迟",
        "公孙",
        "慕容",
        "宇文",
        "长孙",
        "独孤",
        "南宫",
        "西门",
        "呼延",
        "端木",
    ]
)

# One colour for one meaning on the whole site; whatever is not named is neutral.
STATUS_TONES = {
    "推进中": "blue",
    "检查中": "blue",
    "待整改": "amber",
    "待验收": "teal",
    "办理中": "blue",
    "已受理，正在办理": "blue",
    "答复待审核": "blue",
    "复查中": "blue",
    "正在复查": "blue",
    "整改中": "blue",
    "异议处理中": "blue",
    "督办中": "amber",
    "即将超期": "amber",
    "黄色预警": "amber",
    "红色预警": "amber",
    "待决定": "amber",
    "待批准": "amber",
    "待补正": "violet",
    "等您补充材料": "violet",
    "待补充": "violet",
    "已超期": "red",
    "逾期": "red",
    "未履行": "red",
    "待审核公开": "teal",
    "待审核": "teal",
    "已答复": "green",
    "可以下载": "green",
    "已办结": "green",
    "已履行": "green",
    "已整改": "green",
    "已修复": "green",
    "已完成": "green",
    "已公开": "green",
    "待发布": "blue",
}


def day(value: date | datetime | None) -> str:
    """A calendar day, 2026年11月21日; an instant is told as its day in Asia/Shanghai."""
    if value is None:
        return ""
    told = clock.local_date(value) if isinstance(value, datetime) else value
    return f"{told.year}年{told.month}月{told.day}日"


def instant(value: datetime | None) -> str:
    """An aware instant with its time in Asia/Shanghai, 2026年11月21日 22:07."""
    return f"{day(value)} {clock.local(value):%H:%M}" if value else ""


def month(value: date | datetime | str | None) -> str:
    """A month, 2026年11月, from a day, an instant or the text ``2026-11``; a bare year stays a year."""
    if not value:
        return ""
    if isinstance(value, str):
        year, _dash, number = value.partition("-")
        return f"{int(year)}年{int(number[:2])}月" if number else f"{int(year)}年"
    return day(value).partition("月")[0] + "月"


def feed_day(value: datetime) -> str:
    """An instant for machines, no finer than its day in Asia/Shanghai: 2026-11-21T00:00:00+08:00."""
    return clock.local(clock.start_of(clock.local_date(value))).isoformat(timespec="seconds")


def feed_month(value: datetime) -> str:
    """An instant for machines, no finer than its month in Asia/Shanghai: 2026-11-01T00:00:00+08:00."""
    return clock.local(clock.start_of(clock.local_date(value).replace(day=1))).isoformat(timespec="seconds")


def money(fen: int | None) -> str:
    """A sum given in fen: 350 元, 1,234.50 元, 23.5 万元; 万元 only where it is exact with two decimals."""
    if fen is None:
        return ""
    if fen >= _FEN_PER_WAN and fen % (_FEN_PER_WAN // 100) == 0:
        return f"{fen / _FEN_PER_WAN:,.2f}".rstrip("0").rstrip(".") + " 万元"
    return f"{fen / _FEN_PER_YUAN:,.2f}".removesuffix(".00") + " 元"


def masked_name(name: str | None) -> str:
    """A person's name as its surname and 某: 李某, 欧阳某."""
    plain = (name or "").strip()
    if not plain:
        return ""
    return (plain[:2] if plain[:2] in _DOUBLE_SURNAMES and len(plain) > 2 else plain[0]) + "某"


def file_size(n_bytes: int) -> str:
    """A size as people read it: 812 KB, 3.4 MB."""
    if n_bytes < _KIB * _KIB:
        return f"{max(1, round(n_bytes / _KIB))} KB"
    return f"{n_bytes / _KIB / _KIB:.1f} MB"


def paragraphs(text: str | None) -> Markup:
    """Plain text as escaped paragraphs, one for each line that is not blank."""
    lines = [line.strip() for line in (text or "").splitlines()]
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines if line)


def status_tone(label: object) -> str:
    """The colour that a status word has on the whole site."""
    return STATUS_TONES.get(str(label), "neutral")


def deadline_words(wording: Any) -> Mapping[str, Any] | None:
    """What ``deadline_tag`` shows, from any object with ``text``, ``tone`` and ``due_on``, such as ``deadlines.wording`` gives."""
    if wording is None:
        return None
    return {"text": wording.text, "tone": str(wording.tone), "due_on": getattr(wording, "due_on", None)}


def percent(part: float, whole: float) -> str:
    """A share with one decimal, or — where there is nothing to share."""
    return f"{part / whole * 100:.1f}%" if whole else "—"


def url_with(**changes: Any) -> str:
    """The present address with some query parameters changed; None takes one out. A change of anything but the page goes to page 1."""
    asked = {name: given for name, given in request.args.to_dict(flat=False).items() if name != "endpoint" and not name.startswith("_")}
    values: dict[str, Any] = {**asked, **(request.view_args or {})}  # left out: names that url_for takes for its own
    if "page" not in changes:
        values.pop("page", None)
    values.update(changes)
    return url_for(str(request.endpoint), **{name: value for name, value in values.items() if value is not None})


def present_instant() -> datetime:
    """The present instant, for the foot of printed pages."""
    return clock.now()


def nl2br(text: str | None) -> Markup:
    """Plain text, escaped, with its line ends kept."""
    return Markup("<br>").join(escape(line) for line in (text or "").splitlines())


FILTERS = (
    day,
    instant,
    month,
    feed_day,
    feed_month,
    money,
    masked_name,
    file_size,
    paragraphs,
    status_tone,
    deadline_words,
    nl2br,
    form_errors,
)
GLOBALS = (url_with, percent, present_instant, present_path)


def register(app: Flask) -> None:
    """Give templates the filters and globals of this module, each under its own name."""
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.jinja_env.globals.update({function.__name__: function for function in GLOBALS})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
