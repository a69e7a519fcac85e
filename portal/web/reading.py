"""Every look of staff at a case is written into the audit log before the answer leaves the house.

It hangs on the address and not on the views: whatever page of a staff area names a case, a public text, an order or a lead is noted, also a
page that will only be written next year. A look that was refused (403, 404) is noted as such; a redirect shows nothing.
"""

from flask import Flask, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts.models import User
from portal.audit.operations import Doer, record
from portal.db import session, transaction
from portal.web.areas import area_of

# The part of an address that names what is looked at, and the kind of object it names in the log.
OBJECTS = {"case_id": "case", "public_id": "publication", "order_id": "order", "request_id": "request", "lead_id": "lead"}
_SHOWN = (409, 422)  # pages of a conflict or a wrong form hold what the page held
_REFUSED = (403, 404)
_LONGEST_NUMBER = 60


def register(app: Flask) -> None:
    """Note looks after the answer is made: if the note cannot be written, nothing is shown."""
    app.after_request(_note_look)


def _note_look(response: Response) -> Response:
    arguments = request.view_args or {}
    named = next(((kind, arguments[name]) for name, kind in OBJECTS.items() if name in arguments), None)
    is_seen = response.status_code < 300 or response.status_code in _SHOWN
    if named is None or not _is_staff_area() or not (is_seen or response.status_code in _REFUSED):
        return response
    user = current_user._get_current_object()
    if not isinstance(user, User):
        return response
    kind, number = named
    doer, page = Doer.of(user), (request.endpoint or "").split(".")[-1]
    session.rollback()  # the answer is made; what a page filled into rows without saving it is not meant to stay
    with transaction():
        record(doer, f"{kind}:read", kind, str(number)[:_LONGEST_NUMBER], {"page": page}, succeeded=is_seen)
    return response


def _is_staff_area() -> bool:
    area = area_of(request.endpoint or "")
    return area is not None and area.admits is not None
