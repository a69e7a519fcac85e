"""The outbox, which is also the proof of notice, and the notices behind the desk's bell."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.db import Base, enum_column
from portal.notifications.vocabulary import DeliveryProblem, DeliveryStatus, MessageKind, RecipientKind

ADDRESS_CONTEXT = "outbox.address"


class OutboxMessage(Base):
    """One message to one person. Its Message-ID never changes, so that a second copy can be told as such."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "status", "next_attempt_at", "id"),
        Index("ix_outbox_message_recipient", "recipient_kind", "recipient_id"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("(leased_until IS NULL) = (lease_token IS NULL)", name="lease_has_token"),
        CheckConstraint("status = 'pending' OR lease_token IS NULL", name="only_pending_leased"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    recipient_kind: Mapped[RecipientKind] = mapped_column(enum_column(RecipientKind))
    recipient_id: Mapped[int]
    address: Mapped[bytes] = mapped_column(LargeBinary)
    subject: Mapped[str] = mapped_column(String(200))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    status: Mapped[DeliveryStatus] = mapped_column(enum_column(DeliveryStatus), default=DeliveryStatus.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(43))
    last_error: Mapped[DeliveryProblem | None] = mapped_column(enum_column(DeliveryProblem))
    last_code: Mapped[int | None]  # the server's three digits
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)

    def lease(self, token: str, until: datetime) -> None:
        """Keep other workers away until an instant; who comes after it may send again."""
        self.lease_token, self.leased_until = token, until

    def enter(self, status: DeliveryStatus, at: datetime) -> None:
        """Change the status with everything that hangs on it; any lease ends."""
        self.status = status
        self.lease_token = self.leased_until = None
        self.sent_at = at if status is DeliveryStatus.SENT else None


class Notice(Base):
    """One line behind the bell of one member of staff. ``case_id`` is only a way there: the case decides who may open it."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user_read", "user_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    text: Mapped[str] = mapped_column(String(300))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    dedupe_key: Mapped[str | None] = mapped_column(String(200), unique=True)
