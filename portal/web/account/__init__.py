"""Sign in, second factor, password, personal settings."""

from portal.web.account import invitations, own_sessions, passkeys, password, personal, recovery, signing_in  # noqa: F401
from portal.web.account.blueprint import blueprint

__all__ = ["blueprint"]
