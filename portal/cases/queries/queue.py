"""The work queue of a department or of a supervisor: tabs, filters, counts, keyset pages."""

import operator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.accounts.models import Department, User
from portal.accounts.queries import stood_in_for
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.cases.lists.models import CaseTag, Tag
from portal.cases.models import Case, CaseDepartment, CaseTally
from portal.cases.queries.visibility import conflicted_ids, unconflicted, visibility
from portal.cases.queries.whole import without_parts
from portal.cases.vocabulary import OPEN_STATUSES, PublicationStage, ReportKind, Status
from portal.db import session
from portal.vocabulary import Labelled


class Tab(Labelled):
    """The tabs of the queue. Due soon and overdue are computed, so a case can be in two tabs."""

    IN_HAND = "in_hand", "在办"
    UNASSIGNED = "unassigned", "待分办"
    PENDING = "pending", "待受理"
    HANDLING = "handling", "办理中"
    SUPPLEMENT = "supplement", "待补正"
    DUE_SOON = "due_soon", "即将超期"
    OVERDUE = "overdue", "已超期"
    TO_PUBLISH = "to_publish", "待审核公开"
    CLOSED = "closed", "已办结"
    ALL = "all", "全部"


TAB_STATUSES: dict[Tab, tuple[Status, ...]] = {
    Tab.UNASSIGNED: (Status.UNASSIGNED,),
    Tab.PENDING: (Status.PENDING,),
    Tab.HANDLING: (Status.HANDLING, Status.SUSPENDED, Status.REVIEWING, Status.UNDER_REVIEW),
    Tab.SUPPLEMENT: (Status.SUPPLEMENT,),
    Tab.DUE_SOON: OPEN_STATUSES,
    Tab.OVERDUE: OPEN_STATUSES,
    Tab.IN_HAND: OPEN_STATUSES,
    Tab.CLOSED: (Status.REPLIED, Status.CLOSED, Status.DECLINED, Status.WITHDRAWN),
}


@dataclass(frozen=True)
class QueueFilter:
    """What narrows the queue. ``today`` and ``soon_until`` are local dates; everything left empty does not narrow."""

    today: date
    soon_until: date
    tab: Tab = Tab.ALL
    mine_only: bool = False
    keyword: str = ""
    area_key: str = ""
    kind: ReportKind | None = None
    status: Status | None = None
    department_id: int | None = None
    officer_id: int | None = None
    received_from: date | None = None
    received_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    due_rule: str = ""
    replied_from: date | None = None
    replied_to: date | None = None
    on_time: bool | None = None
    is_timed: bool = False  # answered while a clock ran, in time or late
    tag_id: int | None = None  # of the own department
    case_ids: tuple[int, ...] | None = None  # a selection: nothing else than these


Key = tuple[date, int]


def list_queue(actor: Actor, wanted: QueueFilter, after: Key | None = None, limit: int = 50, before: Key | None = None) -> list[Case]:
    """A page of cases, nearest deadline first, behind the key (due date, id) of the last row of the page before.

    With ``before`` instead: the page that ends just before that key, in the same order.
    """
    key = key_columns(actor)
    query = narrowed(actor, wanted).limit(limit)
    if before is not None:
        query = query.where(tuple_(*key) < before).order_by(*(column.desc() for column in key))
    else:
        query = query.order_by(*key) if after is None else query.where(tuple_(*key) > after).order_by(*key)
    officer = joinedload(Case.officer)
    query = query.options(joinedload(Case.lead_department), officer.lazyload(User.grants), officer.lazyload(User.department))
    query = query.options(*without_parts())  # a list shows none of them
    rows = list(session.scalars(query).unique())
    return rows[::-1] if before is not None else rows


def list_leads() -> list[tuple[int, str]]:
    """(id, name) of the departments that can lead a case, for the filter of those who see all. It tells nothing of any case."""
    query = select(Department.id, Department.name).where(Department.kind != DepartmentKind.COLLECTIVE)
    return [(department_id, name) for department_id, name in session.execute(query.order_by(Department.position, Department.id))]


@dataclass(frozen=True)
class QueueCounts:
    """How many cases each tab holds, and how many open ones fall due today and by the end of the week."""

    tabs: dict[Tab, int]
    due_today: int
    due_this_week: int
    sunday: date


def count_queue(actor: Actor, wanted: QueueFilter) -> QueueCounts:
    """The numbers above the queue under the same filters. The week ends on Sunday.

    Without filters the numbers by status come from the tallies, so that they cost the same however many cases there are.
    """
    by_status = _count_by_status(actor, wanted) if _filters(actor, wanted) or not _is_tallied(actor) else _read_tallies(actor)
    sunday = wanted.today + timedelta(days=6 - wanted.today.weekday())
    soon, late, now, week, to_publish = _count_running(actor, wanted, sunday)
    counts = {tab: sum(by_status.get(status, 0) for status in TAB_STATUSES.get(tab, ())) for tab in Tab}
    counts[Tab.ALL] = sum(by_status.values())
    counts[Tab.DUE_SOON], counts[Tab.OVERDUE] = soon, late
    counts[Tab.TO_PUBLISH] = to_publish
    return QueueCounts(counts, now, week, sunday)


def _count_by_status(actor: Actor, wanted: QueueFilter) -> dict[Status, int]:
    status = _sorted_columns(actor)[0]
    query = narrowed(actor, wanted, with_tab=False).with_only_columns(status, func.count(), maintain_column_froms=True)
    return {row[0]: row[1] for row in session.execute(query.group_by(status))}


def _is_tallied(actor: Actor) -> bool:
    """Whether the actor sees all cases, or all of one department, but for those they may not know of."""
    return (
        actor.department is not None
        and actor.is_active
        and (_by_department(actor) or bool(actor.roles & {Role.COORDINATOR, Role.SUPERVISOR}))
    )


def _read_tallies(actor: Actor) -> dict[Status, int]:
    """Cases by status from the tallies, less those from which the actor is kept as (part of) the respondent."""
    own = actor.department.id if _by_department(actor) else None
    of_whom = CaseTally.department_id.is_(None) if own is None else CaseTally.department_id == own
    tallied = select(CaseTally.status, func.sum(CaseTally.change)).where(of_whom).group_by(CaseTally.status)
    hidden = select(Case.status, -func.count()).where(Case.id.in_(conflicted_ids(actor))).group_by(Case.status)
    if own is not None:
        hidden = hidden.join(CaseDepartment, and_(CaseDepartment.case_id == Case.id, CaseDepartment.department_id == own))
    counts: dict[Status, int] = {}
    for status, number in session.execute(union_all(tallied, hidden)):
        counts[status] = counts.get(status, 0) + number
    return counts


def list_tallies_for_update(limit: int) -> list[CaseTally]:
    """Tally rows to be added together, locked; those another worker has locked are left to it."""
    return list(session.scalars(select(CaseTally).order_by(CaseTally.id).limit(limit).with_for_update(skip_locked=True)))


def _count_running(actor: Actor, wanted: QueueFilter, sunday: date) -> tuple[int, int, int, int, int]:
    """Open cases that are due soon, overdue, due today, and due by ``sunday``; and cases whose public text waits for release."""
    status, due_on = _sorted_columns(actor)
    conditions = (
        and_(due_on >= wanted.today, due_on <= wanted.soon_until),
        due_on < wanted.today,
        due_on == wanted.today,
        and_(due_on >= wanted.today, due_on <= sunday),
    )
    sums = (func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions)
    latest = max(sunday, wanted.soon_until)
    query = narrowed(actor, wanted, with_tab=False).where(status.in_(OPEN_STATUSES), due_on <= latest)
    waiting = narrowed(actor, replace(wanted, tab=Tab.TO_PUBLISH)).with_only_columns(func.count(), maintain_column_froms=True)
    return tuple(
        session.execute(query.with_only_columns(*sums, waiting.correlate(None).scalar_subquery(), maintain_column_froms=True)).one()
    )


@dataclass(frozen=True)
class Place:
    """Where a case stands in a filtered queue: its number from 1, how many there are, and the ids of the cases beside it.

    ``number`` is None when the case is no longer in the queue; what comes next is then the first of it.
    """

    number: int | None
    total: int
    previous_id: int | None
    next_id: int | None


def find_place(actor: Actor, wanted: QueueFilter, one: Case) -> Place:
    """Where a case stands in the filtered queue, in one query."""
    columns, here = key_columns(actor), (one.due_on, one.id)
    key, backwards = tuple_(*columns), [column.desc() for column in columns]
    inside_queue = narrowed(actor, wanted)
    ids = inside_queue.with_only_columns(Case.id, maintain_column_froms=True).limit(1)
    beside = (ids.where(key < here).order_by(*backwards), ids.where(key > here).order_by(*columns), ids.order_by(*columns))
    sums = (func.sum(case((key < here, 1), else_=0)), func.sum(case((Case.id == one.id, 1), else_=0)))
    neighbours = (each.correlate(None).scalar_subquery() for each in beside)
    query = inside_queue.with_only_columns(func.count(), *sums, *neighbours, maintain_column_froms=True)
    total, before, inside, previous_id, next_id, first_id = session.execute(query).one()
    return Place(before + 1, total, previous_id, next_id) if inside else Place(None, total, None, first_id)


def sees_all(actor: Actor) -> bool:
    """Whether the queue of the actor holds cases of every department."""
    return not _by_department(actor)


def _by_department(actor: Actor) -> bool:
    """Whether the actor sees just the cases of the own department, whose rows one index serves in order."""
    sees_more = actor.roles & {Role.COORDINATOR, Role.SUPERVISOR, Role.PUBLISHER}
    return actor.department is not None and bool(actor.roles & {Role.OFFICER, Role.HEAD}) and not sees_more


def key_columns(actor: Actor) -> tuple[ColumnElement[date], ColumnElement[int]]:
    """What the queue of the actor is sorted by: due date, then id."""
    return (CaseDepartment.due_on, CaseDepartment.case_id) if _by_department(actor) else (Case.due_on, Case.id)  # type: ignore[return-value]


def _sorted_columns(actor: Actor) -> tuple[ColumnElement[Status], ColumnElement[date]]:
    return (CaseDepartment.status, CaseDepartment.due_on) if _by_department(actor) else (Case.status, Case.due_on)  # type: ignore[return-value]


def narrowed(actor: Actor, wanted: QueueFilter, with_tab: bool = True) -> Select[Case]:
    """The cases of a filtered queue as a SELECT, unsorted; everything that shows, counts or exports the queue starts from it."""
    if _by_department(actor):  # the join says whose cases these are, and lets the queue's own index sort and count
        mine = and_(CaseDepartment.case_id == Case.id, CaseDepartment.department_id == actor.department.id)
        query = select(Case).join(CaseDepartment, mine).where(unconflicted(actor))
    else:
        query = select(Case).where(visibility(actor))
    conditions = [*_filters(actor, wanted)]
    if with_tab:
        conditions += _tab_conditions(actor, wanted)
    return query.where(*conditions)


def _tab_conditions(actor: Actor, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    status, due_on = _sorted_columns(actor)
    conditions: list[ColumnElement[bool]] = []
    if wanted.tab in TAB_STATUSES:
        conditions.append(status.in_(TAB_STATUSES[wanted.tab]))
    if wanted.tab is Tab.DUE_SOON:
        conditions.append(and_(due_on >= wanted.today, due_on <= wanted.soon_until))
    elif wanted.tab is Tab.OVERDUE:
        conditions.append(due_on < wanted.today)
    elif wanted.tab is Tab.TO_PUBLISH:
        conditions.append(Case.publication_stage == PublicationStage.SUBMITTED)
    return conditions


# Each field of the filter that narrows by one comparison, and how.
_COMPARISONS = (
    ("area_key", Case.area_key, operator.eq),
    ("kind", Case.kind, operator.eq),
    ("status", Case.status, operator.eq),
    ("department_id", Case.lead_department_id, operator.eq),
    ("officer_id", Case.officer_id, operator.eq),
    ("received_from", Case.received_on, operator.ge),
    ("received_to", Case.received_on, operator.le),
    ("due_from", Case.due_on, operator.ge),
    ("due_to", Case.due_on, operator.le),
    ("due_rule", Case.due_rule, operator.eq),
    ("replied_from", Case.replied_on, operator.ge),
    ("replied_to", Case.replied_on, operator.le),
)


def _is_mine(actor: Actor, today: date) -> ColumnElement[bool]:
    """The actor is the officer in charge, or stands in today for who is."""
    if actor.department is None:
        return Case.officer_id == actor.id
    return or_(Case.officer_id == actor.id, Case.officer_id.in_(stood_in_for(actor.id, actor.department.id, today)))


def _filters(actor: Actor, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    given = [(column, compare, getattr(wanted, name)) for name, column, compare in _COMPARISONS]
    conditions = [compare(column, value) for column, compare, value in given if value]
    if wanted.mine_only:
        conditions.append(_is_mine(actor, wanted.today))
    if wanted.is_timed:
        conditions.append(Case.was_on_time.is_not(None))
    if wanted.on_time is not None:
        conditions.append(Case.was_on_time.is_(wanted.on_time))
    if wanted.tag_id is not None:
        conditions.append(_bears(actor, wanted.tag_id))
    if wanted.case_ids is not None:
        conditions.append(Case.id.in_(wanted.case_ids))
    if wanted.keyword.strip():
        conditions.append(_matches(wanted.keyword.strip()))
    return conditions


def _bears(actor: Actor, tag_id: int) -> ColumnElement[bool]:
    own = Tag.department_id == (actor.department.id if actor.department else None)
    return Case.id.in_(select(CaseTag.case_id).join(Tag, Tag.id == CaseTag.tag_id).where(Tag.id == tag_id, own))


def _matches(keyword: str) -> ColumnElement[bool]:
    return or_(
        Case.number.startswith(keyword.upper(), autoescape=True),
        Case.title.contains(keyword, autoescape=True),
        Case.respondent_name.contains(keyword, autoescape=True),
    )
