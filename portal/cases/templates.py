"""Reply templates: words an officer can start from, kept by the administrator for an action and, where useful, an area."""

import re
from collections.abc import Mapping
from typing import Any

from portal.cases.exchanges import ReplyTemplate
from portal.cases.queries import list_templates
from portal.db import add, flush
from portal.errors import RuleBroken, StalePage
from portal.versions.operations import Writer, keep
from portal.vocabulary import Labelled

LONGEST_TEXT = 5000
PARTS = {"claim": "诉求", "facts": "查明的事实", "basis": "依据", "conclusion": "结论", "remedy": "救济途径"}


VERSIONS = "template"
_BLANK = re.compile(r"【([^】]*)】")
# A made-up case, for the preview.
SAMPLES = {
    "被反映单位": "某某局",
    "合同名称": "某某项目施工合同",
    "金额": "35 万元",
    "日期": "2026年3月8日",
    "承诺事项": "房租补贴",
    "文件名称": "关于支持企业发展的若干措施",
    "机关名称": "某某区人民法院",
    "上一级机关名称": "某某市发展改革委",
    "电话": "022-0000 0000",
    "地址": "某某路 1 号",
    "地点": "某某路 1 号三楼",
}


class TemplatePurpose(Labelled):
    """What a template is for; the stored word is that of the action in ``workflow.Action``."""

    REPLY = "reply", "答复"
    DECLINE = "decline", "不予受理"
    SUPPLEMENT = "request_supplement", "要求补正"
    EXTENSION = "request_extension", "延期告知"
    MESSAGE = "write", "给反映人留言"


def add_template(name: str, purpose: TemplatePurpose, area_key: str, texts: Mapping[str, str], by: Writer | None = None) -> ReplyTemplate:
    """Make a template. ``texts`` has the parts of a reply, or ``text`` for the other purposes. Raises ``RuleBroken``."""
    template = ReplyTemplate(version=0, is_active=True)
    _write(template, name, purpose, area_key, texts)
    add(template)
    flush()
    keep(VERSIONS, template.id, plain(template), by)
    return template


def change_template(
    template: ReplyTemplate,
    version: int,
    name: str,
    purpose: TemplatePurpose,
    area_key: str,
    texts: Mapping[str, str],
    is_active: bool,
    by: Writer | None = None,
) -> None:
    """Change a template that was at ``version`` when its page was opened. Raises ``StalePage`` and ``RuleBroken``."""
    if template.version != version:
        raise StalePage("别人刚刚改过这个模板。您写的内容还在下面，请打开模板看过最新内容后再保存。")
    before = plain(template)
    _write(template, name, purpose, area_key, texts)
    template.is_active = is_active
    keep(VERSIONS, template.id, plain(template), by, before)


def restore_template(template: ReplyTemplate, content: Mapping[str, Any], by: Writer) -> None:
    """Bring a template back to what one of its versions was; that is a new version. Raises ``RuleBroken`` when its name is taken now."""
    texts = {part: content[part] for part in (*PARTS, "text")}
    purpose = TemplatePurpose(content["purpose"])
    change_template(template, template.version, content["name"], purpose, content["area_key"], texts, content["is_active"], by)


def plain(template: ReplyTemplate) -> dict[str, Any]:
    """A template as data, for its versions."""
    return {field: getattr(template, field) for field in ("name", "purpose", "area_key", *PARTS, "text", "is_active")}


def shown_parts(template: ReplyTemplate, *, with_sample: bool = False) -> list[tuple[str, str]]:
    """What the reporter would see, as (heading, text); headings are empty for a plain text.

    The 「【】」 are as the officer finds them or, ``with_sample``, filled in as for a made-up case.
    """
    reply = [(heading, getattr(template, part)) for part, heading in PARTS.items() if getattr(template, part)]
    parts = reply if template.purpose == TemplatePurpose.REPLY.value else [("", template.text)]
    return [(heading, _BLANK.sub(_filled, text)) for heading, text in parts] if with_sample else parts


def _filled(blank: re.Match[str]) -> str:
    words = blank.group(1)
    return SAMPLES.get(words, f"（{words}）" if words else "××")


def _write(template: ReplyTemplate, name: str, purpose: TemplatePurpose, area_key: str, texts: Mapping[str, str]) -> None:
    name = name.strip()
    if any(other.name == name and other is not template for other in list_templates(active_only=False)):
        raise RuleBroken("name", f"已经有叫“{name}”的模板，请换一个名称。")
    needed = ("conclusion",) if purpose is TemplatePurpose.REPLY else ("text",)
    for part in needed:
        if not texts.get(part, "").strip():
            raise RuleBroken(part, "请写模板内容。")
    for part, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise RuleBroken(part, f"最多 {LONGEST_TEXT} 个字（现在 {len(text)} 个字）。")
        setattr(template, part, text.strip())
    template.name, template.purpose, template.area_key = name, purpose.value, area_key
    template.version += 1
