"""Subjects, recognition documents, and the records that rest on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.clock import today
from portal.db import Base, enum_column
from portal.records import vocabulary as v
from portal.records.rectification.models import Rectification
from portal.records.workflow import RecordAction


class RecordSubject(Base):
    """A body that records are about: a department of the tree, or one entered freely.

    ``department_id`` is the department as it was when first recorded; ``present_department_id`` the one that bears its history now.
    """

    __tablename__ = "record_subject"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("credit_code <> '' OR department_id IS NOT NULL", name="can_be_told_apart"),
        Index("ix_record_subject_credit_code", "credit_code"),
        Index("ix_record_subject_present", "present_department_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.SubjectKind] = mapped_column(enum_column(v.SubjectKind))
    name: Mapped[str] = mapped_column(String(120), index=True)
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    region_code: Mapped[str] = mapped_column(String(6), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), unique=True)
    present_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    present_department: Mapped[Department | None] = relationship(foreign_keys=[present_department_id])

    @property
    def department_ids(self) -> set[int]:
        """The departments that are this body: then and now."""
        return {each for each in (self.department_id, self.present_department_id) if each is not None}


class RecognitionDocument(Base):
    """The paper a record rests on. Number and organ name it; the file hangs on it. ``gone_on``: annulled or changed since that day."""

    __tablename__ = "recognition_document"
    __table_args__ = (
        UniqueConstraint("number", "organ"),
        CheckConstraint("number <> '' AND organ <> ''", name="names_itself"),
        CheckConstraint("gone_on IS NULL OR gone_why <> ''", name="gone_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.DocumentKind] = mapped_column(enum_column(v.DocumentKind))
    title: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(80))
    organ: Mapped[str] = mapped_column(String(120))
    organ_credit_code: Mapped[str] = mapped_column(String(18), default="")
    issued_on: Mapped[date]
    gone_on: Mapped[date | None]
    gone_why: Mapped[str] = mapped_column(Text, default="")


class DishonestyRecord(Base):
    """One 政务失信记录. Without a document there is none. ``public_id`` tells nothing of the case.

    ``display_until``, ``effect_until`` and ``kept_until`` are the last days of display, effect and retention, ``repairable_from`` the
    first on which repair is open; all count from the date of the document and are set with the severity.
    """

    __tablename__ = "dishonesty_record"
    __table_args__ = (
        UniqueConstraint("document_id", "subject_id", "conduct"),
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="reviewed_by_another"),
        CheckConstraint("publisher_id IS NULL OR (publisher_id <> author_id AND publisher_id <> reviewer_id)", name="published_by_third"),
        CheckConstraint(
            "status <> 'published' OR (published_at IS NOT NULL AND publisher_id IS NOT NULL AND display_until IS NOT NULL)",
            name="published_by_somebody",
        ),
        CheckConstraint("status NOT IN ('revoked', 'repaired') OR ending <> ''", name="ended_with_reason"),
        CheckConstraint("severity IS NULL OR severity_reason <> ''", name="graded_with_reason"),
        CheckConstraint("source <> 'case' OR rectification_id IS NOT NULL", name="case_was_refused"),
        Index("ix_dishonesty_record_newest", "status", "published_on", "id"),
        Index("ix_dishonesty_record_subject", "subject_id", "status", "published_on", "id"),
        Index("ix_dishonesty_record_area", "status", "area_key", "published_on", "id"),
        Index("ix_dishonesty_record_region", "status", "region_code", "published_on", "id"),
        Index("ix_dishonesty_record_name", "status", "subject_name", "published_on", "id"),
        Index("ix_dishonesty_record_display", "status", "display_until"),
        Index("ix_dishonesty_record_kept", "status", "kept_until"),
        Index("ix_dishonesty_record_changed", "status", "changed_at"),
        Index("ix_dishonesty_record_responsible", "responsible_id", "status", "id"),
        Index("ix_dishonesty_record_case", "case_id"),
        Index("ix_dishonesty_record_document", "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    source: Mapped[v.RecordSource] = mapped_column(enum_column(v.RecordSource))
    status: Mapped[v.RecordStatus] = mapped_column(enum_column(v.RecordStatus))
    subject_id: Mapped[int] = mapped_column(ForeignKey("record_subject.id"))
    subject_name: Mapped[str] = mapped_column(String(120))  # as it was called when it was recognised
    document_id: Mapped[int] = mapped_column(ForeignKey("recognition_document.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    rectification_id: Mapped[int | None] = mapped_column(ForeignKey("rectification.id"), unique=True)
    responsible_id: Mapped[int] = mapped_column(ForeignKey("department.id"))  # the department that keeps the record
    area_key: Mapped[str] = mapped_column(String(40), default="")
    region_code: Mapped[str] = mapped_column(String(6), default="")
    conduct: Mapped[v.RecordConduct] = mapped_column(enum_column(v.RecordConduct))
    pretext: Mapped[v.Pretext | None] = mapped_column(enum_column(v.Pretext))
    title: Mapped[str] = mapped_column(String(120))
    facts: Mapped[str] = mapped_column(Text)
    loss_fen: Mapped[int | None] = mapped_column(BigInteger)
    impact: Mapped[v.SocialImpact | None] = mapped_column(enum_column(v.SocialImpact))
    severity: Mapped[v.Severity | None] = mapped_column(enum_column(v.Severity))
    severity_reason: Mapped[str] = mapped_column(Text, default="")
    is_shown: Mapped[bool] = mapped_column(default=True)  # a minor record need not be shown at all
    rectification_state: Mapped[v.RectificationState] = mapped_column(enum_column(v.RectificationState))
    repair_state: Mapped[v.RepairState] = mapped_column(enum_column(v.RepairState), default=v.RepairState.NONE)
    is_objected: Mapped[bool] = mapped_column(default=False)
    display_until: Mapped[date | None]
    effect_until: Mapped[date | None]
    kept_until: Mapped[date | None]
    repairable_from: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recognised_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_on: Mapped[date | None]
    ending: Mapped[str] = mapped_column(Text, default="")  # why it was revoked or repaired; public
    ended_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    subject: Mapped[RecordSubject] = relationship(lazy="joined")
    document: Mapped[RecognitionDocument] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship()
    rectification: Mapped[Rectification | None] = relationship()
    responsible: Mapped[Department] = relationship(foreign_keys=[responsible_id])
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    progress: Mapped[list["RecordProgress"]] = relationship(order_by="RecordProgress.id")

    def enter(self, status: v.RecordStatus, at: datetime, ending: str = "", on: date | None = None) -> None:
        """Change the status with what belongs to it, so that no CHECK meets a half, and make pages seen before stale."""
        if ending:
            self.ending, self.ended_on = ending, on
        self.status, self.changed_at = status, at
        self.version += 1

    @property
    def is_public(self) -> bool:
        """Whether the record may be read in public: published, and its last day not over, whether or not the job that ends it has run."""
        return self.status is v.RecordStatus.PUBLISHED and (self.display_until is None or self.display_until >= today())

    @property
    def lasting_status(self) -> v.RecordStatus:
        """How the record ended, also when it has been put into the archive since: revoked and repaired stay what they are."""
        if self.status is not v.RecordStatus.ARCHIVED:
            return self.status
        if self.repair_state is v.RepairState.REPAIRED:
            return v.RecordStatus.REPAIRED
        return v.RecordStatus.REVOKED if self.ending else v.RecordStatus.ENDED


class RecordEvent(Base):
    """One step in the life of a record. Append-only, written in the transaction of the step."""

    __tablename__ = "record_event"
    __table_args__ = (Index("ix_record_event_record", "record_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    action: Mapped[RecordAction] = mapped_column(enum_column(RecordAction))
    at: Mapped[datetime]
    from_status: Mapped[v.RecordStatus | None] = mapped_column(enum_column(v.RecordStatus, "from_status"))
    to_status: Mapped[v.RecordStatus] = mapped_column(enum_column(v.RecordStatus, "to_status"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped[User | None] = relationship()


class RecordVersion(Base):
    """How the public record stood at a moment when it changed. ``what`` says in words what changed; it is public, with the day."""

    __tablename__ = "record_version"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    number: Mapped[int]
    on: Mapped[date] = mapped_column("changed_on")
    what: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column("content")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class RecordProgress(Base):
    """What was done about the wrong so far (整改进展); public with the record."""

    __tablename__ = "record_progress"
    __table_args__ = (CheckConstraint("text <> ''", name="says_something"), Index("ix_record_progress_record", "record_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    on: Mapped[date] = mapped_column("reported_on")
    state: Mapped[v.RectificationState] = mapped_column(enum_column(v.RectificationState))
    text: Mapped[str] = mapped_column(Text)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class RecordTerm(Base):
    """Two-character words of published records: the index that finds Chinese words inside sentences on every database."""

    __tablename__ = "record_term"
    __table_args__ = (Index("ix_record_term_record", "record_id"),)

    term: Mapped[str] = mapped_column(String(8), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"), primary_key=True)
