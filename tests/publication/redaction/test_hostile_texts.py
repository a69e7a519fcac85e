"""The work grows with the length of a text and no faster, whatever the text is made of. Counted, never timed.

Two proofs together: no regular expression repeats without a bound, so that one place of a text costs at most a constant;
and the number of steps of Python code for four times the text is about four times as large.
"""

import importlib
import json
import pkgutil
import re
import sys
from re import _constants, _parser  # the parse tree of a regular expression has no public name

import pytest

from portal.publication import redaction
from portal.publication.redaction import find, spans_jsonl

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞"
MODULES = [importlib.import_module(f"{redaction.__name__}.{each.name}") for each in pkgutil.iter_modules(redaction.__path__)]
REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
PIECES = {
    "digits": "1",
    "phone digits with gaps": "1 3-",
    "at signs": "a@",
    "dots": "a.",
    "middle dots": "阿·",
    "dotted domain": "@a.b",
    "surnames": "张",
    "company words": "有限公司",
    "trades": "环保",
    "roads": "路1号",
    "villages": "村组",
    "brackets": "（2019",
    "letters and dashes": "A-1",
    "plates": "鲁A",
    "messenger words": "微信",
    "words for number": "编号",
    "capital words": "Aa ",
    "spaces": " ",
    "document words": "字第",
    "list": "张伟、",
    "called": "叫“",
    "roles": "经办人",
    "owners of firms": "神州绿洲的黄工",
    "words for firms": "供应商华大博雅",
    "nicknames": "二柱子说",
    "shares of people": "万有：90,240元；",
    "estates": "幸福里住了",
    "different people": "".join(f"经办人{a}{b}{c}，" for a in SURNAMES for b in GIVEN for c in GIVEN[:3]),
    "different firms": "".join(f"{a}{b}市政工程有限公司，" for a in "砚汐岚潼峻骞晟垣" for b in "帆岳霁禾澜珩昊沣"),
}


def patterns_in(value, seen):
    """Every compiled regular expression in a module, a tuple of rules or a rule."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from patterns_in(each, seen)
    elif hasattr(value, "regex"):
        yield value.regex


def unbounded_in(tree):
    """Every repeat without an upper bound in a parse tree."""
    for code, argument in tree:
        if code in REPEATS:
            if argument[1] == _constants.MAXREPEAT:
                yield argument
            yield from unbounded_in(argument[2])
        elif code is _constants.BRANCH:
            for branch in argument[1]:
                yield from unbounded_in(branch)
        elif code in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from unbounded_in(argument[1])
        elif code is _constants.SUBPATTERN:
            yield from unbounded_in(argument[3])


def steps(text):
    """How many instructions of Python code ``find`` carries out for a text."""
    count = 0

    def trace(frame, event, _argument):
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        find(text)
    finally:
        sys.settrace(before)
    return count


def filled(piece, size):
    """The piece again and again up to ``size`` characters."""
    return (piece * (size // len(piece) + 1))[:size]


def test_no_regular_expression_repeats_without_a_bound():
    seen: set[int] = set()
    found = [pattern for module in MODULES for value in vars(module).values() for pattern in patterns_in(value, seen)]
    assert len(found) > 60
    assert [pattern.pattern for pattern in found if list(unbounded_in(_parser.parse(pattern.pattern, pattern.flags)))] == []


def test_the_check_knows_an_unbounded_repeat():
    for bad in ("(a+)+", "a*", "(?:b|a{2,})", "(?=a*)", "(?P<x>a+?)"):
        assert list(unbounded_in(_parser.parse(bad)))


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_four_times_the_text_takes_about_four_times_the_steps(piece):
    find(filled(piece, 2_400))  # what is remembered between calls is remembered now
    small, large = (steps(filled(piece, size)) for size in (600, 2_400))
    assert large < 5 * small


def test_json_lines_in_json_lines_out():
    document = {"id": "a", "text": "2019年7月3日经办人：张伟，志勇在场", "reporter": {"name": "夏侯志勇", "org": ""}}
    line = json.dumps(document, ensure_ascii=False)
    assert [json.loads(out)["spans"] for out in spans_jsonl([line, "\n"])] == [[[13, 15, "PERSON"], [16, 18, "PERSON"]]]
