"""The table of OWASP ASVS: its counts are those of its rows, and every file it names exists."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|not met|n/a) \| (.+) \|$", DOCUMENT, re.MULTILINE)


def test_all_requirements_of_both_levels_are_there_once():
    assert len(ROWS) == len({row[0] for row in ROWS}) == 253


def test_the_counts_at_the_top_are_those_of_the_rows():
    counted = Counter((level, state) for _id, level, _words, state, _where in ROWS)
    for level in "12":
        told = re.search(rf"^\| {level} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", DOCUMENT, re.MULTILINE)
        assert told is not None
        own = [counted[level, state] for state in ("met", "not met", "n/a")]
        assert [int(number) for number in told.groups()] == [*own, sum(own)]


def test_every_file_that_is_named_exists():
    places = {name.split("::")[0] for row in ROWS for name in re.findall(r"`([a-z][\w/.:-]+)`", row[4])}
    files = [name for name in places if "/" in name]
    missing = [name for name in files if not ((ROOT / name).exists() or (ROOT / "portal" / name).exists())]
    assert len(files) > 60 and not missing


def test_whatever_is_met_or_not_says_where_or_why():
    assert [row[0] for row in ROWS if len(row[4]) < 4] == []
