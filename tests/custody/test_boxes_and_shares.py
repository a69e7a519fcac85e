"""The pure pieces: boxes, shares, sheets, passphrases, pick-up codes."""

import os
from itertools import combinations

import pytest

from portal import codes
from portal.crypto import SealBroken
from portal.custody import boxes, passphrases, pickup, shares
from portal.errors import RuleBroken
from tests.factories import CHEAP

SECRET = bytes(range(32))


def test_a_box_opens_for_its_private_key_only():
    pair, other = boxes.new_key_pair(), boxes.new_key_pair()
    closed = boxes.close_box(b"who it was", pair.public)
    assert boxes.open_box(closed, pair.private) == b"who it was"
    for wrong_key, wrong_box in ((other.private, closed), (pair.public, closed), (pair.private, closed[:-1] + bytes([closed[-1] ^ 1]))):
        with pytest.raises(SealBroken):
            boxes.open_box(wrong_box, wrong_key)


def test_every_pair_of_shares_gives_the_secret_back():
    lines = shares.split(SECRET)
    assert [len(line.split()) for line in lines] == [shares.WORDS] * shares.SHARES
    for pair in combinations(lines, 2):
        assert shares.combine(pair) == SECRET
        assert shares.combine(pair[::-1]) == SECRET


def test_one_share_twice_or_alone_or_of_another_key_gives_nothing():
    lines, others = shares.split(SECRET), shares.split(os.urandom(32))
    for wrong in (lines[:1], [lines[0], lines[0]], [lines[0], others[1]], []):
        with pytest.raises(SealBroken):
            shares.combine(wrong)


def test_no_byte_of_the_secret_stands_in_a_share():
    """Of 200 splits of one secret, the first share is each time another."""
    first = [shares.split(SECRET)[0] for _ in range(200)]
    assert len(set(first)) == 200
    tenth_words = {line.split()[10] for line in first}
    assert len(tenth_words) > 150


def test_words_of_a_sheet_are_read_however_they_are_typed():
    line = shares.split(SECRET)[1]
    words = line.split()
    numbered = "\n".join(f"{number}. {word.upper()}" for number, word in enumerate(words, start=1))
    short = " ".join(word[:4] for word in words)
    assert shares.read_words(line) == shares.read_words(numbered) == shares.read_words(short) == line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda words: words[:-1], "现在是 32 个"),
        (lambda words: [*words, "acid"], "现在是 34 个"),
        (lambda words: ["zzzz", *words[1:]], "第 1 个词“zzzz”"),
        (lambda words: [*words[:20], words[21], words[20], *words[22:]] if words[20] != words[21] else words[::-1], "抄错"),
    ],
)
def test_a_slip_on_a_sheet_is_named(change, said):
    words = shares.split(SECRET)[0].split()
    with pytest.raises(RuleBroken, match=said):
        shares.read_words(" ".join(change(words)))


def test_a_passphrase_opens_what_it_closed_whatever_the_input_method():
    locked = passphrases.lock(SECRET, "amber kettle drives a slow river", CHEAP)
    assert passphrases.unlock(locked, "  amber  kettle drives a slow river ") == SECRET
    assert passphrases.unlock(locked, "ａmber kettle drives a slow river") == SECRET
    with pytest.raises(SealBroken):
        passphrases.unlock(locked, "Amber kettle drives a slow river")


def test_the_usual_cost_of_a_passphrase_is_that_of_moderate_argon2id():
    assert (passphrases.USUAL.passes, passphrases.USUAL.memory_bytes) == (3, 256 * 1024 * 1024)
    assert passphrases.lock(SECRET, "amber kettle drives a slow river").cost == passphrases.USUAL


@pytest.mark.parametrize(
    "good", ["amber kettle drives a slow river north", "松树 铁路 茶杯 月亮 算盘", "守护青山绿水的人们都是好人啊真的吗"]
)
def test_long_passphrases_will_do(good):
    assert passphrases.problem(good, "zhang.san") is None


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("short one", "太短"),
        ("四个 词 不够 长", "太短"),
        ("aaaaaaaaaaaaaaaaaaaa", "容易被猜到"),
        ("1234567890123456", "容易被猜到"),
        ("zhang.san walks by the river", "用户名"),
        ("x" * 201, "太长"),
    ],
)
def test_weak_passphrases_are_refused_with_what_to_do(bad, said):
    assert said in (passphrases.problem(bad, "zhang.san") or "")


def test_a_pick_up_code_is_its_own_key_and_slips_are_noticed():
    code = pickup.new_pickup_code()
    assert len(code) == codes.LENGTH and pickup.new_pickup_code() != code
    assert pickup.read_pickup_code("-".join(codes.grouped(code)).lower()) == code
    assert pickup.key_pair(code) == pickup.key_pair(code) != pickup.key_pair(pickup.new_pickup_code())
    for slip in set(codes.ALPHABET) - {code[3]}:
        with pytest.raises(RuleBroken, match="取件码里有抄错"):
            pickup.read_pickup_code(code[:3] + slip + code[4:])
    with pytest.raises(RuleBroken):
        pickup.read_pickup_code(code[:-1])
