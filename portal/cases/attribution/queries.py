"""What attribution reads: the steps and clocks of cases, and their spans."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.accounts.models import Department
from portal.cases.attribution.models import CaseSpan
from portal.cases.attribution.rules import Days, Span, Turn
from portal.cases.models import SUBJECT, Case, CaseEvent
from portal.cases.vocabulary import Status
from portal.cases.workflow import Action
from portal.db import session
from portal.deadlines.calendar import Calendar
from portal.deadlines.limits import INTERNAL_RULES
from portal.deadlines.models import Deadline
from portal.deadlines.plan import plan
from portal.deadlines.queries import calendar

_NOBODYS = {Status.UNASSIGNED, Status.UNDER_REVIEW}  # in these states no handling department is in charge
_AFTERWARDS = "commitment"  # the clock whose stops and extensions say nothing about the handling
_GIVING = {Action.SUBMIT, Action.ASSIGN, Action.ROUTE, Action.REASSIGN}  # steps whose detail names the department that gets the case


@dataclass
class Inputs:
    """What the spans of one case are made of."""

    turns: list[Turn] = field(default_factory=list)
    stops: list[Days] = field(default_factory=list)
    extensions: list[Days] = field(default_factory=list)


def list_inputs(case_ids: Collection[int]) -> dict[int, Inputs]:
    """Steps, stops and extensions of some cases."""
    found = {case_id: Inputs() for case_id in case_ids}
    leads = _Leads()
    columns = (CaseEvent.case_id, CaseEvent.action, CaseEvent.at, CaseEvent.to_status, CaseEvent.lead_department_id, CaseEvent.detail)
    query = select(*columns, Case.received_on, Case.lead_department_id.label("present_id")).join(Case, Case.id == CaseEvent.case_id)
    for row in session.execute(query.where(CaseEvent.case_id.in_(case_ids)).order_by(CaseEvent.id)):
        turns = found[row.case_id].turns
        before = turns[-1].department_id if turns else None
        named = leads.named(row.detail) if row.lead_department_id is None and row.action in _GIVING else None
        lead = None if row.to_status in _NOBODYS else row.lead_department_id or named or before or row.present_id
        on = clock.local_date(row.at)
        if not turns and row.received_on < on:  # taken down days after it came in: nobody was given it before
            turns.append(Turn(row.received_on, Status.UNASSIGNED, None))
        turns.append(Turn(max(on, turns[-1].on) if turns else row.received_on, row.to_status, lead))
    for deadline in session.scalars(_clocks(case_ids)):
        _add_clock(found[deadline.subject_id], deadline, calendar())
    return found


def _clocks(case_ids: Collection[int]) -> Select[Deadline]:
    counted = Deadline.rule_key.not_in([_AFTERWARDS, *INTERNAL_RULES])
    query = select(Deadline).where(Deadline.subject_kind == SUBJECT, Deadline.subject_id.in_(case_ids), counted)
    return query.options(selectinload(Deadline.pauses)).order_by(Deadline.id)


def _add_clock(inputs: Inputs, deadline: Deadline, in_force: Calendar) -> None:
    end = deadline.met_on or (clock.local_date(deadline.cancelled_at) if deadline.cancelled_at else None)
    for pause in deadline.pauses:
        if pause.ended_on is None or pause.ended_on > pause.started_on:
            inputs.stops.append(Days(pause.started_on, pause.ended_on))
    if deadline.extension_days:
        planned = plan(
            deadline.started_on, deadline.value, deadline.unit, deadline.finished_pauses, deadline.extension_days, in_force
        )  # its first part is the term without the extension
        until = min(planned.on, end or date.max)
        if until > planned.base.on:
            inputs.extensions.append(Days(planned.base.on, until))


class _Leads:
    """Departments by the names that older events wrote down; asked of the database when an event needs it."""

    def __init__(self) -> None:
        self._ids: dict[str, int] | None = None

    def named(self, detail: dict[str, object]) -> int | None:
        """The id of the department that a step gave the case to, if an old event names one."""
        name = detail.get("department")
        if not name:
            return None
        if self._ids is None:
            rows = session.execute(select(Department.id, Department.name, Department.aliases)).all()
            self._ids = {alias: row.id for row in rows for alias in row.aliases} | {row.name: row.id for row in rows}
        return self._ids.get(str(name))


def list_span_rows(case_ids: Collection[int]) -> dict[int, list[CaseSpan]]:
    """The kept spans of some cases, in order."""
    found: dict[int, list[CaseSpan]] = defaultdict(list)
    for row in session.scalars(select(CaseSpan).where(CaseSpan.case_id.in_(case_ids)).order_by(CaseSpan.case_id, CaseSpan.after_on)):
        found[row.case_id].append(row)
    return found


def list_spans(case_id: int) -> list[Span]:
    """The spans of one case; the caller has passed door 2."""
    return list_named_spans(case_id)[0]


def list_named_spans(case_id: int) -> tuple[list[Span], dict[int, str]]:
    """The spans of one case and the names of the departments in them, in one query; the caller has passed door 2."""
    query = select(CaseSpan, Department.name).outerjoin(Department, Department.id == CaseSpan.department_id)
    found, names = [], {}
    for row, name in session.execute(query.where(CaseSpan.case_id == case_id).order_by(CaseSpan.after_on)):
        found.append(Span(row.after_on, row.until_on, row.party, row.stage, row.department_id))
        if row.department_id is not None:
            names[row.department_id] = name
    return found, names
