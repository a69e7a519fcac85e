"""Entries of the public registers and rounds of appraisal, made through the house's own operations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.crypto import random_token
from portal.db import transaction
from portal.publication.checking import words_of_a_text
from portal.registers import operations, queries
from portal.registers.appraisals import operations as appraisals
from portal.registers.appraisals import queries as appraisal_queries
from portal.registers.appraisals.models import Appraisal
from portal.registers.appraisals.vocabulary import Answer, Question
from portal.registers.models import RegisterEntry
from portal.registers.operations import FoundWords
from portal.registers.vocabulary import Kind, Promise
from tests import factories


def inspect(text: str) -> FoundWords:
    """The detector of the release desk."""
    return FoundWords(*words_of_a_text(text))


@dataclass(frozen=True)
class People:
    """Who has to do with the registers: an owner department with its officer and head, two publishers, a supervisor."""

    home: Department
    officer: User
    head: User
    publisher: User
    second: User
    supervisor: User


def cast() -> People:
    """The people, the owner a subdistrict office of its own."""
    home = factories.make_department("劝业场街道办事处")
    return People(
        home,
        factories.make_user(Role.OFFICER, department=home),
        factories.make_user(Role.HEAD, department=home),
        factories.make_user(Role.PUBLISHER),
        factories.make_user(Role.PUBLISHER),
        factories.make_user(Role.SUPERVISOR),
    )


def values(kind: Kind, home: Department | None = None, **own: Any) -> dict[str, Any]:
    """What a form would give for an entry of this register."""
    usual: dict[Kind, dict[str, Any]] = {
        Kind.COMMITMENT: {
            "title": "低保申请十五个工作日内办结",
            "body": "材料齐全的，十五个工作日内办结；办不了的，书面说明理由。",
            "promise": Promise.TIME_LIMIT,
            "topic": "便民服务",
            "department_id": home.id if home else None,
        },
        Kind.TYPICAL_CASE: {"title": "拖欠的工程款全部支付", "body": "经督办，拖欠的工程款已经支付到位。", "topic": "trustworthy"},
        Kind.RATING: {
            "title": "2026年政务诚信第三方评估",
            "source": "某高校课题组",
            "grade": "良好",
            "dated_on": clock.today(),
            "body": "抽样调查，主要看承诺兑现。",
        },
        Kind.ARTICLE: {
            "title": "关于加强政务诚信建设的通知",
            "body": "各单位要按期兑现承诺。",
            "topic": "policy",
            "source": "区发展改革委",
        },
        Kind.LINK: {"title": "政府采购信息网", "url": "https://www.ccgp.gov.cn/", "topic": "procurement"},
    }
    return usual[kind] | own


def promise(home: Department, days: int = 30, **own: Any) -> dict[str, Any]:
    """A promise to investors that must be kept within some days."""
    due_on = clock.today() + timedelta(days)
    given = {"title": "厂房租金补贴按期兑现", "promise": Promise.INVESTMENT, "topic": "", "due_on": due_on}
    return values(Kind.COMMITMENT, home, **{**given, **own})


def draft(people: People, kind: Kind, author: User | None = None, **own: Any) -> RegisterEntry:
    """An entry that is being written, by a publisher unless said otherwise."""
    given = own.pop("given", None) or values(kind, people.home if kind is Kind.COMMITMENT else None, **own)
    with transaction():
        return operations.write(author or people.publisher, kind, given, random_token())


def change(entry: RegisterEntry, operation: Callable[..., Any], *arguments: Any) -> RegisterEntry:
    """Run an operation on an entry in a transaction of its own; the entry is fresh afterwards."""
    key = entry.id
    with transaction():
        operation(queries.get_entry(key, for_update=True), *arguments)
    return queries.get_entry(key)


def published(people: People, kind: Kind, author: User | None = None, **own: Any) -> RegisterEntry:
    """An entry on the public page: written by one, released by another."""
    entry = draft(people, kind, author, **own)
    writer = author or people.publisher
    change(entry, operations.submit, writer, inspect)
    change(entry, operations.review, people.second, inspect)
    return change(entry, operations.publish, people.second, inspect)


def opened(people: People, *departments: Department, days: int = 14) -> Appraisal:
    """A round that is open from today."""
    wanted = appraisals.NewAppraisal("2026年下半年网上评议", clock.today(), clock.today() + timedelta(days), departments or (people.home,))
    with transaction():
        return appraisals.open_round(people.supervisor, wanted, random_token())


def answers(word: Answer = Answer.GOOD) -> dict[str, Answer]:
    """The same word to every question."""
    return {each.value: word for each in Question}


def said(
    appraisal: Appraisal, department: Department, key: str, word: Answer = Answer.GOOD, is_verified: bool = False, remark: str = ""
) -> Any:
    """One voice."""
    with transaction():
        row = appraisal_queries.get_by_key(appraisal.id)
        return appraisals.speak(row, department, appraisals.Speaker(key, is_verified), answers(word), remark)
