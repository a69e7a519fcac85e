"""The table of the state machine, read as a whole: no dead end, no orphan, no step without words or permission."""

from pathlib import Path

import pytest

from portal.cases.diagram import workflow_page
from portal.cases.vocabulary import Status
from portal.cases.workflow import FINAL_STATUSES, TITLES, TRANSITIONS, Action, check, fitting
from portal.deadlines.limits import LIMITS
from portal.errors import TransitionRefused

ROOT = Path(__file__).resolve().parents[2]


def test_every_action_has_a_row_a_title_and_a_timeline_partial():
    assert set(TRANSITIONS) == set(Action) == set(TITLES)
    partials = {path.stem for path in (ROOT / "templates" / "timeline").glob("[a-z]*.html")}
    assert {action.value for action in Action} <= partials


def test_every_status_can_be_reached_from_the_beginning():
    reached: set[Status] = set()
    fresh = {row.target for row in TRANSITIONS.values() if not row.sources}
    while fresh:
        reached |= fresh
        fresh = {row.target for row in TRANSITIONS.values() if row.target and set(row.sources) & reached} - reached
    assert reached == set(Status)


def test_only_final_statuses_have_no_way_out():
    with_exit = {source for row in TRANSITIONS.values() if row.target not in (None, *row.sources) or row.returns for source in row.sources}
    assert set(Status) - with_exit == FINAL_STATUSES


def test_every_clock_named_in_the_table_is_a_limit_or_the_commitment():
    named = {key for row in TRANSITIONS.values() for key in (*row.meets, *row.starts)}
    assert named - {"commitment"} <= set(LIMITS)


@pytest.mark.parametrize("status", Status)
def test_an_action_fits_exactly_where_the_table_lets_it(status):
    for action in Action:
        fits = status in TRANSITIONS[action].sources
        assert (action in fitting(status)) is fits
        if fits:
            assert check(action, status, "有理由").action is action
        else:
            with pytest.raises(TransitionRefused, match=status.label):
                check(action, status, "有理由")


@pytest.mark.parametrize("action", [action for action, row in TRANSITIONS.items() if row.needs_reason])
def test_a_step_that_needs_a_reason_is_refused_with_blanks(action):
    with pytest.raises(TransitionRefused, match="理由"):
        check(action, TRANSITIONS[action].sources[0], " \n　")


def test_the_page_in_the_docs_is_what_the_table_says_now():
    written = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert written == workflow_page(), "run: python -m portal.cases.diagram > docs/workflow.md"
