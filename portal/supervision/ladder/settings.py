"""The days of the ladder: which are in force, and a new version of them."""

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.db import add
from portal.errors import RuleBroken
from portal.supervision.ladder import queries
from portal.supervision.ladder.models import LadderSetting
from portal.supervision.ladder.table import LadderRow, values_of, with_values
from portal.supervision.vocabulary import OrderKind


def in_force() -> dict[OrderKind, LadderRow]:
    """The ladder with the days in force now."""
    found = queries.find_setting()
    return with_values(found.values if found else {})


def change(actor: Actor, values: Mapping[str, Mapping[str, Any]], reason: str) -> LadderSetting:
    """Put other days in force from now on; papers that were sent keep their terms. Raises ``RuleBroken`` (``kind-name``, ``reason``)."""
    require(actor, Permission.LADDER_EDIT)
    rows, reason = with_values(values), reason.strip()
    if len(reason) < 2:
        raise RuleBroken("reason", "请写明调整的理由。")
    if values_of(rows) == values_of(in_force()):
        raise RuleBroken("reason", "天数没有变化，不用保存。")
    made = add(LadderSetting(values=values_of(rows), reason=reason[:300], changed_by_id=actor.id, changed_at=clock.now()))
    audit.record(actor, "ladder:edit", "ladder", "", {"reason": made.reason})
    return made
