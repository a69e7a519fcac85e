"""The blueprint that the desk's views hang on, and the addresses that keep the list a person came from."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

# What of the queue's address travels with every page of a case, so that the way back and 「下一件」 stay in the same list.
LIST_ARGS = (
    "tab", "scope", "keyword", "area", "kind", "officer", "department",
    "received_from", "received_to", "due_from", "due_to", "status", "stage", "replied_from", "replied_to", "on_time",
    "tag", "after", "before",
)  # fmt: skip


def list_args() -> dict[str, Any]:
    """The part of the present address that describes the list."""
    return {name: request.args[name] for name in LIST_ARGS if request.args.get(name)}


def written_query() -> str:
    """The present list as a query string to be kept: without the place in it, the names in one order."""
    return urlencode([(name, value) for name, value in list_args().items() if name not in {"after", "before"}])


def here(endpoint: str, case_id: int, **more: Any) -> str:
    """The address of a page of a case, with the list it was reached from."""
    return url_for(endpoint, case_id=case_id, **{**list_args(), **more})


def back_to_list(case_id: int | None = None) -> str:
    """The list the person came from, with the row of a case marked."""
    return url_for("desk.list_cases", **list_args(), row=case_id, _anchor=f"case-{case_id}" if case_id else None)


@blueprint.context_processor
def _addresses() -> dict[str, Any]:
    return {"here": here, "back_to_list": back_to_list}
