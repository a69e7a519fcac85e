"""What the bar of every staff page shows: the areas that admit the person, the bell, and who is signed in."""

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from portal.notifications import queries as notices
from portal.web.areas import AREAS, admits

_FRAMED = frozenset({"desk", "publication", "oversight", "admin", "custody", "downloads", "records", "leads"})
# For each area the word in the bar and the endpoint it leads to.
_ENTRANCES = (
    ("desk", "办件", "desk.list_cases"),
    ("desk", "来函", "desk.list_letters"),
    ("desk", "台账", "desk.list_ledger_tasks"),
    ("leads", "线索", "leads.list_leads"),
    ("publication", "公示", "publication.list_drafts"),
    ("records", "失信记录", "records.home"),
    ("oversight", "监督", "oversight.show_overview"),
    ("admin", "管理", "admin.home"),
    ("custody", "身份保管", "custody.home"),
    ("downloads", "文件", "downloads.list_files"),
)
# The names (``data-key``) under which the keyboard list finds an entrance.
_KEYS = {"desk.list_cases": "queue-home", "oversight.show_overview": "dashboard"}
# Entrances beside the first of their area, with the addresses that belong to them.
_BESIDE = {"desk.list_letters": ("/desk/letters",), "desk.list_ledger_tasks": ("/desk/ledger", "/desk/findings", "/desk/evaluations")}


def register(app: Flask) -> None:
    """Give every page in a staff frame, error pages too, its bar. An area's own context processor wins over it."""
    app.context_processor(bar)


def bar() -> dict[str, Any]:
    """``nav_items`` and ``who`` of the signed-in person; nothing outside the staff areas or before signing in."""
    if _area() not in _FRAMED or not current_user.is_authenticated:
        return {}
    department = current_user.department
    who = {
        "name": current_user.display_name,
        "department": department.name if department else "",
        "notices_url": next((url_for(f"{area}.list_notices") for area in ("desk", "admin") if _may_enter(area)), None),
        "notices_count": notices.count_unread(current_user.id),
        "settings_url": url_for("account.settings"),
        "sign_out_url": url_for("account.sign_out"),
    }
    return {"who": who, "nav_items": _nav_items()}


def _nav_items() -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": url_for(endpoint),
            "current": area == _area() and _beside() == (endpoint if endpoint in _BESIDE else None),
            "key": _KEYS.get(endpoint),
        }
        for area, label, endpoint in _ENTRANCES
        if endpoint in current_app.view_functions and _may_enter(area)
    ]


def _beside() -> str | None:
    """The entrance beside the first of its area to which the present address belongs."""
    return next((endpoint for endpoint, paths in _BESIDE.items() if request.path.startswith(paths)), None)


def _area() -> str:
    """The area of the request, also of an address where nothing is."""
    return request.endpoint.split(".")[0] if request.endpoint else request.path.strip("/").split("/")[0]


def _may_enter(area: str) -> bool:
    return admits(AREAS[area], current_user.roles, True)
