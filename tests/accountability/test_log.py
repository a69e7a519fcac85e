"""The log of a living house: what becomes a leaf, what a proof proves, and what a bent log looks like."""

import copy
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from portal import clock
from portal.access import Reporter
from portal.accountability import checking, offline, operations, proofs, queries
from portal.accountability.models import LogLeaf, LogNode, LogSize, SignedHead
from portal.accountability.vocabulary import LeafKind as Kind
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.cases import handling, reporting
from portal.cases.models import Case, Report
from portal.cases.vocabulary import Status
from portal.db import session, transaction
from portal.deadlines.models import Deadline
from tests.audit.bending import unguarded
from tests.factories import case_in, do_to, make_case, make_department, make_user


@pytest.fixture
def case(app: Flask) -> Case:
    """A case of a department, beside two others."""
    make_case()
    found = make_case(make_department())
    make_case()
    return found


def issue() -> SignedHead | None:
    with transaction():
        return operations.issue_daily_head()


def kinds(case: Case) -> list[Kind]:
    return [leaf.kind for leaf in queries.list_leaves_of(case.id)]


def bodies(case: Case) -> list[dict[str, object]]:
    return [operations.opened(leaf)[1] for leaf in queries.list_leaves_of(case.id)]


def test_a_report_leaves_itself_and_its_clocks_and_nothing_of_its_content(case):
    assert Kind.RECEIVED in kinds(case) and Kind.CLOCK_STARTED in kinds(case)
    said = str(bodies(case))
    assert case.number in said and case.report.receipt_hash in said
    for secret in (case.report.narrative, "李建国", "13800138000", case.title):
        assert secret not in said
    assert checking.first_break() is None


def test_extension_suspension_resumption_and_end_are_leaves(app):
    department = make_department()
    officer, head = make_user(Role.OFFICER, department=department), make_user(Role.HEAD, department=department)
    case = case_in(Status.HANDLING, department, officer, head)
    do_to(case, handling.request_extension, officer, 10, "案情复杂，需要鉴定工程造价")
    do_to(case, handling.decide_extension, head, True)
    do_to(case, handling.suspend, officer, "等待工程造价鉴定")
    do_to(case, handling.resume, officer)
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    found = [kind for kind in kinds(case) if kind not in {Kind.RECEIVED, Kind.CLOCK_STARTED}]
    assert found == [Kind.CLOCK_EXTENDED, Kind.CLOCK_SUSPENDED, Kind.CLOCK_RESUMED, Kind.CLOSED]
    extended = next(body for body in bodies(case) if body["kind"] == "clock_extended")
    assert extended["old_due_on"] < extended["due_on"] and extended["days"] == 10
    assert checking.first_break() is None


def test_what_is_rolled_back_leaves_no_leaf(case):
    before = queries.present_size()
    with pytest.raises(ZeroDivisionError), transaction():
        operations.keep(case.id, Kind.CLOSED, {})
        raise ZeroDivisionError
    assert queries.present_size() == before and checking.first_break() is None


def test_the_days_head_comes_once_and_its_size_is_padded(case, monkeypatch):
    first = issue()
    assert first is not None and first.size % operations.PADDING == 0 and issue() is None
    today = clock.now()
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    second = issue()
    assert second.size == first.size + operations.PADDING, "a day without reports looks like a day with a few"
    assert checking.first_break() is None


def test_a_proof_holds_before_and_after_the_days_head(case):
    early = proofs.proof_of(case.id)
    assert len(offline.check_proof(early)) == len(kinds(case)) and early["head"]["size"] == queries.present_size()
    issue()
    late = proofs.proof_of(case.id)
    assert late["head"] == operations.plain_head(queries.newest_head()).plain()
    for proof in (early, late):
        found = proofs.check(offline.canonical(proof))
        assert found.problem == "" and found.case_number == case.number
        assert any(f"收到受理编号为 {case.number} 的反映" in fact for fact in found.facts)
        assert any("受理" in fact and "最晚" in fact for fact in found.facts)
    joined = proofs.consistency(early["head"]["size"], late["head"]["size"])
    assert offline.check_continuation(joined, early["head"]) == late["head"]


def test_a_proof_of_a_later_step_has_a_new_head(case):
    issue()
    officer = make_user(Role.OFFICER, department=case.lead_department)
    do_to(case, handling.accept, officer)
    proof = proofs.proof_of(case.id)
    assert proof["head"]["size"] == queries.present_size() > queries.newest_head().size
    assert proofs.check(offline.canonical(proof)).problem == ""


def test_a_head_of_another_server_is_not_ours(case, monkeypatch):
    proof = proofs.proof_of(case.id)
    monkeypatch.setattr(proofs, "public_key", lambda: "0" * 64)
    assert proofs.check(offline.canonical(proof)).problem == "日志头不是本平台签的"


def test_every_change_of_a_proof_is_noticed(case):
    proof = proofs.proof_of(case.id)
    for path in places(proof):
        if path[0] in {"about"}:
            continue
        bent = copy.deepcopy(proof)
        holder = bent
        for step in path[:-1]:
            holder = holder[step]
        value = holder[path[-1]]
        holder[path[-1]] = value + 1 if isinstance(value, int) else other_text(value)
        assert proofs.check(offline.canonical(bent)).problem, path


def places(value, way=()):
    """The way to every plain value of a JSON value."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*way, key))
    else:
        yield way


def other_text(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


@pytest.mark.parametrize(
    "statement",
    [
        update(LogNode).values(digest=b"0" * 32),
        delete(LogNode),
        delete(LogLeaf),
        delete(SignedHead),
        update(SignedHead).values(root="0" * 64),
        update(LogSize).values(size=1),
        update(LogSize).values(size=1000),
        delete(LogSize),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_the_log(case, statement):
    issue()
    with pytest.raises(DatabaseError), transaction():
        session.execute(statement)
    assert checking.first_break() is None


@pytest.mark.parametrize("statement", [
    update(LogNode).where(LogNode.level == 0, LogNode.place == 3).values(digest=b"0" * 32),
    update(LogNode).where(LogNode.level == 2, LogNode.place == 1).values(digest=b"0" * 32),
    delete(LogNode).where(LogNode.level == 0, LogNode.place == 31),
    update(LogLeaf).where(LogLeaf.position == 2).values(sealed=b"0" * 80),
    update(LogLeaf).where(LogLeaf.position == 2).values(case_id=2),
    update(LogLeaf).where(LogLeaf.position == 2).values(kind=Kind.CLOSED),
    delete(LogLeaf).where(LogLeaf.position == 2),
    delete(LogLeaf).where(LogLeaf.kind == Kind.AUDIT),
    update(SignedHead).values(root="0" * 64),
    update(SignedHead).values(size=31),
    update(SignedHead).values(signature="0" * 128),
    update(SignedHead).values(on=clock.today() - timedelta(days=3)),
    update(SignedHead).values(at=clock.now() - timedelta(seconds=30)),
    delete(SignedHead),
    update(LogSize).values(size=30),
    update(LogSize).values(openings=3),
    update(Deadline).where(Deadline.rule_key == "triage").values(due_on=clock.today() + timedelta(days=400)),
    delete(Deadline).where(Deadline.rule_key == "triage"),
    update(Report).where(Report.id == 2).values(receipt_hash="0" * 64),
    update(Case).where(Case.id == select(func.max(Case.id)).scalar_subquery()).values(number="120101-20200101-0001"),
    update(AuditEntry).values(entry_hash=func.replace(AuditEntry.entry_hash, "a", "b")),
], ids=str)  # fmt: skip
def test_whatever_is_bent_in_the_database_is_named(case, statement):
    issue()
    with unguarded():
        session.execute(statement)
    session.expire_all()
    assert checking.first_break()
