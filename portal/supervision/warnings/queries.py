"""Every SELECT of warnings; what happened in a month is counted by ``facts``."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Department
from portal.db import session
from portal.errors import NotFound
from portal.supervision.warnings.models import SupervisionWarning, WarningCell, WarningMonth


def find_months(months: Collection[str]) -> dict[str, WarningMonth]:
    """The months among these that were counted."""
    return {each.month: each for each in session.scalars(select(WarningMonth).where(WarningMonth.month.in_(months)))}


def find_last_counted() -> WarningMonth | None:
    """The last month in which warnings were looked for."""
    query = select(WarningMonth).where(WarningMonth.looks.is_not(None)).order_by(WarningMonth.month.desc()).limit(1)
    return session.scalars(query).first()


def list_cells(months: Collection[str]) -> list[WarningCell]:
    """The cells of some months."""
    return list(session.scalars(select(WarningCell).where(WarningCell.month.in_(months)).order_by(WarningCell.id)))


def list_departments() -> dict[int, Department]:
    """Every department by its key."""
    return {each.id: each for each in session.scalars(select(Department))}


def list_warnings(open_only: bool = False, before_id: int | None = None, limit: int = 50) -> list[SupervisionWarning]:
    """Warnings, newest first; those nobody has noted anything on, if wanted."""
    query = (
        select(SupervisionWarning).order_by(SupervisionWarning.id.desc()).limit(limit).options(joinedload(SupervisionWarning.department))
    )
    if open_only:
        query = query.where(SupervisionWarning.acknowledged_at.is_(None))
    if before_id is not None:
        query = query.where(SupervisionWarning.id < before_id)
    return list(session.scalars(query))


def count_open() -> int:
    """How many warnings nobody has noted anything on."""
    return session.scalar(select(func.count()).select_from(SupervisionWarning).where(SupervisionWarning.acknowledged_at.is_(None))) or 0


def get_warning(warning_id: int, for_update: bool = False) -> SupervisionWarning:
    """One warning. Raises ``NotFound``."""
    query = select(SupervisionWarning).where(SupervisionWarning.id == warning_id)
    found = session.scalars(query.with_for_update() if for_update else query).one_or_none()
    if found is None:
        raise NotFound("没有找到这条预警。")
    return found
