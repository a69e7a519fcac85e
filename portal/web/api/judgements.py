"""What is judged in public, page by page: criticisms, and what came of online appraisals."""

from typing import Any

from flask import Response, url_for

from portal.errors import Gone
from portal.exchange.open_data.register_rows import appraisal_row, criticism_row
from portal.registers.appraisals import queries as appraisals
from portal.registers.appraisals.models import AppraisalResult
from portal.supervision.ladder import queries as ladder
from portal.supervision.ladder.models import PublicCriticism
from portal.web.addresses import absolute
from portal.web.api import blueprint
from portal.web.api.answers import answered, asked
from portal.web.api.lists import following
from portal.web.api.questions import AppraisalsQuestion, CriticismsQuestion, NoQuestion


def _criticism(found: PublicCriticism) -> dict[str, Any]:
    return criticism_row(found, absolute(url_for("public.criticism", public_key=found.public_key))).model_dump()


@blueprint.get("/criticisms")
def criticisms() -> Response:
    """Published criticisms, newest first."""
    question = asked(CriticismsQuestion)
    place = ladder.find_place(question.after) if question.after else None
    found = ladder.list_published(question.department, place, question.limit + 1)
    shown = found[: question.limit]
    more = following("api.criticisms", question, shown[-1].public_key) if len(found) > question.limit else None
    return answered({"items": [_criticism(each) for each in shown], "next": more})


@blueprint.get("/criticisms/<public_id>")
def criticism(public_id: str) -> Response:
    """One published criticism. 410 with the reason when it was withdrawn."""
    asked(NoQuestion)
    found = ladder.get_published(public_id)
    if found.withdrawn_at is not None:
        raise Gone(f"这份通报已经撤回。原因：{found.withdrawal_reason}")
    return answered(_criticism(found))


def _result(found: AppraisalResult) -> dict[str, Any]:
    return appraisal_row(found, absolute(url_for("public.appraisal", appraisal_key=found.appraisal.public_id))).model_dump()


@blueprint.get("/appraisals")
def appraisal_results() -> Response:
    """What is told of each department in each round that is over, the newest round first."""
    question = asked(AppraisalsQuestion)
    place = appraisals.find_place(question.after) if question.after else None
    found = appraisals.list_told(place, question.limit + 1)
    rows = [_result(each) for each in found[: question.limit]]
    more = following("api.appraisal_results", question, rows[-1]["id"]) if len(found) > question.limit else None
    return answered({"items": rows, "next": more})
