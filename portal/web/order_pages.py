"""How the papers of the ladder are shown, to supervisors and to the department addressed alike."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.models import User
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.wording import deadline_words
from portal.documents import body
from portal.errors import NotFound
from portal.prepared import operations as prepared
from portal.supervision.ladder.letters import FORMATS, KIND, letter_of
from portal.supervision.models import SupervisionOrder
from portal.supervision.operations import SUBJECT
from portal.supervision.queries import get_visible_order
from portal.web import filters


def days_of(orders: Sequence[SupervisionOrder]) -> dict[int, Any]:
    """What the deadline tag says of each paper that was sent: how many days are left, or whether the answer came in time; in one query."""
    clocks = deadlines.list_for(SUBJECT, [order.id for order in orders])
    today, calendar = clock.today(), deadlines.calendar()
    # The newest clock speaks: a paper that was given back has one for each answer.
    newest = {order_id: max(rows, key=lambda row: row.id) for order_id, rows in clocks.items() if rows}
    return {order_id: filters.deadline_words(deadline_words(row, today, calendar)) for order_id, row in newest.items()}


def letter(order: SupervisionOrder) -> Markup:
    """The paper as the official letter it is."""
    return body(letter_of(order))


def ask_file(actor: User, order_id: int, form: str) -> Response:
    """Ask the worker for the letter of a paper the person may see, and lead to where it will wait."""
    if form not in FORMATS:
        raise NotFound("没有这种文件。")
    with transaction():
        order = get_visible_order(actor, order_id)
        prepared.ask_for(actor, KIND, f"{order.name}（{FORMATS[form]}）", {"order_id": order.id, "format": form})
    flash("正在生成，做好后在“文件”里下载。")
    return redirect(url_for("downloads.list_files"))
