"""Reply templates: words an officer can start from, kept by the administrator for an action and, where useful, an area."""

from collections.abc import Mapping

from portal.cases.exchanges import ReplyTemplate
from portal.cases.queries import list_templates
from portal.db import add
from portal.errors import RuleBroken, StalePage
from portal.vocabulary import Labelled

LONGEST_TEXT = 5000
PARTS = {"claim": "诉求", "facts": "查明的事实", "basis": "依据", "conclusion": "结论", "remedy": "救济途径"}


class TemplatePurpose(Labelled):
    """What a template is for; the stored word is that of the action in ``workflow.Action``."""

    REPLY = "reply", "答复"
    DECLINE = "decline", "不予受理"
    SUPPLEMENT = "request_supplement", "要求补正"
    EXTENSION = "request_extension", "延期告知"
    MESSAGE = "write", "给反映人留言"


def add_template(name: str, purpose: TemplatePurpose, area_key: str, texts: Mapping[str, str]) -> ReplyTemplate:
    """Make a template. ``texts`` has the parts of a reply, or ``text`` for the other purposes. Raises ``RuleBroken``."""
    template = ReplyTemplate(version=0)
    _write(template, name, purpose, area_key, texts)
    return add(template)


def change_template(
    template: ReplyTemplate, version: int, name: str, purpose: TemplatePurpose, area_key: str, texts: Mapping[str, str], is_active: bool
) -> None:
    """Change a template that was at ``version`` when its page was opened. Raises ``StalePage`` and ``RuleBroken``."""
    if template.version != version:
        raise StalePage("别人刚刚改过这个模板。您写的内容还在下面，请打开模板看过最新内容后再保存。")
    _write(template, name, purpose, area_key, texts)
    template.is_active = is_active


def shown_parts(template: ReplyTemplate) -> list[tuple[str, str]]:
    """What the reporter would see, as (heading, text), before the officer fills the 「【】」; headings are empty for a plain text."""
    if template.purpose != TemplatePurpose.REPLY.value:
        return [("", template.text)]
    return [(heading, getattr(template, part)) for part, heading in PARTS.items() if getattr(template, part)]


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
