"""The blueprint that the custodians' views hang on, and what its pages show in the bar."""

from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user

from portal.web.addresses import present_path
from portal.web.staff import bar

blueprint = Blueprint("custody", __name__, url_prefix="/custody")

SECTIONS = (
    ("custody.home", "首页"),
    ("custody.list_acts", "待办申请"),
    ("custody.list_identity_requests", "保密身份申请"),
    ("custody.set_passphrase", "保管口令"),
    ("custody.show_sheet", "恢复单"),
)


@blueprint.context_processor
def _bar() -> dict[str, Any]:
    """The bar of every staff page with the sections of this area; nothing for who is not signed in."""
    if not current_user.is_authenticated:
        return {"who": None, "nav_items": []}
    items = [{"label": label, "url": url_for(endpoint), "current": _is_current(endpoint)} for endpoint, label in SECTIONS]
    return {**bar(), "nav_items": items}


def _is_current(endpoint: str) -> bool:
    own = url_for(endpoint)
    return f"{present_path()}/".startswith(f"{own}/")
