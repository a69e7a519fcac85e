"""What the admin views share: ask the policy, act in a transaction, note who did it."""

from collections.abc import Callable
from typing import Any

from flask import flash

from portal.access import Permission, require
from portal.audit.operations import record
from portal.db import transaction
from portal.errors import PortalError, RuleBroken, StalePage
from portal.web.forms import HouseForm, attach
from portal.web.sessions import actor


def needs(permission: Permission) -> None:
    """Raise ``NotAllowed`` unless the signed-in administrator has the permission."""
    require(actor(), permission)


def did(form: HouseForm, act: Callable[[], Any], done: str = "") -> bool:
    """Run ``act`` in a transaction and flash ``done``; a broken rule or a stale page lands on the form instead. Whether it went well."""
    try:
        with transaction():
            act()
    except RuleBroken as error:
        attach(error, form)
        return False
    except (StalePage, PortalError) as error:
        form.form_errors.append(error.message)
        return False
    if done:
        flash(done)
    return True


def note(action: str, object_kind: str, object_id: object, /, **detail: Any) -> None:
    """Write into the audit log, inside the present transaction, what the signed-in administrator did."""
    record(actor(), action, object_kind, object_id, detail)
