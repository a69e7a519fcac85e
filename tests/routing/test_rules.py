"""The order of candidates, as a table a lawyer can read; pure, without database."""

import pytest

from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing.rules import AreaRow, Organ, Table, conflicted, propose

LEAD, RESPONSIBLE, SUPPORT = OrganRole.LEAD, OrganRole.RESPONSIBLE, OrganRole.SUPPORT
(GOVERNMENT, FINANCE, HOUSING, STATION, REFORM, OFFICE, PETITIONS, ALL_ORGANS, OLD_TRADE, TRADE, GONE) = range(1, 12)

ORGANS = {
    organ.id: organ
    for organ in (
        Organ(GOVERNMENT, "人民政府", (1,), handles_reports=False),
        Organ(FINANCE, "财政局", (1, 2)),
        Organ(HOUSING, "住建局", (1, 3)),
        Organ(STATION, "质监站", (1, 3, 4)),
        Organ(REFORM, "发展改革委", (1, 5)),
        Organ(OFFICE, "政府办公室", (1, 6)),
        Organ(PETITIONS, "信访局", (1, 7)),
        Organ(ALL_ORGANS, "有关部门", (8,), is_collective=True),
        Organ(OLD_TRADE, "招商局", (1, 9), is_active=False, successor_id=TRADE),
        Organ(TRADE, "商务局", (1, 10)),
        Organ(GONE, "经合局", (1, 11), is_active=False),
    )
}
AREAS = {
    "procurement": AreaRow("procurement", "政府采购", ((LEAD, FINANCE), (SUPPORT, HOUSING), (SUPPORT, ALL_ORGANS))),
    "ppp": AreaRow("ppp", "政府和社会资本合作", ((LEAD, HOUSING), (LEAD, FINANCE), (RESPONSIBLE, TRADE))),
    "streets": AreaRow("streets", "街道和乡镇", ((LEAD, ALL_ORGANS), (SUPPORT, HOUSING), (SUPPORT, FINANCE))),
    "trade": AreaRow("trade", "招商引资", ((LEAD, GONE), (LEAD, OLD_TRADE))),
    "silent": AreaRow("silent", "政府债务"),
}
OWNERS = {
    OwnerFunction.CREDIT_LEAD: (REFORM,),
    OwnerFunction.INTAKE: (PETITIONS, ALL_ORGANS),
    OwnerFunction.GOVERNMENT_OFFICE: (OFFICE,),
}
TABLE = Table(ORGANS, AREAS, OWNERS)


@pytest.mark.parametrize(
    ("area", "respondents", "taken", "why"),
    [
        ("procurement", [], "财政局", "牵头单位先办"),
        ("procurement", [HOUSING], "财政局", "住建局被反映，与财政局无关"),
        ("procurement", [FINANCE], "发展改革委", "配合单位不在次序内，上级政府不直接承办，轮到信用牵头"),
        ("procurement", [FINANCE, REFORM], "信访局", "信用牵头也回避，轮到受理单位"),
        ("procurement", [FINANCE, REFORM, PETITIONS], "政府办公室", "最后是政府办公室"),
        ("procurement", [FINANCE, REFORM, PETITIONS, OFFICE], "", "没有了，人工报送"),
        ("procurement", [GOVERNMENT], "", "政府被反映，所有下级回避"),
        ("ppp", [HOUSING], "财政局", "第二个牵头单位"),
        ("ppp", [HOUSING, FINANCE], "商务局", "牵头单位都回避，轮到负责单位"),
        ("ppp", [STATION], "住建局", "下级被反映，上级不回避"),
        ("procurement", [FINANCE, STATION], "住建局", "另一个被反映单位的上级"),
        ("streets", [], "住建局", "牵头是集合名称，取第一个配合单位"),
        ("trade", [], "商务局", "经合局没有承接单位，招商局由商务局承接"),
        ("trade", [OLD_TRADE], "发展改革委", "承接单位要为被承接单位负责，一并回避"),
        ("silent", [], "信访局", "领域没有写单位，由受理单位承办"),
        (None, [], "信访局", "没有选领域，由受理单位承办"),
        ("unknown", [PETITIONS], "发展改革委", "没有这个领域"),
        ("procurement", [999], "财政局", "被反映单位不在本地单位表内"),
    ],
)
def test_the_first_candidate_that_may_take_it_is_proposed(area, respondents, taken, why):
    proposal = propose(area, respondents, TABLE)
    assert proposal.department == taken, (why, proposal.explanation)
    assert proposal.needs_escalation == (taken == "")
    assert proposal.steps[-1].is_taken


def test_every_step_is_explained_in_words():
    assert propose("procurement", [FINANCE], TABLE).explanation == [
        "重点领域“政府采购”牵头单位：财政局，是被反映单位，按规定回避",
        "被反映单位的上级单位：人民政府，不直接承办投诉举报，由其办公室或者下列单位承办",
        "信用建设牵头单位：发展改革委，可以承办",
    ]


def test_escalation_says_that_a_person_must_act():
    assert "人工报送上一级" in propose("procurement", [GOVERNMENT], TABLE).explanation[-1]


def test_a_candidate_is_looked_at_once_only():
    proposal = propose("ppp", [GOVERNMENT], TABLE)
    looked_at = [step.department for step in proposal.steps]
    assert len(looked_at) == len(set(looked_at))


def test_supporting_departments_come_from_the_area_without_collectives_and_conflicts():
    assert propose("procurement", [], TABLE).supporting_ids == (HOUSING,)
    assert propose("procurement", [HOUSING], TABLE).supporting_ids == ()
    assert propose("ppp", [], TABLE).supporting_ids == (FINANCE, TRADE)


def test_the_superior_of_a_respondent_is_not_conflicted_but_its_inferior_is():
    assert not conflicted(ORGANS[HOUSING], [STATION])
    assert conflicted(ORGANS[STATION], [HOUSING])
    assert not conflicted(ORGANS[FINANCE], [HOUSING])


def test_a_circle_of_successors_ends():
    circle = {1: Organ(1, "甲", (1,), is_active=False, successor_id=2), 2: Organ(2, "乙", (2,), is_active=False, successor_id=1)}
    table = Table(circle, {}, {OwnerFunction.INTAKE: (1,)})
    assert propose(None, [], table).needs_escalation
    assert propose(None, [1], table).needs_escalation
