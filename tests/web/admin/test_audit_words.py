"""Every action that is written into the audit log has Chinese words."""

import re
from pathlib import Path

from portal.accounts import events
from portal.web.admin.audit_words import ACTIONS, OBJECTS, said_action, said_detail, said_object

PORTAL = Path(__file__).resolve().parents[3] / "portal"


def written() -> set[tuple[str, str]]:
    """Action and kind of object wherever the source writes an entry with plain words."""
    found = set()
    for path in PORTAL.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:record|note)\((?:[a-z_.]+(?:\(\))?, )?\"([a-z]+:[a-z_]+)\", \"([a-z_]+)\"", text))
    return found


def test_every_action_and_object_in_the_source_has_words():
    assert len(written()) > 10
    assert {action for action, _ in written()} <= set(ACTIONS)
    assert {kind for _, kind in written()} <= set(OBJECTS)


def test_every_account_event_has_words():
    names = {each.__name__ for each in vars(events).values() if isinstance(each, type) and each.__module__ == events.__name__}
    assert {f"account:{name}" for name in names - {"AccountEvent"}} <= set(ACTIONS)


def test_an_entry_is_told_in_chinese():
    assert said_action("case:accept") == "办件：受理"
    assert said_action("something:new") == "something:new"
    assert said_object("case", "12") == "办件 12"
    assert (
        said_detail({"from": "pending", "to": "handling", "changed": ["电话", "邮箱"]})
        == "原状态：待受理；新状态：办理中；改了：电话、邮箱"
    )
