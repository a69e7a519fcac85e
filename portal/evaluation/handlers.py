"""What evaluation hears: a change of the calendar moves the time for objections, and the last day of a decision."""

from portal.deadlines.events import DeadlineMoved
from portal.evaluation import objections, operations, queries


def follow_moved_clock(event: DeadlineMoved) -> None:
    """Say the new last day where the old one stood."""
    if event.subject_kind == operations.SUBJECT:
        queries.get_evaluation(event.subject_id).objections_until = event.due_on
    elif event.subject_kind == objections.SUBJECT:
        queries.get_objection(event.subject_id).due_on = event.due_on
