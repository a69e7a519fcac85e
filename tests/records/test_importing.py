"""Import: the dry run changes nothing and says in plain words what is wrong; doubles are found by number and organ."""

import json
from datetime import timedelta

import pytest

from portal import clock
from portal.db import session, transaction
from portal.errors import RuleBroken
from portal.records import ending, importing
from portal.records.importing import COLUMNS, EXAMPLE
from portal.records.models import DishonestyRecord, RecordSubject
from portal.records.vocabulary import RecordSource, RecordStatus
from portal.spreadsheets import csv_bytes, xlsx_bytes
from tests.records.stories import do, make_house


def row(**changes):
    return {**dict(zip(COLUMNS, EXAMPLE, strict=True)), **changes}


def as_file(rows, kind):
    lines = [[each[name] for name in COLUMNS] for each in rows]
    made = {"csv": lambda: csv_bytes(COLUMNS, lines), "xlsx": lambda: xlsx_bytes("失信记录", COLUMNS, lines)}
    return made.get(kind, lambda: json.dumps(rows, ensure_ascii=False).encode())()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_each_kind_of_file_is_read_alike_and_the_example_of_the_template_is_right(app, kind):
    rows = importing.read_rows(as_file([row()], kind), f"记录.{kind}")
    found = importing.dry_run(rows)
    assert [(each.errors, each.new is not None) for each in found] == [((), True)]
    assert found[0].new.loss_fen == 120_000_000


def test_a_chinese_excel_file_without_utf8_is_read_too(app):
    text = ",".join(COLUMNS) + "\r\n" + ",".join(f'"{each}"' for each in EXAMPLE) + "\r\n"
    assert importing.dry_run(importing.read_rows(text.encode("gb18030"), "记录.csv"))[0].errors == ()


def test_the_dry_run_changes_nothing(app):
    make_house()
    importing.dry_run([row(), row(认定文号="")])
    assert session.query(DishonestyRecord).count() == session.query(RecordSubject).count() == 0


WRONG = [
    ({"认定文号": ""}, "没有填“认定文号”"),
    ({"认定单位": ""}, "没有填“认定单位”"),
    ({"统一社会信用代码": "12370306495001231Q"}, "核对 18 位"),
    ({"统一社会信用代码": "91110000600037341L"}, "11 或 12 开头"),
    ({"统一社会信用代码": ""}, "不在单位名录里"),
    ({"失信行为类别": "迟到早退"}, "不认识，可以写：违约毁约"),
    ({"认定依据类别": "拒不整改认定书"}, "只能从整改通知录入"),
    ({"认定日期": "去年"}, "要像 2026-09-01 这样写"),
    ({"失信事实": "没付"}, "至少 10 个字"),
    ({"损失金额（万元）": "很多"}, "要写数字"),
    ({"失信领域": "没有的领域"}, "没有“没有的领域”这个领域"),
]


@pytest.mark.same_queries
@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_what_is_wrong_is_said_in_plain_words(app, changes, words):
    found = importing.dry_run([row(**changes)])[0]
    assert found.new is None and any(words in each for each in found.errors), found.errors


def test_a_day_of_tomorrow_is_wrong(app):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert any("晚于今天" in each for each in importing.dry_run([row(认定日期=tomorrow)])[0].errors)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7", "a.pdf", "请上传 XLSX"),
        (b"not a workbook", "a.xlsx", "文件打不开"),
        (b"[1, 2]", "a.json", "文件打不开"),
        ("主体名称\r\n".encode(), "a.csv", "没有数据"),
        ("主体名称\r\n某局\r\n".encode(), "a.csv", "缺少这些列"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(app, data, name, words):
    with pytest.raises(RuleBroken, match=words):
        importing.read_rows(data, name)


def test_doubles_in_the_file_and_in_the_house_are_found_by_number_and_organ(app):
    house = make_house()
    again = importing.dry_run([row(), row(失信事实="换了一种写法，但是同一份文书、同一个单位。")])
    assert again[0].new is not None and any("和第 2 行重复" in each for each in again[1].errors)
    with transaction():
        made, failed = importing.enter_rows(house.first, again)
        assert (len(made), failed) == (1, [])
    assert any("已经有这份文书" in each for each in importing.dry_run([row()])[0].errors)
    other = importing.dry_run([row(主体名称=house.respondent.name, 统一社会信用代码="")])[0]
    assert other.new is not None and any("请核对不是重复" in each for each in other.remarks)


def test_what_is_right_is_entered_and_still_needs_its_document_and_three_people(app):
    house = make_house()
    with transaction():
        importing.enter_rows(house.first, importing.dry_run([row(), row(认定文号="")]))
    found = session.query(DishonestyRecord).one()
    assert (found.source, found.status) == (RecordSource.IMPORT, RecordStatus.RECORDED)


def test_one_row_that_fails_after_all_does_not_undo_the_others(app):
    house = make_house()
    own = row(主体名称=house.first.department.name, 统一社会信用代码="", 认定文号="自己的")
    with transaction():
        made, failed = importing.enter_rows(house.first, importing.dry_run([own, row()]))
        assert len(made) == 1 and "本单位" in failed[0].errors[0]
    assert session.query(DishonestyRecord).count() == 1


def test_a_document_that_fell_is_no_basis(app):
    house = make_house()
    with transaction():
        record = importing.enter_rows(house.first, importing.dry_run([row()]))[0][0]
        kept = record.id
    do(ending.note_basis_gone, session.get_one(DishonestyRecord, kept), house.first, "二审改判，原判决撤销。")
    found = importing.dry_run([row(主体名称=house.respondent.name, 统一社会信用代码="")])[0]
    assert any("被撤销" in each for each in found.errors)
