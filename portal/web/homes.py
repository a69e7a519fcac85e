"""Where a person's work begins, by the areas that admit them."""

from collections.abc import Iterable

from flask import url_for

from portal.accounts.vocabulary import Role
from portal.web.areas import AREAS, admits

# The first area that admits a person is theirs: who supervises begins with the overview.
_HOMES = {"oversight": "oversight.show_overview", "desk": "desk.list_cases", "admin": "admin.home", "custody": "custody.home"}


def home_of(roles: Iterable[Role]) -> str | None:
    """The path where somebody with these roles begins; None as long as they have no rights."""
    held = frozenset(roles)
    return next((url_for(endpoint) for area, endpoint in _HOMES.items() if admits(AREAS[area], held, True)), None)
