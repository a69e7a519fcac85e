"""Door 2: which cases a person may see. Lists, counts, search, exports, files and notices all go through here."""

from sqlalchemy import ColumnElement, CompoundSelect, Select, String, and_, cast, exists, false, or_, select, true, union

from portal.access.actors import Actor
from portal.accounts.models import Department, RoleGrant, User
from portal.accounts.vocabulary import Role
from portal.cases.models import Case, CaseDepartment, CaseRespondent, Report
from portal.cases.recusal.models import CaseExclusion
from portal.cases.vocabulary import DECIDED_STATUSES, Status
from portal.cases.workflow import TRANSITIONS, Action
from portal.db import session
from portal.errors import NotFound


def visibility(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Case`` that says the same as ``allows(actor, CASE_READ, case)``.

    The department of a respondent and everything below it, and every person kept from the case, are excluded here, once
    (信访条例 art. 28, 30).
    """
    if actor.department is None or not actor.is_active:
        return false()
    scopes: list[ColumnElement[bool]] = []
    if actor.roles & {Role.COORDINATOR, Role.SUPERVISOR}:
        scopes.append(true())
    else:
        if actor.roles & {Role.OFFICER, Role.HEAD}:
            taking_part = select(CaseDepartment.case_id).where(CaseDepartment.department_id == actor.department.id)
            scopes.append(and_(Case.id.in_(taking_part), Case.transferred_at.is_(None)))
        if Role.PUBLISHER in actor.roles:
            scopes.append(Case.status.in_(DECIDED_STATUSES))
    if not scopes:
        return false()
    return and_(or_(*scopes), *_kept_apart(actor))


def unconflicted(actor: Actor) -> ColumnElement[bool]:
    """The condition that nothing keeps the actor from the case, as a respondent or as a person, whatever else they may see."""
    return and_(*_kept_apart(actor)) if actor.department is not None and actor.is_active else false()


def _kept_apart(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    respondents = exists().where(CaseRespondent.case_id == Case.id, CaseRespondent.department_id.in_(actor.department.ancestor_ids))
    persons = exists().where(CaseExclusion.case_id == Case.id, *_excluded(actor))
    return ~respondents.correlate(Case), ~persons.correlate(Case)


def _excluded(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return CaseExclusion.user_id == actor.id, CaseExclusion.lifted_at.is_(None)


def conflicted_ids(actor: Actor) -> CompoundSelect[int]:
    """The ids of the cases from which the actor is kept: through the own department, or as a person."""
    ancestors = actor.department.ancestor_ids if actor.department is not None else []
    respondents = select(CaseRespondent.case_id).where(CaseRespondent.department_id.in_(ancestors))
    return union(respondents, select(CaseExclusion.case_id).where(*_excluded(actor)))


def list_conflicted_ids(actor: Actor) -> list[int]:
    """The ids of ``conflicted_ids``, for what is kept apart from cases."""
    return list(session.scalars(conflicted_ids(actor)))


def seen_by_watchers() -> ColumnElement[bool]:
    """The condition that no supervisor or coordinator is kept from the case: what may be counted where they, too, read the number.

    Asked of each case by its own rows: one case is found out without reading those of all others.
    """
    respondents, persons = (exists().where(found.case_id == Case.id, kept) for found, kept in _keeping_watchers())
    return and_(~respondents.correlate(Case), ~persons.correlate(Case))


def ids_kept_from_watchers() -> CompoundSelect[int]:
    """The ids of the cases from which some supervisor or coordinator is kept."""
    return union(*(select(found.case_id).where(kept) for found, kept in _keeping_watchers()))


def _keeping_watchers() -> list[tuple[type[CaseRespondent] | type[CaseExclusion], ColumnElement[bool]]]:
    """What keeps supervisors and coordinators from a case: the tables, each with the condition on its rows."""
    watching = RoleGrant.role.in_([Role.SUPERVISOR, Role.COORDINATOR])
    watchers = select(User.id, Department.path).join(RoleGrant, RoleGrant.user_id == User.id).outerjoin(User.department)
    rows = session.execute(watchers.where(User.is_active, watching)).all()
    homes = {int(part) for _user_id, path in rows for part in (path or "").split("/") if part}
    persons = and_(CaseExclusion.user_id.in_({user_id for user_id, _path in rows}), CaseExclusion.lifted_at.is_(None))
    return [(CaseRespondent, CaseRespondent.department_id.in_(homes)), (CaseExclusion, persons)]


def visible_to(actor: Actor) -> Select[Case]:
    """All cases the actor may see, as a SELECT that callers narrow."""
    return select(Case).where(visibility(actor))


def get_visible(actor: Actor, case_id: int) -> Case:
    """One case, if the actor may see it. Raises ``NotFound``, the same for a case that does not exist."""
    case = session.scalars(visible_to(actor).where(Case.id == case_id)).one_or_none()
    if case is None:
        raise NotFound("没有找到这件办件。")
    return case


def get_visible_for_update(actor: Actor, case_id: int) -> Case:
    """``get_visible`` with the row locked until the end of the transaction, for whoever is about to change it."""
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    return get_visible(actor, case_id)


def is_visible(actor: Actor, case_id: int) -> bool:
    """Whether the actor may see the case."""
    return session.scalar(select(Case.id).where(visibility(actor), Case.id == case_id)) is not None


def list_with_conflict() -> list[Case]:
    """Cases not yet answered in which a respondent, or a department below one, takes part; locked for whoever takes it out."""
    below = Department.path.contains("/" + cast(CaseRespondent.department_id, String) + "/")
    conflicting = (
        select(CaseDepartment.case_id)
        .join(CaseRespondent, CaseRespondent.case_id == CaseDepartment.case_id)
        .join(Department, Department.id == CaseDepartment.department_id)
        .where(CaseDepartment.status.in_(TRANSITIONS[Action.LOSE_LEAD].sources), below)
    )
    return list(session.scalars(select(Case).where(Case.id.in_(conflicting)).order_by(Case.id).with_for_update(of=Case)))


def list_words_in_hand() -> list[tuple[int, str]]:
    """(case id, what the reporter wrote of the body complained of) for cases not yet answered."""
    waiting = Case.status.in_((*TRANSITIONS[Action.LOSE_LEAD].sources, Status.UNASSIGNED))
    query = select(Report.case_id, Report.respondent_text).join(Case, Case.id == Report.case_id)
    query = query.where(waiting, Report.respondent_text != "")
    return [(case_id, text) for case_id, text in session.execute(query.order_by(Report.id))]


def list_named_as_respondent(department_id: int) -> list[CaseRespondent]:
    """The rows of all cases that name a department as the one complained of."""
    return list(session.scalars(select(CaseRespondent).where(CaseRespondent.department_id == department_id)))
