"""The upper side: whole batches and single rows that are not right are told in words; the same again is the same."""

import pytest
from sqlalchemy import text

from portal.db import engine, session, transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.exchange.queries import get_partner
from portal.exchange.receiving import operations, queries
from portal.exchange.vocabulary import PartnerKind
from tests.databases import statements
from tests.exchange import making
from tests.exchange.making import batch, row


def take(partner, content):
    """The receipt."""
    with transaction():
        return operations.take_batch(get_partner(partner.id), content)


@pytest.fixture
def lower(app):
    return making.make_partner(PartnerKind.LOWER)[0]


def test_the_same_batch_and_the_same_row_count_once(lower):
    first = take(lower, batch())
    assert first["accepted"] == [{"id": "record-1", "version": 1}] and take(lower, batch()) == first
    again = take(lower, batch(number="batch-2"))
    assert again["accepted"] == first["accepted"] and len(queries.list_versions(lower.id, "record-1")) == 1
    with pytest.raises(TransitionRefused):
        take(lower, batch(row(version=2)))
    other = take(lower, batch(row(facts="同一个版本换了说法，不能算同一条。"), number="batch-3"))
    assert "已经收过" in other["rejected"][0]["reasons"][0]


def test_an_old_version_that_comes_late_is_kept_and_does_not_count(lower):
    take(lower, batch(row(version=3, status="3")))
    take(lower, batch(row(version=2), number="batch-2"))
    newest = queries.list_newest(lower.id)
    assert [each.number for each in newest] == [3] and [each.number for each in queries.list_versions(lower.id, "record-1")] == [3, 2]


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"credit_code": ""}, "统一社会信用代码"),
        ({"credit_code": "91110000600037341L"}, "统一社会信用代码"),
        ({"region_code": "120101"}, "区划代码"),
        ({"conduct": "unknown"}, "失信行为类别"),
        ({"status": "9"}, "状态"),
        ({"version": "1"}, "版本"),
        ({"facts": "短"}, "失信事实"),
        ({"document_on": "昨天"}, "认定日期"),
        ({"facts": "有\x00字符的文字"}, "字符"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_by_the_name_of_its_field(lower, fields, word):
    receipt = take(lower, batch(row(**fields)))
    assert not receipt["accepted"] and any(word in each for each in receipt["rejected"][0]["reasons"])
    assert queries.list_newest() == []


def test_a_field_nobody_described_cannot_get_in(lower):
    content = batch()
    content["rows"][0]["reporter"] = "张三"
    receipt = take(lower, content)
    assert receipt["rejected"][0]["reasons"] == ["有格式里没有的字段。"] and "张三" not in str(receipt)


@pytest.mark.same_queries
@pytest.mark.parametrize("change", [{"rows": 2}, {"digest": "sha-256=" + "0" * 64}, {"format": "other"}, {"batch": ""}, {"source": None}])
def test_a_batch_that_does_not_fit_its_manifest_is_refused_as_a_whole(lower, change):
    content = batch()
    content["manifest"] |= change
    with pytest.raises(RuleBroken):
        take(lower, content)
    assert queries.list_newest() == []


def counted(partner, content):
    """How much is read for taking a batch, in statements."""
    with statements() as said:
        receipt = take(partner, content)
    assert not receipt["rejected"]
    return sum(each.startswith("SELECT") for each in said)


def test_a_batch_costs_the_same_however_many_versions_and_rows_there_are(lower):
    few = counted(lower, batch(row(version=1), row(id="record-2"), number="batch-few"))
    many = [row(version=number) for number in range(2, 102)] + [row(id=f"other-{number}") for number in range(100)]
    assert counted(lower, batch(*many, number="batch-many")) <= few
    assert counted(lower, batch(row(version=102), number="batch-last")) <= few + 1
    assert [each.number for each in queries.list_newest(lower.id) if each.record_ref == "record-1"] == [102]
    shown = queries.list_versions(lower.id, "record-1")
    assert len(shown) == 50 and queries.list_versions(lower.id, "record-1", shown[-1].number)[0].number == shown[-1].number - 1


def test_the_version_that_counts_is_found_by_its_index(lower):
    take(lower, batch(row(version=1)))
    said = "SELECT * FROM received_row WHERE partner_id = 1 AND record_ref IN ('record-1') AND is_newest IS TRUE"
    if engine().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        assert not any("Seq Scan" in line[0] for line in session.execute(text("EXPLAIN " + said)))  # of a few rows any index will do
        return
    plan = [line[3] for line in session.execute(text("EXPLAIN QUERY PLAN " + said.replace("TRUE", "1")))]
    assert any("ix_received_row_counts" in line for line in plan)
