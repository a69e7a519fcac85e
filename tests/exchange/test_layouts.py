"""An upper platform that gets files has its own names and codes: in what is handed over, and in the receipt that comes back."""

import csv
import io
import json
from hashlib import sha256
from zipfile import ZipFile

import pytest

from portal.accounts.vocabulary import Role
from portal.clock import today
from portal.db import transaction
from portal.errors import NotAllowed, RuleBroken
from portal.exchange.aggregation import files, layouts, operations, queries, rows
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import PartnerKind, RowState
from portal.records import recognising
from portal.spreadsheets import csv_bytes
from tests import factories
from tests.exchange import making
from tests.records import stories

CODE = "12370306495001231P"


@pytest.fixture
def house(app):
    return stories.make_house()


def named(**changes):
    """The arguments of ``set_layout`` as they are, but for some names and codes."""
    titles = {**rows.TITLES, **changes.pop("titles", {})}
    codes = {name: [str(rows.words_of(name, value)) for value in values] for name, values in layouts.CODED.items()}
    return titles, {**codes, **changes.pop("codes", {})}, changes.pop("has_mark", True)


def lay_out(partner, actor, **changes):
    with transaction():
        layouts.set_layout(actor, get_partner(partner.id), *named(**changes))


def cut(house, partner):
    with transaction():
        number = operations.cut_for_files(house.supervisor, get_partner(partner.id), recognising.office()).number
    return queries.get_batch(number)


def unpacked(batch):
    with ZipFile(io.BytesIO(files.package(batch))) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_files_carry_the_names_and_codes_of_the_platform_and_its_receipt_is_read_by_them(house):
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    conducts = [f"A{number:02}" for number in range(len(layouts.CODED["conduct"]))]
    own = {"titles": {"id": "信息主键", "subject": "失信主体", "conduct": "行为代码"}, "codes": {"conduct": conducts}, "has_mark": False}
    lay_out(partner, factories.make_user(Role.SYSTEM_ADMIN), **own)
    record = stories.published(house, stories.new_record(today()))
    batch = cut(house, partner)
    made = unpacked(batch)
    assert not made["rows.csv"].startswith(b"\xef\xbb\xbf")
    [line] = csv.DictReader(io.StringIO(made["rows.csv"].decode()))
    assert (line["信息主键"], line["失信主体"]) == (record.public_id, record.subject_name) and "主体名称" not in line
    assert line["行为代码"] == conducts[layouts.CODED["conduct"].index(record.conduct.value)]
    assert json.loads(made["rows.json"])[0]["行为代码"] == line["行为代码"]
    manifest = json.loads(made["manifest.json"])
    assert all(digest == "sha-256=" + sha256(made[name]).hexdigest() for name, digest in manifest["files"].items())
    table = csv_bytes(["信息主键", "版本", "结果"], [[record.public_id, 1, "已收"]])
    with transaction():
        assert files.read_receipt(queries.get_batch(batch.number), table, "回执.csv") == (1, 0)
    assert queries.list_in_batch(batch.id)[0].state is RowState.ACCEPTED


def test_two_columns_or_two_values_never_bear_one_name_and_nobody_else_sets_them(house):
    partner, admin = making.make_partner(PartnerKind.UPPER_FILES)[0], factories.make_user(Role.SYSTEM_ADMIN)
    with pytest.raises(RuleBroken, match="列名不能重复：区划代码"):
        lay_out(partner, admin, titles={"subject": " 区划代码 "})
    with pytest.raises(RuleBroken, match="“状态”的代码不能重复：1"):
        lay_out(partner, admin, codes={"status": ["1"] * len(layouts.CODED["status"])})
    with pytest.raises(NotAllowed):
        lay_out(partner, house.supervisor, titles={"subject": "失信主体"})
    assert not layouts.layout_of(get_partner(partner.id)).is_own


def test_an_administrator_sets_them_on_a_page_and_takes_them_back(house, sign_in_as):
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    desk = sign_in_as(factories.make_user(Role.SYSTEM_ADMIN)).open("admin.partner", partner_id=partner.id).follow("列名和代码")
    desk.fill(**{"titles-2": "失信主体", "codes-0": ""}).press("保存")
    assert desk.errors == ["请写代码"] and desk.value("titles-2") == "失信主体"
    desk.fill(**{"codes-0": "A01", "titles-3": "失信主体"}).press("保存")
    assert desk.errors == ["列名不能重复：失信主体。"]
    desk.fill(**{"titles-3": "统一社会信用代码"}).press("保存")
    layout = layouts.layout_of(get_partner(partner.id))
    assert layout.titles == {"subject": "失信主体"} and list(layout.codes["conduct"].values()) == ["A01"]
    desk.follow("列名和代码").press("恢复本平台的列名和代码")
    assert not layouts.layout_of(get_partner(partner.id)).is_own
    other = making.make_partner(PartnerKind.LOWER)[0]
    desk.open("admin.partner_columns", status=404, partner_id=other.id)


def test_the_code_of_the_department_goes_along_as_that_of_the_source(house, sign_in_as):
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    record = stories.published(house, stories.new_record(today()))
    desk = sign_in_as(factories.make_user(Role.SYSTEM_ADMIN)).open("admin.edit_department", department_id=record.responsible_id)
    desk.fill(credit_code=CODE[:-1] + "Q").press("保存")
    assert any("抄错" in line for line in desk.errors)
    desk.fill(credit_code=CODE.lower()).press("保存")
    other = stories.published(house, stories.new_record(today(), number="（2026）测0306民初8号"))
    found = json.loads(unpacked(cut(house, partner))["rows.json"])
    assert {row["id"]: row["source_credit_code"] for row in found}[other.public_id] == CODE
