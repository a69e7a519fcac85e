"""「快速离开」: forget everything a reporter opened here and go to a page that says nothing."""

from flask import redirect, session
from werkzeug.wrappers import Response

from portal.config import settings
from portal.profiles import queries as profiles
from portal.web import display, sessions
from portal.web.public import blueprint, report_session, track_session

_NEUTRAL = "https://www.gov.cn/"


@blueprint.get("/leave")
def leave() -> Response:
    """Forget the draft, the receipt and the opened report, and take every trace of this site from the browser that it lets us take."""
    report_session.forget_all()
    track_session.close()
    if sessions.present() is None:
        session.clear()
    response = redirect(profiles.site().leave_url or _NEUTRAL)
    response.delete_cookie(display.COOKIE, httponly=True, samesite="Lax", secure=settings().session_cookie_secure)
    return response
