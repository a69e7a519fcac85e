"""Every SELECT about people, their sessions and their second factors."""

from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import (
    Invitation,
    KeptPost,
    KnownDevice,
    Passkey,
    PasskeyChallenge,
    PasswordHistory,
    RecoveryCode,
    RoleGrant,
    SignIn,
    Substitution,
    User,
    UserSession,
)
from portal.accounts.rules import normalise_username
from portal.accounts.vocabulary import PasskeyPurpose, Role
from portal.crypto import keyed_hash
from portal.db import session
from portal.errors import NotFound


def token_hash(token: str, purpose: str) -> str:
    """What is stored of a secret token; the purpose keeps one kind of token from passing as another."""
    return keyed_hash(token, "token:" + purpose)


def get_user(user_id: int) -> User:
    """The person with that key. Raises ``NotFound``."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("没有找到这个用户。")
    return user


def lock_user(user_id: int) -> User:
    """The person, read afresh and held against parallel changes until the transaction ends. Raises ``NotFound``."""
    user = session.scalars(
        select(User).where(User.id == user_id).with_for_update(of=User).execution_options(populate_existing=True)
    ).one_or_none()
    if user is None:
        raise NotFound("没有找到这个用户。")
    return user


def find_by_username(username: str) -> User | None:
    """The person with that user name, as typed."""
    return session.scalars(select(User).where(User.username == normalise_username(username))).one_or_none()


def list_users(
    search: str = "", department_id: int | None = None, include_inactive: bool = True, limit: int = 50, offset: int = 0
) -> list[User]:
    """People by user name; ``search`` looks in user name and shown name."""
    found = _users(search, department_id, include_inactive).order_by(User.is_active.desc(), User.username)
    return list(session.scalars(found.limit(limit).offset(offset)))


def count_users(search: str = "", department_id: int | None = None, include_inactive: bool = True) -> int:
    """How many people ``list_users`` would list in all."""
    return session.scalar(select(func.count()).select_from(_users(search, department_id, include_inactive).subquery())) or 0


def users_of_department(department_id: int, role: Role | None = None) -> list[User]:
    """Active people of exactly this department, by shown name; with ``role``, only those who hold it."""
    found = select(User).where(User.department_id == department_id, User.is_active).order_by(User.display_name, User.id)
    if role is not None:
        found = found.where(User.grants.any(RoleGrant.role == role))
    return list(session.scalars(found))


def users_with_role(role: Role) -> list[User]:
    """Active people who hold a role, anywhere, by shown name."""
    return list(
        session.scalars(select(User).where(User.is_active, User.grants.any(RoleGrant.role == role)).order_by(User.display_name, User.id))
    )


def supervisors() -> list[User]:
    """Active 监督人员."""
    return users_with_role(Role.SUPERVISOR)


def coordinators() -> list[User]:
    """Active 分办员."""
    return users_with_role(Role.COORDINATOR)


def heads_of(department_id: int) -> list[User]:
    """Active 单位负责人 of exactly this department."""
    return users_of_department(department_id, Role.HEAD)


def has_any_user() -> bool:
    """Whether there is any account yet."""
    return session.scalar(select(User.id).limit(1)) is not None


def find_session(token: str) -> UserSession | None:
    """The session of a cookie's token with its person and their roles, whether still live or not; ask ``is_live``."""
    query = select(UserSession).where(UserSession.token_hash == token_hash(token, "session"))
    return session.scalars(query.options(joinedload(UserSession.user).joinedload(User.grants))).unique().one_or_none()


def list_running_sessions(user_id: int) -> list[UserSession]:
    """Sessions of a person that nobody ended, oldest first."""
    return list(
        session.scalars(select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None)).order_by(UserSession.id))
    )


def find_device(token: str, user_id: int, at: datetime) -> KnownDevice | None:
    """The known browser of this person that holds this token, if its term has not run out."""
    found = select(KnownDevice).where(
        KnownDevice.token_hash == token_hash(token, "device"), KnownDevice.user_id == user_id, KnownDevice.expires_at > at
    )
    return session.scalars(found.with_for_update()).one_or_none() if token else None


def list_devices(user_id: int) -> list[KnownDevice]:
    """All browsers known for a person."""
    return list(session.scalars(select(KnownDevice).where(KnownDevice.user_id == user_id).order_by(KnownDevice.id)))


def recent_sign_ins(user_id: int, limit: int = 20) -> list[SignIn]:
    """The latest attempts to sign in as this person, newest first."""
    return list(session.scalars(select(SignIn).where(SignIn.user_id == user_id).order_by(SignIn.at.desc(), SignIn.id.desc()).limit(limit)))


def last_sign_in_before(user_id: int, at: datetime) -> SignIn | None:
    """The latest completed sign-in strictly before an instant."""
    found = select(SignIn).where(SignIn.user_id == user_id, SignIn.succeeded, SignIn.at < at)
    return session.scalars(found.order_by(SignIn.at.desc(), SignIn.id.desc()).limit(1)).one_or_none()


def password_history(user_id: int) -> list[PasswordHistory]:
    """What is remembered of a person's passwords, newest first."""
    return list(session.scalars(select(PasswordHistory).where(PasswordHistory.user_id == user_id).order_by(PasswordHistory.id.desc())))


def list_recovery_codes(user_id: int) -> list[RecoveryCode]:
    """A person's recovery codes, used ones included."""
    return list(session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == user_id).order_by(RecoveryCode.id)))


def count_recovery_codes_left(user_id: int) -> int:
    """How many recovery codes a person has not used."""
    return sum(1 for code in list_recovery_codes(user_id) if code.used_at is None)


def list_passkeys(user_id: int) -> list[Passkey]:
    """A person's passkeys, oldest first, suspended ones included."""
    return list(session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


def get_passkey(passkey_id: int, user_id: int) -> Passkey:
    """A passkey of this person. Raises ``NotFound``, also when it is somebody else's."""
    found = session.scalars(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这个通行密钥。")
    return found


def find_passkey(credential_id: bytes) -> Passkey | None:
    """The passkey of a credential, whosever it is, read afresh and held against parallel use."""
    found = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update(of=Passkey)
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def find_challenge(token: str, purpose: PasskeyPurpose, session_id: int | None, at: datetime) -> PasskeyChallenge | None:
    """The challenge of a token for this purpose and session (None: nobody has signed in yet), if in time; held against parallel use."""
    found = select(PasskeyChallenge).where(
        PasskeyChallenge.token_hash == token_hash(token, "passkey"),
        PasskeyChallenge.purpose == purpose,
        PasskeyChallenge.user_session_id.is_not_distinct_from(session_id),
        PasskeyChallenge.expires_at > at,
    )
    return session.scalars(found.with_for_update(of=PasskeyChallenge)).one_or_none() if token else None


def find_invitation(token: str, at: datetime) -> Invitation | None:
    """The one-time link of a token, if it is unused and in time, held against parallel use."""
    found = select(Invitation).where(
        Invitation.token_hash == token_hash(token, "invitation"), Invitation.used_at.is_(None), Invitation.expires_at > at
    )
    return session.scalars(found.with_for_update(of=Invitation)).one_or_none() if token else None


def list_open_invitations(user_id: int) -> list[Invitation]:
    """Unused one-time links of a person, in time or not."""
    return list(session.scalars(select(Invitation).where(Invitation.user_id == user_id, Invitation.used_at.is_(None))))


def find_kept_post(token: str, at: datetime) -> KeptPost | None:
    """The kept post of a token, if its 30 minutes are not over."""
    found = select(KeptPost).where(KeptPost.token_hash == token_hash(token, "kept-post"), KeptPost.expires_at > at)
    return session.scalars(found).one_or_none() if token else None


def list_expired(at: datetime, ended_before: datetime, limit: int = 1000) -> list[KeptPost | PasskeyChallenge | UserSession | KnownDevice]:
    """Rows that may be forgotten: kept posts, challenges and devices out of term, and sessions that began before ``ended_before``."""
    kept = session.scalars(select(KeptPost).where(KeptPost.expires_at <= at).limit(limit))
    challenges = session.scalars(select(PasskeyChallenge).where(PasskeyChallenge.expires_at <= at).limit(limit))
    devices = session.scalars(select(KnownDevice).where(KnownDevice.expires_at <= at).limit(limit))
    sessions = session.scalars(select(UserSession).where(UserSession.started_at < ended_before).limit(limit))
    return [*kept, *challenges, *devices, *sessions]


def _users(search: str, department_id: int | None, include_inactive: bool):  # type: ignore[no-untyped-def]
    found = select(User)
    if search:
        found = found.where(User.username.icontains(search, autoescape=True) | User.display_name.icontains(search, autoescape=True))
    if department_id is not None:
        found = found.where(User.department_id == department_id)
    return found if include_inactive else found.where(User.is_active)


def list_substitutions(user_id: int, today: date) -> list[Substitution]:
    """Who stands in for this person on a local day or later, in order."""
    open_ones = select(Substitution).where(Substitution.user_id == user_id, Substitution.until_on >= today, Substitution.ended_at.is_(None))
    return list(session.scalars(open_ones.options(joinedload(Substitution.substitute)).order_by(Substitution.from_on, Substitution.id)))


def get_substitution(user_id: int, substitution_id: int) -> Substitution:
    """One substitution of this person. Raises ``NotFound``."""
    found = session.get(Substitution, substitution_id)
    if found is None or found.user_id != user_id:
        raise NotFound("没有这项代理。")
    return found


def list_colleagues(user: User) -> list[User]:
    """The other active people of the same department, by name."""
    if user.department_id is None:
        return []
    colleagues = select(User).where(User.department_id == user.department_id, User.is_active, User.id != user.id)
    return list(session.scalars(colleagues.order_by(User.display_name, User.id)))


def stood_in_for(substitute_id: int | None, department_id: int, today: date) -> Select[int]:
    """The ids of those for whom a person of this department stands in on a local day: only of the same department."""
    return (
        select(Substitution.user_id)
        .join(User, User.id == Substitution.user_id)
        .where(
            Substitution.substitute_id == substitute_id,
            Substitution.from_on <= today,
            Substitution.until_on >= today,
            Substitution.ended_at.is_(None),
            User.department_id == department_id,
        )
    )
