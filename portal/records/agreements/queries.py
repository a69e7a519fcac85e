"""Every SELECT on agreements. Whoever keeps one sees it; supervisors see all but those of their own house."""

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actors import Actor
from portal.accounts.vocabulary import Role
from portal.db import session
from portal.errors import NotFound
from portal.records.agreements.models import Agreement
from portal.records.agreements.vocabulary import AgreementKind, AgreementStatus


def _visible(actor: Actor) -> Select[Agreement]:
    """The condition that says the same as ``allows(actor, AGREEMENT_READ, agreement)``."""
    condition: ColumnElement[bool] = false()
    if actor.is_active and Role.SUPERVISOR in actor.roles:
        condition = true()
    elif actor.is_active and actor.department is not None and actor.roles & {Role.OFFICER, Role.HEAD}:
        condition = or_(Agreement.keeper_id == actor.department.id)
    return select(Agreement).where(condition)


def get_visible(actor: Actor, agreement_id: int, for_update: bool = False) -> Agreement:
    """An agreement the actor may see, with its changes and stages. Raises ``NotFound``."""
    if for_update:
        session.execute(select(Agreement.id).where(Agreement.id == agreement_id).with_for_update())
    query = _visible(actor).where(Agreement.id == agreement_id)
    query = query.options(selectinload(Agreement.changes), selectinload(Agreement.stages), joinedload(Agreement.keeper))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("没有找到这份合同或承诺。")
    return found


def list_visible(
    actor: Actor,
    kind: AgreementKind | None = None,
    status: AgreementStatus | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Agreement]:
    """A page of agreements the actor may see, the newest first."""
    query = _visible(actor).options(joinedload(Agreement.keeper)).order_by(Agreement.id.desc()).limit(limit)
    for column, value in ((Agreement.kind, kind), (Agreement.status, status)):
        if value is not None:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(Agreement.id < before_id)
    return list(session.scalars(query))


def count_visible(actor: Actor) -> dict[AgreementStatus, int]:
    """How many agreements the actor may see stand where."""
    query = _visible(actor).with_only_columns(Agreement.status, func.count(), maintain_column_froms=True).group_by(Agreement.status)
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {status: counted.get(status, 0) for status in AgreementStatus}
