"""Whatever the tree and the table are, the proposal never breaks the law."""

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing.rules import AreaRow, Organ, Table, propose


@st.composite
def situations(draw):
    """A random tree with collectives, closed organs and successors, a random table, and random respondents."""
    n = draw(st.integers(min_value=1, max_value=12))
    ids = st.integers(min_value=1, max_value=n)
    lineages: dict[int, tuple[int, ...]] = {}
    organs = {}
    for number in range(1, n + 1):
        parent = draw(st.one_of(st.none(), st.integers(min_value=1, max_value=number - 1))) if number > 1 else None
        lineages[number] = (*(lineages[parent] if parent else ()), number)
        organs[number] = Organ(
            id=number,
            name=f"单位{number}",
            lineage=lineages[number],
            is_collective=draw(st.booleans()) and draw(st.booleans()),
            is_active=draw(st.integers(min_value=0, max_value=3)) > 0,
            handles_reports=draw(st.integers(min_value=0, max_value=5)) > 0,
            successor_id=draw(st.one_of(st.none(), ids)),
        )
    parts = st.lists(st.tuples(st.sampled_from(OrganRole), ids), max_size=6, unique=True).map(tuple)
    owners = draw(st.dictionaries(st.sampled_from(OwnerFunction), st.lists(ids, max_size=3).map(tuple)))
    table = Table(organs, {"area": AreaRow("area", "领域", draw(parts))}, owners)
    return draw(st.sampled_from(["area", "other", None])), draw(st.lists(ids, max_size=4)), table


@settings(max_examples=600, deadline=None)
@given(situations())
def test_the_proposal_is_never_the_respondent_nor_below_it_nor_a_collective_nor_closed(situation):
    area, respondents, table = situation
    proposal = propose(area, respondents, table)
    for chosen in [proposal.department_id, *proposal.supporting_ids]:
        if chosen is None:
            continue
        organ = table.organs[chosen]
        assert not set(organ.lineage) & set(respondents)
        assert organ.is_active
        assert not organ.is_collective
        assert organ.handles_reports
    assert [step.is_taken for step in proposal.steps].count(True) == 1
    assert proposal.steps[-1].is_taken
    assert proposal.needs_escalation == (proposal.department_id is None)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_the_same_situation_gives_the_same_proposal(situation):
    assert propose(*situation) == propose(*situation)


@settings(max_examples=200, deadline=None)
@given(situations())
def test_when_every_top_organ_is_complained_of_a_person_must_escalate(situation):
    area, _, table = situation
    tops = [organ.id for organ in table.organs.values() if len(organ.lineage) == 1]
    assert propose(area, tops, table).needs_escalation
