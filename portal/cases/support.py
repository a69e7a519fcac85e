"""Supporting departments: the term each has for its own part, and what it answers."""

from portal import clock
from portal.access import Actor
from portal.cases.handling import checked_text
from portal.cases.models import Case, CaseDepartment
from portal.cases.steps import take
from portal.cases.workflow import Action
from portal.deadlines import operations as deadlines
from portal.errors import RuleBroken

SUBJECT = "support"  # the clocks of supporting departments: one for each part a department takes in a case
RULE = "support_answer"


def begin(row: CaseDepartment) -> None:
    """The department was asked to help: its own clock starts, counted from today."""
    deadlines.start(SUBJECT, row.id, RULE, clock.today(), department_id=row.department_id)


def end(row: CaseDepartment) -> None:
    """The department need not answer any more."""
    deadlines.cancel(SUBJECT, row.id, RULE)


def end_all(case: Case) -> None:
    """The case is over: nobody need answer any more."""
    for row in case.support:
        end(row)


def answer(case: Case, actor: Actor, text: str) -> None:
    """Say what the own department found out or will do, once; seen by the lead and all who work on the case, never by the reporter."""
    text = checked_text("answer", text, "配合意见", 5)
    row = part_of(case, actor)
    if row is None or row.answered_at is not None:
        raise RuleBroken("answer", "本单位已经提交过配合意见，需要补充的请写内部备注。")
    take(case, Action.ANSWER_SUPPORT, actor, detail={"department": row.department.name})
    row.answer, row.answered_at = text, clock.now()
    deadlines.meet(SUBJECT, row.id, RULE, clock.now())


def part_of(case: Case, actor: Actor) -> CaseDepartment | None:
    """The part the actor's own department takes in the case as a supporting one."""
    home = actor.department
    return next((row for row in case.support if home is not None and row.department_id == home.id), None)
