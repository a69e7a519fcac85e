"""The administrator's ordered rules: whom a report goes to by area, conduct, channel, respondent, region, matter and amount. Pure.

A rule says on which reports it fits and whom it names. They are asked from the first to the last; the last word has the default owner.
Whoever conflicts is passed over by ``rules.propose``, whatever a rule says. What no administrator has touched stands in ``UNTOUCHED``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

AREA = "area"  # the organs that the profile names for the area of the report
DEPARTMENT = "department"
FUNCTION = "function"


@dataclass(frozen=True)
class Facts:
    """What rules ask of a report, by stored words; the facts about respondents are filled in by ``rules.propose``."""

    area_key: str = ""
    conduct: str = ""
    channel: str = ""
    matter: str = ""
    amount_fen: int | None = None
    respondent_ids: frozenset[int] = frozenset()  # respondents and everything they lie in
    respondent_kinds: frozenset[str] = frozenset()
    region_codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One rule; every condition given must hold, an empty one always holds. Amounts in fen, from ``least_fen`` to below ``below_fen``."""

    id: int
    target: str
    areas: tuple[str, ...] = ()
    conducts: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    respondent_kinds: tuple[str, ...] = ()
    respondents: tuple[int, ...] = ()  # these departments, and those below them
    region: str = ""  # how the division code of a respondent begins
    least_fen: int | None = None
    below_fen: int | None = None

    @property
    def has_conditions(self) -> bool:
        """Whether it does not fit on every report."""
        return replace(self, id=0, target="") != Rule(0, "")

    def fits(self, facts: Facts) -> bool:
        """Whether the rule is about such a report."""
        return (
            (not self.areas or facts.area_key in self.areas)
            and (not self.conducts or facts.conduct in self.conducts)
            and (not self.channels or facts.channel in self.channels)
            and (not self.matters or facts.matter in self.matters)
            and (not self.respondent_kinds or bool(facts.respondent_kinds & set(self.respondent_kinds)))
            and (not self.respondents or bool(facts.respondent_ids & set(self.respondents)))
            and (not self.region or any(code.startswith(self.region) for code in facts.region_codes))
            and self._fits_amount(facts.amount_fen)
        )

    def _fits_amount(self, amount: int | None) -> bool:
        if self.least_fen is None and self.below_fen is None:
            return True
        if amount is None:
            return False
        return (self.least_fen is None or amount >= self.least_fen) and (self.below_fen is None or amount < self.below_fen)


@dataclass(frozen=True)
class RuleSet:
    """The rules in their order, and who gets what no rule gives to anybody."""

    rules: tuple[Rule, ...]
    default: str

    def plain(self) -> dict[str, Any]:
        """As data, for the database."""
        return {"rules": [_plain(each) for each in self.rules], "default": self.default}

    def find(self, rule_id: int) -> Rule | None:
        """The rule with that key."""
        return next((each for each in self.rules if each.id == rule_id), None)

    def with_rule(self, rule: Rule) -> "RuleSet":
        """The set with this rule in its old place; a new one (key 0) comes first, because rules before it would hide it."""
        if rule.id:
            return replace(self, rules=tuple(rule if each.id == rule.id else each for each in self.rules))
        return replace(self, rules=(replace(rule, id=max((each.id for each in self.rules), default=0) + 1), *self.rules))

    def without(self, rule_id: int) -> "RuleSet":
        """The set without one rule."""
        return replace(self, rules=tuple(each for each in self.rules if each.id != rule_id))

    def moved(self, rule_id: int, places: int) -> "RuleSet":
        """The set with one rule moved up (-1) or down (+1); at the end it stays where it is."""
        order = list(self.rules)
        at = next((index for index, each in enumerate(order) if each.id == rule_id), None)
        if at is None or not 0 <= at + places < len(order):
            return self
        order.insert(at + places, order.pop(at))
        return replace(self, rules=tuple(order))


UNTOUCHED = RuleSet((Rule(1, AREA),), f"{FUNCTION}:intake")


def rule_set_of(content: Mapping[str, Any]) -> RuleSet:
    """The set that ``RuleSet.plain`` wrote; without content, the untouched one."""
    if not content:
        return UNTOUCHED
    return RuleSet(tuple(_rule_of(each) for each in content["rules"]), content["default"])


def _plain(rule: Rule) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(rule).items()}


def _rule_of(plain: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    return Rule(**values)
