"""Batches as files: what goes out can be checked against its manifest, what comes back is read once, in any of three forms."""

import io
import json
from hashlib import sha256
from zipfile import ZipFile

import pytest

from portal.access import SYSTEM
from portal.cases import queries as cases
from portal.cases.steps import take
from portal.cases.workflow import Action
from portal.clock import today
from portal.db import transaction
from portal.errors import RuleBroken
from portal.events import emit
from portal.exchange.aggregation import files, operations, queries, rows
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import PartnerKind, RowState
from portal.records import ending, recognising
from portal.records.events import RecordStepped
from portal.records.workflow import RecordAction
from portal.spreadsheets import csv_bytes, xlsx_bytes
from tests import factories
from tests.exchange import making
from tests.records import stories


@pytest.fixture
def house(app):
    return stories.make_house()


@pytest.fixture
def batch(house):
    """A batch of two records for a partner that gets files."""
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    for number in ("（2026）测0306民初1号", "（2026）测0306民初2号"):
        stories.published(house, stories.new_record(today(), number=number))
    with transaction():
        number = operations.cut_for_files(house.supervisor, get_partner(partner.id), recognising.office()).number
    return queries.get_batch(number)


def states(batch):
    return [each.state for each in queries.list_in_batch(batch.id)]


def keys(batch):
    return [(each.row.values["id"], each.row.number) for each in queries.list_in_batch(batch.id)]


def read(batch, data, name):
    with transaction():
        return files.read_receipt(queries.get_batch(batch.number), data, name)


def test_the_package_fits_its_manifest_and_the_row_digest_is_that_of_the_json(batch):
    with ZipFile(io.BytesIO(files.package(batch))) as made:
        manifest = json.loads(made.read("manifest.json"))
        for name, digest in manifest["files"].items():
            assert digest == "sha-256=" + sha256(made.read(name)).hexdigest()
        assert manifest["digest"] == manifest["files"]["rows.json"] == batch.digest and manifest["rows"] == 2
        assert made.read("rows.csv").decode("utf-8-sig").startswith('"记录编号","版本","主体名称"')
        found = json.loads(made.read("rows.json"))
    assert [set(row) for row in found] == [set(rows.TITLES)] * 2 and found[0]["conduct"] == "arrears"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_receipt_is_read_in_any_form_and_the_second_time_changes_nothing(batch, kind):
    (first, one), (second, _two) = keys(batch)
    table = [[first, one, "已收", ""], [second, 1, "退回", "缺少文书名称"]]
    said = {"accepted": [{"id": first, "version": 1}], "rejected": [{"id": second, "version": 1, "reasons": ["缺少文书名称"]}]}
    made = {
        "csv": lambda: csv_bytes(files.receipt_headings(batch), table),
        "xlsx": lambda: xlsx_bytes("回执", files.receipt_headings(batch), table),
        "json": lambda: json.dumps({"format": rows.RECEIPT, "batch": batch.number, "digest": batch.digest, **said}).encode(),
    }
    for _ in range(2):
        assert read(batch, made[kind](), f"receipt.{kind}") == (1, 1)
        assert states(batch) == [RowState.ACCEPTED, RowState.REJECTED]
    assert queries.list_in_batch(batch.id)[1].reasons == ["缺少文书名称"]


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("data", "name"),
    [(b"{}", "r.json"), (b"[]", "r.json"), (b"nonsense", "r.json"), (b"a,b\n1,2", "r.csv"), (b"nonsense", "r.xlsx"), (b"", "r.pdf"),
     ("记录编号,版本,结果\nother,1,已收".encode(), "r.csv"), ("记录编号,版本,结果\nother,一,已收".encode(), "r.csv")],
)  # fmt: skip
def test_what_is_no_receipt_of_this_batch_is_refused_in_words(batch, data, name):
    with pytest.raises(RuleBroken) as refused:
        read(batch, data, name)
    assert refused.value.field == "file" and states(batch) == [RowState.SENT] * 2


def test_an_end_goes_only_to_who_has_the_record_and_a_demo_record_to_nobody_real(house):
    before = stories.published(house, stories.new_record(today()))
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    stories.do(ending.revoke, before, house.supervisor, "认定文书被依法撤销", stories.nothing_found)
    with transaction():
        assert operations.fill_new_partners() == 0
    demo = stories.new_record(today(), number="（2026）测0306民初3号", is_demo=True)
    shown = stories.published(house, demo)
    assert queries.list_deliveries_of([before.id, shown.id], partner.id) == []


def test_a_case_and_a_record_that_change_together_are_both_followed(house):
    record = stories.published(house, stories.new_record(today()))
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    case = factories.make_case(factories.make_department())
    with transaction():
        take(cases.get_case(case.id, for_update=True), Action.EXCLUDE_NAMED, SYSTEM)
        emit(RecordStepped(record.id, RecordAction.CORRECT))
    assert [each.row.number for each in queries.list_deliveries_of([record.id], partner.id)] == [1]
