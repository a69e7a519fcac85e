"""Every SELECT on merged cases."""

from sqlalchemy import Select, and_, or_, select

from portal.access.actors import Actor
from portal.cases.merging.models import CaseMerge
from portal.cases.models import Case, CaseRespondent
from portal.cases.queries.visibility import visibility, visible_to
from portal.cases.vocabulary import Status
from portal.db import session

_IS_OPEN = and_(CaseMerge.answered_at.is_(None), CaseMerge.undone_at.is_(None))


def find_open(case_id: int) -> CaseMerge | None:
    """How a case waits for the answer of another, if it does."""
    return session.scalar(select(CaseMerge).where(CaseMerge.case_id == case_id, _IS_OPEN))


def list_waiting(main_id: int) -> list[CaseMerge]:
    """The cases that wait for the answer of this one, in the order in which they were merged; locked for whoever answers them."""
    return list(session.scalars(_into(main_id).where(_IS_OPEN)))


def list_answered(main_id: int) -> list[CaseMerge]:
    """The cases that were answered with this one; locked for whoever closes them."""
    return list(session.scalars(_into(main_id).where(CaseMerge.answered_at.is_not(None))))


def _into(main_id: int) -> Select[CaseMerge]:
    return select(CaseMerge).join(CaseMerge.case).where(CaseMerge.main_id == main_id).order_by(CaseMerge.id).with_for_update(of=Case)


def count_waiting(main_id: int) -> int:
    """How many cases wait for the answer of this one."""
    return len(session.scalars(select(CaseMerge.id).where(CaseMerge.main_id == main_id, _IS_OPEN)).all())


def list_links(actor: Actor, case_id: int) -> list[tuple[Case, bool]]:
    """The cases that are or were handled together with this one and that the actor may see, and whether each is the main one."""
    into = and_(CaseMerge.case_id == case_id, CaseMerge.main_id == Case.id)
    of_it = and_(CaseMerge.main_id == case_id, CaseMerge.case_id == Case.id)
    linked = select(Case, CaseMerge.main_id == Case.id).join(CaseMerge, or_(into, of_it))
    rows = session.execute(linked.where(CaseMerge.undone_at.is_(None), visibility(actor)).order_by(CaseMerge.id))
    return [(case, bool(is_main)) for case, is_main in rows]


def find_main_for_update(actor: Actor, case_id: int | None, number: str) -> Case | None:
    """The case with this number (or else this id), if the actor may see it, locked."""
    one = Case.number == number if number else Case.id == case_id
    return session.scalar(visible_to(actor).where(one).with_for_update(of=Case))


def list_possible_mains(actor: Actor, case: Case, limit: int = 20) -> list[Case]:
    """Cases in the hands of the same department that complain of the same body in the same way, the oldest first."""
    bodies = [row.department_id for row in case.respondents]
    same_body = select(CaseRespondent.case_id).where(CaseRespondent.department_id.in_(bodies))
    about_it = or_(Case.id.in_(same_body), and_(Case.respondent_name == case.respondent_name, Case.respondent_name != ""))
    waiting = select(CaseMerge.case_id).where(_IS_OPEN)
    wanted = visible_to(actor).where(
        Case.id != case.id,
        Case.lead_department_id == case.lead_department_id,
        Case.status == Status.HANDLING,
        Case.kind == case.kind,
        Case.matter == case.matter,
        about_it,
        Case.id.not_in(waiting),
    )
    return list(session.scalars(wanted.order_by(Case.received_on, Case.id).limit(limit)))
