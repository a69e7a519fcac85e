"""Partners of the exchange, the messages to them, the log of every attempt, and the nonces that keep a message from being played again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department
from portal.clock import now
from portal.db import Base, enum_column
from portal.exchange import vocabulary as v


class ExchangePartner(Base):
    """Another system we exchange with. ``key_id`` names the link on both sides; the secret is sealed, a hotline's own key only hashed.

    ``department_id`` is, for a lower platform, the body of our tree that it belongs to: a case against that body never goes there.
    ``changed_by_id`` says who changed where words of persons go; until another administrator has looked, the link stays closed.
    """

    __tablename__ = "exchange_partner"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("kind <> 'upper' OR (address <> '' AND sealed_secret IS NOT NULL)", name="upper_can_be_called"),
        CheckConstraint("kind <> 'lower' OR (sealed_secret IS NOT NULL AND region_code <> '')", name="lower_can_be_checked"),
        CheckConstraint("kind <> 'hotline' OR key_hash IS NOT NULL", name="hotline_has_key"),
        Index("ix_exchange_partner_open", "is_open", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[v.PartnerKind] = mapped_column(enum_column(v.PartnerKind))
    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_code: Mapped[str] = mapped_column(String(6), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    key_id: Mapped[str] = mapped_column(String(40), unique=True)
    sealed_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_hash: Mapped[str | None] = mapped_column(String(64))
    scopes: Mapped[list[str]] = mapped_column(default=list)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    is_open: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default=now)
    key_made_at: Mapped[datetime] = mapped_column(default=now)
    last_heard_at: Mapped[datetime | None]
    layout: Mapped[dict[str, Any]] = mapped_column(default=dict)  # names and codes in files: aggregation/layouts.py
    filled_to: Mapped[int] = mapped_column(default=0)  # records up to this key were queued when the partner was new

    department: Mapped[Department | None] = relationship()


class ExchangeMessage(Base):
    """One message that has to reach a partner. ``body`` is sealed; it is wiped when it may hold a person's words and is delivered."""

    __tablename__ = "exchange_message"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        CheckConstraint("(leased_until IS NULL) = (lease_token IS NULL)", name="lease_has_token"),
        CheckConstraint("state = 'pending' OR lease_token IS NULL", name="only_pending_leased"),
        Index("ix_exchange_message_due", "state", "next_attempt_at", "id"),
        Index("ix_exchange_message_partner", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    kind: Mapped[v.MessageKind] = mapped_column(enum_column(v.MessageKind))
    reference: Mapped[str] = mapped_column(String(80))  # what it is about: a batch number, a case number
    path: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[v.MessageState] = mapped_column(enum_column(v.MessageState), default=v.MessageState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime] = mapped_column(default=now)
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(43))
    problem: Mapped[v.Problem | None] = mapped_column(enum_column(v.Problem))
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]

    partner: Mapped[ExchangePartner] = relationship()

    def lease(self, token: str, until: datetime) -> None:
        """Keep other workers away until an instant; who comes after it may send again."""
        self.lease_token, self.leased_until = token, until

    def enter(self, state: v.MessageState, at: datetime) -> None:
        """Change the state with everything that hangs on it; any lease ends."""
        self.state = state
        self.lease_token = self.leased_until = None
        self.done_at = at if state is v.MessageState.DONE else None


class ExchangeAttempt(Base):
    """One line of the delivery log: when what was tried, and how it went. Nothing of the content."""

    __tablename__ = "exchange_attempt"
    __table_args__ = (Index("ix_exchange_attempt_message", "message_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("exchange_message.id"))
    at: Mapped[datetime]
    status: Mapped[int | None]  # of HTTP
    problem: Mapped[v.Problem | None] = mapped_column(enum_column(v.Problem))

    message: Mapped[ExchangeMessage] = relationship()


class ExchangeNonce(Base):
    """A nonce that was used with a key, until its time is too old to be accepted anyway."""

    __tablename__ = "exchange_nonce"
    __table_args__ = (Index("ix_exchange_nonce_at", "at"),)

    key_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
