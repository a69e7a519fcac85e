"""Every figure of the cockpit counted anew, slowly and plainly, from the rows of cases, steps, clocks and ratings."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.cases.attribution.vocabulary import Party
from portal.cases.exchanges import Rating
from portal.cases.models import SUBJECT, Case, CaseEvent, Report
from portal.cases.vocabulary import OPEN_STATUSES, Satisfaction, Status
from portal.db import session
from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import Unit, due_date
from portal.deadlines.models import Deadline
from portal.deadlines.queries import calendar
from portal.supervision.periods import Period

CONTENT = {Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED}


@dataclass
class Whole:
    """A case with everything that figures are made of."""

    case: Case
    channel: str
    region: str
    events: list[CaseEvent]
    clocks: list[Deadline]
    satisfaction: Satisfaction | None


def wholes(hidden_from: Iterable[int] = ()) -> list[Whole]:
    """All cases but those against the departments named."""
    found = []
    for case in session.scalars(select(Case)):
        respondents = [row.department for row in case.respondents]
        if any(department.id in set(hidden_from) for department in respondents):
            continue
        events = list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)))
        clocks = list(session.scalars(select(Deadline).where(Deadline.subject_kind == SUBJECT, Deadline.subject_id == case.id)))
        channel = session.scalars(select(Report.channel).where(Report.case_id == case.id)).one()
        rating = session.scalars(select(Rating.satisfaction).where(Rating.case_id == case.id)).one_or_none()
        lead = case.lead_department.region_code if case.lead_department else ""
        region = (respondents[0].region_code if respondents else "") or lead
        found.append(Whole(case, channel, region, events, clocks, rating))
    return found


def lies_in(day: date | None, period: Period) -> bool:
    """Whether a day lies in a period."""
    return day is not None and period.first <= day <= period.last


def counts(rows: Iterable[Whole], period: Period) -> Counter[str]:
    """The measures of the cells, one case after the other, without the days."""
    found: Counter[str] = Counter()
    for row in rows:
        case = row.case
        if lies_in(case.received_on, period):
            found["received"] += 1
            found["returned"] += case.was_sent_back
        if lies_in(case.replied_on, period) and case.status is Status.DECLINED:
            found["declined"] += 1
        if lies_in(case.replied_on, period) and case.was_on_time is not None:
            found["replied"] += 1
            found["on_time"] += case.was_on_time
            found["rated"] += row.satisfaction is not None
            found["satisfied"] += row.satisfaction in CONTENT
            found["extended"] += any(each.extension_days for each in row.clocks)
            found["reopened"] += case.was_reopened
            found[case.finding.value if case.finding else "unfound"] += 1
        if case.commitment and lies_in(case.commitment_due_on, period):
            found["promised"] += 1
            found["kept"] += case.commitment_met_on is not None
    return +found


def days(rows: Iterable[Whole], period: Period) -> dict[int | None, Counter[str]]:
    """Whose each day of the cases answered was, day by day, by the department in charge."""
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if lies_in(row.case.replied_on, period) and row.case.was_on_time is not None:
            for department, party in each_day(row):
                found[department][f"days_{party.value}"] += 1
    return dict(found)


def each_day(row: Whole) -> Iterable[tuple[int | None, Party]]:
    """The days on which the office owed something, each with its department and party."""
    day = row.case.received_on + timedelta(days=1)
    while day <= clock.today():
        before = [event for event in row.events if clock.local_date(event.at) < day]
        if before and before[-1].to_status in OPEN_STATUSES:
            yield before[-1].lead_department_id, _party(before[-1].to_status, row.clocks, day)
        day += timedelta(days=1)


def _party(status: Status, clocks: Iterable[Deadline], day: date) -> Party:
    if status is Status.SUPPLEMENT:
        return Party.REPORTER
    if status is Status.SUSPENDED:
        return Party.HEARING
    is_extended = any(each.extension_days and _term(each) < day <= each.due_on for each in clocks)
    is_handled = status in {Status.HANDLING, Status.REVIEWING}
    return Party.EXTENSION if is_handled and is_extended else Party.DEPARTMENT


def _term(deadline: Deadline) -> date:
    """The last day without the extension: the term, longer by the days of each pause that began in it."""
    length, last = deadline.value, due_date(deadline.started_on, deadline.value, Unit.NATURAL, calendar()).on
    for pause in sorted(deadline.pauses, key=lambda each: each.started_on):
        if pause.ended_on and pause.started_on <= last:
            length += (pause.ended_on - pause.started_on).days
            last = due_date(deadline.started_on, length, Unit.NATURAL, calendar()).on
    return last


def worked(after: date, until: date, in_force: Calendar) -> int:
    """Worked days, one by one."""
    return sum(in_force.is_working_day(after + timedelta(days=number)) for number in range(1, (until - after).days + 1))


def durations(rows: Iterable[Whole], period: Period) -> tuple[Counter[int], Counter[int]]:
    """Working days of the cases received in the period: of those answered, and of those still handled."""
    ended: Counter[int] = Counter()
    running: Counter[int] = Counter()
    for row in rows:
        if not lies_in(row.case.received_on, period):
            continue
        open_clock = next((each for each in row.clocks if each.met_on is None), None)
        if row.case.days_used is not None:
            ended[row.case.days_used] += 1
        elif open_clock is not None and row.case.status in OPEN_STATUSES:
            stood = sum(worked(each.started_on, each.ended_on, calendar()) for each in open_clock.pauses if each.ended_on)
            running[max(0, worked(open_clock.started_on, open_clock.paused_on or clock.today(), calendar()) - stood)] += 1
    return ended, running


def days_used(rows: Iterable[Whole], period: Period) -> Counter[int]:
    """Working days of the cases answered in the period."""
    answered = [row.case for row in rows if lies_in(row.case.replied_on, period) and row.case.was_on_time is not None]
    return Counter(case.days_used for case in answered if case.days_used is not None)


def kaplan_meier(ended: Counter[int], running: Counter[int], share: float) -> int | None:
    """The definition, from lists: on each day the share of those still there who are answered then."""
    cases = [(day, True) for day in ended.elements()] + [(day, False) for day in running.elements()]
    survival = 1.0
    for day in sorted({day for day, is_event in cases if is_event}):
        there = sum(1 for each, _is_event in cases if each >= day)
        survival *= 1 - sum(1 for each, is_event in cases if is_event and each == day) / there
        if survival <= 1 - share + 1e-12:
            return day
    return None


def wilson(part: int, number: int) -> tuple[float, float] | None:
    """The definition: every share from which what was seen lies no further than 1.96 standard errors, found by halving; in percent."""
    if not number:
        return None

    def is_near(share: float) -> bool:
        return (part / number - share) ** 2 <= 1.959964**2 * share * (1 - share) / number

    ends = []
    for outside in (0.0, 1.0):
        inside, without = part / number, outside
        for _ in range(60):
            middle = (inside + without) / 2
            inside, without = (middle, without) if is_near(middle) else (inside, middle)
        ends.append(100 * inside)
    return ends[0], ends[1]


def live(rows: Iterable[Whole], today: date) -> dict[str, Any]:
    """What stands now: in hand, due today, overdue by clock, and how old."""
    in_hand = [row.case for row in rows if row.case.status in OPEN_STATUSES]
    late = [case for case in in_hand if case.due_on < today]
    ages = [worked(case.received_on, today, calendar()) for case in in_hand]
    edges = ((0, 5), (6, 10), (11, 20), (21, 30), (31, 10**6))
    return {
        "in_hand": len(in_hand),
        "due_today": sum(case.due_on == today for case in in_hand),
        "overdue": len(late),
        "by_rule": Counter(case.due_rule for case in late),
        "ages": [sum(least <= age <= most for age in ages) for least, most in edges],
    }


def missed(rows: Iterable[Whole], period: Period, today: date) -> int:
    """Commitments due in the period whose day has passed unmet."""
    due = [row.case for row in rows if row.case.commitment and lies_in(row.case.commitment_due_on, period)]
    return sum(case.commitment_met_on is None and _ends(case.commitment_due_on) < today for case in due)


def _ends(day: date) -> date:
    """The day on which a term ends whose last day this is (民法典 203)."""
    while not calendar().is_working_day(day):
        day += timedelta(days=1)
    return day
