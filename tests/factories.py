"""Plain functions that make valid rows in a transaction of their own; name only what the test is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any

from portal import clock
from portal.access import SYSTEM, Reporter
from portal.accounts import operations, queries
from portal.accounts.models import Department, RoleGrant, User, UserSession
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.cases import handling, intake, replying, reporting
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.intake import NewReport, give_to
from portal.cases.models import Case
from portal.cases.replying import ReplyText
from portal.cases.steps import take
from portal.cases.vocabulary import Conduct, DeclineGround, Finding, ReporterKind, ReviewGround, Status
from portal.cases.workflow import Action
from portal.crypto import random_token
from portal.custody import acts, ceremony, custodians, unlocking
from portal.custody import queries as custody_queries
from portal.custody.boxes import KeyPair, close_box, new_key_pair
from portal.custody.models import CustodyKey, DataKey, Share
from portal.custody.passphrases import Cost
from portal.custody.shares import SHARES, fingerprint, split
from portal.db import add, flush, transaction
from portal.publication.checking import inspector

_numbers = count(1)
PASSWORD = "Sincere-house-2026"
PASSPHRASES = ("amber kettle drives a slow river north", "seven quiet lanterns above the old mill", "paper boats never argue with the rain")
CHEAP = Cost(passes=1, memory_bytes=8192)  # of checking a passphrase in tests; real ones take half a second


def make_department(name: str | None = None, parent: Department | None = None, **fields: Any) -> Department:
    """A department in the tree; a 机关部门 with a name of its own unless said otherwise."""
    fields.setdefault("kind", DepartmentKind.ORGAN)
    fields.setdefault("phone", "022-12345678")
    with transaction():
        department = Department(name=name or f"测试第{next(_numbers)}局", parent_id=parent.id if parent else None, **fields)
        add(department)
        flush()
        department.path = f"{parent.path if parent else '/'}{department.id}/"
    return department


def make_user(*roles: Role, department: Department | None = None, username: str | None = None, **fields: Any) -> User:
    """A person with these roles, in a department of their own unless one is given; no password, see ``give_password``."""
    number = next(_numbers)
    home = department or make_department()
    fields.setdefault("display_name", f"王测试{number}")
    with transaction():
        user = User(username=username or f"user{number}", department_id=home.id, created_at=clock.now(), **fields)
        user.grants = [RoleGrant(role=role, granted_at=clock.now()) for role in roles]
        add(user)
    return user


def give_password(user: User, password: str = PASSWORD, *, must_change: bool = False) -> str:
    """Set a password, and return it."""
    with transaction():
        operations.set_password(queries.get_user(user.id), password, must_change=must_change)
    return password


def give_second_factor(user: User) -> str:
    """Enrol an authenticator, and return its secret in base32."""
    with transaction():
        person = queries.get_user(user.id)
        secret = operations.enrol_second_factor(person)
        operations.confirm_second_factor(person)
    return secret


def open_session_of(user: User, **fields: Any) -> str:
    """A session with every step done, and return its token."""
    token, at = random_token(), clock.now()
    fields = {"started_at": at, "last_seen_at": at, "second_factor_at": at, "opened_at": at, **fields}
    with transaction():
        add(UserSession(token_hash=queries.token_hash(token, "session"), user_id=user.id, **fields))
    return token


@dataclass(frozen=True)
class Custody:
    """Three custodians of different departments and the passphrase of each, in the same order."""

    custodians: list[User]
    passphrases: list[str]


def ensure_custody_key() -> CustodyKey:
    """The custody key that tip-offs by name need: the one of this database, or one whose custodians are not in it (``make_custody``)."""
    found = custody_queries.find_present_key()
    if found is not None:
        return found
    with transaction():
        return add(CustodyKey(number=1, public_key=_custody_secret().public))


def make_custody() -> Custody:
    """Three custodians with passphrases, and a custody key they share; quick, because their passphrases are cheap to check."""
    people = [make_user(Role.CUSTODIAN) for _ in range(SHARES)]
    for person, phrase in zip(people, PASSPHRASES, strict=True):
        pair, locked = custodians.prepare_keys(phrase, CHEAP)
        with transaction():
            custodians.set_keys(queries.get_user(person.id), pair, locked)
    ids, key_id = [person.id for person in people], ensure_custody_key().id
    with transaction():
        for number, (row, line) in enumerate(zip(ceremony.eligible(ids), _custody_lines(), strict=True), start=1):
            closed = close_box(line.encode(), row.public_key)
            share = Share(custody_key_id=key_id, number=number, custodian_id=row.id, closed=closed, fingerprint=fingerprint(line))
            add(share)
    return Custody([queries.get_user(each) for each in ids], list(PASSPHRASES))


def open_sealed(key: DataKey, requester: User, custody: Custody) -> bytes:
    """The raw data key in custody, opened for a requester by the first two custodians."""
    with transaction():
        act, code = acts.begin_opening(queries.get_user(requester.id), custody_queries.get_data_key(key.id), "test", "测试", "测试需要")
        act_id = act.id
    for person, phrase in list(zip(custody.custodians, custody.passphrases, strict=True))[:2]:
        approve_act(act_id, person, phrase)
    with transaction():
        return acts.collect(act_id, queries.get_user(requester.id), code)


def approve_act(act_id: int, custodian: User, passphrase: str) -> None:
    """One custodian approves an act with their passphrase."""
    unlocked = unlocking.unlock(custodian.id, unlocking.place_of_act(act_id), passphrase)
    with transaction():
        acts.approve(act_id, queries.get_user(custodian.id), unlocked)


@cache
def _custody_secret() -> KeyPair:
    """One custody key pair for all tests, so that a key can be there before its custodians are."""
    return new_key_pair()


@cache
def _custody_lines() -> tuple[str, ...]:
    return tuple(split(_custody_secret().private))


def make_case(lead: Department | None = None, *, respondent: Department | None = None, narrative: str = "", **fields: Any) -> Case:
    """A case that came in over the web: with ``lead`` it waits there for acceptance, without it for somebody to assign it.

    ``fields`` are those of ``NewReport``; the submission key is new each time.
    """
    fields.setdefault("reporter_kind", ReporterKind.PERSON)  # arrears to an enterprise have terms of their own
    fields.setdefault("conduct", Conduct.ARREARS)
    fields.setdefault("identity", Identity(name="李建国", phone="13800138000", email="someone@example.cn", organisation="某某建设有限公司"))
    if fields["reporter_kind"] is ReporterKind.WITNESS:
        ensure_custody_key()
    words = narrative or "工程已经验收合格，合同约定的工程款拖欠了十四个月没有支付，多次催要没有结果。"
    with transaction():
        new = NewReport(narrative=words, respondent_department_id=respondent.id if respondent else None, is_truthful=True, **fields)
        case = cases.get_case(intake.submit(new, random_token(), "120101").case_id)
        if lead is not None:
            give_to(case, lead)
            if case.status is Status.UNASSIGNED:
                take(case, Action.ROUTE, SYSTEM, detail={"department": lead.name})
        case_id = case.id
    return cases.get_case(case_id)


def do_to(case: Case, operation: Callable[..., Any], *arguments: Any) -> Any:
    """Run an operation on a case in a transaction of its own; the case is fresh afterwards."""
    with transaction():
        return operation(cases.get_case(case.id, for_update=True), *arguments)


def case_in(status: Status, lead: Department, officer: User, head: User) -> Case:
    """A case that was led to a status by the people who would do so."""
    case = make_case(None if status is Status.UNASSIGNED else lead)
    reporter = Reporter(case.id, case.report.id)
    reply = ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")
    handle: list[tuple[Any, ...]] = [(handling.accept, officer)]
    answer = [*handle, (replying.submit_reply, officer, inspector, reply)]
    give = [*answer, (replying.approve_reply, head, inspector)]
    ways: dict[Status, list[tuple[Any, ...]]] = {
        Status.SUPPLEMENT: [(handling.request_supplement, officer, "请补充竣工验收单")],
        Status.HANDLING: handle,
        Status.SUSPENDED: [*handle, (handling.suspend, officer, "等待工程造价鉴定")],
        Status.REVIEWING: answer,
        Status.REPLIED: give,
        Status.CLOSED: [
            *give,
            (replying.close, officer, inspector, Finding.SUBSTANTIATED, "责成分期支付", "分三期付清", clock.today() + timedelta(90)),
        ],
        Status.UNDER_REVIEW: [*give, (reporting.request_review, reporter, ReviewGround.FACTS, "欠款数额没有查清，还少算了一笔")],
        Status.DECLINED: [(handling.decline, officer, DeclineGround.OTHER_REGION, "不属于本区管辖，请向河西区反映")],
        Status.WITHDRAWN: [(reporting.withdraw, reporter)],
    }
    for operation, *arguments in ways.get(status, []):
        do_to(case, operation, *arguments)
    return cases.get_case(case.id)
