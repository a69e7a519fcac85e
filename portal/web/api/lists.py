"""The lists of open data, page by page."""

from typing import Any

from flask import Response, url_for
from pydantic import BaseModel

from portal import clock
from portal.accounts.departments import queries as departments
from portal.errors import NotFound
from portal.exchange.open_data.rows import area_row, department_row, figure_row, outcome_row, record_row
from portal.publication import queries as publications
from portal.publication.models import Publication
from portal.records import queries as dishonesty
from portal.records.models import DishonestyRecord
from portal.routing import queries as routing
from portal.supervision import queries as supervision
from portal.supervision.figures import DEFINITIONS
from portal.supervision.figures_by_region import region_row as region_row_name
from portal.supervision.public_figures import area_row as area_row_name
from portal.supervision.public_figures import department_row as department_row_name
from portal.web.addresses import absolute
from portal.web.api import blueprint
from portal.web.api.answers import answered, asked
from portal.web.api.questions import FiguresQuestion, NoQuestion, OutcomesQuestion, RecordsQuestion


def _row(publication: Publication, titles: dict[str, str]) -> dict[str, Any]:
    url = absolute(url_for("public.outcome", public_id=publication.public_id))
    return outcome_row(publication, url, titles).model_dump()


@blueprint.get("/outcomes")
def outcomes() -> Response:
    """Published outcomes, newest first."""
    question = asked(OutcomesQuestion)
    place = publications.find_place(question.after) if question.after else None
    if question.after and place is None:
        raise NotFound("没有这个公示编号。")
    found = publications.list_outcomes(question.as_filter(), place, question.limit + 1)
    shown, titles = found[: question.limit], routing.area_titles()
    more = following("api.outcomes", question, shown[-1].public_id) if len(found) > question.limit else None
    return answered({"items": [_row(each, titles) for each in shown], "next": more})


def following(endpoint: str, question: BaseModel, last: str, **place: Any) -> str:
    """The address of the next page of the same question."""
    kept = question.model_dump(mode="json", exclude_none=True) | {"after": last}
    kept = {name: str(value).lower() if isinstance(value, bool) else value for name, value in kept.items()}
    return absolute(url_for(endpoint, **place, **kept))


@blueprint.get("/outcomes/<public_id>")
def outcome(public_id: str) -> Response:
    """One published outcome. 410 with the reason when it was withdrawn or its time is over."""
    asked(NoQuestion)
    return answered(_row(publications.get_outcome(public_id), routing.area_titles()))


def _record_row(record: DishonestyRecord, titles: dict[str, str]) -> dict[str, Any]:
    url = absolute(url_for("public.record", public_id=record.public_id))
    return record_row(record, url, titles).model_dump()


@blueprint.get("/records")
def records() -> Response:
    """Published dishonesty records, newest first."""
    question = asked(RecordsQuestion)
    place = dishonesty.find_place(question.after) if question.after else None
    if question.after and place is None:
        raise NotFound("没有这个公示编号。")
    found = dishonesty.list_public(question.as_filter(), place, question.limit + 1)
    shown, titles = found[: question.limit], routing.area_titles()
    more = following("api.records", question, shown[-1].public_id) if len(found) > question.limit else None
    return answered({"items": [_record_row(each, titles) for each in shown], "next": more})


@blueprint.get("/records/<public_id>")
def record(public_id: str) -> Response:
    """One published record. 410 with the reason when it was revoked or repaired or its time is over."""
    asked(NoQuestion)
    return answered(_record_row(dishonesty.get_public(public_id), routing.area_titles()))


@blueprint.get("/departments")
def list_departments() -> Response:
    """All departments."""
    asked(NoQuestion)
    return answered({"items": [department_row(each).model_dump() for each in departments.all_departments()]})


@blueprint.get("/areas")
def list_areas() -> Response:
    """All areas."""
    asked(NoQuestion)
    return answered({"items": [area_row(each).model_dump() for each in routing.all_areas()]})


@blueprint.get("/figures")
def figures() -> Response:
    """The public figures of a year, as the home page and the pages of figures show them."""
    question = asked(FiguresQuestion)
    year = question.year or clock.today().year
    rows = [department_row_name(question.department)] if question.department else []
    rows += [area_row_name(question.area)] if question.area else []
    rows += [region_row_name(question.region)] if question.region is not None else []
    kept = supervision.find_public_figures(year)
    values = kept.values if kept else {}
    return answered(
        {
            "year": year,
            "counted_at": kept.computed_at.isoformat(timespec="seconds") if kept else None,
            "values": values,
            "definitions": {name: DEFINITIONS[name] for name in values if name in DEFINITIONS},
            "items": [figure_row(each).model_dump() for each in supervision.iterate_told_cells(year, rows)],
        }
    )
