"""What was chosen in the queue: ticked rows, or all that match; frozen into ids before anything is asked or done."""

from dataclasses import dataclass

from flask import request

from portal.accounts.models import User
from portal.cases.lists import queries
from portal.cases.lists.bulk import MOST
from portal.errors import RuleBroken
from portal.web.desk.filters import queue_filter


def chosen_ids(actor: User) -> list[int]:
    """The ids of the chosen cases. Raises ``RuleBroken`` when nothing is chosen or more than can be worked on at once."""
    if request.args.get("all"):
        ids = queries.list_matching_ids(actor, queue_filter(actor), MOST + 1)
    else:
        ids = list(dict.fromkeys(request.args.getlist("case", type=int)))
    if not ids:
        raise RuleBroken("case", "还没有选择办件。请先在列表里勾选，或者勾选“全部”。")
    if len(ids) > MOST:
        raise RuleBroken("case", f"一次最多 {MOST} 件。请先筛选，或者分几次勾选。")
    return ids


@dataclass(frozen=True)
class BulkButton:
    """A button under the list."""

    label: str
    url: str
