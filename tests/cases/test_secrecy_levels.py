"""Which level protects a report, and that nobody can change it afterwards."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from portal.cases import drafts, intake, queries
from portal.cases.identity import Identity, known_identity
from portal.cases.intake import NewReport
from portal.cases.secrecy.levels import CONSENT_VERSION, CONSENT_WORDINGS, level_of
from portal.cases.secrecy.queries import find_consent
from portal.cases.vocabulary import Conduct, ReporterKind, Secrecy
from portal.crypto import random_token
from portal.db import transaction
from portal.errors import RuleBroken
from tests.factories import ensure_custody_key, make_case

PORTAL = Path(__file__).resolve().parents[2] / "portal"
OPEN, CONFIDENTIAL, SEALED, ANONYMOUS = Secrecy.OPEN, Secrecy.CONFIDENTIAL, Secrecy.SEALED, Secrecy.ANONYMOUS
CLAIMS = ["arrears", "breach", "promise_broken", "judgment_default", "purchaser_fault"]
# reporter, claims with and without consent, other conduct with and without consent
TABLE = """
person        open       confidential  confidential  confidential
organisation  open       confidential  confidential  confidential
witness       sealed     sealed        sealed        sealed
anonymous     anonymous  anonymous     anonymous     anonymous
"""


def rows():
    for line in TABLE.strip().splitlines():
        kind, *levels = line.split()
        for conduct in Conduct:
            of_claim = conduct.value in CLAIMS
            for consents, level in zip((True, False), levels[:2] if of_claim else levels[2:], strict=True):
                yield ReporterKind(kind), conduct, consents, Secrecy(level)


@pytest.mark.parametrize(("kind", "conduct", "consents", "level"), list(rows()))
def test_the_level_follows_from_the_answers(kind, conduct, consents, level):
    assert level_of(kind, conduct, consents) is level


def submit(**fields):
    fields = {"conduct": Conduct.ARREARS, "narrative": "工程已经验收合格，欠款一直没有付，催了很多次。", "is_truthful": True, **fields}
    with transaction():
        return intake.submit(NewReport(**fields), random_token(), "120101").report_id


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("kind", "consents", "level"),
    [
        (ReporterKind.PERSON, True, OPEN),
        (ReporterKind.ORGANISATION, False, CONFIDENTIAL),
        (ReporterKind.WITNESS, True, SEALED),
        (ReporterKind.ANONYMOUS, True, ANONYMOUS),
    ],
)
def test_intake_sets_the_level_and_consent_counts_only_for_the_open_one(database, kind, consents, level):
    ensure_custody_key()
    report = queries.get_report(submit(reporter_kind=kind, shares_identity=consents, identity=Identity(name="李建国", phone="13800138000")))
    assert report.secrecy is level
    assert report.shares_identity is (level is OPEN)
    consent = find_consent(report.id)
    assert (consent is not None) is (level is OPEN)
    if consent is not None:
        assert (consent.wording_version, consent.given_at) == (CONSENT_VERSION, report.submitted_at)


def test_wordings_that_were_shown_are_never_changed():
    assert CONSENT_WORDINGS[1] == "需要时，可以把我的名称告诉被反映单位"
    assert CONSENT_WORDINGS[2] == "我同意承办部门查看我的身份，用于核实这件事；核对合同、付款确有需要时，可以把我的名称告诉被反映单位"


@pytest.mark.parametrize(
    ("name", "value"),
    [("secrecy", Secrecy.OPEN), ("reporter_kind", ReporterKind.PERSON), ("shares_identity", True)],
)
def test_no_code_can_change_what_the_answers_set(database, name, value):
    report_id = make_case(reporter_kind=ReporterKind.WITNESS).report.id
    with pytest.raises(ValueError, match="never changed"), transaction():
        setattr(queries.get_report(report_id), name, value)
    assert queries.get_report(report_id).secrecy is SEALED


def test_nothing_in_the_house_writes_the_level_but_intake():
    """No assignment to an attribute of that name, and no ``setattr`` with it."""
    written = [node for path in PORTAL.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    stored = [node for node in written if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "secrecy"]
    calls = [ast.unparse(node) for node in written if isinstance(node, ast.Call)]
    by_name = [call for call in calls if call.startswith("setattr(") and "'secrecy'" in call]
    assert not [*map(ast.unparse, stored), *by_name]


def test_without_a_custody_key_a_named_tip_off_is_refused_and_an_anonymous_one_is_not(database):
    with pytest.raises(RuleBroken, match="匿名反映") as refused:
        submit(reporter_kind=ReporterKind.WITNESS, identity=Identity(name="李建国"))
    assert refused.value.field == "reporter_kind"
    assert queries.get_report(submit(reporter_kind=ReporterKind.ANONYMOUS)).secrecy is ANONYMOUS


def test_choosing_to_stay_anonymous_takes_what_was_typed_out_of_the_draft(database):
    with transaction():
        _token, row = drafts.start()
        drafts.save(row, {"reporter_kind": "person", "name": "李建国", "phone": "13800138000", "email": "a@b.cn", "shares_identity": True})
        answers = drafts.save(row, {"reporter_kind": "anonymous"})
    assert answers == {"reporter_kind": "anonymous"}
    with transaction():
        assert drafts.save(row, {"reporter_kind": "witness"}) == {"reporter_kind": "witness"}


def test_an_anonymous_report_keeps_no_identity_even_when_one_is_handed_in(database):
    report = queries.get_report(submit(reporter_kind=ReporterKind.ANONYMOUS, identity=Identity(name="李建国", email="a@b.cn")))
    assert queries.find_identity(report.id) is None
    assert known_identity(report) == Identity()


def test_the_portals_guards_know_the_identity_of_every_level_but_the_sealed_one(database, app: Flask):
    known = {kind: known_identity(make_case(reporter_kind=kind).report).name for kind in (ReporterKind.PERSON, ReporterKind.WITNESS)}
    assert known == {ReporterKind.PERSON: "李建国", ReporterKind.WITNESS: ""}
