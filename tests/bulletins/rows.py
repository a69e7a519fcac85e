"""A row for every argument of an address of bulletins and evaluations, for the tests that walk the URL map."""

from typing import Any

from portal import clock
from portal.accounts.models import Department, User
from portal.bulletins import operations as bulletins
from portal.bulletins.figures import Asked
from portal.bulletins.vocabulary import Block, Scope
from portal.db import transaction
from portal.evaluation import objections
from portal.evaluation import operations as evaluations
from portal.evaluation.vocabulary import Subject
from portal.supervision.operations import refresh_public_figures
from portal.supervision.periods import past_keys
from tests.bulletins.making import WORDS


def make_rows(department: Department, officer: User, supervisor: User, second: User) -> dict[str, Any]:
    """A published bulletin; an evaluation in which the department, which has cases in hand, objects to its score."""
    year = past_keys(clock.today(), 12, 1)[0]
    with transaction():
        refresh_public_figures()
        bulletin = bulletins.begin(supervisor, Asked(year, Scope.ALL), "", is_public=True)
        bulletins.write(bulletin, supervisor, Block.OVERVIEW, WORDS)
        bulletins.freeze(bulletin, supervisor)
        bulletins.approve(bulletin, second)
        evaluation = evaluations.begin(supervisor, Subject.DEPARTMENT, year)
        evaluations.open_objections(evaluation, supervisor)
        score = next(each for each in evaluation.scores if each.department_id == department.id)
        objection = objections.make(score, officer, "on_time", "有两件办件依法中止过，不应算作超期。")
        return {
            "bulletin_id": bulletin.id,
            "bulletin_key": bulletin.public_key,
            "block": Block.OVERVIEW.value,
            "evaluation_id": evaluation.id,
            "indicator": "manual_1",
            "objection_id": objection.id,
            "score_id": score.id,
            "subject": Subject.DEPARTMENT.value,
            "period": year,
        }
