"""Cases brought to the point where their outcome can be told, through the house's own operations."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from portal import clock
from portal.access import Reporter
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases import handling, intake, queries, replying
from portal.cases.identity import Identity
from portal.cases.vocabulary import Conduct, Finding, PublicationChoice, ReporterKind
from portal.db import add, flush, transaction
from portal.profiles import loader
from portal.publication import operations, releasing
from portal.publication import queries as publications
from portal.publication.checking import check_text, inspector
from portal.publication.models import Publication, PublicationTerm
from portal.publication.rules import rules as rules_in_force
from portal.publication.rules import set_rules
from portal.routing import loading
from portal.textsearch import bigrams
from tests.factories import make_user

_keys = count(1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NARRATIVE = "区建委拖欠我公司工程款十四个月没有支付，多次催要都没有结果，请求依法支付。"
FACTS = "经查，合同约定的工程已经验收，区建委没有按合同付款。"


@dataclass
class Cast:
    """Who plays: the officer and the head of the lead department, reviewer and signer of the credit lead, and a stranger."""

    officer: User
    head: User
    publisher: User
    signer: User
    stranger: User
    respondent: Department


def department(name: str) -> Department:
    """A department of the loaded profile by its name."""
    return next(each for each in departments.all_departments() if each.name == name)


def cast(at_once: bool = True) -> Cast:
    """Load 和平区 and give it people. Here approved texts come out at once, unless a story is about the batches."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    rule(at_once=at_once)
    finance, credit, builders = (department(name) for name in ("区财政局", "区发展改革委", "区建委"))
    return Cast(
        officer=make_user(Role.OFFICER, department=finance, display_name="财政承办"),
        head=make_user(Role.HEAD, department=finance),
        publisher=make_user(Role.PUBLISHER, department=credit, display_name="发改审核"),
        signer=make_user(Role.PUBLISHER, department=credit, display_name="发改签发"),
        stranger=make_user(Role.OFFICER, department=department("区法制办")),
        respondent=builders,
    )


def rule(**rules: Any) -> None:
    """Put other rules of release in force."""
    administrator = make_user(Role.SYSTEM_ADMIN)
    with transaction():
        set_rules(administrator, replace(rules_in_force(), **rules))


def act(case_id: int, step: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """Take one step with a case, freshly loaded, in a transaction of its own."""
    with transaction():
        return step(queries.get_case(case_id), *arguments, **more)


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """An instant in Shanghai."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def filed(
    people: Cast,
    *,
    choice: PublicationChoice = PublicationChoice.AGREE,
    identity: Identity | None = None,
    received: datetime | None = None,
    conduct: Conduct = Conduct.ARREARS,
    area_key: str = "gov_procurement",
    **report: Any,
) -> intake.Receipt:
    """A company complains about the respondent."""
    new = intake.NewReport(
        ReporterKind.ORGANISATION,
        conduct,
        NARRATIVE,
        area_key=area_key,
        respondent_department_id=people.respondent.id,
        identity=identity or Identity(name="孙晓梅", organisation="天津海河测试工程有限公司"),
        publication_choice=choice,
        is_truthful=True,
        **report,
    )
    with clock.pretend(received or at(2026, 8, 3)), transaction():
        return intake.submit(new, f"story-{next(_keys)}", "120101")


def closed(
    people: Cast,
    receipt: intake.Receipt,
    *,
    finding: Finding = Finding.SUBSTANTIATED,
    commitment: str = "分期支付欠款",
    promised_on: date | None = None,
    replied: datetime | None = None,
    measures: str = "责成区建委按合同支付欠款。",
    facts: str = FACTS,
) -> Reporter:
    """The complaint is accepted the day after, answered and closed; returns whoever holds its tracking code."""
    text = replying.ReplyText("支付工程款", facts, "合同第八条", "要求区建委支付欠款", "可以申请复查")
    with clock.pretend(queries.get_case(receipt.case_id).received_at + timedelta(days=1)):
        act(receipt.case_id, handling.accept, people.officer)
    with clock.pretend(replied or at(2026, 9, 8)):
        act(receipt.case_id, replying.submit_reply, people.officer, inspector, text)
        act(receipt.case_id, replying.approve_reply, people.head, inspector)
        due = (promised_on or date(2027, 3, 31)) if commitment else None
        act(receipt.case_id, replying.close, people.officer, inspector, finding, measures, commitment, due)
    return Reporter(receipt.case_id, receipt.report_id)


_OF_CLOSING = {"finding", "commitment", "promised_on", "replied", "measures", "facts"}


def closed_case(people: Cast, **given: Any) -> Reporter:
    """A complaint filed and closed; the names of ``filed`` and ``closed`` may be given."""
    receipt = filed(people, **{name: value for name, value in given.items() if name not in _OF_CLOSING})
    return closed(people, receipt, **{name: value for name, value in given.items() if name in _OF_CLOSING})


def draft(people: Cast, reporter: Reporter) -> Publication:
    """Begin the public text of a closed case."""
    with transaction():
        return operations.draft(queries.get_case(reporter.case_id), people.officer)


def change(publication: Publication, step: Callable[..., Any], *arguments: Any) -> Publication:
    """Take one step with a text, freshly loaded."""
    with transaction():
        step(publications.get_publication(publication.id), *arguments)
    return publications.get_publication(publication.id)


def settle_findings(publication: Publication, people: Cast) -> Publication:
    """Do with each finding what the portal suggests."""
    choices = {each.key: (each.suggested, "") for each in check_text(publications.get_publication(publication.id))}
    return change(publication, operations.decide, people.officer, choices)


def submitted(people: Cast, reporter: Reporter | None = None, **case: Any) -> Publication:
    """A text that waits for the second person."""
    publication = settle_findings(draft(people, reporter or closed_case(people, **case)), people)
    return change(publication, operations.submit, people.officer)


def reviewed(publication: Publication, people: Cast) -> Publication:
    """A text that waits for the third person."""
    return change(publication, releasing.review, people.publisher)


def release(publication: Publication, people: Cast) -> Publication:
    """The second person passes a text that was handed in, the third approves it."""
    return change(reviewed(publication, people), releasing.approve, people.signer)


def released(people: Cast, reporter: Reporter | None = None, released_at: datetime | None = None, **case: Any) -> Publication:
    """A text that is public."""
    with clock.pretend(released_at or at(2026, 10, 12)):
        return release(submitted(people, reporter, **case), people)


def add_outcome(like: Publication, **fields: Any) -> Publication:
    """Another released text beside one that exists, as many as a list needs; what is not named is the same."""
    same = {column.key: getattr(like, column.key) for column in Publication.__mapper__.columns if column.key not in {"id", "public_id"}}
    with transaction():
        made = Publication(**same | {"public_id": f"noise{next(_keys)}"} | fields)
        add(made)
        flush()
        words = f"{made.title} {made.facts} {made.respondent_name}"
        for term in sorted(bigrams(words)):
            add(PublicationTerm(term=term, publication_id=made.id))
    return made
