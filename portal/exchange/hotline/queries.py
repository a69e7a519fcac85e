"""Every SELECT on reports of hotline platforms."""

from sqlalchemy import select

from portal.db import session
from portal.errors import NotFound
from portal.exchange.hotline.models import HotlineReport


def find_by_key(partner_id: int, idempotency_key: str) -> HotlineReport | None:
    """The report that came with this idempotency key."""
    query = select(HotlineReport).where(HotlineReport.partner_id == partner_id, HotlineReport.idempotency_key == idempotency_key)
    return session.scalars(query).one_or_none()


def find_by_number(partner_id: int, original_number: str) -> HotlineReport | None:
    """The report with this number of the platform's own."""
    query = select(HotlineReport).where(HotlineReport.partner_id == partner_id, HotlineReport.original_number == original_number)
    return session.scalars(query).one_or_none()


def get_by_number(partner_id: int, original_number: str) -> HotlineReport:
    """The same; raises ``NotFound``, also for a number of another platform."""
    found = find_by_number(partner_id, original_number)
    if found is None:
        raise NotFound("没有这个编号的来件。")
    return found


def find_of_case(case_id: int) -> HotlineReport | None:
    """What a case came of, when a platform handed it in."""
    return session.scalars(select(HotlineReport).where(HotlineReport.case_id == case_id)).one_or_none()
