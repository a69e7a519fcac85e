"""The key in custody, its custodians and their shares, what they do together, and the data keys that all this guards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.custody.vocabulary import ActKind, ActState
from portal.db import Base, enum_column


class CustodyKey(Base):
    """The public half of a key pair whose private half is split among the custodians. One is in use; older ones are retired.

    ``number`` counts the keys of this house, so that two ceremonies at once cannot both make the first.
    """

    __tablename__ = "custody_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


class DataKey(Base):
    """The key of one thing (an identity, the original of a file), wrapped. Wiping ``wrapped`` destroys what it closes, also in backups
    that hold only the closed thing."""

    __tablename__ = "data_key"
    __table_args__ = (CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_is_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None]
    custody_key_id: Mapped[int | None] = mapped_column(ForeignKey("custody_key.id"), index=True)  # None: under the server key
    created_at: Mapped[datetime] = mapped_column(default=now)
    destroyed_at: Mapped[datetime | None]


class Custodian(Base):
    """A person's own key pair; the private half is wrapped under their passphrase, which is stored nowhere, and that under the server key.

    ``mark`` is a keyed hash of whose public key this is, so that nobody who can write to the database puts another one there and
    waits for shares to be handed to it.
    """

    __tablename__ = "custodian"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    public_key: Mapped[bytes]
    mark: Mapped[str] = mapped_column(String(64))
    private_wrapped: Mapped[bytes]
    salt: Mapped[bytes]
    passes: Mapped[int]  # of argon2id, as are the bytes of memory
    memory_bytes: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    passphrase_set_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class Share(Base):
    """One of the three shares of a custody key, closed for its custodian. Wiped when the key is retired."""

    __tablename__ = "custody_share"
    __table_args__ = (UniqueConstraint("custody_key_id", "number"), UniqueConstraint("custody_key_id", "custodian_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    custody_key_id: Mapped[int] = mapped_column(ForeignKey("custody_key.id"))
    number: Mapped[int]
    custodian_id: Mapped[int] = mapped_column(ForeignKey("custodian.id"))
    closed: Mapped[bytes | None]
    fingerprint: Mapped[str] = mapped_column(String(64))  # tells whether typed words are this share; the share has 256 random bits
    sheet_shown_at: Mapped[datetime | None]

    custodian: Mapped[Custodian] = relationship(lazy="joined")


class CustodyAct(Base):
    """A request that two custodians of different departments must answer within a window.

    ``mark`` is a keyed hash of everything the custodians are shown and of the one-time public key, so that a row changed behind
    their backs is refused. ``result`` is the data key, closed for the requester's one-time key; the server cannot open it.
    """

    __tablename__ = "custody_act"
    __table_args__ = (
        Index("ix_custody_act_state_until", "state", "until"),
        CheckConstraint("(kind = 'open') = (data_key_id IS NOT NULL)", name="opens_something"),
        CheckConstraint("second_id IS NULL OR (first_id IS NOT NULL AND first_id <> second_id)", name="two_people"),
        CheckConstraint("result IS NULL OR second_id IS NOT NULL", name="result_needs_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    state: Mapped[ActState] = mapped_column(enum_column(ActState))
    custody_key_id: Mapped[int] = mapped_column(ForeignKey("custody_key.id"))
    data_key_id: Mapped[int | None] = mapped_column(ForeignKey("data_key.id"), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    barred_user_ids: Mapped[list[Any]] = mapped_column(default=list)
    new_custodian_ids: Mapped[list[Any]] = mapped_column(default=list)  # users who are to hold the new key
    pickup_key: Mapped[bytes | None]
    mark: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
    until: Mapped[datetime]  # the end of the window to approve, then to collect, then to look
    first_id: Mapped[int | None] = mapped_column(ForeignKey("custodian.id"))
    first_at: Mapped[datetime | None]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("custodian.id"))
    granted_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("custodian.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[bytes | None]
    collected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    requested_by: Mapped[User] = relationship(lazy="joined")
    first: Mapped[Custodian | None] = relationship(foreign_keys=[first_id])
    second: Mapped[Custodian | None] = relationship(foreign_keys=[second_id])
    data_key: Mapped[DataKey | None] = relationship()


class HandedShare(Base):
    """The first custodian's share, closed for one of the others for one act. Deleted as soon as the act is over."""

    __tablename__ = "custody_handed_share"
    __table_args__ = (UniqueConstraint("act_id", "custodian_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("custody_act.id"))
    custodian_id: Mapped[int] = mapped_column(ForeignKey("custodian.id"))
    closed: Mapped[bytes]


class PassphraseTries(Base):
    """How often a passphrase was wrong in one place (an act, the sheet …), so that guessing becomes slow but nobody is shut out."""

    __tablename__ = "custody_passphrase_tries"
    __table_args__ = (UniqueConstraint("custodian_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    custodian_id: Mapped[int] = mapped_column(ForeignKey("custodian.id"))
    place: Mapped[str] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]
