"""Who answers where the source is silent. Pure; the results are marked as inferred and can be changed by an administrator.

Order for intake: the source's own intake owner, then its owner of supervision, of records, of evaluation; then a
发展改革 organ, the government office, the first organ that the source names at all. The 信用建设牵头 is the 发展改革
organ if the source lets it lead or be responsible for anything (everywhere in China it leads the credit system), else
whoever answers for supervision, sanctions, objections, records, evaluation or intake.
"""

import re
from collections.abc import Iterable

from portal.profiles.schema import DepartmentEntry, OrganLists, Profile

_INTAKE_ORDER = ("intake", "supervision", "records", "evaluation")
_CREDIT_ORDER = ("supervision", "sanctions", "objections", "records", "evaluation", "intake")
_REFORM = re.compile(r"发展改革|发改")
_OFFICE = re.compile(r"(政府|府)(办公室|办公厅|办)$|^办公[室厅]$")


def organ_names(profile: Profile) -> list[str]:
    """The names that stand for one organ, in the order of the source; collectives are left out."""
    return [each.name for each in profile.departments if each.kind == "organ"]


def primary_organ(lists: OrganLists, collectives: Iterable[str]) -> str | None:
    """First of 牵头, else of 负责, else of 配合, collectives skipped; None when nobody is named."""
    skipped = set(collectives)
    return next((name for name in [*lists.lead, *lists.responsible, *lists.support] if name not in skipped), None)


def default_intake(profile: Profile) -> str:
    """Who receives reports that no area gives to anybody."""
    return _first_owner(profile, _INTAKE_ORDER) or _named(profile, _REFORM) or government_office(profile) or organ_names(profile)[0]


def default_credit_lead(profile: Profile) -> str:
    """Who leads the building of the credit system."""
    active = [each for each in profile.departments if set(each.roles) & {"lead", "responsible"}]
    return _match(active, _REFORM) or _first_owner(profile, _CREDIT_ORDER) or default_intake(profile)


def government_office(profile: Profile) -> str | None:
    """The office of the government, or of the bureau, where the source names one."""
    return _named(profile, _OFFICE)


def _first_owner(profile: Profile, functions: Iterable[str]) -> str | None:
    collectives = [each.name for each in profile.departments if each.kind == "collective"]
    for function in functions:
        entry = getattr(profile.owners, function)
        found = primary_organ(entry, collectives) if entry else None
        if found:
            return found
    return None


def _named(profile: Profile, pattern: re.Pattern[str]) -> str | None:
    return _match(profile.departments, pattern)


def _match(departments: Iterable[DepartmentEntry], pattern: re.Pattern[str]) -> str | None:
    return next((each.name for each in departments if each.kind == "organ" and pattern.search(each.name)), None)
