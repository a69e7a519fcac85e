"""The report, the case made of it, who takes part, and what happened."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, and_, event, insert
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from portal.accounts.models import Department, User
from portal.cases import vocabulary as v
from portal.cases.workflow import Action
from portal.clock import local_date
from portal.db import Base, enum_column
from portal.deadlines.models import Deadline

if TYPE_CHECKING:
    from portal.cases.exchanges import ExtensionRequest, Message, Rating, Reply, ReviewRequest, SupplementRequest
    from portal.cases.merging.models import CaseMerge
    from portal.cases.recusal.models import CaseExclusion, RecusalRequest
    from portal.cases.secrecy.models import Erasure, IdentityRequest, LegalHold

SUBJECT = "case"  # what the clocks of a case name as their subject
NO_DUE_DATE = date(9999, 12, 31)  # sorts behind every real date, so that one index serves the queue


class Case(Base):
    """The office's file on one matter."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint(
            "status <> 'closed' OR (closed_at IS NOT NULL AND (finding IS NOT NULL OR matter <> 'report'))", name="closed_has_finding"
        ),
        CheckConstraint("status IN ('unassigned', 'withdrawn', 'declined') OR lead_department_id IS NOT NULL", name="assigned_has_lead"),
        Index("ix_case_file_status_due", "status", "due_on", "id"),
        Index("ix_case_file_due", "due_on", "id"),
        Index("ix_case_file_received", "received_on", "id"),
        Index("ix_case_file_replied", "replied_on", "lead_department_id", "was_on_time", "days_used"),
        Index("ix_case_file_lead_received", "lead_department_id", "received_on", "status"),
        Index("ix_case_file_publication", "publication_stage", "id"),
        Index("ix_case_file_officer", "officer_id", "status", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[v.ReportKind] = mapped_column(enum_column(v.ReportKind))
    matter: Mapped[v.Matter] = mapped_column(enum_column(v.Matter), default=v.Matter.REPORT, server_default=v.Matter.REPORT.value)
    status: Mapped[v.Status] = mapped_column(enum_column(v.Status))
    title: Mapped[str] = mapped_column(String(120))
    area_key: Mapped[str] = mapped_column(String(40), default="", index=True)
    respondent_name: Mapped[str] = mapped_column(String(120), default="")
    lead_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    routing: Mapped[list[Any]] = mapped_column(default=list)
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    assigned_on: Mapped[date | None]
    signed_for_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    replied_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    due_on: Mapped[date] = mapped_column(default=NO_DUE_DATE)
    due_rule: Mapped[str] = mapped_column(String(40), default="")
    was_on_time: Mapped[bool | None]
    days_used: Mapped[int | None]
    finding: Mapped[v.Finding | None] = mapped_column(enum_column(v.Finding))
    measures: Mapped[str] = mapped_column(Text, default="")
    commitment: Mapped[str] = mapped_column(Text, default="")
    commitment_due_on: Mapped[date | None]
    commitment_met_on: Mapped[date | None]
    decline_ground: Mapped[v.DeclineGround | None] = mapped_column(enum_column(v.DeclineGround))
    transferred_at: Mapped[datetime | None]  # handed to the discipline organs: the departments that had it see nothing of it any more
    was_sent_back: Mapped[bool] = mapped_column(default=False)
    was_reopened: Mapped[bool] = mapped_column(default=False)
    publication_stage: Mapped[v.PublicationStage] = mapped_column(enum_column(v.PublicationStage), default=v.PublicationStage.NONE)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    lead_department: Mapped[Department | None] = relationship()
    officer: Mapped[User | None] = relationship()
    departments: Mapped[list["CaseDepartment"]] = relationship(
        back_populates="case", lazy="selectin", cascade="all, delete-orphan", order_by="CaseDepartment.id"
    )
    respondents: Mapped[list["CaseRespondent"]] = relationship(
        back_populates="case", lazy="selectin", cascade="all, delete-orphan", order_by="CaseRespondent.id"
    )
    exclusions: Mapped[list["CaseExclusion"]] = relationship(back_populates="case", lazy="selectin", order_by="CaseExclusion.id")
    reports: Mapped[list["Report"]] = relationship(back_populates="case", order_by="Report.id")
    replies: Mapped[list["Reply"]] = relationship(back_populates="case", order_by="Reply.id")
    # Only for pages, which load them all at once by ``queries.load_parts``. Steps write such rows and ask the queries instead.
    supplements: Mapped[list["SupplementRequest"]] = relationship(viewonly=True, order_by="SupplementRequest.id")
    extension_requests: Mapped[list["ExtensionRequest"]] = relationship(viewonly=True, order_by="ExtensionRequest.id")
    review_requests: Mapped[list["ReviewRequest"]] = relationship(viewonly=True, order_by="ReviewRequest.id")
    recusal_requests: Mapped[list["RecusalRequest"]] = relationship(viewonly=True, order_by="RecusalRequest.id")
    identity_requests: Mapped[list["IdentityRequest"]] = relationship(viewonly=True, order_by="IdentityRequest.id")
    holds: Mapped[list["LegalHold"]] = relationship(viewonly=True, order_by="LegalHold.id")
    erasures: Mapped[list["Erasure"]] = relationship(viewonly=True, order_by="Erasure.id")
    merges: Mapped[list["CaseMerge"]] = relationship(
        primaryjoin="or_(Case.id == foreign(CaseMerge.case_id), Case.id == foreign(CaseMerge.main_id))",
        viewonly=True,
        order_by="CaseMerge.id",
    )
    messages: Mapped[list["Message"]] = relationship(viewonly=True, order_by="Message.id")
    rating: Mapped["Rating | None"] = relationship(viewonly=True)
    clocks: Mapped[list[Deadline]] = relationship(
        primaryjoin=lambda: and_(Case.id == foreign(Deadline.subject_id), Deadline.subject_kind == SUBJECT),
        viewonly=True,
        order_by=Deadline.id,
    )

    def enter(self, status: v.Status, at: datetime) -> None:
        """Change the status and the instants that belong to it together, so that no CHECK meets a half.

        Back from a review the case was answered when it was answered.
        """
        was_reviewed = self.status is v.Status.UNDER_REVIEW
        self.status = status
        if status is v.Status.CLOSED:
            self.closed_at = self.closed_at or at
        elif status is v.Status.HANDLING:
            self.accepted_at = self.accepted_at or at
            self.closed_at = None
        elif status in {v.Status.REPLIED, v.Status.DECLINED} and not was_reviewed:
            self.replied_at, self.replied_on = at, local_date(at)
        self._copy_to_departments()

    def fall_due(self, on: date | None, rule: str) -> None:
        """Remember the date of the clock that governs now (None: no clock runs), for sorting and counting."""
        self.due_on, self.due_rule = on or NO_DUE_DATE, rule
        self._copy_to_departments()

    def _copy_to_departments(self) -> None:
        for row in self.departments:
            row.status, row.due_on = self.status, self.due_on

    @property
    def is_decided(self) -> bool:
        """Whether the reply has been given."""
        return self.status in v.DECIDED_STATUSES

    @property
    def report(self) -> "Report":
        """The first report, whose words opened the case."""
        return self.reports[0]

    @property
    def open_reply(self) -> "Reply | None":
        """The reply that waits for review, if any."""
        return next((reply for reply in reversed(self.replies) if reply.status is v.ReplyStatus.SUBMITTED), None)

    @property
    def sent_reply(self) -> "Reply | None":
        """The newest reply that the reporter has received, if any."""
        return next((reply for reply in reversed(self.replies) if reply.status is v.ReplyStatus.APPROVED), None)

    @property
    def support(self) -> list["CaseDepartment"]:
        """How each supporting department takes part, and what it answered."""
        return [row for row in self.departments if row.role is v.ParticipationRole.SUPPORT]

    @property
    def supporting_departments(self) -> list[Department]:
        """Departments that support the lead."""
        return [row.department for row in self.departments if row.role is v.ParticipationRole.SUPPORT]


class CaseDepartment(Base):
    """A department that takes part in a case. Status and date due repeat those of the case, so that one index serves its queue."""

    __tablename__ = "case_department"
    __table_args__ = (
        UniqueConstraint("case_id", "department_id"),
        Index("ix_case_department_queue", "department_id", "status", "due_on", "case_id"),
        Index("ix_case_department_due", "department_id", "due_on", "case_id"),
        Index("ix_case_department_case", "department_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    role: Mapped[v.ParticipationRole] = mapped_column(enum_column(v.ParticipationRole))
    status: Mapped[v.Status] = mapped_column(enum_column(v.Status))
    due_on: Mapped[date]
    joined_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")  # what a supporting department had to say
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="departments")
    department: Mapped[Department] = relationship(lazy="joined")


class CaseRespondent(Base):
    """A department complained of. It and everything below it never sees the case."""

    __tablename__ = "case_respondent"
    __table_args__ = (
        UniqueConstraint("case_id", "department_id", "source"),
        Index("ix_case_respondent_department", "department_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    source: Mapped[v.RespondentSource] = mapped_column(enum_column(v.RespondentSource))

    case: Mapped[Case] = relationship(back_populates="respondents")
    department: Mapped[Department] = relationship(lazy="joined")


class Report(Base):
    """What one reporter said. Its words are never changed."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_original_number", "original_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    kind: Mapped[v.ReportKind] = mapped_column(enum_column(v.ReportKind))
    reporter_kind: Mapped[v.ReporterKind] = mapped_column(enum_column(v.ReporterKind))
    secrecy: Mapped[v.Secrecy] = mapped_column(enum_column(v.Secrecy))
    channel: Mapped[v.Channel] = mapped_column(enum_column(v.Channel))
    conduct: Mapped[v.Conduct] = mapped_column(enum_column(v.Conduct))
    area_key: Mapped[str] = mapped_column(String(40), default="")
    region_text: Mapped[str] = mapped_column(String(120), default="")
    respondent_text: Mapped[str] = mapped_column(String(120), default="")
    respondent_person: Mapped[str] = mapped_column(String(120), default="", server_default="")  # the staff complained of, as written
    narrative: Mapped[str] = mapped_column(Text)
    happened_in: Mapped[str] = mapped_column(String(40), default="")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    contract_on: Mapped[date | None]
    elsewhere: Mapped[v.Elsewhere] = mapped_column(enum_column(v.Elsewhere))
    publication_choice: Mapped[v.PublicationChoice] = mapped_column(enum_column(v.PublicationChoice))
    shares_identity: Mapped[bool] = mapped_column(default=False)
    submitted_at: Mapped[datetime]
    registered_by_id: Mapped[int | None]  # the member of staff who took it down
    original_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    tracking_hash: Mapped[str] = mapped_column(String(64), unique=True)
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64))
    no_more_contact: Mapped[bool] = mapped_column(default=False)
    tracking_closed_at: Mapped[datetime | None]  # every look opened before this instant with the tracking code has ended

    case: Mapped[Case] = relationship(back_populates="reports")


class ReporterIdentity(Base):
    """Who the reporter is, apart from the words, sealed under a data key of its own. Shown only through ``secrecy.requests``."""

    __tablename__ = "reporter_identity"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    masked_name: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[bytes]
    sealed_email: Mapped[bytes | None]
    data_key_id: Mapped[int | None]  # None: an older row, closed with the server key until the worker renews it


class CaseEvent(Base):
    """One step in the life of a case. Append-only, written in the transaction of the step."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "case_id", "id"), Index("ix_case_event_action", "action", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    action: Mapped[Action] = mapped_column(enum_column(Action))
    at: Mapped[datetime]
    from_status: Mapped[v.Status | None] = mapped_column(enum_column(v.Status, "from_status"))
    to_status: Mapped[v.Status] = mapped_column(enum_column(v.Status, "to_status"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    actor_kind: Mapped[str] = mapped_column(String(12))
    lead_department_id: Mapped[int | None]  # in charge after the step; empty in events of older versions, which name it in ``detail``
    is_public: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submission_hash: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship()
    actor_department: Mapped[Department | None] = relationship()


class CaseReading(Base):
    """That a member of staff opened a case on a day; the reporter sees the role and the day."""

    __tablename__ = "case_reading"
    __table_args__ = (UniqueConstraint("case_id", "user_id", "day", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    day: Mapped[date]
    what: Mapped[str] = mapped_column(String(20), default="case")

    user: Mapped[User] = relationship()


class CaseTally(Base):
    """How many cases stand where, as changes to be added up: the numbers on the tabs cost the same however many cases there are.

    ``department_id`` None counts every case, otherwise those the department takes part in. A change of status adds a row with −1 and
    one with +1 in the same transaction; the worker adds rows together. Nobody waits for a row that somebody else counts up.
    """

    __tablename__ = "case_tally"
    __table_args__ = (Index("ix_case_tally_sum", "department_id", "status", "change"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None]
    status: Mapped[v.Status] = mapped_column(enum_column(v.Status))
    change: Mapped[int]


@event.listens_for(Report, "before_update")
def _keep_secrecy(_mapper: Any, _connection: Connection, report: Report) -> None:
    """The reporter's answers set the level once; no operation, page or job may change it."""
    if any(get_history(report, name).has_changes() for name in _SET_ONCE):
        raise ValueError("the secrecy of a report is never changed")


_SET_ONCE = ("secrecy", "reporter_kind", "kind", "shares_identity")


def _count(connection: Connection, row: "Case | CaseDepartment", status: v.Status, change: int) -> None:
    department_id = row.department_id if isinstance(row, CaseDepartment) else None
    connection.execute(insert(CaseTally), [{"department_id": department_id, "status": status, "change": change}])


@event.listens_for(Case, "after_insert")
@event.listens_for(CaseDepartment, "after_insert")
def _count_new(_mapper: Any, connection: Connection, row: "Case | CaseDepartment") -> None:
    _count(connection, row, row.status, 1)


@event.listens_for(CaseDepartment, "after_delete")
def _count_gone(_mapper: Any, connection: Connection, row: CaseDepartment) -> None:
    history = get_history(row, "status")
    _count(connection, row, (history.deleted or [row.status])[0], -1)


@event.listens_for(Case, "after_update")
@event.listens_for(CaseDepartment, "after_update")
def _count_moved(_mapper: Any, connection: Connection, row: "Case | CaseDepartment") -> None:
    history = get_history(row, "status")
    if history.added and history.deleted and history.added[0] is not history.deleted[0]:
        _count(connection, row, history.deleted[0], -1)
        _count(connection, row, history.added[0], 1)
