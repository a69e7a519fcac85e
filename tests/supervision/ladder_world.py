"""A late case to climb the ladder with, and the worker's rounds on a day."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal import clock, db, jobs
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.db import transaction
from portal.supervision import queries
from portal.supervision.ladder import criticisms
from portal.supervision.ladder.models import PublicCriticism
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import CriticismScope
from tests.factories import case_in, make_department, make_user

RECEIVED = date(2026, 3, 2)  # a Monday


@dataclass
class LateCase:
    """A case that nobody handles, and the people around it."""

    case: Case
    lead: Department
    officer: User
    head: User
    supervisor: User

    @property
    def due_on(self) -> date:
        """The last day of the clock that runs out."""
        return cases.get_case(self.case.id).due_on

    def papers(self) -> list[SupervisionOrder]:
        """Every paper on the case, oldest first."""
        return queries.list_orders_of(self.supervisor, self.case.id)

    def kinds(self) -> list[str]:
        """The kinds of the papers, oldest first."""
        return [str(each.kind) for each in self.papers()]


def on(day: date) -> Any:
    """Pretend it is ten in the morning of a day."""
    return clock.pretend(clock.start_of(day) + timedelta(hours=10))


def late_case(status: Status = Status.HANDLING, **fields: Any) -> LateCase:
    """A case in a status since ``RECEIVED``."""
    lead = make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    with on(RECEIVED):
        case = case_in(status, lead, officer, head)
    return LateCase(case, lead, officer, head, make_user(Role.SUPERVISOR))


def round_on(day: date) -> int:
    """One round of the worker over clocks and ladder on a day; how many papers it made."""
    with on(day):
        jobs.sweep_deadlines()
        return jobs.climb_ladder()


def rounds_until(day: date, first: date = RECEIVED) -> None:
    """A round every day from the first to the last."""
    while first <= day:
        round_on(first)
        first += timedelta(days=1)


def at_once(number: int, work: Callable[[int], None]) -> list[Exception]:
    """Do the same in several threads; the errors they met."""
    failed: list[Exception] = []

    def alone(place: int) -> None:
        try:
            work(place)
        except Exception as error:
            failed.append(error)
        finally:
            db.session.remove()

    threads = [threading.Thread(target=alone, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    db.session.rollback()
    return failed


def act(late: LateCase, operation: Callable[..., Any], *arguments: Any) -> Any:
    """Do something to the newest paper of a case in a transaction of its own."""
    order_id = late.papers()[-1].id
    with transaction():
        return operation(queries.get_order(order_id), *arguments)


def criticised(department: str, title: str) -> PublicCriticism:
    """A published criticism of a department: written by one supervisor, approved by another."""
    lead = make_department(department)
    case = case_in(Status.HANDLING, lead, make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead))
    writer, second = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR)
    text = criticisms.CriticismText(title, "经督办、约谈仍未按期办结，现予通报批评。", CriticismScope.PUBLIC, "请报告整改情况。", 5)
    with transaction():
        order = criticisms.begin(cases.get_case(case.id), writer, text, lambda _text: [])
        criticisms.approve(order, second, lambda _text: [])
        return order.criticism


def uncriticised(shown: PublicCriticism, reason: str = "事实有误，予以撤回") -> None:
    """A supervisor withdraws a criticism."""
    supervisor = make_user(Role.SUPERVISOR)
    with transaction():
        criticisms.withdraw(queries.get_order(shown.order_id), supervisor, reason)
