"""Time grows with the length of a text, whatever the text is made of."""

import json
import time

import pytest

from portal.publication.redaction import find, spans_jsonl

PIECES = {
    "digits": "1",
    "phone digits with gaps": "1 3-",
    "at signs": "a@",
    "dots": "a.",
    "middle dots": "阿·",
    "dotted domain": "@a.b",
    "surnames": "张",
    "company words": "有限公司",
    "roads": "路1号",
    "brackets": "（2019",
    "letters and dashes": "A-1",
    "plates": "鲁A",
    "messenger words": "微信",
    "words for number": "编号",
    "capital words": "Aa ",
    "spaces": " ",
    "document words": "字第",
    "list": "张伟、",
}


def seconds(text: str) -> float:
    """The shorter of two runs, in processor time: other work on the machine does not count."""
    runs = []
    for _ in range(2):
        begun = time.process_time()
        find(text)
        runs.append(time.process_time() - begun)
    return min(runs)


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_four_times_the_text_takes_about_four_times_as_long(piece):
    small, large = (seconds((piece * (size // len(piece) + 1))[:size]) for size in (5_000, 20_000))
    assert large < 8 * small + 0.05


def test_an_ordinary_page_takes_less_than_fifty_milliseconds():
    text = ("经办人：张伟，已于2019年7月3日将欠款打入沈阳岚砚机械制造有限公司账户。" * 12)[:400]
    find(text)
    assert seconds(text) < 0.05


def test_json_lines_in_json_lines_out():
    document = {"id": "a", "text": "2019年7月3日经办人：张伟，志勇在场", "reporter": {"name": "夏侯志勇", "org": ""}}
    line = json.dumps(document, ensure_ascii=False)
    assert [json.loads(out)["spans"] for out in spans_jsonl([line, "\n"])] == [[[13, 15, "PERSON"], [16, 18, "PERSON"]]]
