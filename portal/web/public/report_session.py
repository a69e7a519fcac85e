"""Which draft, receipt and report this browser may open. The cookie holds tokens and ids, never an answer and never a code."""

from typing import Any

from flask import request, session

from portal.cases import drafts
from portal.cases.exchanges import ReportDraft
from portal.db import transaction
from portal.errors import StalePage

_DRAFT, _RECEIPT = "report_draft", "report_receipt"
FORM_MARK = "draft"


def present_draft() -> ReportDraft | None:
    """The draft this browser is writing, if there is one and its time is not over."""
    row = _load(_DRAFT)
    return row if row is not None and drafts.receipt_of(row) is None else None


def present_receipt() -> dict[str, Any] | None:
    """The receipt of what this browser submitted, as long as it can be opened again."""
    row = _load(_RECEIPT)
    return drafts.receipt_of(row) if row is not None else None


def _load(key: str, for_update: bool = False) -> ReportDraft | None:
    token = session.get(key)
    return drafts.load(token, for_update) if isinstance(token, str) else None


def mark() -> str:
    """The mark of the present draft, for a hidden field; empty before the first saved page."""
    row = present_draft()
    return drafts.mark_of(row) if row is not None else ""


def was_submitted() -> bool:
    """Whether the posted page belongs to the report that this browser has submitted already."""
    rows = [row for row in (_load(_RECEIPT), _load(_DRAFT)) if row is not None]
    return any(drafts.mark_of(row) == request.form.get(FORM_MARK) and drafts.receipt_of(row) is not None for row in rows)


def draft_to_change() -> tuple[str, ReportDraft]:
    """Inside a transaction: the token and the locked draft that the posted page belongs to, a new one when its time is over.

    Raises ``StalePage`` when another tab has meanwhile begun another report.
    """
    row = _load(_DRAFT, for_update=True)
    posted = request.form.get(FORM_MARK, "")
    if row is None or (drafts.receipt_of(row) is not None and posted != drafts.mark_of(row)):
        token, row = drafts.start()
        session[_DRAFT] = token
    elif posted and posted != drafts.mark_of(row):
        raise StalePage("您在另一个页面开始了一份新的反映，这一页属于原来那份，没有保存。")
    return session[_DRAFT], row


def show_receipt(token: str) -> None:
    """Let this browser open a receipt; a draft it is writing stays."""
    session[_RECEIPT] = token


def keep_receipt(token: str) -> None:
    """The draft has been submitted: what its token opens from now on is the receipt."""
    session[_RECEIPT] = token
    session.pop(_DRAFT, None)


def discard() -> None:
    """Delete the present draft and forget its token."""
    with transaction():
        row = _load(_DRAFT, for_update=True)
        if row is not None:
            drafts.discard(row)
    session.pop(_DRAFT, None)


def forget_all() -> None:
    """Forget draft and receipt, whatever they open."""
    session.pop(_DRAFT, None)
    session.pop(_RECEIPT, None)
