"""The names offered while the name of a body is typed."""

from portal.accounts.departments.queries import list_active_organs
from portal.profiles.queries import current
from portal.profiles.sites import full_name


def unit_names() -> list[str]:
    """The full names of the departments in office.

    All are in the page: asking the server letter by letter would put what is typed into addresses and logs.
    """
    place = current()
    if place is None:
        return []
    return [full_name(each.name, place.name, place.level) for each in list_active_organs()]
