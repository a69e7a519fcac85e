"""The table of a lead: every state is reached, only what went its way has no way out, each row has its permission and its words."""

import pytest

from portal.cases.vocabulary import Channel
from portal.errors import TransitionRefused
from portal.leads.vocabulary import SOURCES, LeadStatus
from portal.leads.workflow import FINAL, TRANSITIONS, LeadAction, check

pytestmark = pytest.mark.one_database
_BY_ITSELF = {LeadAction.EXCLUDE_NAMED}
_S = LeadStatus
# Who may come from where to where; what is not here is refused.
MOVES = {
    LeadAction.CLASSIFY: ({_S.WAITING}, None),
    LeadAction.REPORT: ({_S.WAITING}, _S.REPORTED),
    LeadAction.RECORD: ({_S.WAITING}, _S.RECORDED),
    LeadAction.ATTACH: ({_S.WAITING}, _S.ATTACHED),
    LeadAction.DETACH: ({_S.ATTACHED}, _S.WAITING),
    LeadAction.MERGE: ({_S.WAITING}, _S.MERGED),
    LeadAction.TAKE_IN: ({_S.WAITING, _S.REPORTED, _S.RECORDED, _S.ATTACHED}, None),
    LeadAction.UNDO_MERGE: ({_S.MERGED}, _S.WAITING),
    LeadAction.LET_GO: (set(_S), None),
    LeadAction.DECLINE: ({_S.WAITING}, _S.DECLINED),
    LeadAction.RESUME: ({_S.DECLINED}, _S.WAITING),
    LeadAction.EXCLUDE_NAMED: (set(_S), None),
    LeadAction.RECUSE: (set(_S), None),
    LeadAction.READMIT: (set(_S), None),
}


@pytest.mark.parametrize("status", LeadStatus)
@pytest.mark.parametrize("action", LeadAction)
def test_each_action_fits_the_states_that_were_meant_and_no_other(action, status):
    sources, target = MOVES.get(action, (set(), LeadStatus.WAITING))
    if status in sources:
        assert check(action, status, "理由").target is target
    else:
        with pytest.raises(TransitionRefused, match=status.label):
            check(action, status, "理由")


def test_every_action_has_a_row_every_state_is_reached_and_only_final_ones_have_no_exit():
    assert set(TRANSITIONS) == set(LeadAction)
    assert {row.target for row in TRANSITIONS.values()} - {None} == set(LeadStatus)
    leaving = {source for row in TRANSITIONS.values() for source in row.sources if row.target not in (None, source)}
    assert set(LeadStatus) - leaving == FINAL


def test_only_the_rules_of_the_house_need_no_permission():
    assert {action for action, row in TRANSITIONS.items() if row.permission is None} == _BY_ITSELF


@pytest.mark.parametrize("action", [action for action, row in TRANSITIONS.items() if row.needs_reason])
def test_what_takes_something_from_somebody_needs_a_reason(action):
    with pytest.raises(TransitionRefused, match="必须写明理由"):
        check(action, TRANSITIONS[action].sources[0], " ")


def test_every_channel_but_that_of_the_public_page_is_a_source():
    assert set(SOURCES) == set(Channel) - {Channel.WEB}
