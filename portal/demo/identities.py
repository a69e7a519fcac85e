"""What demo officers, custodians and supervisors have to do with identities: one request of each level, and one hold."""

from collections.abc import Iterable
from contextlib import suppress

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.cases import retention
from portal.cases.models import Case
from portal.cases.secrecy import queries, requests
from portal.cases.secrecy.vocabulary import Purpose
from portal.cases.vocabulary import OPEN_STATUSES, Secrecy
from portal.errors import RuleBroken

_WANTED = {
    Secrecy.OPEN: (Purpose.CHECK_CONTRACT, ""),
    Secrecy.CONFIDENTIAL: (Purpose.VERIFY_CLAIM, "要当面核对合同原件上的签章，平台留言说不清。"),
    Secrecy.SEALED: (Purpose.PROTECT_REPORTER, "举报人留言说可能受到报复，要商量怎样保护。"),
}


def make(cases: Iterable[Case], supervisor: User) -> None:
    """Ask once for each level, by the demo officer of a case that is being handled, and hold the first case."""
    left = dict(_WANTED)
    for case in cases:
        officer = _officer(case)
        if case.report.secrecy in left and case.status in OPEN_STATUSES and officer is not None:
            if len(left) == len(_WANTED):
                retention.hold(case, supervisor, "演示：行政诉讼需要，暂缓销毁。")
            purpose, reason = left.pop(case.report.secrecy)
            with suppress(RuleBroken):  # where the jurisdiction has too few departments for two impartial custodians
                requests.ask(case, officer, purpose, reason)


def were_made(cases: Iterable[Case]) -> bool:
    """Whether this was done before; the last demo data are made together with it."""
    return any(queries.find_hold(case.id) or queries.list_requests_of(case.id) for case in cases)


def _officer(case: Case) -> User | None:
    people = accounts.users_of_department(case.lead_department_id or 0)
    return next((user for user in people if user.is_demo and user.username.startswith("officer")), None)
