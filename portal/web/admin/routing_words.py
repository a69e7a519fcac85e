"""The rules of routing in words: what a rule asks, whom it names, what changed between two versions."""

from dataclasses import dataclass

from portal.accounts.departments.queries import all_departments
from portal.accounts.vocabulary import DepartmentKind
from portal.cases.vocabulary import Channel, Conduct, Matter
from portal.profiles.vocabulary import OwnerFunction
from portal.routing import queries
from portal.routing.conditions import AREA, DEPARTMENT, FUNCTION, Rule, RuleSet
from portal.vocabulary import Labelled
from portal.web.filters import money

# Functions that may be named as a target: those that receive reports.
FUNCTIONS = (OwnerFunction.INTAKE, OwnerFunction.CREDIT_LEAD, OwnerFunction.GOVERNMENT_OFFICE, OwnerFunction.SUPERVISION)


@dataclass(frozen=True)
class Names:
    """The names of areas by key and of departments by id."""

    areas: dict[str, str]
    departments: dict[int, str]


def names() -> Names:
    """All names that rules can use, in two queries."""
    return Names(queries.area_titles(), {each.id: each.name for each in all_departments()})


def said_conditions(rule: Rule, names: Names) -> str:
    """What a rule asks of a report, in one sentence."""
    asked = [
        ("领域是", [names.areas.get(key, key) for key in rule.areas]),
        ("行为是", _labels(rule.conducts, Conduct)),
        ("来源是", _labels(rule.channels, Channel)),
        ("事项是", _labels(rule.matters, Matter)),
        ("被反映单位是", [f"{names.departments.get(each, each)}或者它的下级" for each in rule.respondents]),
        ("被反映单位的类别是", _labels(rule.respondent_kinds, DepartmentKind)),
    ]
    said = [f"{words}{'、'.join(values)}" for words, values in asked if values]
    if rule.region:
        said.append(f"被反映单位的行政区划代码以 {rule.region} 开头")
    if rule.least_fen is not None:
        said.append(f"金额从 {money(rule.least_fen)}起")
    if rule.below_fen is not None:
        said.append(f"金额不到 {money(rule.below_fen)}")
    return "，".join(said) or "所有反映"


def said_target(target: str, names: Names) -> str:
    """Whom a rule names."""
    kind, _, key = target.partition(":")
    if kind == AREA:
        return "该领域的承办单位"
    return names.departments.get(int(key), key) if kind == DEPARTMENT else f"{OwnerFunction(key).label}单位"


def targets(departments: list[tuple[int, str]], with_area: bool) -> list[tuple[str, str]]:
    """What a form can offer as a target."""
    area = [(AREA, "该领域的承办单位")] if with_area else []
    functions = [(f"{FUNCTION}:{each.value}", f"{each.label}单位") for each in FUNCTIONS]
    return area + functions + [(f"{DEPARTMENT}:{key}", name) for key, name in departments]


def sentences(rules: RuleSet, names: Names) -> list[str]:
    """Every rule as a sentence, the last one that of the default owner."""
    said = [f"{said_conditions(each, names)}：分给{said_target(each.target, names)}" for each in rules.rules]
    return [*said, f"其他：分给{said_target(rules.default, names)}"]


def said_changes(old: RuleSet, new: RuleSet, names: Names) -> list[str]:
    """What changed from one version to the next."""
    before, after = sentences(old, names), sentences(new, names)
    said = [f"去掉：{each}" for each in before if each not in after] + [f"加上：{each}" for each in after if each not in before]
    kept_before, kept_after = [each for each in before if each in after], [each for each in after if each in before]
    return said + (["调整了次序"] if kept_before != kept_after else [])


def _labels(values: tuple[str, ...], words: type[Labelled]) -> list[str]:
    return [words(value).label for value in values if value in set(words)]
