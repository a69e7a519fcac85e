"""The registers of open data, page by page: commitments, typical cases, ratings, news, sites."""

from typing import Any

from flask import Response
from pydantic import BaseModel

from portal.errors import NotFound
from portal.exchange.open_data import register_rows as rows
from portal.exchange.open_data.register_rows import REGISTERS, RegisterData
from portal.registers import queries
from portal.registers.models import RegisterEntry
from portal.web import registers as words
from portal.web.api import blueprint
from portal.web.api import questions as q
from portal.web.api.answers import answered, asked
from portal.web.api.lists import following

_BY_PATH = {each.path: each for each in REGISTERS}
_ANY = 'any(commitments, "typical-cases", ratings, news, links)'
# What can be asked of the list of a register, and the page that answers.
LISTS: dict[str, tuple[type[q.RegisterQuestion], type[BaseModel]]] = {
    "commitments": (q.CommitmentsQuestion, q.Page[rows.CommitmentRow]),
    "typical-cases": (q.TypicalCasesQuestion, q.Page[rows.TypicalCaseRow]),
    "ratings": (q.RegisterQuestion, q.Page[rows.RatingRow]),
    "news": (q.NewsQuestion, q.Page[rows.ArticleRow]),
    "links": (q.RegisterQuestion, q.Page[rows.LinkRow]),
}


def _told(register: RegisterData, entry: RegisterEntry) -> dict[str, Any]:
    return register.make(entry, words.permalink(entry)).model_dump()


@blueprint.get(f"/<{_ANY}:register>")
def list_register(register: str) -> Response:
    """Published entries of a register, newest first."""
    wanted, question = _BY_PATH[register], asked(LISTS[register][0])
    place = queries.find_place(wanted.kind, question.after) if question.after else None
    if question.after and place is None:
        raise NotFound("没有这个编号。")
    found = queries.list_entries(question.as_filter(wanted.kind), place, question.limit + 1)
    shown = found[: question.limit]
    more = following("api.list_register", question, shown[-1].public_id, register=register) if len(found) > question.limit else None
    return answered({"items": [_told(wanted, each) for each in shown], "next": more})


@blueprint.get(f"/<{_ANY}:register>/<register_id>")
def register_entry(register: str, register_id: str) -> Response:
    """One published entry. 410 with the reason when it was withdrawn or its time is over."""
    asked(q.NoQuestion)
    wanted = _BY_PATH[register]
    return answered(_told(wanted, queries.get_published(wanted.kind, register_id)))
