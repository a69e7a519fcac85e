"""Every SELECT of the ladder. Rows that are about to change are locked."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.accounts.models import Department
from portal.cases.models import Case
from portal.cases.queries import seen_by_watchers, visibility
from portal.cases.vocabulary import ReportKind
from portal.db import session
from portal.errors import NotFound
from portal.supervision.ladder.models import LadderSetting, LadderWatch, LetterSerial, PublicCriticism, TalkCommitment
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import SENT_STATUSES, CriticismScope, OrderStatus


def find_setting() -> LadderSetting | None:
    """The version of the days that is in force; None while the house uses those it started with."""
    return session.scalars(select(LadderSetting).order_by(LadderSetting.id.desc()).limit(1)).first()


def list_settings(limit: int = 20) -> list[LadderSetting]:
    """The newest versions, newest first."""
    return list(session.scalars(select(LadderSetting).order_by(LadderSetting.id.desc()).limit(limit)))


def find_serial_for_update(series: str) -> LetterSerial | None:
    """The last number of a series, its row locked."""
    wanted = select(LetterSerial).where(LetterSerial.series == series).with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).one_or_none()


def is_seen_by_all(case_id: int) -> bool:
    """Whether no supervisor or coordinator is kept from the case."""
    return session.scalar(select(Case.id).where(Case.id == case_id, seen_by_watchers())) is not None


def lock_next_watch(today: date, after: tuple[date, int] | None = None) -> LadderWatch | None:
    """The row whose day came first, locked; rows that others work on are passed over."""
    wanted = select(LadderWatch).where(LadderWatch.act_on <= today).order_by(LadderWatch.act_on, LadderWatch.id).limit(1)
    if after is not None:
        wanted = wanted.where(tuple_(LadderWatch.act_on, LadderWatch.id) > after)
    return session.scalars(wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)).first()


def find_watch(case_id: int) -> LadderWatch | None:
    """Where a case stands, its row locked."""
    wanted = select(LadderWatch).where(LadderWatch.case_id == case_id)
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()


def list_open_orders(case_id: int) -> list[SupervisionOrder]:
    """The papers on a case that are neither closed nor dismissed, oldest first."""
    over = (OrderStatus.CLOSED, OrderStatus.DISMISSED)
    wanted = select(SupervisionOrder).where(SupervisionOrder.case_id == case_id, SupervisionOrder.status.not_in(over))
    return list(session.scalars(wanted.order_by(SupervisionOrder.made_at, SupervisionOrder.id)))


def get_commitment(order_id: int, commitment_id: int) -> TalkCommitment:
    """One promise of a talk. Raises ``NotFound``."""
    found = session.get(TalkCommitment, commitment_id)
    if found is None or found.order_id != order_id:
        raise NotFound("没有找到这项承诺。")
    return found


def get_commitment_by_id(commitment_id: int) -> TalkCommitment:
    """One promise, for handlers. Raises ``NotFound``."""
    found = session.get(TalkCommitment, commitment_id)
    if found is None:
        raise NotFound("没有找到这项承诺。")
    return found


def is_public_key(key: str) -> bool:
    """Whether a criticism has this key."""
    return session.scalar(select(PublicCriticism.order_id).where(PublicCriticism.public_key == key)) is not None


_CHUNK = 500
_NEWEST = (PublicCriticism.issued_on, PublicCriticism.order_id)

_ONCE_PUBLIC = (PublicCriticism.scope == CriticismScope.PUBLIC, PublicCriticism.issued_on.is_not(None))
_SHOWN = (*_ONCE_PUBLIC, PublicCriticism.withdrawn_at.is_(None))


def _published(*conditions: ColumnElement[bool]) -> Select[Any]:
    wanted = select(PublicCriticism).where(*conditions)
    return wanted.options(joinedload(PublicCriticism.order).joinedload(SupervisionOrder.department))


def list_published(department_id: int | None = None, before: tuple[date, int] | None = None, limit: int = 20) -> Sequence[PublicCriticism]:
    """Criticisms the public may read, newest first, without withdrawn ones; of one department, if named."""
    wanted = _published(*_SHOWN).order_by(*(each.desc() for each in _NEWEST)).limit(limit)
    if department_id is not None:
        wanted = wanted.join(PublicCriticism.order).where(SupervisionOrder.department_id == department_id)
    if before is not None:
        wanted = wanted.where(tuple_(*_NEWEST) < before)
    return session.scalars(wanted).all()


def count_published(department_id: int | None = None) -> int:
    """How many criticisms the public may read; of one department, if named."""
    wanted = select(func.count()).select_from(PublicCriticism).where(*_SHOWN)
    if department_id is not None:
        wanted = wanted.join(PublicCriticism.order).where(SupervisionOrder.department_id == department_id)
    return session.scalar(wanted) or 0


def list_criticised() -> list[Department]:
    """The departments that published criticisms name, in the order of their position."""
    keys = select(SupervisionOrder.department_id).join(PublicCriticism, PublicCriticism.order_id == SupervisionOrder.id).where(*_SHOWN)
    return list(session.scalars(select(Department).where(Department.id.in_(keys)).order_by(Department.position, Department.id)))


def iterate_published(department_id: int | None = None) -> Iterator[PublicCriticism]:
    """Every published criticism (of one department, if named), newest first, read by key in chunks."""
    last = None
    while True:
        found = list_published(department_id, last, _CHUNK)
        yield from found
        if len(found) < _CHUNK:
            return
        last = found[-1].issued_on or date.max, found[-1].order_id


def get_published(public_key: str) -> PublicCriticism:
    """A criticism that was published, also one that was withdrawn since. Raises ``NotFound``."""
    found = session.scalars(_published(*_ONCE_PUBLIC, PublicCriticism.public_key == public_key)).one_or_none()
    if found is None:
        raise NotFound("没有找到这份通报。")
    return found


def find_place(public_key: str) -> tuple[date, int]:
    """The place in the list of a criticism that was published. Raises ``NotFound``."""
    found = get_published(public_key)
    return found.issued_on or date.max, found.order_id


def list_circulated(actor: Actor, before: tuple[date, int] | None = None, limit: int = 50) -> Sequence[PublicCriticism]:
    """Criticisms that staff read, newest first. Of a tip-off they are seen only by those who may see the case."""
    wanted = select(PublicCriticism).join(PublicCriticism.order).join(Case, Case.id == SupervisionOrder.case_id)
    wanted = wanted.where(SupervisionOrder.status.in_(SENT_STATUSES), PublicCriticism.withdrawn_at.is_(None))
    wanted = wanted.where(or_(Case.kind != ReportKind.TIP_OFF, visibility(actor))).order_by(*(each.desc() for each in _NEWEST)).limit(limit)
    if before is not None:
        wanted = wanted.where(tuple_(*_NEWEST) < before)
    return session.scalars(wanted.options(joinedload(PublicCriticism.order).joinedload(SupervisionOrder.department))).all()
