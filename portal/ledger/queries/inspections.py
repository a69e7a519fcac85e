"""Inspections: rounds, their checklists, and findings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from portal.accounts.models import Department
from portal.db import session
from portal.errors import NotFound
from portal.ledger.models import InspectionCheck, InspectionFinding, InspectionRound, TaskOrgan
from portal.ledger.vocabulary import CheckResult, FindingStatus, RoundKind, RoundStatus
from portal.profiles.models import LedgerTask

_ROUND_ORDER = (InspectionRound.due_on, InspectionRound.id)


def find_round_by_key(key: str) -> InspectionRound | None:
    """The inspection of a rhythm and period, if it was made."""
    return session.scalars(select(InspectionRound).where(InspectionRound.key == key)).one_or_none()


def get_round(round_id: int, for_update: bool = False) -> InspectionRound:
    """One inspection, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(InspectionRound.id).where(InspectionRound.id == round_id).with_for_update())
    found = session.get(InspectionRound, round_id)
    if found is None:
        raise NotFound("没有找到这次检查。")
    return found


def list_rounds(status: RoundStatus | None = None, after_id: int | None = None, limit: int = 50) -> list[InspectionRound]:
    """A page of inspections: those that are over newest first, otherwise the one that is due next first."""
    ends = status in (RoundStatus.CONCLUDED, RoundStatus.CANCELLED)
    query = select(InspectionRound).order_by(*(column.desc() if ends else column for column in _ROUND_ORDER))
    query = query.where(InspectionRound.status == status) if status else query
    last = session.get(InspectionRound, after_id) if after_id else None
    if last is not None:
        place, here = tuple_(*_ROUND_ORDER), (last.due_on, last.id)
        query = query.where(place < here if ends else place > here)
    return list(session.scalars(query.limit(limit)))


def count_rounds() -> dict[RoundStatus, int]:
    """How many inspections stand where."""
    query = select(InspectionRound.status, func.count()).group_by(InspectionRound.status)
    counted: dict[RoundStatus, int] = {row[0]: row[1] for row in session.execute(query)}
    return {each: counted.get(each, 0) for each in RoundStatus}


def list_waiting_planned(today: date) -> list[InspectionRound]:
    """Inspections of the plan that have not begun and are not due before a day."""
    query = select(InspectionRound).where(
        InspectionRound.status == RoundStatus.PLANNED, InspectionRound.kind == RoundKind.PLANNED, InspectionRound.due_on >= today
    )
    return list(session.scalars(query.order_by(*_ROUND_ORDER)))


def list_next_rounds(limit: int = 3) -> list[InspectionRound]:
    """The inspections that end next."""
    query = select(InspectionRound).where(InspectionRound.status.in_([RoundStatus.PLANNED, RoundStatus.OPEN]))
    return list(session.scalars(query.order_by(*_ROUND_ORDER).limit(limit)))


def list_checks(round_id: int, department_id: int | None = None, result: CheckResult | None = None) -> list[InspectionCheck]:
    """The checklist of an inspection, task by task in the order of the plan."""
    query = _checks().where(InspectionCheck.round_id == round_id)
    if department_id is not None:
        query = query.where(InspectionCheck.department_id == department_id)
    if result is not None:
        query = query.where(InspectionCheck.result == result)
    return list(session.scalars(query))


def list_checks_of_task(task_id: int, limit: int = 50) -> list[InspectionCheck]:
    """What inspections said of one task, newest first."""
    query = _checks().where(InspectionCheck.task_id == task_id).options(joinedload(InspectionCheck.round))
    return list(session.scalars(query.order_by(None).order_by(InspectionCheck.id.desc()).limit(limit)))


def _checks() -> Select[InspectionCheck]:
    query = select(InspectionCheck).join(LedgerTask, LedgerTask.id == InspectionCheck.task_id)
    return query.options(joinedload(InspectionCheck.progress), joinedload(InspectionCheck.department)).order_by(
        LedgerTask.seq, InspectionCheck.id
    )


def get_check(round_id: int, check_id: int, for_update: bool = False) -> InspectionCheck:
    """One line of a checklist. Raises ``NotFound``."""
    query = _checks().where(InspectionCheck.id == check_id, InspectionCheck.round_id == round_id)
    found = session.scalars(query.with_for_update(of=InspectionCheck) if for_update else query).one_or_none()
    if found is None:
        raise NotFound("没有找到这一项检查内容。")
    return found


def count_checks(round_id: int) -> dict[tuple[int | None, CheckResult], int]:
    """How many lines of a checklist have which result, by department."""
    query = select(InspectionCheck.department_id, InspectionCheck.result, func.count()).where(InspectionCheck.round_id == round_id)
    rows = session.execute(query.group_by(InspectionCheck.department_id, InspectionCheck.result))
    return {(row[0], row[1]): row[2] for row in rows}


@dataclass(frozen=True)
class FindingFilter:
    """What narrows the list of findings."""

    status: FindingStatus | None = None
    department_id: int | None = None
    round_id: int | None = None
    late_on: date | None = None


def list_findings(wanted: FindingFilter, before_id: int | None = None, limit: int | None = 50) -> list[InspectionFinding]:
    """A page of findings, newest first."""
    query = select(InspectionFinding).where(*_of(wanted)).options(joinedload(InspectionFinding.progress))
    if before_id is not None:
        query = query.where(InspectionFinding.id < before_id)
    return list(session.scalars(query.order_by(InspectionFinding.id.desc()).limit(limit)))


def count_findings(wanted: FindingFilter) -> dict[FindingStatus, int]:
    """How many findings stand where; the status of the filter itself does not count."""
    query = select(InspectionFinding.status, func.count()).where(*_of(wanted, False)).group_by(InspectionFinding.status)
    counted: dict[FindingStatus, int] = {row[0]: row[1] for row in session.execute(query)}
    return {each: counted.get(each, 0) for each in FindingStatus}


def count_late_findings(today: date, department_id: int | None = None) -> int:
    """How many findings the departments, or one, should have answered before ``today``."""
    wanted = FindingFilter(department_id=department_id, late_on=today)
    return session.scalar(select(func.count()).select_from(InspectionFinding).where(*_of(wanted))) or 0


def count_findings_by_department(round_id: int, today: date) -> dict[int, dict[str, int]]:
    """For each department of an inspection: findings in all, put right (``accepted``) and late."""
    late = and_(InspectionFinding.status == FindingStatus.ISSUED, InspectionFinding.due_on < today)
    accepted = InspectionFinding.status == FindingStatus.ACCEPTED
    query = select(InspectionFinding.department_id, func.count(), func.count().filter(accepted), func.count().filter(late)).where(
        InspectionFinding.round_id == round_id
    )
    rows: Any = session.execute(query.group_by(InspectionFinding.department_id))
    return {row[0]: {"all": row[1], "accepted": row[2], "late": row[3]} for row in rows}


def _of(wanted: FindingFilter, with_status: bool = True) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if with_status and wanted.status is not None:
        found.append(InspectionFinding.status == wanted.status)
    if wanted.department_id is not None:
        found.append(InspectionFinding.department_id == wanted.department_id)
    if wanted.round_id is not None:
        found.append(InspectionFinding.round_id == wanted.round_id)
    if wanted.late_on is not None:
        found += [InspectionFinding.status == FindingStatus.ISSUED, InspectionFinding.due_on < wanted.late_on]
    return found


def get_finding(finding_id: int, for_update: bool = False) -> InspectionFinding:
    """One finding, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(InspectionFinding.id).where(InspectionFinding.id == finding_id).with_for_update())
    found = session.get(InspectionFinding, finding_id)
    if found is None:
        raise NotFound("没有找到这项整改。")
    return found


def list_open_findings(department_id: int) -> list[InspectionFinding]:
    """What a department still has to put right."""
    is_open = InspectionFinding.status != FindingStatus.ACCEPTED
    return list(session.scalars(select(InspectionFinding).where(InspectionFinding.department_id == department_id, is_open)))


def get_own_finding(department: Department | None, finding_id: int, for_update: bool = False) -> InspectionFinding:
    """A finding about this department. Raises ``NotFound`` for any other."""
    found = get_finding(finding_id, for_update)
    if department is None or found.department_id != department.id:
        raise NotFound("没有找到这项整改。")
    return found


def list_rounds_of(department_id: int, limit: int = 20) -> list[InspectionRound]:
    """Open inspections in which a department is checked, and those still to come that look at it."""
    checked = select(InspectionCheck.round_id).where(InspectionCheck.department_id == department_id)
    has_part = select(TaskOrgan.id).where(TaskOrgan.department_id == department_id).exists()
    is_open = and_(InspectionRound.status == RoundStatus.OPEN, InspectionRound.id.in_(checked))
    query = select(InspectionRound).where(or_(is_open, and_(InspectionRound.status == RoundStatus.PLANNED, has_part)))
    return list(session.scalars(query.order_by(*_ROUND_ORDER).limit(limit)))
