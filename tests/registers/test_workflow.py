"""The table of the public registers, read as a table."""

from collections import deque

import pytest

from portal.access.policy import POLICY
from portal.errors import TransitionRefused
from portal.registers.vocabulary import EntryStatus as S
from portal.registers.workflow import TRANSITIONS, EntryAction, check

FINAL = {S.WITHDRAWN, S.ENDED}


def test_every_action_has_a_row_and_every_permission_a_clause():
    assert set(TRANSITIONS) == set(EntryAction)
    assert all(row.permission in POLICY for row in TRANSITIONS.values() if row.permission is not None)


def test_every_status_is_reached_from_the_draft_and_only_final_ones_have_no_way_on():
    reached, waiting = {S.DRAFT}, deque([S.DRAFT])
    while waiting:
        here = waiting.popleft()
        for row in TRANSITIONS.values():
            if here in row.sources and row.target not in reached:
                reached.add(row.target)
                waiting.append(row.target)
    assert reached == set(S)
    assert {status for status in S if not any(status in row.sources for row in TRANSITIONS.values())} == FINAL


def test_nothing_becomes_public_without_review_and_nothing_returns_from_the_end():
    assert [row.action for row in TRANSITIONS.values() if row.target is S.PUBLISHED and S.PUBLISHED not in row.sources] == [
        EntryAction.PUBLISH
    ]
    assert TRANSITIONS[EntryAction.PUBLISH].sources == (S.REVIEWED,)
    assert not any(FINAL & set(row.sources) for row in TRANSITIONS.values())


@pytest.mark.parametrize("status", [S.DRAFT, S.SUBMITTED, S.WITHDRAWN])
def test_what_does_not_fit_the_state_is_refused_in_a_sentence(status):
    with pytest.raises(TransitionRefused, match=status.label):
        check(EntryAction.PUBLISH, status)
