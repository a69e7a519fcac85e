"""What the eight profiles propose: profile, area, respondent, department."""

import pytest

from portal.accounts.departments import operations as tree
from portal.accounts.departments.queries import find_department, get_department
from portal.db import transaction
from portal.profiles.loader import profile_keys, read_profile
from portal.routing import queries
from portal.routing.loading import load_profile
from portal.routing.operations import has_conflict, match_department, propose_for, suggest_departments
from tests.databases import statements

pytestmark = pytest.mark.usefixtures("database")


def load(key: str) -> None:
    with transaction():
        load_profile(read_profile(key))


def proposed(area: str | None, *respondents: str) -> str:
    return propose_for(area, [find_department(name).id for name in respondents]).department


EXPECTED = {
    "heping": {
        "gov_procurement": "区财政局", "ppp": "区建委", "bidding": "区建委", "investment_promotion": "区财政局",
        "gov_debt": "区财政局", "subdistrict_township": "区民政局", None: "区发展改革委",
    },
    "zhoucun": {
        "gov_procurement": "区财政局", "ppp": "区财政局", "bidding": "区发改局", "investment_promotion": "区商务局",
        "environment": "区环保分局", "gov_debt": "区财政局", "subdistrict_township": "区人社局", None: "区政府办公室",
    },
    "liaoning": {
        "gov_procurement": "省财政厅", "ppp": "省发展改革委", "bidding": "省发展改革委", "investment_promotion": "省商务厅",
        "gov_debt": "省财政厅", "subdistrict_township": "省发展改革委", None: "省发展改革委",
    },
    "kenli": {
        "bidding": "县纪委(监察局)", "gov_procurement": "县纪委(监察局)", "gov_debt": "县财政局",
        "contract": "县政府法制办公室", "guarantee": "县财政局", None: "县信访局",
    },
    "xining-tjj": {None: "办公室"},
    "zhuhai": {
        "bidding": "市监察局(预防腐败局)", "gov_procurement": "市监察局(预防腐败局)", "gov_debt": "市财政局",
        None: "市监察局(预防腐败局)",
    },
    "tianjin": dict.fromkeys(
        ["gov_procurement", "ppp", "bidding", "investment_promotion", "gov_debt", "subdistrict_township", None], "市发展改革委"
    ),
    "sichuan": {
        "gov_procurement": "财政厅", "ppp": "财政厅", "bidding": "省发展改革委", "investment_promotion": "省投资促进局",
        "gov_debt": "财政厅", "subdistrict_township": "省发展改革委", None: "省发展改革委",
    },
}  # fmt: skip


@pytest.mark.same_queries
@pytest.mark.parametrize("key", profile_keys())
def test_every_area_of_every_profile_finds_its_department(key):
    load(key)
    assert {area.key for area in queries.areas()} | {None} == set(EXPECTED[key])
    for area, department in EXPECTED[key].items():
        assert proposed(area) == department, area


@pytest.mark.same_queries
@pytest.mark.parametrize("key", profile_keys())
def test_in_no_profile_does_a_report_go_to_its_respondent_or_to_a_collective(key):
    load(key)
    table = queries.table()
    for respondent in table.organs:
        for area in [*table.areas, None]:
            proposal = propose_for(area, [respondent])
            chosen = table.organs.get(proposal.department_id or 0)
            assert chosen is None or (respondent not in chosen.lineage and not chosen.is_collective)


@pytest.mark.same_queries
@pytest.mark.parametrize("key", profile_keys())
def test_when_the_top_of_a_jurisdiction_is_complained_of_it_must_be_escalated(key):
    load(key)
    root = next(organ for organ in queries.table().organs.values() if len(organ.lineage) == 1 and not organ.is_collective)
    assert all(propose_for(area, [root.id]).needs_escalation for area in [*queries.table().areas, None])


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("area", "respondents", "department"),
    [
        ("gov_procurement", ["区建委"], "区财政局"),
        ("gov_procurement", ["区财政局"], "区发展改革委"),
        ("gov_procurement", ["区财政局", "区发展改革委"], "区政府办公室"),
        ("gov_procurement", ["区财政局", "区发展改革委", "区政府办公室"], ""),
        ("ppp", ["区建委"], "区财政局"),
        ("ppp", ["区建委", "区财政局"], "区发展改革委"),
        ("gov_procurement", ["和平区人民政府"], ""),
    ],
)
def test_in_heping_a_respondent_never_gets_its_own_report(area, respondents, department):
    load("heping")
    assert proposed(area, *respondents) == department


def test_a_unit_below_the_lead_is_no_obstacle_for_the_lead_but_the_lead_is_for_the_unit():
    load("heping")
    with transaction():
        below = tree.add_department("区政府采购中心", parent=find_department("区财政局"))
        below_id = below.id
    finance_id = find_department("区财政局").id
    assert propose_for("gov_procurement", [below_id]).department == "区财政局"
    assert has_conflict(below_id, [finance_id])
    assert not has_conflict(finance_id, [below_id])
    assert has_conflict(99999, [below_id])


def test_a_merged_lead_hands_over_to_its_successor():
    load("heping")
    with transaction():
        heir = tree.add_department("区住建局", parent=find_department("和平区人民政府"))
        old = find_department("区建委")
        tree.set_successor(old, heir)
        tree.deactivate_department(old)
    assert proposed("ppp") == "区住建局"
    assert proposed("ppp", "区建委") == "区财政局"


def test_the_unit_field_understands_full_names_aliases_and_brackets():
    load("heping")
    with transaction():
        tree.set_aliases(find_department("区市场监管局"), ["区工商局"])
        tree.add_department("小白楼街道办事处", parent=find_department("和平区人民政府"))
    names = [each.name for each in suggest_departments("区委", limit=2)]
    assert names == ["区委组织部", "区委网信办"]
    assert [each.name for each in suggest_departments("和平区财政局")] == ["区财政局"]
    assert [each.name for each in suggest_departments("工商")] == ["区市场监管局"]
    assert suggest_departments("有关部门") == []
    assert suggest_departments("  ") == []
    assert match_department("和平区 财政局").name == "区财政局"
    assert match_department("财政") is None


def test_owners_are_found_and_inferred_ones_are_marked():
    load("zhuhai")
    assert queries.intake_owner().name == "市监察局(预防腐败局)"
    assert queries.credit_lead().name == "市监察局(预防腐败局)"
    assert {owner.function.value for owner in queries.owners() if owner.is_inferred} == {"intake", "credit_lead", "government_office"}


def test_the_table_takes_few_queries():
    load("sichuan")
    with statements() as counted:
        table = queries.table()
    assert len([each for each in counted if each.startswith("SELECT")]) <= 5, counted
    assert len(table.areas) == 6
    assert get_department(next(iter(table.organs))).name
