"""The demo accounts: one of each role, in the departments the routing table uses."""

from portal.accounts import operations as accounts
from portal.accounts import queries
from portal.accounts.departments import operations as department_operations
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.demo import custody, regions
from portal.demo.stories import RESPONDENTS
from portal.records import recognising
from portal.routing import operations as routing
from portal.routing import queries as routing_queries

PASSWORD = "Demo-honest-town-2026"  # of demo accounts only; a real deployment has none (GB/T 22239-2019, 8.1.4.2)
SUPERIOR = "上一级信用建设牵头单位（演示）"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_MOST_DEPARTMENTS = 6


def make_accounts() -> list[User]:
    """Create the demo accounts that are missing, and give all of them back in the order in which they are shown."""
    people = []
    handling = handling_departments()
    for number, department in enumerate(handling, start=1):
        tail = "" if number == 1 else str(number)
        people.append(_account(f"officer{tail}", f"{_SURNAMES[number]}承办（演示）", department, Role.OFFICER))
        people.append(_account(f"head{tail}", f"{_SURNAMES[-number]}负责（演示）", department, Role.HEAD))
    for number, place in enumerate(regions.make_places(), start=1):
        people.append(_account(f"officer-region{number}", f"{place.name}承办（演示）", place.bureau, Role.OFFICER))
        people.append(_account(f"head-region{number}", f"{place.name}负责（演示）", place.bureau, Role.HEAD))
    lead = routing_queries.credit_lead() or handling[0]
    people.append(_account("coordinator", "何分办（演示）", lead, Role.COORDINATOR))
    people.append(_account("supervisor", "吕监督（演示）", lead, Role.SUPERVISOR))
    people.append(_account("publisher", "施审核（演示）", lead, Role.PUBLISHER))
    people.append(_account("publisher2", "尤签发（演示）", lead, Role.PUBLISHER))
    accused = departments.find_department(RESPONDENTS[0])
    if accused is not None:
        people.append(_account("accused", "乔来函（演示）", accused, Role.OFFICER))
    people.append(_account("supervisor2", "水复核（演示）", _superior(), Role.SUPERVISOR))
    people.append(_account("superior", "华上级（演示）", _superior(), Role.COORDINATOR))
    keepers = departments.get_department(min(recognising.office().department_ids))
    people.append(_account("recorder", "金记录（演示）", keepers, Role.OFFICER))
    people.append(_account("recordhead", "魏负责（演示）", keepers, Role.HEAD))
    people.append(_account("systemadmin", "张系统（演示）", lead, Role.SYSTEM_ADMIN))
    people.append(_account("securityadmin", "孔安全（演示）", lead, Role.SECURITY_ADMIN))
    people.append(_account("auditadmin", "曹审计（演示）", lead, Role.AUDIT_ADMIN))
    for (username, name), home in zip(custody.NAMES, custody.homes(handling), strict=False):
        people.append(_account(username, name, home, Role.CUSTODIAN))
    return people


def _superior() -> Department:
    """The organ above this jurisdiction: reports about the government itself wait for its people, for everybody here lies below it."""
    found = departments.find_department(SUPERIOR)
    return found or department_operations.add_department(SUPERIOR, DepartmentKind.SUPERIOR)


def handling_departments() -> list[Department]:
    """The departments that the routing table sends reports to, the first area's first."""
    organs = routing_queries.table().organs
    wanted: list[int | None] = [routing.propose_for(area.key, []).department_id for area in routing_queries.areas()]
    wanted += [routing.propose_for(None, []).department_id]
    lead = routing_queries.credit_lead()
    wanted += [lead.id] if lead else []
    respondents = [found for name in RESPONDENTS if (found := departments.find_department(name))]
    wanted += [routing.propose_for(None, [each.id]).department_id for each in respondents]
    ordered = list(dict.fromkeys(each for each in wanted if each is not None and each in organs))[:_MOST_DEPARTMENTS]
    return [departments.get_department(each) for each in ordered]


def _account(username: str, name: str, department: Department, role: Role) -> User:
    user = queries.find_by_username(username)
    if user is not None:
        return user
    user = accounts.create_user(username, name, department, password=PASSWORD, is_demo=True)
    accounts.grant_role(user, role)
    accounts.enrol_second_factor(user)
    accounts.confirm_second_factor(user)
    return user
