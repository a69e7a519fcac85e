"""Rounds, voices, and the results counted when a round is over."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department
from portal.db import Base, enum_column
from portal.registers.appraisals.vocabulary import AppraisalStatus, RemarkStatus


class Appraisal(Base):
    """A round, from the beginning of its first local day to the end of its last. ``changed_at`` is when its public page last changed."""

    __tablename__ = "appraisal"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("status <> 'cancelled' OR reason <> ''", name="cancelled_with_reason"),
        Index("ix_appraisal_status", "status", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    status: Mapped[AppraisalStatus] = mapped_column(enum_column(AppraisalStatus))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)

    departments: Mapped[list[Department]] = relationship(secondary="appraised_department", order_by=(Department.position, Department.id))

    def is_open_on(self, day: date) -> bool:
        """Whether voices are taken on a local day."""
        return self.status is AppraisalStatus.OPEN and self.starts_on <= day <= self.ends_on


class AppraisedDepartment(Base):
    """A department that a round asks about."""

    __tablename__ = "appraised_department"

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)


class Voice(Base):
    """What one person said of one department in one round.

    ``mark`` is a keyed hash that tells a second voice of the same tracking code or token and leads back to neither. ``is_verified`` means
    that the department had dealt with a report of whoever spoke. No instant is kept.
    """

    __tablename__ = "appraisal_voice"
    __table_args__ = (
        UniqueConstraint("appraisal_id", "department_id", "mark"),
        CheckConstraint("(remark = '') = (remark_status = 'none')", name="remark_is_moderated"),
        Index("ix_appraisal_voice_remarks", "remark_status", "appraisal_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    mark: Mapped[str] = mapped_column(String(64))
    is_verified: Mapped[bool]
    answers: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(Text, default="")
    remark_status: Mapped[RemarkStatus] = mapped_column(enum_column(RemarkStatus))
    moderated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    appraisal: Mapped[Appraisal] = relationship()
    department: Mapped[Department] = relationship()


class AppraisalResult(Base):
    """What is told of one department in one round that is over. ``values`` holds question → share of content voices in percent; where
    fewer than five spoke it is empty and ``voices`` 0. ``verified`` likewise, for those who had dealt with the department."""

    __tablename__ = "appraisal_result"

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)
    voices: Mapped[int]
    verified: Mapped[int]
    values: Mapped[dict[str, Any]]
    verified_values: Mapped[dict[str, Any]]

    appraisal: Mapped[Appraisal] = relationship()
    department: Mapped[Department] = relationship(lazy="joined")
