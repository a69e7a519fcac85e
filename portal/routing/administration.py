"""What an administrator does with the rules: prepare a draft, put it in force as a version, go back. In the caller's transaction."""

from collections.abc import Callable
from dataclasses import replace

from portal.access import Permission, require
from portal.accounts.models import User
from portal.db import add, flush
from portal.errors import NotFound, RuleBroken
from portal.routing import queries
from portal.routing.conditions import AREA, UNTOUCHED, Rule, RuleSet, rule_set_of
from portal.routing.models import Area, RoutingRules
from portal.routing.rules import can_own
from portal.versions.models import KeptVersion
from portal.versions.operations import keep
from portal.versions.queries import get_version

KIND, SUBJECT = "routing", "rules"
MOST_RULES = 100
AREA_TEXTS, LONGEST_TEXT = "area", 200
_NO_OWNER = "这里没有在用的、有工作人员承办的单位，请另选。"


def put_rule(rule: Rule, by: User) -> None:
    """Add a rule to the draft (key 0) or put it in the place of the one with its key. Raises ``RuleBroken`` on ``target`` or ``below``."""
    if rule.target != AREA and not can_own(rule.target, queries.table()):
        raise RuleBroken("target", _NO_OWNER)
    if rule.least_fen is not None and rule.below_fen is not None and rule.least_fen >= rule.below_fen:
        raise RuleBroken("below", "上限要大于下限。")
    if not rule.id and len(_draft().rules) >= MOST_RULES:
        raise RuleBroken("target", f"最多 {MOST_RULES} 条规则。")
    _change(by, lambda draft: draft.with_rule(rule))


def remove_rule(rule_id: int, by: User) -> None:
    """Take a rule out of the draft. Raises ``NotFound``."""
    get_draft_rule(rule_id)
    _change(by, lambda draft: draft.without(rule_id))


def move_rule(rule_id: int, places: int, by: User) -> None:
    """Move a rule of the draft up (-1) or down (+1). Raises ``NotFound``."""
    get_draft_rule(rule_id)
    _change(by, lambda draft: draft.moved(rule_id, places))


def set_default(target: str, by: User) -> None:
    """Say in the draft who gets what no rule gives to anybody. Raises ``RuleBroken`` on ``target``: there is always an owner."""
    if not can_own(target, queries.table()):
        raise RuleBroken("target", _NO_OWNER)
    _change(by, lambda draft: replace(draft, default=target))


def get_draft_rule(rule_id: int) -> Rule:
    """The rule as the draft has it, or as it is in force. Raises ``NotFound``."""
    found = _draft().find(rule_id)
    if found is None:
        raise NotFound("没有这条规则。")
    return found


def apply_draft(by: User) -> KeptVersion | None:
    """Put the draft in force as a new version. Raises ``RuleBroken`` when a rule, or the last one, names nobody who can take a report."""
    require(by, Permission.PROFILE_LOAD)
    row = queries.find_rules()
    if row is None or not row.draft:
        raise NotFound("没有等待生效的改动。")
    coming, table = rule_set_of(row.draft), queries.table()
    for number, rule in enumerate(coming.rules, start=1):
        if rule.target != AREA and not can_own(rule.target, table):
            raise RuleBroken("target", f"第 {number} 条规则的单位已经不能承办，请先修改。")
    if not can_own(coming.default, table):
        raise RuleBroken("target", "默认承办单位已经不能承办，请先修改。")
    before = rule_set_of(row.content).plain()
    row.content, row.draft = coming.plain(), {}
    return keep(KIND, SUBJECT, row.content, by, before)


def discard_draft(by: User) -> None:
    """Forget what was being prepared."""
    require(by, Permission.PROFILE_LOAD)
    row = queries.find_rules()
    if row is not None:
        row.draft = {}


def restore(number: int, by: User) -> None:
    """Make an earlier version the draft: it can be tried, and putting it in force makes a new version. Raises ``NotFound``."""
    content = get_version(KIND, SUBJECT, number).content
    _change(by, lambda _draft: rule_set_of(content))


def set_area_texts(area: Area, hint: str, example: str, by: User) -> None:
    """Write what citizens read about an area, as a new version. Raises ``RuleBroken`` on ``hint`` or ``example``."""
    require(by, Permission.TEMPLATE_EDIT)
    for field, text in (("hint", hint), ("example", example)):
        if len(text) > LONGEST_TEXT:
            raise RuleBroken(field, f"最多 {LONGEST_TEXT} 个字（现在 {len(text)} 个字）。")
    before = area_texts(area)
    area.hint, area.example = hint.strip(), example.strip()
    keep(AREA_TEXTS, area.key, area_texts(area), by, before)


def area_texts(area: Area) -> dict[str, str]:
    """What citizens read about an area now."""
    return {"hint": area.hint, "example": area.example}


def _draft() -> RuleSet:
    return queries.draft_rules() or queries.rules_in_force()


def _change(by: User, change: Callable[[RuleSet], RuleSet]) -> None:
    require(by, Permission.PROFILE_LOAD)
    row = queries.find_rules() or add(RoutingRules(id=1, content={}, draft={}))
    in_force = rule_set_of(row.content) if row.content else UNTOUCHED
    changed = change(rule_set_of(row.draft) if row.draft else in_force)
    row.draft = {} if changed == in_force else changed.plain()
    flush()
