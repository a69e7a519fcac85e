"""The rules of the house over the table: what fits, in which order, and that conflict stands above them. Pure."""

from dataclasses import replace

import pytest

from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing.conditions import UNTOUCHED, Facts, Rule, RuleSet, rule_set_of
from portal.routing.rules import AreaRow, Organ, Table, can_own, propose

GOVERNMENT, FINANCE, TRADE, STATION, REFORM, PETITIONS, ALL_ORGANS, GONE = range(1, 9)
ORGANS = {
    organ.id: organ
    for organ in (
        Organ(GOVERNMENT, "人民政府", (1,), handles_reports=False, kind="government", region_code="120101"),
        Organ(FINANCE, "财政局", (1, 2), kind="organ", region_code="120101"),
        Organ(TRADE, "商务局", (1, 3), kind="organ", region_code="120101"),
        Organ(STATION, "某街道", (1, 3, 4), kind="subdistrict", region_code="120102"),
        Organ(REFORM, "发展改革委", (1, 5), kind="organ", region_code="120101"),
        Organ(PETITIONS, "信访局", (1, 6), kind="organ", region_code="120101"),
        Organ(ALL_ORGANS, "有关部门", (7,), is_collective=True),
        Organ(GONE, "经合局", (1, 8), is_active=False),
    )
}
AREAS = {"ppp": AreaRow("ppp", "合作", ((OrganRole.LEAD, FINANCE),))}
OWNERS = {OwnerFunction.CREDIT_LEAD: (REFORM,), OwnerFunction.INTAKE: (PETITIONS,)}
TABLE = Table(ORGANS, AREAS, OWNERS)


def house(*rules: Rule, default: str = "function:intake") -> Table:
    return replace(TABLE, rules=RuleSet((*rules, Rule(99, "area")), default))


@pytest.mark.parametrize(
    ("rule", "facts", "respondents", "fits"),
    [
        (Rule(1, "department:3"), Facts(), [], True),
        (Rule(1, "department:3", areas=("ppp",)), Facts(), [], True),
        (Rule(1, "department:3", areas=("bidding",)), Facts(), [], False),
        (Rule(1, "department:3", conducts=("arrears", "breach")), Facts(conduct="breach"), [], True),
        (Rule(1, "department:3", conducts=("arrears",)), Facts(conduct="breach"), [], False),
        (Rule(1, "department:3", channels=("phone",)), Facts(channel="web"), [], False),
        (Rule(1, "department:3", matters=("enquiry",)), Facts(matter="enquiry"), [], True),
        (Rule(1, "department:3", respondents=(PETITIONS,)), Facts(), [PETITIONS], True),
        (Rule(1, "department:2", respondents=(TRADE,)), Facts(), [STATION], True),
        (Rule(1, "department:3", respondents=(STATION,)), Facts(), [TRADE], False),
        (Rule(1, "department:3", respondent_kinds=("subdistrict",)), Facts(), [PETITIONS], False),
        (Rule(1, "department:6", respondent_kinds=("subdistrict",)), Facts(), [STATION], True),
        (Rule(1, "department:6", region="120102"), Facts(), [STATION], True),
        (Rule(1, "department:6", region="1202"), Facts(), [STATION], False),
        (Rule(1, "department:3", least_fen=100), Facts(amount_fen=100), [], True),
        (Rule(1, "department:3", least_fen=100), Facts(amount_fen=99), [], False),
        (Rule(1, "department:3", below_fen=100), Facts(amount_fen=100), [], False),
        (Rule(1, "department:3", below_fen=100), Facts(), [], False),
        (Rule(1, "department:3", conducts=("breach",), channels=("phone",)), Facts(conduct="breach", channel="web"), [], False),
    ],
)
def test_a_rule_fits_when_every_condition_holds(rule, facts, respondents, fits):
    steps = propose("ppp", respondents, house(rule), facts=facts).steps
    assert steps[0].rule.startswith("第 1 条规则") == fits


def test_the_first_rule_that_may_decides_and_the_next_one_follows_when_it_conflicts():
    table = house(Rule(1, "department:3"), Rule(2, "department:5"))
    assert propose("ppp", [], table).department == "商务局"
    assert propose("ppp", [TRADE], table).department == "发展改革委"
    assert propose("ppp", [TRADE, REFORM], table).department == "财政局"
    assert propose("ppp", [GOVERNMENT], table).needs_escalation


def test_a_body_that_may_be_meant_is_passed_over_whatever_a_rule_says():
    assert propose("ppp", [], house(Rule(1, "department:3")), possible=[TRADE]).department == "财政局"


def test_the_default_owner_takes_what_nobody_else_takes():
    assert propose(None, [], house(default="department:3")).department == "商务局"
    assert propose(None, [TRADE], house(default="department:3")).department == "发展改革委"
    assert propose("ppp", [FINANCE, REFORM], house(default="department:3")).department == "商务局"


def test_only_bodies_in_office_with_a_desk_can_own():
    assert can_own("department:2", TABLE) and can_own("function:intake", TABLE)
    for target in ("department:1", "department:7", "department:8", "department:77", "function:records"):
        assert not can_own(target, TABLE), target


def test_a_set_survives_being_kept_and_an_empty_one_is_the_untouched():
    rules = UNTOUCHED.with_rule(Rule(0, "department:2", areas=("ppp",), respondents=(3,), least_fen=5))
    assert [each.id for each in rules.rules] == [2, 1]
    assert rule_set_of(rules.plain()) == rules
    assert rule_set_of({}) == UNTOUCHED


def test_rules_move_one_place_and_stop_at_the_ends():
    rules = RuleSet((Rule(1, "area"), Rule(2, "area"), Rule(3, "area")), "area")
    assert [each.id for each in rules.moved(3, -1).rules] == [1, 3, 2]
    assert rules.moved(1, -1) == rules and rules.moved(3, 1) == rules and rules.moved(9, 1) == rules
    assert [each.id for each in rules.without(2).rules] == [1, 3]
