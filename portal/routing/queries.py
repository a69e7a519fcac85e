"""Every SELECT about areas, owners and the routing table."""

from collections import defaultdict

from sqlalchemy import select

from portal.accounts.departments.queries import all_departments
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.db import session
from portal.profiles.vocabulary import OwnerFunction
from portal.routing.conditions import RuleSet, rule_set_of
from portal.routing.models import Area, Owner, RoutingRules
from portal.routing.rules import AreaRow, Organ, Table

# A people's government acts through its office, and a superior organ is outside this jurisdiction: neither has a desk here.
_WITHOUT_DESK = (DepartmentKind.GOVERNMENT, DepartmentKind.SUPERIOR)


def areas() -> list[Area]:
    """The areas reports can be made in, in the order of the profile; empty where the profile names none."""
    return [area for area in all_areas() if area.is_active]


def all_areas() -> list[Area]:
    """All areas ever loaded, with their organs, in order."""
    return list(session.scalars(select(Area).order_by(Area.position, Area.id)))


def area_titles() -> dict[str, str]:
    """The title of every area ever loaded by its key, in order: all that lists and filters need, in one query."""
    return {key: title for key, title in session.execute(select(Area.key, Area.title).order_by(Area.position, Area.id))}


def find_area(key: str) -> Area | None:
    """The area with that key."""
    return session.scalars(select(Area).where(Area.key == key)).one_or_none()


def owners() -> list[Owner]:
    """Who answers for which function, in order."""
    return list(session.scalars(select(Owner).order_by(Owner.position, Owner.id)))


def owner_of(function: OwnerFunction) -> Department | None:
    """The first organ that answers for a function."""
    return next((owner.department for owner in owners() if owner.function is function and not owner.department.is_collective), None)


def credit_lead() -> Department | None:
    """The organ that leads the building of the credit system here."""
    return owner_of(OwnerFunction.CREDIT_LEAD)


def intake_owner() -> Department | None:
    """The organ that receives what no area gives to anybody."""
    return owner_of(OwnerFunction.INTAKE)


def table() -> Table:
    """The whole routing table, in five queries however large it is."""
    organs = {each.id: organ_of(each) for each in all_departments()}
    by_function: defaultdict[OwnerFunction, list[int]] = defaultdict(list)
    for owner in owners():
        by_function[owner.function].append(owner.department_id)
    rows = {area.key: AreaRow(area.key, area.title, tuple((each.role, each.department_id) for each in area.organs)) for area in areas()}
    return Table(organs, rows, {function: tuple(ids) for function, ids in by_function.items()}, rules_in_force())


def find_rules() -> RoutingRules | None:
    """The rules of the house with their draft; None while nobody has touched them."""
    return session.get(RoutingRules, 1)


def rules_in_force() -> RuleSet:
    """The ordered rules that hold now."""
    found = find_rules()
    return rule_set_of(found.content if found else {})


def draft_rules() -> RuleSet | None:
    """The rules being prepared, if any."""
    found = find_rules()
    return rule_set_of(found.draft) if found and found.draft else None


def organ_of(department: Department) -> Organ:
    """What routing knows of a department."""
    return Organ(
        id=department.id,
        name=department.name,
        lineage=tuple(department.ancestor_ids),
        is_collective=department.is_collective,
        is_active=department.is_active,
        handles_reports=department.kind not in _WITHOUT_DESK,
        successor_id=department.successor_id,
        kind=department.kind.value,
        region_code=department.region_code,
    )
