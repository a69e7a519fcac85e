"""The threat model: every row names a test that exists, and what is not protected is said to the public in the same words."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from portal.web.public.privacy import LIMITS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (\d+) \|(.+)\|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [(int(number), rest) for number, rest in _ROW.findall(DOCUMENT)]


@cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.parse("")
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_the_rows_are_numbered_without_a_gap():
    assert [number for number, _rest in ROWS] == list(range(1, len(ROWS) + 1)) and len(ROWS) >= 40


@pytest.mark.parametrize(("number", "rest"), ROWS, ids=lambda value: str(value) if isinstance(value, int) else "")
def test_a_row_has_an_adversary_a_control_and_a_test_that_exists(number, rest):
    cells = [cell.strip() for cell in rest.split("|")]
    assert len(cells) == 3 and all(cells), f"row {number}"
    named = _TEST.findall(cells[2])
    assert named, f"row {number} names no test"
    assert [f"{path}::{name}" for path, name in named if name not in named_in(path)] == []


def test_no_two_rows_lean_on_the_same_test():
    named = [test for _number, rest in ROWS for test in _TEST.findall(rest)]
    assert len(named) == len(set(named))


def test_what_is_not_protected_is_said_to_the_public_in_the_same_words(browser):
    section = DOCUMENT.split("## 9. What the portal cannot protect from")[1]
    assert tuple(re.findall(r"^\* (.+)$", section, re.MULTILINE)) == LIMITS
    shown = browser.open("public.privacy").main
    assert [sentence for sentence in LIMITS if sentence not in shown] == []
