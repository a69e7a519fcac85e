"""Every SELECT on passed cases."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.errors import NotFound
from portal.exchange.passing.models import PassedCase
from portal.exchange.vocabulary import PassingState

OPEN = frozenset({PassingState.SENT, PassingState.ACCEPTED, PassingState.REOPENED})  # the platform below owes something


def list_of_case(case_id: int) -> list[PassedCase]:
    """Where a case was handed to, or came from; the caller has passed door 2."""
    query = select(PassedCase).where(PassedCase.case_id == case_id).order_by(PassedCase.id)
    return list(session.scalars(query.options(joinedload(PassedCase.partner), joinedload(PassedCase.passed_by))))


def find_by_reference(partner_id: int, reference: str) -> PassedCase | None:
    """The case that bears this name between us and a partner."""
    query = select(PassedCase).where(PassedCase.partner_id == partner_id, PassedCase.reference == reference)
    return session.scalars(query.with_for_update(of=PassedCase)).one_or_none()


def get_ours(partner_id: int, reference: str) -> PassedCase:
    """The case that we handed to this partner. Raises ``NotFound``, also for a case of another one."""
    found = find_by_reference(partner_id, reference)
    if found is None or not found.is_ours:
        raise NotFound("没有转交过这件办件。")
    return found


def find_open_ours(case_id: int) -> PassedCase | None:
    """Where a case is now that we handed down, if it is anywhere; there is never more than one such place."""
    query = select(PassedCase).where(PassedCase.case_id == case_id, PassedCase.is_ours.is_(True), PassedCase.state.in_(OPEN))
    return session.scalars(query.options(joinedload(PassedCase.partner)).limit(1)).one_or_none()


def find_from_above(case_id: int) -> PassedCase | None:
    """How a case came from the upper platform, if it did."""
    query = select(PassedCase).where(PassedCase.case_id == case_id, PassedCase.is_ours.is_(False))
    return session.scalars(query).one_or_none()


def get_passed(passed_id: int) -> PassedCase:
    """A passed case by its key, for handlers. Raises ``NotFound``."""
    found = session.get(PassedCase, passed_id)
    if found is None:
        raise NotFound("没有转交过这件办件。")
    return found
