"""What sets the steps of the ladder off: a clock that ran out, an answer that did not come, a step somebody took by hand.

Each late case has one ``LadderWatch``. Its row is locked while it is acted on and moves to the next step in the same transaction, and the
database refuses a second paper for the same clock, round, department and step: repeated, parallel and late rounds fire a step once.
"""

import logging
from datetime import date, timedelta

from portal import clock
from portal.access import SYSTEM
from portal.cases import handling
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.steps import SUBJECT as CASE
from portal.cases.vocabulary import OPEN_STATUSES
from portal.cases.workflow import TRANSITIONS, Action
from portal.db import add, flush, savepoint, session
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit, due_date
from portal.deadlines.models import Deadline
from portal.supervision import operations
from portal.supervision.ladder import queries, settings
from portal.supervision.ladder.models import LadderWatch
from portal.supervision.ladder.table import FIRST, KEPT_BY_SUPERVISORS, LADDER, LadderRow
from portal.supervision.models import SupervisionOrder
from portal.supervision.operations import Cause
from portal.supervision.queries import get_order
from portal.supervision.vocabulary import OrderKind, OrderStatus

ONE_DAY = timedelta(days=1)
RANK = {kind: place for place, kind in enumerate(OrderKind)}
_ENDED = "办件的这个环节已经完成，系统自动销号。"
_OTHER_UNIT = "办件已改由其他单位办理，系统自动销号。"
_log = logging.getLogger(__name__)


def watch_case(case: Case, running: Deadline) -> None:
    """A clock of a case has run out: the case is watched from now on, unless it is already."""
    if is_owed_by_department(running) and case.status in OPEN_STATUSES and queries.find_watch(case.id) is None:
        watch = add(LadderWatch(case_id=case.id, next_kind=FIRST, clock_id=running.id, clock_round=running.due_round))
        _schedule(watch, case)


def is_owed_by_department(running: Deadline) -> bool:
    """Whether a clock of a case is a duty of the department that handles it."""
    limit = deadlines.find_limit(running.rule_key)
    return limit is not None and not limit.belongs_to_reporter and not limit.is_internal and running.rule_key not in KEPT_BY_SUPERVISORS


def follow_paper(order: SupervisionOrder) -> None:
    """A paper was sent, or was not answered in time: the step after it is scheduled. A case never climbs down."""
    watch, next_kind = queries.find_watch(order.case_id), LADDER[order.kind].next_kind
    if watch is not None and RANK[watch.next_kind] > RANK[order.kind] and watch.order_id != order.id:
        return
    if next_kind is None:
        _forget(watch)
        return
    if watch is None:
        watch = add(LadderWatch(case_id=order.case_id, next_kind=next_kind, clock_id=order.clock_id, clock_round=order.clock_round))
    watch.next_kind, watch.order_id = next_kind, order.id
    _schedule(watch, order.case)


def stop(case_id: int) -> None:
    """Nothing more comes by itself until another clock runs out."""
    _forget(queries.find_watch(case_id))


def _forget(watch: LadderWatch | None) -> None:
    if watch is not None:
        session.delete(watch)
        flush()


def settle(case: Case) -> None:
    """A step ended clocks of the case: what the portal sent or drafted for them has lost its object."""
    for order in queries.list_open_orders(case.id):
        by_portal = order.issued_by_id is None and order.clock_id is not None
        if (LADDER[order.kind].goes_alone or by_portal) and _is_over(order, case):
            operations.end_by_itself(order, _ENDED)
            if order.status is OrderStatus.DISMISSED:
                stop(case.id)


def _is_over(order: SupervisionOrder, case: Case) -> bool:
    if order.clock_id is None or case.status not in OPEN_STATUSES:
        return case.status not in OPEN_STATUSES
    return not deadlines.get_deadline(order.clock_id).is_open


def start_over(case: Case) -> None:
    """Another department leads the case: the papers the portal sent to the one before end, and the new one has the days of grace."""
    for order in queries.list_open_orders(case.id):
        if order.department_id != case.lead_department_id and (LADDER[order.kind].goes_alone or order.status is OrderStatus.DRAFT):
            operations.end_by_itself(order, _OTHER_UNIT)
    watch = queries.find_watch(case.id)
    if watch is not None:
        watch.next_kind, watch.order_id = FIRST, None
        watch.act_on = _working_days_after(clock.today(), settings.in_force()[FIRST].overdue_days) if case.lead_department_id else None
        flush()


def act(watch: LadderWatch, today: date) -> SupervisionOrder | None:
    """Look at a case whose day has come and take the step that is due, if it still is. The row is locked by the caller."""
    case = cases.get_case(watch.case_id)
    if case.status not in OPEN_STATUSES:
        _forget(watch)
        return None
    _schedule(watch, case)
    if watch.act_on is None and case.lead_department_id is not None:
        _take_other_clock(watch, case, today)
    if watch.act_on is None or watch.act_on > today:
        return None
    return _climb(watch, case)


def act_alone(watch: LadderWatch, today: date) -> SupervisionOrder | None:
    """``act``; when something about this case fails, undo that alone and leave it for the next round."""
    watch_id = watch.id
    try:
        with savepoint():
            return act(watch, today)
    except Exception:
        _log.exception("the ladder of watch %s could not be climbed", watch_id)
        return None


def _take_other_clock(watch: LadderWatch, case: Case, today: date) -> None:
    """The clock that was watched has ended: another one that ran out takes its place, from the first step; or nothing is left to watch.

    A case on which a person began goes on from there: it had no clock before.
    """
    late = [each for each in deadlines.list_open(CASE, case.id) if each.is_overdue(today) and is_owed_by_department(each)]
    if not late:
        _forget(watch)
        watch.act_on = None
        return
    if watch.clock_id is not None:
        watch.next_kind, watch.order_id = FIRST, None
    watch.clock_id, watch.clock_round = late[0].id, late[0].due_round
    _schedule(watch, case)


def _schedule(watch: LadderWatch, case: Case) -> None:
    """Set the day on which the next step is due; None when nothing sets it off or nobody can be addressed."""
    row = settings.in_force()[watch.next_kind]
    running = deadlines.get_deadline(watch.clock_id) if watch.clock_id else None
    answer_due = _awaited(watch)
    wanted: list[date] = []
    if running is not None and running.is_overdue(clock.today()):
        wanted.append(_working_days_after(running.due_on, row.overdue_days))
    if answer_due is not None and row.unanswered_days is not None:
        wanted.append(_working_days_after(answer_due, row.unanswered_days))
    act_on = min(wanted, default=None) if case.lead_department_id is not None else None
    if act_on is not None and answer_due is not None:
        act_on = max(act_on, answer_due + ONE_DAY)  # nobody is pushed harder while they may still answer
    watch.act_on = act_on
    flush()


def _awaited(watch: LadderWatch) -> date | None:
    """The last day of the answer to the step before, while it has not come; then that of a promise of a talk that is not kept yet."""
    before = get_order(watch.order_id) if watch.order_id else None
    if before is None or before.status is OrderStatus.ISSUED:
        return before.due_on if before else None
    return min((each.due_on for each in before.talk.commitments if each.met_on is None), default=None) if before.talk else None


def _working_days_after(day: date, number: int) -> date:
    return due_date(day, number, Unit.WORKING, deadlines.calendar()).on


def _climb(watch: LadderWatch, case: Case) -> SupervisionOrder | None:
    row = settings.in_force()[watch.next_kind]
    if operations.why_not_begin(case, row.kind):  # somebody was quicker by hand: that paper is followed instead
        watch.act_on = None
        flush()
        return None
    cause, words = Cause(watch.clock_id, watch.clock_round, watch.order_id), _words(watch, row)
    if not row.goes_alone:
        watch.act_on = None
        return operations.prepare(case, SYSTEM, row.kind, words, row.answer_days, cause)
    order = operations.issue(case, SYSTEM, words, row.answer_days, row.kind, cause)
    if row.kind is OrderKind.REMINDER and case.status in TRANSITIONS[Action.REMIND].sources:
        handling.remind(case, SYSTEM, "办理期限已过，平台自动催办。")
    return order


def _words(watch: LadderWatch, row: LadderRow) -> str:
    running = deadlines.get_deadline(watch.clock_id) if watch.clock_id else None
    before = get_order(watch.order_id) if watch.order_id else None
    if running is not None and running.is_open:
        limit = deadlines.find_limit(running.rule_key)
        return row.words.format(matter=limit.label if limit else "办理", due_on=_said(running.due_on))
    if before is not None and before.due_on is not None:
        return f"{before.number}要求你单位于{_said(before.due_on)}前答复，至今没有答复。请在期限内书面说明情况。"
    return "请在期限内书面说明情况。"


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
