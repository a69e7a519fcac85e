"""What a profile or an administrator sets of the limits, each change a version. Inside the caller's transaction.

The administrator's word stands over the profile's, and the law over both. Clocks that run keep the term they began with.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from portal import clock
from portal.access import Actor, Permission, require
from portal.db import add, flush, session
from portal.deadlines import queries
from portal.deadlines.administration import note_revision
from portal.deadlines.counting import Unit
from portal.deadlines.limits import LIMITS, Limit, Pause, limits_for, with_pauses
from portal.deadlines.models import LimitChange, LimitOverride, LimitSetting, LimitSource
from portal.errors import NotFound, RuleBroken


def set_limits(overrides: Mapping[str, Mapping[str, Any]], by_id: int | None = None) -> None:
    """Put a profile's ``{key: {value, unit, basis}}`` in force, in place of the overrides before.

    Raises ``RuleBroken`` (field = the key) for one that the law does not allow.
    """
    limits, rows = limits_for(overrides), queries.list_limit_overrides()
    if {key: _terms(limits[key]) for key in overrides} == {key: _terms(row) for key, row in rows.items()}:
        return

    def change() -> None:
        for key in set(rows) - set(overrides):
            session.delete(rows[key])
        for key in overrides:
            row = rows.get(key) or add(LimitOverride(rule_key=key))
            row.value, row.unit, row.basis, row.label, row.start = _terms(limits[key])

    _change(change, LimitSource.PROFILE, by_id)


def set_limit(rule_key: str, actor: Actor, value: int, unit: Unit, basis: str, pauses: Collection[Pause] | None = None) -> None:
    """Set one limit over the profile's, and what stops its clock (None: as it is).

    Raises ``RuleBroken`` on ``value`` or ``pauses`` for what the law does not allow, ``NotFound``.
    """
    require(actor, Permission.LIMIT_EDIT)
    checked = proposed(rule_key, value, unit, basis, pauses)
    legal = LIMITS.get(rule_key)

    def change() -> None:
        row = queries.find_limit_settings().get(rule_key) or add(LimitSetting(rule_key=rule_key))
        row.value, row.unit, row.basis = checked.value, checked.unit, checked.basis
        row.pauses = None if legal and checked.suspended_by == legal.suspended_by else _joined(checked.suspended_by)

    _change(change, LimitSource.OFFICE, actor.id)


def reset_limit(rule_key: str, actor: Actor) -> None:
    """Take the administrator's setting back: the profile's term, or the law's, holds again."""
    require(actor, Permission.LIMIT_EDIT)
    row = queries.find_limit_settings().get(rule_key)
    if row is None:
        raise NotFound("这项时限没有改过。")
    _change(lambda: session.delete(row), LimitSource.OFFICE, actor.id)


def proposed(rule_key: str, value: int, unit: Unit, basis: str, pauses: Collection[Pause] | None = None) -> Limit:
    """The limit as it would be, checked against the law. Raises as ``set_limit`` does."""
    present = queries.find_limit(rule_key)
    if present is None:
        raise NotFound("没有这项时限。")
    wanted = {"value": value, "unit": unit, "basis": basis.strip(), "label": present.label, "start": present.start}
    if not wanted["basis"]:
        raise RuleBroken("basis", "请写明依据。")
    try:
        limit = limits_for({rule_key: wanted})[rule_key]
    except RuleBroken as error:
        raise RuleBroken("value", error.message) from None
    return with_pauses(limit, present.suspended_by if pauses is None else pauses)


def _joined(grounds: Collection[Pause]) -> str:
    return ",".join(sorted(each.value for each in grounds))


def _terms(row: Limit | LimitOverride) -> tuple[int, Unit, str, str, str]:
    return row.value, row.unit, row.basis, row.label, row.start


def _change(change: Callable[[], None], source: LimitSource, by_id: int | None) -> None:
    before = dict(queries.limits())
    change()
    note_revision("limits")
    after = queries.limits()
    for key in sorted(set(before) | set(after)):
        if before.get(key) != after.get(key):
            _write_version(key, before.get(key), after.get(key), source, by_id)
    flush()


def _write_version(key: str, old: Limit | None, new: Limit | None, source: LimitSource, by_id: int | None) -> None:
    add(
        LimitChange(
            rule_key=key,
            version=queries.last_version(key) + 1,
            source=source,
            at=clock.now(),
            by_id=by_id,
            old_value=old.value if old else None,
            old_unit=old.unit if old else None,
            old_basis=old.basis if old else "",
            old_pauses=_joined(old.suspended_by) if old else "",
            new_value=new.value if new else None,
            new_unit=new.unit if new else None,
            new_basis=new.basis if new else "",
            new_pauses=_joined(new.suspended_by) if new else "",
        )
    )
