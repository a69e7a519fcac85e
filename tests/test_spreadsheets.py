"""No cell of an exported table can act."""

import csv
import io

import pytest

from portal.spreadsheets import csv_bytes, harmless

FORMULAS = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "\u202e=1", "＝1+1", "＋1", "－1",
    "＠A1",
    '=HYPERLINK("http://evil.example","点这里")', "=cmd|'/C calc'!A0", "|cmd", "%0A=1", '"=1', "'=1+1", "-", "+86 139", "\0=1", "=",
]  # fmt: skip
PLAIN = ["工程款", "a=b", "1-2", "", "（一）", "2026-11-22", "13900000000", "a@b.cn"]


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_start_a_formula_becomes_text(text):
    assert harmless(text) == "'" + text.replace("\0", "")
    assert read(csv_bytes(["栏"], [[text]]))[1][0].startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_stay_as_they_are(text):
    assert read(csv_bytes(["栏"], [[text, "尾"]]))[1][0] == text


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert csv_bytes(["数"], [[-5, 2.5, None, True]]) == '\ufeff"数"\r\n-5,2.5,"","True"\r\n'.encode()


def test_separators_quotes_and_line_breaks_stay_inside_their_cell():
    rows = [['甲,乙"丙";=1', "a\r\nb=1"], ["x", "y"]]
    assert read(csv_bytes(["=头", "b"], rows)) == [["'=头", "b"], *rows]
