"""Plain steps of tests about secrecy: who asks, who decides, who looks."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.models import Case
from portal.cases.secrecy import queries, requests
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.secrecy.vocabulary import Purpose
from portal.custody import acts, unlocking
from portal.db import transaction
from tests.factories import Custody

REASON = "合同原件上的签章要当面核对"


def ask(case: Case, officer: User, purpose: Purpose = Purpose.CHECK_CONTRACT, reason: str = REASON, **more: Any) -> tuple[int, str]:
    """Ask to see the identity; gives the id of the request and the pick-up code."""
    with transaction():
        asked = requests.ask(cases.get_case(case.id, for_update=True), accounts.get_user(officer.id), purpose, reason, **more)
        return asked.request.id, asked.pickup_code


def decide(request_id: int, custodian: User, approves: bool, reason: str = "") -> None:
    """One custodian decides."""
    with transaction():
        requests.decide(queries.get_request(request_id, for_update=True), accounts.get_user(custodian.id), approves, reason)


def look(request_id: int, officer: User, code: str = "") -> Identity:
    """Look at the identity."""
    with transaction():
        return requests.look(queries.get_request(request_id, for_update=True), accounts.get_user(officer.id), code)


def two_approve(request_id: int, custody: Custody, *places: int) -> None:
    """Two custodians agree with their passphrases; ``places`` picks them."""
    act_id = found(request_id).custody_act_id or 0
    for place in places or (0, 1):
        person = custody.custodians[place]
        unlocked = unlocking.unlock(person.id, unlocking.place_of_act(act_id), custody.passphrases[place])
        with transaction():
            acts.approve(act_id, accounts.get_user(person.id), unlocked)


def found(request_id: int) -> IdentityRequest:
    """The request as it stands."""
    return queries.get_request(request_id)


def expire_all() -> int:
    """The job that ends what is over, at the pretended time."""
    with transaction():
        return requests.expire(100)


def later(hours: float = 0, minutes: float = 0) -> Any:
    """Pretend that it is later."""
    return clock.pretend(clock.now() + timedelta(hours=hours, minutes=minutes))
