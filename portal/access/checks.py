"""The two questions everybody asks of the policy."""

from typing import Any

from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.policy import POLICY
from portal.errors import NotAllowed


def allows(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether the policy gives ``actor`` this permission on ``subject`` (a case, a publication, or nothing)."""
    return any(all(predicate(actor, subject) for predicate in clause) for clause in POLICY[permission])


def require(actor: Actor, permission: Permission, subject: Any = None) -> None:
    """Raise ``NotAllowed`` unless the policy allows it."""
    if not allows(actor, permission, subject):
        raise NotAllowed(f"您没有“{permission.label}”的权限，或这件办件不由您办理。")


def may_ever(actor: Actor, permission: Permission) -> bool:
    """Whether the actor's roles could give the permission on some subject: for offering a button, never for letting somebody through."""
    return any(clause[0](actor, None) for clause in POLICY[permission])
