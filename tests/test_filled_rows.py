"""Files that were made to break the reader of filled-in tables: each is refused in a sentence and costs little."""

import io
import json
import tracemalloc
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from portal import filled_rows
from portal.errors import RuleBroken
from portal.spreadsheets import csv_bytes, xlsx_bytes

HEADINGS = ("编号", "内容")
MIB = 1024 * 1024


def repacked(changes):
    """A workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(xlsx_bytes("表", HEADINGS, [["1", "内容"]]))) as old, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            made.writestr(name, changes[name])
    return out.getvalue()


def huge_sheet():
    rows = b'<row><c t="inlineStr"><is><t>' + b"a" * 1000 + b"</t></is></c></row>"
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows * 40_000
        + b"</sheetData></worksheet>"
    )


def laughing_sheet():
    entities = b"".join(b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10))
    return b'<!DOCTYPE w [<!ENTITY l0 "ha">' + entities + b"]><worksheet><sheetData><row><c><v>&l9;</v></c></row></sheetData></worksheet>"


HOSTILE = {
    "a sheet of 40 MB in some kilobytes": (lambda: repacked({"xl/worksheets/sheet1.xml": huge_sheet()}), "a.xlsx", "太大"),
    "a thousand parts": (lambda: repacked({f"xl/media/{number}": b"" for number in range(1000)}), "a.xlsx", "太大"),
    "entities of entities": (lambda: repacked({"xl/worksheets/sheet1.xml": laughing_sheet()}), "a.xlsx", "文件"),
    "a broken sheet": (lambda: repacked({"xl/worksheets/sheet1.xml": b"<worksheet"}), "a.xlsx", "文件"),
    "broken styles": (lambda: repacked({"xl/styles.xml": b"no xml"}), "a.xlsx", "打不开"),
    "a workbook without a book": (lambda: repacked({"xl/workbook.xml": b"<workbook/>"}), "a.xlsx", "打不开"),
    "a file cut off": (lambda: xlsx_bytes("表", HEADINGS, [["1", "内容"]])[:-400], "a.xlsx", "打不开"),
    "brackets without end": (lambda: b"[" * 5 * MIB, "a.json", "打不开"),
    "a number without end": (lambda: b"[" + b"9" * 5000 + b"]", "a.json", "打不开"),
    "a cell without end": (lambda: csv_bytes(HEADINGS, [["1", "a" * 200_000]]), "a.csv", "打不开"),
    "no text at all": (lambda: bytes(range(256)), "a.csv", "打不开"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(name):
    make, file_name, words = HOSTILE[name]
    with pytest.raises(RuleBroken, match=words) as refused:
        filled_rows.read_rows(make(), file_name, HEADINGS)
    assert refused.value.field == "file"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_no_more_rows_are_kept_than_may_be_imported(kind):
    lines = [[str(number), "内容"] for number in range(60_000)]
    made = {"csv": csv_bytes(HEADINGS, lines), "json": json.dumps([dict(zip(HEADINGS, line, strict=True)) for line in lines]).encode()}
    tracemalloc.start()
    with pytest.raises(RuleBroken, match="一次最多导入 500 行"):
        filled_rows.read_rows(made[kind], f"a.{kind}", HEADINGS)
    assert tracemalloc.get_traced_memory()[1] < 40 * MIB
    tracemalloc.stop()


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_as_many_rows_as_may_be_imported_are_read_and_one_more_is_not(kind):
    def file_of(number):
        lines = [[str(each), "内容"] for each in range(number)]
        made = {"csv": lambda: csv_bytes(HEADINGS, lines), "xlsx": lambda: xlsx_bytes("表", HEADINGS, lines)}
        return made.get(kind, lambda: json.dumps([dict(zip(HEADINGS, line, strict=True)) for line in lines]).encode())()

    assert len(filled_rows.read_rows(file_of(500), f"a.{kind}", HEADINGS)) == 500
    with pytest.raises(RuleBroken, match="这个文件不止"):
        filled_rows.read_rows(file_of(501), f"a.{kind}", HEADINGS)


def test_characters_that_no_database_stores_are_left_out():
    data = json.dumps([{"编号": "1\ud800", "内容": "有\x00内容", "金额": 1e999}]).encode()
    assert filled_rows.read_rows(data, "a.json", HEADINGS) == [{"编号": "1", "内容": "有内容", "金额": "inf"}]
