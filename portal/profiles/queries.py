"""Every SELECT about the jurisdiction and its ledger."""

from sqlalchemy import func, select

from portal.db import session
from portal.errors import NotFound
from portal.profiles.models import Jurisdiction, LedgerTask
from portal.profiles.sites import Site, site_of

_last_known: Site | None = None


def current() -> Jurisdiction | None:
    """The jurisdiction this installation serves, or None before a profile is loaded."""
    found = session.get(Jurisdiction, 1)
    session.info["jurisdiction"] = found  # held, so that a page that asks again finds it: the session itself forgets what nobody holds
    return found


def get_current() -> Jurisdiction:
    """The jurisdiction this installation serves. Raises ``NotFound`` before a profile is loaded."""
    found = current()
    if found is None:
        raise NotFound("还没有装入任何地区配置。")
    return found


def region_code() -> str:
    """The division code of the jurisdiction (GB/T 2260); empty when it is not known."""
    found = current()
    return found.region_code if found else ""


def site() -> Site:
    """The site values for templates; neutral words before a profile is loaded."""
    global _last_known
    _last_known = site_of(current())
    return _last_known


def last_known_site() -> Site:
    """The site values read last by this process, for pages that must not ask the database: it may be what is in trouble."""
    return _last_known or site()


def list_ledger() -> list[LedgerTask]:
    """The tasks of the present profile in the order of its source."""
    return list(session.scalars(select(LedgerTask).where(LedgerTask.is_current).order_by(LedgerTask.seq)))


def list_all_ledger() -> list[LedgerTask]:
    """All tasks ever loaded, those that left the profile included."""
    return list(session.scalars(select(LedgerTask).order_by(LedgerTask.id)))


def count_ledger() -> int:
    """How many tasks the present profile has."""
    return session.scalar(select(func.count()).select_from(LedgerTask).where(LedgerTask.is_current)) or 0
