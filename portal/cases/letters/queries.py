"""Every SELECT on letters: the case's side, and the inbox of a body complained of, which sees its letters and nothing else."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, select
from sqlalchemy.orm import joinedload, lazyload

from portal.access.actors import Actor
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases.exchanges import Message, SupplementRequest
from portal.cases.letters.models import RespondentLetter
from portal.cases.letters.vocabulary import LetterStatus
from portal.cases.models import Case, Report
from portal.cases.queries.visibility import visibility
from portal.cases.queries.whole import without_parts
from portal.cases.recusal.models import CaseExclusion
from portal.cases.vocabulary import MessageSender
from portal.db import session
from portal.errors import NotFound

_NOTHING = "没有找到这份核实函。"


def is_number(number: str) -> bool:
    """Whether a letter bears this number."""
    return session.scalar(select(RespondentLetter.id).where(RespondentLetter.number == number)) is not None


def get_letter(letter_id: int) -> RespondentLetter:
    """One letter, for handlers and jobs. Raises ``NotFound``."""
    found = session.get(RespondentLetter, letter_id)
    if found is None:
        raise NotFound(_NOTHING)
    return found


def list_of_case(case_id: int) -> list[RespondentLetter]:
    """The letters of a case, oldest first; the caller has passed door 2."""
    wanted = select(RespondentLetter).where(RespondentLetter.case_id == case_id).order_by(RespondentLetter.id)
    return list(session.scalars(wanted.options(joinedload(RespondentLetter.department), lazyload(RespondentLetter.case))))


def get_of_case(actor: Actor, case_id: int, number: str, for_update: bool = False) -> RespondentLetter:
    """A letter of a case the actor may see. Raises ``NotFound``, the same whatever is missing."""
    wanted = select(RespondentLetter).join(Case, Case.id == RespondentLetter.case_id).where(Case.id == case_id, visibility(actor))
    return _one(wanted.where(RespondentLetter.number == number), for_update)


def list_received(actor: Actor, limit: int = 200) -> list[RespondentLetter]:
    """The letters the actor's department received, the newest first."""
    wanted = _received(actor).order_by(RespondentLetter.sent_at.desc(), RespondentLetter.id).limit(limit)
    return list(session.scalars(wanted.options(joinedload(RespondentLetter.sender), lazyload(RespondentLetter.case))))


def get_received(actor: Actor, number: str, for_update: bool = False) -> RespondentLetter:
    """A letter the actor's department received. Raises ``NotFound``, the same for any other."""
    return _one(_received(actor).where(RespondentLetter.number == number), for_update)


def _received(actor: Actor) -> Select[RespondentLetter]:
    """Letters sent to exactly the actor's department, for its officers and heads; nobody kept from the case gets one."""
    here: ColumnElement[bool] = false()
    if actor.department is not None and actor.is_active and actor.roles & {Role.OFFICER, Role.HEAD}:
        kept_out = exists().where(
            CaseExclusion.case_id == RespondentLetter.case_id, CaseExclusion.user_id == actor.id, CaseExclusion.lifted_at.is_(None)
        )
        here = and_(RespondentLetter.department_id == actor.department.id, ~kept_out.correlate(RespondentLetter))
    return select(RespondentLetter).where(here, RespondentLetter.sent_at.is_not(None))


def _one(wanted: Select[RespondentLetter], for_update: bool) -> RespondentLetter:
    wanted = wanted.with_for_update(of=RespondentLetter) if for_update else wanted
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(_NOTHING)
    return found


def list_unfinished(case_id: int) -> list[RespondentLetter]:
    """Letters of a case that still wait for the head or for the answer."""
    waiting = (LetterStatus.SUBMITTED, LetterStatus.SENT)
    return list(session.scalars(select(RespondentLetter).where(RespondentLetter.case_id == case_id, RespondentLetter.status.in_(waiting))))


def list_waiting_for(department_id: int) -> list[RespondentLetter]:
    """Letters that a department has not answered."""
    wanted = select(RespondentLetter).where(RespondentLetter.department_id == department_id, RespondentLetter.status == LetterStatus.SENT)
    return list(session.scalars(wanted))


def list_words_of_reporter(case_id: int) -> list[str]:
    """Everything the reporters wrote in a case, for the guard of letters alone."""
    queries = (
        select(Report.narrative).where(Report.case_id == case_id),
        select(SupplementRequest.answer).where(SupplementRequest.case_id == case_id),
        select(Message.text).where(Message.case_id == case_id, Message.sender == MessageSender.REPORTER),
    )
    return [text for query in queries for text in session.scalars(query) if text]


def list_recipients(letter: RespondentLetter) -> list[User]:
    """Active officers and heads of the department addressed, but for those kept from the case."""
    kept_out = select(CaseExclusion.user_id).where(CaseExclusion.case_id == letter.case_id, CaseExclusion.lifted_at.is_(None))
    wanted = select(User).where(User.is_active, User.department_id == letter.department_id, User.id.not_in(kept_out))
    return [user for user in session.scalars(wanted.order_by(User.id)) if user.roles & {Role.OFFICER, Role.HEAD}]


def list_addressees(case: Case) -> list[Department]:
    """The bodies complained of to whom a letter can go: single organs in office, not the lead itself."""
    found = {row.department.id: row.department for row in case.respondents}
    return [each for each in found.values() if each.is_active and not each.is_collective and each.id != case.lead_department_id]


def get_case_of(letter: RespondentLetter) -> Case:
    """The case of a letter, locked, with its respondents and exclusions read when they are asked for."""
    session.execute(select(Case.id).where(Case.id == letter.case_id).with_for_update())
    return session.scalars(select(Case).where(Case.id == letter.case_id).options(*without_parts())).one()
