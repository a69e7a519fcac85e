"""Loading a jurisdiction profile into the database: idempotent, and careful with what was edited here.

All organs hang flat below the people's government, those of the party, the people's congress and the courts too. They are
not its subordinates in law; but they are of the same level, and when the government itself is complained of none of them
is its superior, so every one of them must step back and the report goes up (``rules.conflicted``). A bureau is its own top.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from portal import clock
from portal.accounts.departments.operations import add_department
from portal.accounts.departments.queries import all_departments, find_in, staffed_department_ids
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import DepartmentKind
from portal.db import add, flush
from portal.errors import PortalError
from portal.events import emit
from portal.profiles.difference import Change, content_difference
from portal.profiles.models import Jurisdiction, LedgerTask
from portal.profiles.queries import current, list_all_ledger
from portal.profiles.schema import Profile, TaskEntry
from portal.profiles.sites import root_name_of
from portal.profiles.vocabulary import Level
from portal.routing.areas import load_areas, load_owners
from portal.routing.events import ProfileLoaded
from portal.versions.operations import keep

VERSIONS, SUBJECT = "profile", "jurisdiction"  # every content loaded is kept, so that one can go back to it


class OtherJurisdiction(PortalError):
    """The installation already serves another jurisdiction, with people at work in it."""


@dataclass(frozen=True)
class Loaded:
    """What loading did: the jurisdiction and the differences to the profile before (all of it the first time)."""

    jurisdiction: Jurisdiction
    changes: list[Change]
    is_first: bool


def load_profile(profile: Profile, *, by: User | None = None) -> Loaded:
    """Bring departments, areas, owners, ledger and jurisdiction to what the profile says.

    Kept as they are: contacts, aliases, parents, departments added or switched off here, texts edited for citizens. A department
    that left the profile stays with its history, and is switched off when nobody ever worked in it. Raises
    ``OtherJurisdiction`` when another jurisdiction is in use here.
    """
    before = current()
    content, old = profile.plain(), before.content if before else None
    changes = content_difference(old, content)
    _refuse_other_jurisdiction(profile, before)
    departments = _load_departments(profile)
    load_areas(profile, departments)
    load_owners(profile, departments)
    _load_ledger(profile)
    jurisdiction = _load_jurisdiction(profile, content, before)
    flush()
    keep(VERSIONS, SUBJECT, content, by, old)
    emit(ProfileLoaded(profile.key, jurisdiction.digest, len(changes), by.id if by else None))
    return Loaded(jurisdiction, changes, before is None)


def _refuse_other_jurisdiction(profile: Profile, before: Jurisdiction | None) -> None:
    if before is not None and before.key != profile.key and staffed_department_ids():
        raise OtherJurisdiction(
            f"本系统正在为{before.name}服务，已有工作人员，不能改装为{profile.name}。"
            f"请为{profile.name}另设数据库（DATABASE_URL 或 XINNUO_DATA）。"
        )


def _load_departments(profile: Profile) -> dict[str, Department]:
    """Every name of the profile with its department; a department renamed here is found by its alias."""
    existing = all_departments()
    code = profile.region.inferred.code or ""
    root = _ensure_root(profile, existing, code)
    found: dict[str, Department] = {}
    for position, entry in enumerate(profile.departments, start=1):
        department = find_in(existing, entry.name)
        if department is None:
            collective = entry.kind == "collective"
            kind = DepartmentKind.COLLECTIVE if collective else DepartmentKind.ORGAN
            department = add_department(
                entry.name, kind, None if collective else root, region_code=code, position=position, from_profile=True
            )
        _take_in(department)
        found[entry.name] = department
    _let_go([each for each in existing if each.from_profile and each not in found.values() and each is not root])
    return found


def _ensure_root(profile: Profile, existing: list[Department], code: str) -> Department:
    level = Level[profile.level.upper()]
    name = root_name_of(profile.name, level)
    kind = DepartmentKind.ORGAN if level is Level.BUREAU else DepartmentKind.GOVERNMENT
    root = find_in(existing, name) or add_department(name, kind, region_code=code, from_profile=True)
    _take_in(root)
    return root


def _take_in(department: Department) -> None:
    """A department that had left the profile is in office again; one that was switched off here stays off."""
    if not department.from_profile:
        department.from_profile = True
        department.is_active = True


def _let_go(vanished: list[Department]) -> None:
    staffed = staffed_department_ids()
    for department in vanished:
        department.from_profile = False
        department.is_active = department.is_active and department.id in staffed


def _load_ledger(profile: Profile) -> None:
    rows = {row.task_key: row for row in list_all_ledger()}
    for task in profile.tasks:
        _fill(rows.get(task.id) or LedgerTask(task_key=task.id), task)
    current_ids = {task.id for task in profile.tasks}
    for row in rows.values():
        row.is_current = row.task_key in current_ids


def _fill(row: LedgerTask, task: TaskEntry) -> None:
    for field, value in task.model_dump(exclude={"id"}).items():
        setattr(row, field, "" if value is None else value)
    row.is_current = True
    add(row)


def _load_jurisdiction(profile: Profile, content: dict[str, Any], before: Jurisdiction | None) -> Jurisdiction:
    row = before or add(Jurisdiction(id=1, settings={}))
    digest = sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
    if before is not None and before.digest == digest:
        return before
    row.key, row.name, row.level = profile.key, profile.name, Level[profile.level.upper()]
    row.region_name, row.region_code = profile.region.name, profile.region.inferred.code or ""
    row.source_title = profile.source.title
    row.sites = content.get("publication", {}).get("sites", [])
    row.channels, row.aggregation = content.get("channels", []), content.get("aggregation", [])
    row.commitment_categories = list(profile.commitment_categories)
    row.content, row.digest, row.loaded_at = content, digest, clock.now()
    return row
