"""A case with everything that belongs to it, for its pages: a fixed number of queries however much that is."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, select, union_all
from sqlalchemy.orm import joinedload, lazyload, load_only
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from portal.access.actors import Actor
from portal.accounts.models import User
from portal.cases.exchanges import ExtensionRequest, Message, Note, Rating, Reply, ReviewRequest, SupplementRequest
from portal.cases.merging.models import CaseMerge
from portal.cases.models import SUBJECT, Case, CaseDepartment, CaseRespondent, Report, ReporterIdentity
from portal.cases.queries.visibility import visible_to
from portal.cases.recusal.models import CaseExclusion, RecusalRequest
from portal.cases.secrecy.models import Erasure, IdentityRequest, LegalHold
from portal.db import session
from portal.deadlines.models import Deadline
from portal.errors import NotFound
from portal.routing.models import Area

# What ``load_parts`` fills: the attribute of the case, and whose rows stand in it.
_PARTS: dict[str, Any] = {
    "departments": CaseDepartment,
    "respondents": CaseRespondent,
    "exclusions": CaseExclusion,
    "reports": Report,
    "replies": Reply,
    "supplements": SupplementRequest,
    "extension_requests": ExtensionRequest,
    "review_requests": ReviewRequest,
    "recusal_requests": RecusalRequest,
    "identity_requests": IdentityRequest,
    "holds": LegalHold,
    "erasures": Erasure,
    "merges": CaseMerge,
    "messages": Message,
    "rating": Rating,
    "clocks": Deadline,
}
_CLOCKS = (joinedload(Deadline.pauses), joinedload(Deadline.changes))


@dataclass(frozen=True)
class WholeFile:
    """A case with its parts loaded, and what stands beside it: the own department's notes, the reporter's masked name (None: not kept)."""

    case: Case
    area_title: str
    masked_name: str | None
    notes: list[Note]


def get_file(actor: Actor, case_id: int) -> WholeFile:
    """``get_visible`` with all that the page of the case shows, in two queries. Raises ``NotFound`` like it."""
    query = visible_to(actor).where(Case.id == case_id).outerjoin(Area, Area.key == Case.area_key).add_columns(Area.title)
    officer = joinedload(Case.officer).options(lazyload(User.grants), lazyload(User.department))
    found = session.execute(query.options(*without_parts(), joinedload(Case.lead_department), officer)).one_or_none()
    if found is None:
        raise NotFound("没有找到这件办件。")
    case, area_title = found
    of_its_reports = ReporterIdentity.report_id.in_(select(Report.id).where(Report.case_id == case.id))
    own_notes = and_(Note.case_id == case.id, Note.department_id == actor.department.id)
    beside = _load(case, {ReporterIdentity: of_its_reports, Note: own_notes}, _with_writers())
    masked = {each.report_id: each.masked_name for each in beside[ReporterIdentity]}
    return WholeFile(case, area_title or "", masked.get(case.report.id), beside[Note])


def _with_writers() -> list[ORMOption]:
    writers = [joinedload(Reply.author), joinedload(Note.author)]
    names = [each.options(lazyload(User.grants), lazyload(User.department)) for each in writers]
    kept_out = joinedload(CaseExclusion.user).options(lazyload(User.grants), lazyload(User.department))
    return [*names, kept_out, load_only(ReporterIdentity.report_id, ReporterIdentity.masked_name)]


def load_parts(case: Case) -> None:
    """Fill everything that belongs to a case, in one query. The caller has passed door 2, or shows the reporter's own page."""
    _load(case, {}, [])


def without_parts() -> list[Any]:
    """How to select cases whose parts are filled afterwards, or not needed."""
    return [lazyload(Case.departments), lazyload(Case.respondents), lazyload(Case.exclusions)]


def _load(case: Case, beside: dict[Any, ColumnElement[bool]], options: list[ORMOption]) -> dict[Any, list[Any]]:
    wanted = {kind: kind.case_id == case.id for kind in _PARTS.values() if kind not in (Deadline, CaseMerge)}
    wanted[Deadline] = and_(Deadline.subject_kind == SUBJECT, Deadline.subject_id == case.id)
    wanted[CaseMerge] = or_(CaseMerge.case_id == case.id, CaseMerge.main_id == case.id)
    found = _side_by_side({**wanted, **beside}, [*_CLOCKS, *options])
    for name, kind in _PARTS.items():
        is_list = getattr(Case, name).property.uselist
        set_committed_value(case, name, found[kind] if is_list else next(iter(found[kind]), None))
    return found


def _side_by_side(wanted: dict[Any, ColumnElement[bool]], options: list[ORMOption]) -> dict[Any, list[Any]]:
    """The rows of several tables by one statement, oldest first; each row of its answer holds one of them, so that nothing multiplies."""
    numbers = union_all(*(select(literal(number).label("number")) for number in range(len(wanted)))).subquery()
    query = select(*wanted).select_from(numbers)
    for number, (kind, condition) in enumerate(wanted.items()):
        query = query.outerjoin(kind, and_(numbers.c.number == number, condition))
    rows = session.execute(query.options(*options)).unique().all()
    columns = zip(*rows, strict=True)
    return {kind: sorted(filter(None, column), key=lambda row: row.id) for kind, column in zip(wanted, columns, strict=True)}
