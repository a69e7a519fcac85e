"""Every SELECT on recusal: who could be meant, who is kept from a case, what was asked for."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, literal, or_, select

from portal.accounts.models import Department, RoleGrant, User
from portal.accounts.vocabulary import CASE_ROLES, Role
from portal.cases.models import Case, Report
from portal.cases.recusal.models import CaseExclusion, RecusalRequest
from portal.db import session

SHORTEST_NAME = 2  # a single character says nothing of who is meant


def list_named_in(words: str) -> list[User]:
    """Active people whose shown name stands in a reporter's words; blanks do not matter."""
    said = "".join(words.split())
    if len(said) < SHORTEST_NAME:
        return []
    name = func.replace(User.display_name, " ", "")
    wanted = select(User).where(User.is_active, func.length(name) >= SHORTEST_NAME, func.replace(literal(said), name, "") != said)
    return list(session.scalars(wanted.order_by(User.id)))


def list_cases_naming(name: str) -> list[Case]:
    """Cases in whose reports the respondent's words hold a name, locked for whoever keeps its bearer from them."""
    said = "".join(name.split())
    if len(said) < SHORTEST_NAME:
        return []
    columns = (Report.respondent_text, Report.respondent_person)
    naming = select(Report.case_id).where(or_(*(func.replace(each, " ", "").contains(said, autoescape=True) for each in columns)))
    return list(session.scalars(select(Case).where(Case.id.in_(naming)).order_by(Case.id).with_for_update(of=Case)))


def list_in_charge(user_id: int) -> list[Case]:
    """The cases of which somebody is the officer in charge, locked."""
    return list(session.scalars(select(Case).where(Case.officer_id == user_id).order_by(Case.id).with_for_update(of=Case)))


def find_exclusion(case_id: int, user_id: int) -> CaseExclusion | None:
    """What keeps somebody from a case now."""
    wanted = select(CaseExclusion).where(
        CaseExclusion.case_id == case_id, CaseExclusion.user_id == user_id, CaseExclusion.lifted_at.is_(None)
    )
    return session.scalars(wanted.limit(1)).first()


def find_open_request(case_id: int) -> RecusalRequest | None:
    """The request for recusal that waits for a decision."""
    wanted = select(RecusalRequest).where(RecusalRequest.case_id == case_id, RecusalRequest.decided_at.is_(None))
    return session.scalars(wanted.limit(1)).first()


def list_seeing(case: Case, besides: Collection[int] = ()) -> list[User]:
    """Active people who would see the case by department or role and could be told to keep out of it, by department and name."""
    departments = [row.department_id for row in case.departments]
    by_role = User.grants.any(RoleGrant.role.in_([Role.COORDINATOR, Role.SUPERVISOR, Role.PUBLISHER]))
    here = (User.department_id.in_(departments)) & User.grants.any(RoleGrant.role.in_(CASE_ROLES))
    return _people(or_(by_role, here), besides)


def list_of_respondents(case: Case, besides: Collection[int] = ()) -> list[User]:
    """Active people of the departments complained of and of those below them, by department and name."""
    below = [Department.path.contains(f"/{row.department_id}/") for row in case.respondents]
    return _people(User.department_id.in_(select(Department.id).where(or_(*below))), besides) if below else []


def _people(condition: ColumnElement[bool], besides: Collection[int]) -> list[User]:
    wanted = select(User).where(User.is_active, condition, User.id.not_in(besides))
    return list(session.scalars(wanted.order_by(User.department_id, User.display_name, User.id)))
