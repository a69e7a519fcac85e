"""How a department keeps its list: a tag put on its open cases at once, and a view of them that it shares."""

from collections.abc import Iterable

from portal.accounts.models import User
from portal.bookmarks import operations as bookmarks
from portal.cases.lists import bulk
from portal.cases.lists.queries import PAGE
from portal.cases.models import Case
from portal.cases.vocabulary import OPEN_STATUSES, ReportKind
from portal.crypto import keyed_hash
from portal.db import flush

_WORDS = "年底清欠"


def make(cases: Iterable[Case], officer: User) -> None:
    """Tag the complaints that the officer's department has in hand, as one act; and keep what is overdue as a view for all."""
    own = [case for case in cases if case.lead_department_id == officer.department_id and case.status in OPEN_STATUSES]
    ids = [case.id for case in own if case.kind is ReportKind.COMPLAINT][:8]
    choice = bulk.tag_choice(officer, _WORDS, ids)
    bulk.carry_out(bulk.ACTS["tag"], ids, officer, choice, "年底前逐件核对欠款支付情况", keyed_hash("demo:tags", "bulk"))
    bookmarks.save(officer, PAGE, "已超期的投诉", "tab=overdue&kind=complaint", is_shared=True)
    flush()
