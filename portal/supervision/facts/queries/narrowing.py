"""Which cases figures count: what the asker narrows them to, and what the actor may see of them (door 2)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, any_, false, func, select
from sqlalchemy.orm import aliased

from portal.access.actors import Actor
from portal.accounts.vocabulary import Role
from portal.cases.models import Case
from portal.cases.queries import visibility
from portal.cases.queries.visibility import conflicted_ids, ids_kept_from_watchers
from portal.cases.vocabulary import Channel
from portal.db import session
from portal.supervision.facts.models import CaseFact
from portal.supervision.facts.queries.measures import Facts


@dataclass(frozen=True)
class Narrowing:
    """Which cases figures count. None does not narrow; ``department_id`` 0 asks for cases without one, ``area_key`` "" for those without.

    ``region`` is a region code or the beginning of one.
    """

    department_id: int | None = None
    area_key: str | None = None
    region: str | None = None
    channel: Channel | None = None


def seen(actor: Actor | None) -> ColumnElement[bool]:
    """The condition on ``CaseFact`` that the actor may see the case (door 2); None: that no watcher is kept from it."""
    hidden = _hidden_ids(actor)
    if hidden is not None:
        return CaseFact.case_id.not_in(hidden)
    return CaseFact.case_id.in_(select(Case.id).where(visibility(actor))) if actor is not None else false()


def _hidden_ids(actor: Actor | None) -> CompoundSelect[int] | None:
    """The ids of the few cases kept from who sees all others; None for who does not."""
    if actor is None:
        return ids_kept_from_watchers()
    watches = actor.roles & {Role.SUPERVISOR, Role.COORDINATOR}
    return conflicted_ids(actor) if watches and actor.department is not None and actor.is_active else None


def narrowed(source: Any, wanted: Narrowing) -> list[ColumnElement[bool]]:
    """The conditions of a narrowing on anything with the columns of the dimensions."""
    conditions = []
    if wanted.department_id is not None:
        conditions.append(source.department_id == wanted.department_id if wanted.department_id else source.department_id.is_(None))
    if wanted.area_key is not None:
        conditions.append(source.area_key == wanted.area_key)
    if wanted.region is not None:
        conditions.append(source.region_code.startswith(wanted.region, autoescape=True) if wanted.region else source.region_code == "")
    if wanted.channel is not None:
        conditions.append(source.channel == wanted.channel)
    return conditions


def hidden_facts(actor: Actor | None) -> Facts | None:
    """The facts of the few cases kept from who sees all others, found from what keeps them and read once in a query; None as above."""
    hidden = _hidden_ids(actor)
    return None if hidden is None else aliased(CaseFact, select(CaseFact.__table__).where(_is_one_of(hidden)).cte("hidden"))


def _is_one_of(few: CompoundSelect[int]) -> ColumnElement[bool]:
    """That a case is one of a few: by the primary key, where the planner of PostgreSQL would rather walk all facts of a large house."""
    if session.get_bind().dialect.name == "postgresql":
        return CaseFact.case_id == any_(func.array(few.scalar_subquery()))
    return CaseFact.case_id.in_(few)
