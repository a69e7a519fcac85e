"""The demo custodians and their key, made by the real ceremony, so that tip-offs by name can be sealed and opened."""

from portal.accounts import queries
from portal.accounts.departments import operations
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import DepartmentKind
from portal.custody import ceremony, custodians
from portal.custody import queries as custody
from portal.custody.shares import SHARES

PASSPHRASE = "demo lantern over a quiet river 2026"  # of the demo custodians only
NAMES = (("custodian", "沈保管（演示）"), ("custodian2", "韩保管（演示）"), ("custodian3", "杨保管（演示）"))

_SPARE = ("第一保管单位（演示）", "第二保管单位（演示）", "第三保管单位（演示）")


def homes(handling: list[Department]) -> list[Department]:
    """Three departments, none of them below another; those that handle no reports first, and made-up ones where there are too few."""
    known = {each.id for each in handling}
    others = [each for each in departments.list_active_organs() if each.id not in known and each.kind is DepartmentKind.ORGAN]
    chosen: list[Department] = []
    for department in [*others, *handling]:
        if len(chosen) < SHARES and not any(department.lies_in(each.id) or each.lies_in(department.id) for each in chosen):
            chosen.append(department)
    for name in _SPARE[: SHARES - len(chosen)]:
        chosen.append(departments.find_department(name) or operations.add_department(name, DepartmentKind.ORGAN))
    return chosen


def hold_ceremony(admin: User) -> bool:
    """Let the demo custodians set their passphrases and the demo security administrator make the key. False when there is a key."""
    if custody.highest_number():
        return False
    people = [user for name, _shown in NAMES if (user := queries.find_by_username(name)) is not None and user.is_demo]
    if len(people) < SHARES:
        return False
    for user in people:
        if custody.find_custodian(user.id) is None:
            custodians.set_keys(user, *custodians.prepare_keys(PASSPHRASE))
    ceremony.found(admin, [user.id for user in people])
    return True
