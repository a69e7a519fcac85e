"""Cases by the dozen, as rows: figures are about numbers, and numbers need many."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from portal import clock
from portal.accounts.models import Department
from portal.cases.exchanges import Rating
from portal.cases.models import Case
from portal.cases.vocabulary import Finding, ReportKind, Satisfaction, Solved, Status
from portal.db import add, flush, transaction

_numbers = count(1)


def last_month() -> date:
    """The first of the month that was over last."""
    return (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)


def put_cases(number: int, lead: Department, on: date, area_key: str = "", late: int = 0, days: int = 10, **fields: object) -> None:
    """So many cases received and answered on a day, some of them late."""
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    satisfied = fields.pop("satisfied", 0)
    unsatisfied = fields.pop("unsatisfied", 0)
    with transaction():
        for place in range(number):
            case = Case(
                number=f"数{next(_numbers):08}", kind=ReportKind.COMPLAINT, status=Status.CLOSED, title="一件", area_key=area_key,
                lead_department_id=lead.id, received_at=at, received_on=on, replied_at=at, replied_on=on, closed_at=at,
                was_on_time=place >= late, days_used=days, finding=Finding.SUBSTANTIATED, **fields,
            )  # fmt: skip
            add(case)
            if place < satisfied + unsatisfied:
                flush()
                said = Satisfaction.SATISFIED if place < satisfied else Satisfaction.DISSATISFIED
                add(Rating(case_id=case.id, solved=Solved.YES, satisfaction=said, rated_at=at))
