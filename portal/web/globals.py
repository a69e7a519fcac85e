"""Names that every template may use besides what its view gives it."""

from flask import Flask, g, request
from flask_login import current_user

from portal import clock
from portal.access import Permission, allows
from portal.profiles import queries as profiles
from portal.profiles.sites import Site
from portal.web.columns import Column, column_of


def _may(permission: str, subject: object = None) -> bool:
    """Whether the signed-in person has a permission, named as in the policy: ``may("case:remind", case)``."""
    return current_user.is_authenticated and allows(current_user, Permission(permission), subject)


def _site() -> Site:
    """The site as it is stored; on an error page as it was last read."""
    return profiles.last_known_site() if g.get("is_error_page") else profiles.site()


def _column() -> Column | None:
    """The column of the page asked for; there is none outside a request."""
    return column_of(request.endpoint) if request else None


def register(app: Flask) -> None:
    """Give templates the site, the day, the column and the policy's answer."""
    app.context_processor(lambda: {"site": _site(), "may": _may, "today": clock.today(), "column": _column()})
