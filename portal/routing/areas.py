"""The routing part of a profile: its areas with their organs, and the owners of functions, given or inferred."""

from portal.accounts.models import Department
from portal.db import add, session
from portal.profiles.schema import OrganLists, Profile
from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing.defaults import default_credit_lead, default_intake, government_office
from portal.routing.hints import hint_for
from portal.routing.models import Area, AreaOrgan, Owner
from portal.routing.queries import all_areas, owners

Parts = list[tuple[OrganRole, str]]


def load_areas(profile: Profile, departments: dict[str, Department]) -> None:
    """Bring areas and their organs to the profile; an area that left it is closed for new reports, its words stay."""
    existing = {area.key: area for area in all_areas()}
    for position, entry in enumerate(profile.areas, start=1):
        area = existing.get(entry.key)
        if area is None:
            hint, example = hint_for(entry.key)
            area = add(Area(key=entry.key, hint=hint, example=example))
        area.title, area.position, area.is_active = entry.title, position, True
        area.responsible_text = entry.responsible_text or ""
        _set_organs(area, parts_of(entry), departments)
    kept = {entry.key for entry in profile.areas}
    for key, area in existing.items():
        area.is_active = key in kept


def parts_of(lists: OrganLists) -> Parts:
    """Who has which part, in the order 牵头, 负责, 配合 and within it that of the source."""
    return [(role, name) for role in OrganRole for name in getattr(lists, role.value)]


def _set_organs(area: Area, parts: Parts, departments: dict[str, Department]) -> None:
    wanted = [(role, departments[name].id) for role, name in parts]
    if [(each.role, each.department_id) for each in area.organs] == wanted:
        return
    kept = {(each.role, each.department_id): each for each in area.organs}
    rows = []
    for position, (role, department_id) in enumerate(wanted, start=1):
        row = kept.get((role, department_id)) or AreaOrgan(department_id=department_id, role=role)
        row.position = position
        rows.append(row)
    area.organs = rows


def load_owners(profile: Profile, departments: dict[str, Department]) -> None:
    """Bring the owners of functions to the profile, with defaults for the functions the portal cannot do without."""
    existing = {(row.function, row.role, row.department_id): row for row in owners()}
    kept: set[tuple[OwnerFunction, OrganRole, int]] = set()
    for position, (function, role, name, is_inferred) in enumerate(_owner_parts(profile), start=1):
        key = (function, role, departments[name].id)
        row = existing.get(key) or add(Owner(function=function, role=role, department_id=departments[name].id))
        row.position, row.is_inferred = position, is_inferred
        kept.add(key)
    for key, row in existing.items():
        if key not in kept:
            session.delete(row)


def _owner_parts(profile: Profile) -> list[tuple[OwnerFunction, OrganRole, str, bool]]:
    given = [
        (OwnerFunction[function.upper()], role, name, False)
        for function, entry in profile.owners
        if entry is not None
        for role, name in parts_of(entry)
    ]
    inferred = [(OwnerFunction.CREDIT_LEAD, default_credit_lead(profile))]
    office = government_office(profile)
    if office:
        inferred.append((OwnerFunction.GOVERNMENT_OFFICE, office))
    collectives = {each.name for each in profile.departments if each.kind == "collective"}
    if not any(function is OwnerFunction.INTAKE and name not in collectives for function, _, name, _ in given):
        inferred.append((OwnerFunction.INTAKE, default_intake(profile)))
    return given + [(function, OrganRole.LEAD, name, True) for function, name in inferred]
