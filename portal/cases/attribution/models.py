"""The spans of days of a case as rows, and the listeners that tell when a case changed."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.attribution.vocabulary import Party, Stage
from portal.cases.events import CasesChanged
from portal.cases.exchanges import Rating
from portal.cases.models import SUBJECT, Case, CaseEvent
from portal.db import Base, at_end, enum_column, is_in_transaction
from portal.deadlines.models import Deadline
from portal.events import emit

_ENDED = text("days > 0")
AT_END = 40  # before anything that locks a log


class CaseSpan(Base):
    """Days of a case that belong to one party: those after ``after_on`` up to and with ``until_on`` (None: it goes on).

    Made anew in the transaction of every step. ``days`` and ``working_days`` are those of the whole span, 0 while it goes on.
    """

    __tablename__ = "case_span"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on > after_on", name="ends_after_begin"),
        Index("ix_case_span_case", "case_id", "after_on"),
        Index("ix_case_span_party", "party", "department_id", "case_id", sqlite_where=_ENDED, postgresql_where=_ENDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    after_on: Mapped[date]
    until_on: Mapped[date | None]
    party: Mapped[Party] = mapped_column(enum_column(Party))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    department_id: Mapped[int | None]
    days: Mapped[int] = mapped_column(default=0)
    working_days: Mapped[int] = mapped_column(default=0)


def _tell(case_ids: list[int]) -> None:
    emit(CasesChanged(tuple(dict.fromkeys(case_ids))))


def _changed(case_id: int) -> None:
    if is_in_transaction():
        at_end(AT_END, _tell, case_id)


@event.listens_for(Case, "after_insert")
@event.listens_for(Case, "after_update")
def _case_changed(_mapper: Any, _connection: Connection, case: Case) -> None:
    _changed(case.id)


@event.listens_for(Rating, "after_insert")
@event.listens_for(CaseEvent, "after_insert")
def _part_changed(_mapper: Any, _connection: Connection, part: Rating | CaseEvent) -> None:
    _changed(part.case_id)


@event.listens_for(Deadline, "after_insert")
@event.listens_for(Deadline, "after_update")
def _clock_changed(_mapper: Any, _connection: Connection, deadline: Deadline) -> None:
    if deadline.subject_kind == SUBJECT:
        _changed(deadline.subject_id)
