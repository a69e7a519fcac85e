"""The regions of the jurisdiction as public pages name them."""

from collections.abc import Collection

from flask import g

from portal.accounts.departments import queries as departments
from portal.accounts.departments import regions
from portal.accounts.models import Department
from portal.profiles import queries as profiles


def everybody() -> list[Department]:
    """All departments, read once for a page."""
    if "departments" not in g:
        g.departments = departments.all_departments()
    found: list[Department] = g.departments
    return found


def departments_in(region: int) -> frozenset[int]:
    """The departments of a region."""
    return frozenset(each for each, its in _all().items() if its == region)


def titles_of(department_ids: Collection[int]) -> dict[int, str]:
    """The regions that hold these departments with their names, the jurisdiction itself first."""
    found = {its for each, its in _all().items() if each in department_ids}
    order = {each.id: place for place, each in enumerate(everybody(), 1)}
    return {each: title_of(each) for each in sorted(found, key=lambda region: order.get(region, 0))}


def title_of(region: int) -> str:
    """A region by name."""
    return regions.title_of(region, {each.id: each for each in everybody()})


def _all() -> dict[int, int]:
    return regions.regions_of(everybody(), profiles.region_code())
