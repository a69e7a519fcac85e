"""「快速离开」: forget everything a reporter opened here and go to a page that says nothing."""

from flask import redirect
from werkzeug.wrappers import Response

from portal.profiles import queries as profiles
from portal.web.public import blueprint, report_session, track_session

_NEUTRAL = "https://www.gov.cn/"


@blueprint.get("/leave")
def leave() -> Response:
    """Forget the draft, the receipt and the opened report."""
    report_session.forget_all()
    track_session.close()
    response = redirect(profiles.site().leave_url or _NEUTRAL)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
