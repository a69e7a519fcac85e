"""The tables of the three state machines, as a lawyer reads them."""

import pytest

from portal.access import Permission as P
from portal.errors import TransitionRefused
from portal.ledger.vocabulary import FindingStatus, RoundStatus, TaskColumn, TaskState
from portal.ledger.workflow import (
    FINDING_TRANSITIONS,
    ROUND_TRANSITIONS,
    TASK_TRANSITIONS,
    FindingAction,
    RoundAction,
    TaskAction,
    check_finding,
    check_round,
    task_move,
)

TABLES = [
    (TaskAction, TASK_TRANSITIONS, TaskState, {TaskState.NOT_STARTED}, set()),
    (RoundAction, ROUND_TRANSITIONS, RoundStatus, {RoundStatus.PLANNED}, {RoundStatus.CONCLUDED, RoundStatus.CANCELLED}),
    (FindingAction, FINDING_TRANSITIONS, FindingStatus, set(), {FindingStatus.ACCEPTED}),
]


@pytest.mark.parametrize(("actions", "table", "states", "first", "final"), TABLES)
def test_every_state_is_reached_only_final_ones_have_no_exit_and_every_action_has_a_row(actions, table, states, first, final):
    assert set(table) == set(actions)
    assert {row.target for row in table.values()} | first == set(states)
    assert {state for state in states if not any(state in row.sources for row in table.values())} == final
    assert all(row.permission in P and action.label for action, row in table.items())


def test_a_task_is_moved_forward_by_its_department_and_back_by_supervisors_with_a_reason():
    told = {(row.sources, row.target): (row.permission, row.needs_note) for row in TASK_TRANSITIONS.values()}
    assert told == {
        ((TaskState.NOT_STARTED,), TaskState.UNDER_WAY): (P.LEDGER_UPDATE, False),
        ((TaskState.NOT_STARTED, TaskState.UNDER_WAY), TaskState.DONE): (P.LEDGER_UPDATE, True),
        ((TaskState.DONE,), TaskState.UNDER_WAY): (P.LEDGER_MANAGE, True),
        ((TaskState.UNDER_WAY,), TaskState.NOT_STARTED): (P.LEDGER_MANAGE, True),
    }


def test_overdue_is_a_column_and_no_state():
    assert {each.value for each in TaskColumn} - {each.value for each in TaskState} == {"overdue"}


def test_what_is_not_in_a_table_is_refused_in_words():
    with pytest.raises(TransitionRefused, match="已完成.*未启动"):
        task_move(TaskState.DONE, TaskState.NOT_STARTED)
    with pytest.raises(TransitionRefused, match="已结束"):
        check_round(RoundAction.OPEN, RoundStatus.CONCLUDED)
    with pytest.raises(TransitionRefused, match="待整改"):
        check_finding(FindingAction.ACCEPT, FindingStatus.ISSUED)
