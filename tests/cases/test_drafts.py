"""Drafts: sealed, found by their token alone, idle for a day, submitted once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from portal import clock
from portal.attachments import queries as attachments
from portal.attachments.operations import add_file
from portal.cases import drafts
from portal.cases.exchanges import ReportDraft
from portal.cases.models import Case
from portal.cases.vocabulary import Conduct, Elsewhere, ReporterKind
from portal.db import session, transaction
from portal.errors import TransitionRefused
from portal.profiles import loader
from portal.routing import loading

WORDS = "区建委拖欠工程款十四个月没有支付，多次催要没有结果。"
ANSWERS = {
    "reporter_kind": "person",
    "conduct": "arrears",
    "respondent_text": "区建委",
    "narrative": WORDS,
    "name": "王建国",
    "phone": "138-0013-8000",
}


@pytest.fixture(autouse=True)
def heping(database: str) -> None:
    """The portal serves 和平区."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))


def begun(**answers: object) -> str:
    with transaction():
        token, row = drafts.start()
        drafts.save(row, {**ANSWERS, **answers})
    return token


def submitted(token: str) -> dict[str, object]:
    with transaction():
        row = drafts.load(token, for_update=True)
        assert row is not None
        return drafts.submit(row, token, {"is_truthful": True, "publication_choice": "agree"}, "120101")


def test_answers_are_kept_sealed_and_only_the_token_finds_them() -> None:
    token, other = begun(), begun(name="赵某某")
    row = drafts.load(token)
    assert row is not None
    assert drafts.answers_of(row)["name"] == "王建国"
    for word in ("王建国", "区建委", "138", token):
        assert word.encode() not in row.sealed
    assert token not in row.token_hash
    assert drafts.load(drafts.mark_of(row)) is None
    assert drafts.load(other) is not row


def test_one_page_saved_leaves_the_others() -> None:
    token = begun()
    with transaction():
        row = drafts.load(token)
        assert row is not None
        drafts.save(row, {"respondent_text": "区教育局"})
    row = drafts.load(token)
    assert row is not None
    assert drafts.answers_of(row) == {**ANSWERS, "respondent_text": "区教育局"}


def test_a_draft_is_gone_after_a_day_without_a_saved_page() -> None:
    token = begun()
    with time_machine.travel(clock.now() + drafts.IDLE_LIFE - timedelta(minutes=1), tick=False):
        assert drafts.load(token) is not None
    with time_machine.travel(clock.now() + drafts.IDLE_LIFE + timedelta(minutes=1), tick=False):
        assert drafts.load(token) is None


def test_submitting_twice_gives_one_case_and_the_same_code() -> None:
    token = begun()
    first, second = submitted(token), submitted(token)
    assert first == second
    assert len(str(first["code"])) == 20
    assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_submitted_draft_holds_the_receipt_and_no_answer() -> None:
    token = begun()
    submitted(token)
    row = drafts.load(token)
    assert row is not None
    assert drafts.answers_of(row) == {}
    with pytest.raises(TransitionRefused), transaction():
        again = drafts.load(token)
        assert again is not None
        drafts.save(again, {"narrative": "改一改"})


def test_files_go_with_the_report_and_those_of_other_drafts_stay() -> None:
    token, other = begun(), begun()
    with transaction():
        for each in (token, other):
            row = drafts.load(each)
            assert row is not None
            add_file(drafts.OWNER, row.id, "验收单".encode(), "验收单.txt")
    receipt = submitted(token)
    assert len(attachments.list_for("report", receipt["report_id"])) == 1
    kept = drafts.load(other)
    assert kept is not None
    assert attachments.count_for(drafts.OWNER, kept.id) == 1


def test_discarding_takes_the_files_along() -> None:
    token = begun()
    with transaction():
        row = drafts.load(token)
        assert row is not None
        draft_id = row.id
        add_file(drafts.OWNER, draft_id, "验收单".encode(), "验收单.txt")
        drafts.discard(row)
    assert drafts.load(token) is None
    assert attachments.count_for(drafts.OWNER, draft_id) == 0


def test_the_purge_deletes_what_is_over_and_nothing_else() -> None:
    begun()
    with time_machine.travel(clock.now() + timedelta(hours=20), tick=False):
        young = begun()
    with time_machine.travel(clock.now() + timedelta(hours=30), tick=False):
        with transaction():
            assert drafts.purge_expired() == 1
        assert drafts.load(young) is not None
    assert session.scalar(select(func.count()).select_from(ReportDraft)) == 1


def test_answers_that_no_longer_fit_are_left_out() -> None:
    answers = {
        **ANSWERS,
        "reporter_kind": "anonymous",
        "conduct": "unfair",
        "amount_fen": 100_00,
        "contract_on": "2024-03-18",
        "shares_identity": True,
    }
    new = drafts.new_report(answers)
    assert new.identity.values() == []
    assert new.amount_fen is None
    assert new.contract_on is None
    assert new.shares_identity is False
    assert new.elsewhere is Elsewhere.UNSURE


def test_a_person_gives_no_company_and_a_plain_phone() -> None:
    new = drafts.new_report({**ANSWERS, "organisation": "某公司", "credit_code": "91350100M000100Y43"})
    assert new.reporter_kind is ReporterKind.PERSON
    assert new.conduct is Conduct.ARREARS
    assert new.identity.phone == "13800138000"
    assert new.identity.organisation == ""
