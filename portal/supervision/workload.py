"""How much each officer of a department has in hand: for the head of that department alone."""

from dataclasses import dataclass
from datetime import date

from portal.access import Actor, Permission, require
from portal.accounts import queries as accounts
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries import reading
from portal.supervision.periods import Period


@dataclass(frozen=True)
class OfficerLoad:
    """What one officer has in hand now and answered in a period; ``officer_id`` None: cases nobody is in charge of."""

    officer_id: int | None
    name: str
    in_hand: int
    due_today: int
    overdue: int
    replied: int
    on_time: int


def workload(actor: Actor, period: Period, today: date) -> list[OfficerLoad]:
    """The people of the actor's own department, the most overdue first. Raises ``NotAllowed`` for whoever is no head.

    A head who sits in no department has nobody.
    """
    require(actor, Permission.WORKLOAD_READ)
    home = actor.department
    if home is None:
        return []
    counts = {row[0]: [int(number or 0) for number in row[1:]] for row in reading.count_workload(actor, home.id, months_of(period), today)}
    names: dict[int | None, str] = {each.id: each.display_name for each in accounts.users_of_department(home.id)}
    names[None] = "没有指定承办人"
    loads = [OfficerLoad(key, names.get(key, "已离开本单位的人员"), *numbers) for key, numbers in counts.items()]
    return sorted(loads, key=lambda load: (-load.overdue, -load.in_hand, load.name))
