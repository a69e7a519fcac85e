"""Accounts: making, arming, switching off, and the roles people hold. Who may do so is decided in ``access``, a floor above."""

import re
from datetime import datetime, timedelta

from portal import clock
from portal.accounts import events, passwords, queries, rules, second_factor
from portal.accounts.locks import Gate, gates_of_account
from portal.accounts.models import Department, Invitation, PasswordHistory, RoleGrant, User, UserSession
from portal.accounts.vocabulary import InvitationPurpose, Role
from portal.config import settings
from portal.crypto import random_token
from portal.db import add, flush, session
from portal.errors import NotAllowed, RuleBroken
from portal.events import emit
from portal.profiles.queries import site

INVITATION_LIFE = timedelta(days=7)
SESSIONS_KEPT = timedelta(days=30)
DENSITIES = frozenset({"standard", "comfortable", "compact"})
FIRST_ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


def create_user(
    username: str,
    display_name: str,
    department: Department | None = None,
    *,
    email: str = "",
    phone: str = "",
    password: str | None = None,
    is_demo: bool = False,
    by: User | None = None,
) -> User:
    """Make an account without any right. With ``password`` its first sign-in must change it, unless it is a demo account.

    Raises ``RuleBroken`` on ``username``, ``display_name`` or ``password``.
    """
    username = rules.normalise_username(username)
    wrong = rules.username_problem(username)
    if wrong is None and queries.find_by_username(username) is not None:
        wrong = "这个用户名已经有人用了，请换一个。"
    if wrong:
        raise RuleBroken("username", wrong)
    if not display_name.strip():
        raise RuleBroken("display_name", "请填写姓名。")
    user = User(username=username, display_name=display_name.strip(), department=department, is_demo=is_demo, created_at=clock.now())
    user.email, user.phone = email.strip(), phone.strip()
    add(user)
    flush()
    emit(events.UserCreated(user.id, _id(by)))
    if password is not None:
        set_password(user, password, by=by, must_change=not is_demo)
    return user


def set_password(user: User, password: str, *, by: User | None = None, must_change: bool = False) -> None:
    """Set a password and end all sessions of the person. Raises ``RuleBroken`` on ``password``."""
    wrong, remembered = passwords.problem(password, user.username, _known_of(user)), passwords.policy().remembered
    if wrong:
        raise RuleBroken("password", wrong)
    history = queries.password_history(user.id)
    if any(passwords.matches(old.password_hash, password) for old in history[:remembered]):
        raise RuleBroken("password", f"这个密码最近 {remembered} 次里用过，请换一个新的。")
    user.password_hash = passwords.hash_password(password)
    user.password_changed_at = clock.now()
    user.must_change_password = must_change
    add(PasswordHistory(user_id=user.id, password_hash=user.password_hash, set_at=user.password_changed_at))
    for forgotten in history[remembered - 1 :]:
        session.delete(forgotten)
    end_all_sessions(user)
    emit(events.PasswordSet(user.id, _id(by)))


def keep_renewed_hash(user: User, old: str, renewed: str) -> None:
    """Store the same password under today's parameters, unless it was changed in the meantime."""
    user = queries.lock_user(user.id)
    if user.password_hash == old:
        user.password_hash = renewed
        for entry in queries.password_history(user.id):
            if entry.password_hash == old:
                entry.password_hash = renewed


def end_session(user_session: UserSession) -> None:
    """End one session; ending it twice changes nothing."""
    if user_session.ended_at is None:
        user_session.ended_at = clock.now()
        user_session.codes_sealed = None


def end_other_sessions(user_session: UserSession) -> int:
    """End every session of the person but this one; returns how many of them were in use."""
    others = [running for running in queries.list_running_sessions(user_session.user_id) if running.id != user_session.id]
    in_use = sum(1 for running in others if running.opened_at is not None and running.is_live(clock.now()))
    for running in others:
        end_session(running)
    emit(events.OtherSessionsEnded(user_session.user_id, user_session.user_id))
    return in_use


def end_all_sessions(user: User) -> None:
    """End every session of a person, on every browser."""
    for running in queries.list_running_sessions(user.id):
        end_session(running)


def disable(user: User, *, by: User | None = None) -> None:
    """Switch an account off and end its sessions. Raises ``RuleBroken`` when one would switch off oneself."""
    if by is not None and by.id == user.id:
        raise RuleBroken("user", "不能停用自己的账号。")
    user.is_active = False
    _revoke_invitations(user)
    end_all_sessions(user)
    emit(events.UserDisabled(user.id, _id(by)))


def enable(user: User, *, by: User | None = None) -> None:
    """Switch an account on again, with the roles it had."""
    user.is_active = True
    emit(events.UserEnabled(user.id, _id(by)))


def unlock(user: User, *, by: User | None = None) -> None:
    """Lift every lock after failed attempts, on the account and on its known browsers."""
    for gate in all_gates(user):
        gate.forget()
    emit(events.UserUnlocked(user.id, _id(by)))


def is_locked(user: User) -> bool:
    """Whether any way of signing in is locked now, on the account or on a known browser."""
    return any(gate.locked_until(clock.now()) for gate in all_gates(user))


def all_gates(user: User) -> list[Gate]:
    """Every gate that counts failures of this person."""
    return [*gates_of_account(user), *(Gate(device) for device in queries.list_devices(user.id))]


def grant_role(user: User, role: Role, *, by: User | None = None) -> None:
    """Give a role; sessions end, so that rights never change under a signed-in person. Raises ``RuleBroken`` on ``role``."""
    if by is not None and by.id == user.id:
        raise RuleBroken("role", "不能给自己授予角色，请由另一位安全管理员办理。")
    user = queries.lock_user(user.id)
    if role in user.roles:
        return
    conflict = rules.role_conflict(user.roles, role)
    if conflict:
        raise RuleBroken("role", conflict)
    user.grants.append(RoleGrant(role=role, granted_by_id=_id(by), granted_at=clock.now()))
    end_all_sessions(user)
    emit(events.RoleGranted(user.id, role, _id(by)))


def revoke_role(user: User, role: Role, *, by: User | None = None) -> None:
    """Take a role back and end the person's sessions; a role not held changes nothing."""
    user = queries.lock_user(user.id)
    for grant in [grant for grant in user.grants if grant.role is role]:
        user.grants.remove(grant)
        end_all_sessions(user)
        emit(events.RoleRevoked(user.id, role, _id(by)))


def enrol_second_factor(user: User) -> str:
    """Give an unarmed account a fresh secret, to be confirmed with a code. Returns it in base32. Raises ``NotAllowed``."""
    if user.has_second_factor:
        raise NotAllowed("这个账号已经绑定了动态验证码。")
    secret = second_factor.new_secret()
    user.totp_sealed = second_factor.seal_secret(secret, user.id)
    user.totp_last_step = 0
    return secret


def confirm_second_factor(user: User) -> None:
    """Count the secret as enrolled from now on; for demo accounts, and after the first right code."""
    user.totp_confirmed_at = clock.now()
    emit(events.SecondFactorConfirmed(user.id, None))


def reset_second_factor(user: User, *, by: User | None = None) -> None:
    """Take authenticator, passkeys and recovery codes off and end all sessions; the next sign-in enrols anew.

    Raises ``RuleBroken`` when one would reset one's own.
    """
    if by is not None and by.id == user.id:
        raise RuleBroken("user", "不能重置自己的第二验证方式，请由另一位安全管理员办理。")
    user.totp_confirmed_at, user.totp_sealed, user.totp_last_step = None, None, 0
    for row in [*queries.list_recovery_codes(user.id), *queries.list_passkeys(user.id)]:
        session.delete(row)
    end_all_sessions(user)
    emit(events.SecondFactorReset(user.id, _id(by)))


def current_code(user: User, at: datetime) -> str:
    """The one-time code of a demo account at an aware instant. Raises ``NotAllowed`` for real accounts."""
    if not user.is_demo or user.totp_sealed is None:
        raise NotAllowed("只有演示账号可以这样查看动态验证码。")
    return second_factor.code_at(second_factor.open_secret(user.totp_sealed, user.id), at)


def set_preferences(user: User, *, density: str, shortcuts_on: bool) -> None:
    """Keep a person's own display settings. Raises ``RuleBroken`` on ``density``."""
    if density not in DENSITIES:
        raise RuleBroken("density", "请在列表里选一种行距。")
    user.density, user.shortcuts_on = density, shortcuts_on


def set_list_columns(user: User, columns: list[str]) -> None:
    """Keep which columns a person wants to see in lists; the room of the list says what they are. None: as the house sets them."""
    user.list_columns = columns


def create_invitation(user: User | None, *, by: User | None = None) -> str:
    """A fresh one-time token, good for seven days; older unused links of the person end. Without a user: to set up the house.

    Show it once as ``/account/invitation/<token>``; only its hash is kept.
    """
    purpose = InvitationPurpose.SET_UP
    if user is not None:
        _revoke_invitations(user)
        purpose = InvitationPurpose.NEW_PASSWORD if user.password_hash else InvitationPurpose.FIRST_PASSWORD
    token = random_token()
    add(
        Invitation(
            token_hash=queries.token_hash(token, "invitation"), user_id=_id(user), purpose=purpose, expires_at=clock.now() + INVITATION_LIFE
        )
    )
    emit(events.InvitationCreated(_id(user), _id(by)))
    return token


def use_invitation(invitation: Invitation, password: str) -> User:
    """Set the password of the invited person and use the link up. Raises ``RuleBroken`` on ``password``, ``NotAllowed``."""
    if invitation.user is None or invitation.used_at is not None or not invitation.user.is_active:
        raise NotAllowed("这个链接已经不能使用，请向管理员索取新的链接。")
    set_password(invitation.user, password, by=invitation.user)
    invitation.used_at = clock.now()
    return invitation.user


def create_first_administrators(invitation: Invitation, people: dict[Role, tuple[str, str]]) -> dict[Role, str]:
    """Make the three administrators, each a person of their own, from role → (user name, shown name), and use the link up.

    Returns an invitation token for each. Raises ``RuleBroken``, whose field is the role's stored word; ``NotAllowed`` when
    the link is not for this or the house has people already.
    """
    if invitation.purpose is not InvitationPurpose.SET_UP or invitation.used_at is not None or queries.has_any_user():
        raise NotAllowed("这个链接已经不能使用：平台已有账号。")
    tokens = {}
    for role in FIRST_ADMINISTRATORS:
        try:
            user = create_user(*people[role])
        except RuleBroken as broken:
            raise RuleBroken(f"{role.value}_{broken.field}", broken.message) from None
        grant_role(user, role)
        tokens[role] = create_invitation(user)
    invitation.used_at = clock.now()
    return tokens


def forget_expired() -> int:
    """Delete kept posts, known browsers and old sessions whose term is over; returns how many. Idempotent, for the daily job."""
    rows = queries.list_expired(clock.now(), clock.now() - SESSIONS_KEPT)
    for row in rows:
        session.delete(row)
    return len(rows)


def _known_of(user: User) -> list[str]:
    """Words that anybody would try first for this person in this portal."""
    home, here = user.department, site()
    named = [user.display_name, here.name, here.organiser, settings().profile, "xinnuo", "信诺"]
    named += [word for word in re.split(r"[._-]", user.username) if len(word) > 2]
    named += re.split(r"[./:]+", settings().public_base_url)
    return [*named, *([home.name, *home.aliases] if home else [])]


def _revoke_invitations(user: User) -> None:
    for invitation in queries.list_open_invitations(user.id):
        invitation.used_at = clock.now()


def _id(user: User | None) -> int | None:
    return None if user is None else user.id
