"""What changes when one version of a profile takes the place of another, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from portal.profiles.schema import Profile

_SECTIONS = {
    "departments": ("单位", "name"),
    "areas": ("重点领域", "key"),
    "tasks": ("任务", "seq"),
    "channels": ("投诉渠道", "name"),
    "aggregation": ("归集平台", "name"),
    "sites": ("公示网站", "name"),
    "owners": ("职责", "function"),
    "cadence": ("定期事项", "event"),
    "phases": ("实施阶段", "title"),
    "rules": ("规则", "quote"),
    "limits": ("时限", "rule"),
}
_FIELDS = {
    "name": "名称", "level": "层级", "kind": "类别", "roles": "角色", "title": "标题",
    "lead": "牵头", "responsible": "负责", "support": "配合", "responsible_text": "责任分工原文", "tasks": "任务序号",
    "quote": "原文", "text": "内容", "schedule": "进度安排", "inspection": "检查考核", "deliverables": "成果",
    "group": "分组", "section": "部分", "detail": "正文", "detail_responsible_text": "正文责任分工", "items": "分项",
    "publishes": "公示内容", "host": "所在网站", "area": "领域", "scope": "范围", "period": "周期",
    "when": "时间", "key": "键", "id": "编号", "region": "地区", "source": "来源",
    "commitment_categories": "承诺类别", "publish": "公开",
    "value": "天数", "unit": "单位", "basis": "依据", "label": "名称", "start": "起算", "rule": "时限",
}  # fmt: skip


class ChangeKind(Enum):
    """What happens to an entry."""

    ADDED = "新增"
    REMOVED = "去掉"
    CHANGED = "修改"


@dataclass(frozen=True)
class Change:
    """One difference. ``what`` names the entry, ``before`` and ``after`` are empty where there is nothing to show."""

    kind: ChangeKind
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        values = f"：{self.before or '（空）'} → {self.after or '（空）'}" if self.kind is ChangeKind.CHANGED else ""
        return f"{self.kind.value} {self.what}{values}"


def difference(old: Profile | None, new: Profile) -> list[Change]:
    """What loading ``new`` changes against ``old``; against None everything is new."""
    return content_difference(old.plain() if old else None, new.plain())


def content_difference(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """The same for profiles as plain data, as the database keeps them."""
    before, after = _entries(old or {}), _entries(new)
    changes = [Change(ChangeKind.REMOVED, entry) for entry in before if entry not in after]
    changes += [Change(ChangeKind.ADDED, entry) for entry in after if entry not in before]
    for entry in after:
        if entry in before:
            changes += _field_changes(entry, before[entry], after[entry])
    return changes


def _field_changes(entry: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    fields = [*new, *(field for field in old if field not in new)]
    return [
        Change(ChangeKind.CHANGED, f"{entry}的{_FIELDS.get(field, field)}", _said(old.get(field)), _said(new.get(field)))
        for field in fields
        if old.get(field) != new.get(field)
    ]


def _entries(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The parts of a profile that have a name of their own, each with its fields."""
    sections = {
        **{key: content.get(key, []) for key in _SECTIONS},
        "sites": content.get("publication", {}).get("sites", []),
        "limits": [{"rule": rule, **entry} for rule, entry in content.get("limits", {}).items()],
        "owners": [{"function": function, **entry} for function, entry in content.get("owners", {}).items()],
    }
    found: dict[str, Mapping[str, Any]] = {}
    for section, entries in sections.items():
        title, identity = _SECTIONS[section]
        for entry in entries:
            found[_unused(f"{title}“{str(entry[identity])[:40]}”", found)] = entry
    basics = {key: value for key, value in content.items() if key not in _SECTIONS and key not in ("publication", "schema")}
    return {"基本信息": basics, **found} if basics else found


def _unused(name: str, taken: Mapping[str, Any]) -> str:
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name}（{number}）", number + 1
    return unique


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_said(item) for item in value)
    if isinstance(value, Mapping):
        return "，".join(f"{_FIELDS.get(key, key)} {_said(item)}" for key, item in value.items())
    return "" if value is None else str(value)
