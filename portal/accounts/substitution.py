"""Standing in for a colleague for some days. What the substitute sees is still what their own department and roles let them see."""

from datetime import date, timedelta

from portal import clock
from portal.accounts import queries
from portal.accounts.models import Substitution, User
from portal.db import add
from portal.errors import RuleBroken

LONGEST = timedelta(days=366)


def appoint_substitute(person: User, substitute: User, from_on: date, until_on: date, by: User) -> Substitution:
    """Let a colleague of the same department who holds the same roles stand in from one local day to another. It ends by itself.

    Raises ``RuleBroken`` on ``substitute``, ``from_on`` or ``until_on``.
    """
    if substitute.id == person.id or not substitute.is_active or substitute.department_id != person.department_id:
        raise RuleBroken("substitute", "请选同一单位另一位在岗人员。")
    if person.department_id is None or not person.roles or not person.roles <= substitute.roles:
        raise RuleBroken("substitute", "代理人要有与本人相同的角色，请先由安全管理员授予。")
    if until_on < from_on or until_on < clock.today():
        raise RuleBroken("until_on", "结束日期要在开始日期以后，并且还没有过。")
    if until_on - from_on > LONGEST:
        raise RuleBroken("until_on", "最长一年，到期可以再办。")
    if any(each.from_on <= until_on and each.until_on >= from_on for each in queries.list_substitutions(person.id, clock.today())):
        raise RuleBroken("from_on", "这几天已经有人代理，请先结束原来的代理。")
    row = Substitution(user_id=person.id, substitute_id=substitute.id, from_on=from_on, until_on=until_on)
    row.made_by_id, row.made_at = by.id, clock.now()
    return add(row)


def end_substitution(row: Substitution) -> None:
    """End it now; ending it twice changes nothing."""
    if row.ended_at is None:
        row.ended_at = clock.now()
