"""Departments (a tree with successors), people, their roles, second factors and sessions."""

from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.vocabulary import DepartmentKind, InvitationPurpose, PasskeyPurpose, Role, SignInStep
from portal.db import Base, enum_column

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
UNFINISHED_LIMIT = timedelta(minutes=15)


class Department(Base):
    """An organ in the tree of the jurisdiction. ``path`` lists the ids from the root to itself, as ``/1/4/``."""

    __tablename__ = "department"
    __table_args__ = (CheckConstraint("kind <> 'collective' OR parent_id IS NULL", name="collective_stands_alone"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[DepartmentKind] = mapped_column(enum_column(DepartmentKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    path: Mapped[str] = mapped_column(String(200), default="", index=True)
    aliases: Mapped[list[str]] = mapped_column(default=list)
    region_code: Mapped[str] = mapped_column(String(6), default="")
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    office_hours: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    from_profile: Mapped[bool] = mapped_column(default=False)

    parent: Mapped["Department | None"] = relationship(remote_side=[id], foreign_keys=[parent_id])
    successor: Mapped["Department | None"] = relationship(remote_side=[id], foreign_keys=[successor_id])

    @property
    def ancestor_ids(self) -> list[int]:
        """The ids from the root down to this department, itself included."""
        return [int(part) for part in self.path.split("/") if part]

    def lies_in(self, other_id: int) -> bool:
        """Whether this department is the other one or lies below it."""
        return other_id in self.ancestor_ids

    @property
    def is_collective(self) -> bool:
        """Whether the name stands for many organs (有关部门) and so can never be given a case."""
        return self.kind is DepartmentKind.COLLECTIVE


class User(Base):
    """A member of staff with one account of their own."""

    __tablename__ = "user"
    __table_args__ = (
        Index("ix_user_department_active", "department_id", "is_active"),
        CheckConstraint("density IN ('standard', 'comfortable', 'compact')", name="density"),
        CheckConstraint("totp_confirmed_at IS NULL OR totp_sealed IS NOT NULL", name="confirmed_has_secret"),
    )
    # What the sign-in library asks of whoever is signed in; anonymous visitors are a class of its own there.
    is_authenticated = True
    is_anonymous = False

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    email: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(Text, default="")
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_sealed: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    failed_count: Mapped[int] = mapped_column(default=0)  # wrong passwords from browsers we do not know
    locked_until: Mapped[datetime | None]
    code_failed_count: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # wrong codes after the right password, from such browsers
    code_locked_until: Mapped[datetime | None]
    shortcuts_on: Mapped[bool] = mapped_column(default=True)
    density: Mapped[str] = mapped_column(String(12), default="standard")
    list_columns: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # of the queue; none: as the house sets them
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    department: Mapped[Department | None] = relationship(lazy="joined")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin", foreign_keys="RoleGrant.user_id", order_by="RoleGrant.id"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles granted to this person now."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def has_second_factor(self) -> bool:
        """Whether an authenticator was enrolled and has proved itself once."""
        return self.totp_confirmed_at is not None

    def get_id(self) -> str:
        """The key as text, as the sign-in library wants it."""
        return str(self.id)


class PasswordHistory(Base):
    """The hashes of a person's last passwords, the present one included, so that none is taken again."""

    __tablename__ = "password_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    password_hash: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]


class KnownDevice(Base):
    """A browser that completed a sign-in before. It has a failure count of its own, so that strangers cannot lock it out."""

    __tablename__ = "known_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class RoleGrant(Base):
    """One role given to one person, and by whom."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])


class RecoveryCode(Base):
    """A one-time way in for who lost the second factor; only the hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key on a person's own device (WebAuthn), beside the authenticator; ours is only the public half.

    ``suspended_at`` is set when its counter went backwards: somebody may have a copy, so it opens nothing any more.
    """

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(default=list)
    is_backed_up: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class PasskeyChallenge(Base):
    """What a passkey has to sign, once: a row of the present session, or of a browser that has not signed in yet."""

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_session_id: Mapped[int | None] = mapped_column(ForeignKey("user_session.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[PasskeyPurpose] = mapped_column(enum_column(PasskeyPurpose))
    challenge: Mapped[bytes]
    name: Mapped[str] = mapped_column(String(40), default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)


class UserSession(Base):
    """A browser of one person, signing in or signed in; the cookie holds the token, the table its hash.

    ``opened_at`` is set when every step of signing in is done; before that the row opens no door.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    second_factor_by: Mapped[str | None] = mapped_column(String(20))  # the stored word of a SignInStep
    browser: Mapped[str | None] = mapped_column(String(40))  # which program on which system, as shown to its owner; no address
    codes_sealed: Mapped[bytes | None]  # fresh recovery codes, until the person says they are written down

    user: Mapped[User] = relationship(lazy="joined")

    def is_live(self, at: datetime) -> bool:
        """Whether the session may still be used at that instant: not ended, not idle for 30 minutes, not older than 12 hours."""
        if self.ended_at is not None or not self.user.is_active:
            return False
        if self.opened_at is None:
            return at - self.started_at < UNFINISHED_LIMIT
        return at - self.last_seen_at < IDLE_LIMIT and at - self.started_at < SESSION_LIMIT


class SignIn(Base):
    """The history of attempts on one account, shown to its owner; no address is kept."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_at", "user_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
    step: Mapped[SignInStep] = mapped_column(enum_column(SignInStep))
    from_known_device: Mapped[bool] = mapped_column(default=False)


class Invitation(Base):
    """A one-time link with which a person sets the first or a new password; only the hash is kept.

    The link that creates the first administrators belongs to nobody yet, so its ``user_id`` is empty.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[InvitationPurpose] = mapped_column(enum_column(InvitationPurpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship()


class KeptPost(Base):
    """What somebody had typed when their session was over; sealed, and given back once they have signed in again."""

    __tablename__ = "kept_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    path: Mapped[str] = mapped_column(String(300))
    fields_sealed: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Substitution(Base):
    """Somebody stands in for another person of the same department from one local day to another, both included."""

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_start"),
        CheckConstraint("user_id <> substitute_id", name="another_person"),
        Index("ix_substitution_substitute", "substitute_id", "until_on"),
        Index("ix_substitution_user", "user_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    substitute: Mapped[User] = relationship(foreign_keys=[substitute_id])
