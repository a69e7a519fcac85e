"""A row of facts for each case, and cells that add them up, so that no page of figures walks the cases."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases import vocabulary as v
from portal.db import Base, enum_column

_OPEN = text("is_open")
_RUNNING = text("is_open AND days_used IS NULL AND clock_on IS NOT NULL")
_UNMET = text("promised_month IS NOT NULL AND promise_met_on IS NULL")
_CHANGES = text("NOT is_settled")


class CaseFact(Base):
    """What figures need of one case, each value copied from where it is decided. Months are written as 202611.

    ``clock_on``, ``stopped_days`` (working days) and ``stopped_on`` tell how long handling has gone on while it is not answered.
    """

    __tablename__ = "case_fact"
    __table_args__ = (
        Index(
            "ix_case_fact_open", "department_id", "area_key", "region_code", "channel", "due_rule", "due_on", "received_on", "case_id",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index(
            "ix_case_fact_received", "received_month", "department_id", "area_key", "region_code", "channel", "days_used", "case_id",
        ),
        Index(
            "ix_case_fact_running", "received_month", "department_id", "area_key", "region_code", "channel", "clock_on", "stopped_days",
            "stopped_on", "case_id", sqlite_where=_RUNNING, postgresql_where=_RUNNING,
        ),
        Index("ix_case_fact_replied", "replied_month", "department_id", "case_id"),
        Index("ix_case_fact_unmet", "promised_on", "department_id", sqlite_where=_UNMET, postgresql_where=_UNMET),
        Index("ix_case_fact_promised", "promised_month", "department_id", "case_id"),
        Index("ix_case_fact_due_on", "due_on", "case_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_case_fact_received_on", "received_on", "case_id"),
        Index("ix_case_fact_replied_on", "replied_on", "case_id"),
        Index("ix_case_fact_promised_on", "promised_on", "case_id"),
        Index("ix_case_fact_officer", "department_id", "officer_id", "is_open"),
    )  # fmt: skip

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
    department_id: Mapped[int | None]
    officer_id: Mapped[int | None]
    area_key: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(6))
    channel: Mapped[v.Channel] = mapped_column(enum_column(v.Channel, is_checked=False))
    status: Mapped[v.Status] = mapped_column(enum_column(v.Status, is_checked=False))
    is_open: Mapped[bool]
    received_on: Mapped[date]
    received_month: Mapped[int]
    due_on: Mapped[date]
    due_rule: Mapped[str] = mapped_column(String(40))
    clock_on: Mapped[date | None]
    stopped_days: Mapped[int]
    stopped_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    replied_month: Mapped[int | None]
    was_on_time: Mapped[bool | None]
    days_used: Mapped[int | None]
    satisfaction: Mapped[v.Satisfaction | None] = mapped_column(enum_column(v.Satisfaction, is_checked=False))
    finding: Mapped[v.Finding | None] = mapped_column(enum_column(v.Finding, is_checked=False))
    was_sent_back: Mapped[bool]
    was_reopened: Mapped[bool]
    was_extended: Mapped[bool]
    promised_on: Mapped[date | None]
    promised_month: Mapped[int | None]
    promise_met_on: Mapped[date | None]


class FigureCell(Base):
    """Sums over the facts of one month, department, area, region and channel. Several rows of one key are added up.

    A change of a case adds rows that are not settled in its own transaction; the worker adds them to the settled ones. The measures are
    described in ``queries.measures``; the days are those of ``case_span``, under the department in charge on those days.
    """

    __tablename__ = "figure_cell"
    __table_args__ = (
        Index("ix_figure_cell_month", "month", "department_id"),
        Index("ix_figure_cell_changes", "id", sqlite_where=_CHANGES, postgresql_where=_CHANGES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_settled: Mapped[bool] = mapped_column(default=False)
    month: Mapped[int]
    department_id: Mapped[int | None]
    area_key: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str] = mapped_column(String(6))
    channel: Mapped[v.Channel] = mapped_column(enum_column(v.Channel, is_checked=False))
    received: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    replied: Mapped[int] = mapped_column(default=0)
    on_time: Mapped[int] = mapped_column(default=0)
    rated: Mapped[int] = mapped_column(default=0)
    satisfied: Mapped[int] = mapped_column(default=0)
    extended: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    declined: Mapped[int] = mapped_column(default=0)
    substantiated: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    unsubstantiated: Mapped[int] = mapped_column(default=0)
    unverifiable: Mapped[int] = mapped_column(default=0)
    unfound: Mapped[int] = mapped_column(default=0)
    promised: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    days_department: Mapped[int] = mapped_column(default=0)
    days_reporter: Mapped[int] = mapped_column(default=0)
    days_extension: Mapped[int] = mapped_column(default=0)
    days_hearing: Mapped[int] = mapped_column(default=0)


class DurationCell(Base):
    """How many cases received in a month and led by a department took so many working days. Kept and added up as ``FigureCell``."""

    __tablename__ = "duration_cell"
    __table_args__ = (
        Index("ix_duration_cell_month", "month", "department_id", "days", "number"),
        Index("ix_duration_cell_changes", "id", sqlite_where=_CHANGES, postgresql_where=_CHANGES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    is_settled: Mapped[bool] = mapped_column(default=False)
    month: Mapped[int]
    department_id: Mapped[int | None]
    days: Mapped[int]
    number: Mapped[int]
