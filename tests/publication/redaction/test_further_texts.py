"""Further labelled texts of our own, written from the description of the corpus and not from the rules. Everything in them is invented.

Each file was written before the rules had seen it. The floors stand a little below what is reached: a change of the rules may not lose
a class of cases. The texts are harder than the corpus: rare surnames, names that are words, nicknames, brands alone.

Batches 6 and 7 hold many names that are ordinary words. At first sight the rules of their day found of batch 6 PERSON 77 %,
ORG_PRIVATE 98 %, ADDRESS 82 % (over-redaction 1.8 %), of batch 7 PERSON 78 %, ORG_PRIVATE 69 %, ADDRESS 82 % (2.1 %).

Batches 8 and 9 keep to the manner of the corpus: its kinds of documents and disguises with other people, firms, places and sentences; every
sixteenth name is an ordinary word. Their first sight: batch 8 PERSON 94.9 %, PERSON_TITLE 98.0 %, ORG_PRIVATE 94.4 %, ADDRESS 94.1 %, 75 %
of the documents without a leak (1.3 %); batch 9, written after the rules had learned from batch 8, 94.7 %, 96.4 %, 90.5 %, 91.3 %, 78 %
(1.3 %), where the rules from before batch 8 found 93.2 %, 92.9 %, 88.9 %, 91.3 %, 70 % (1.6 %). Of
all numbers one messenger id of batch 8 was missed. The sentences of batch 10, filled in eight ways, were met at first sight with PERSON
98.5 %, PERSON_TITLE 87.5 %, ORG_PRIVATE 80.6 %, ADDRESS 95.8 % (2.1 %), by the rules from before batch 8 with 97.4, 86.4, 79.4, 93.1.

Batches 11 and 12 were written by other hands: transcripts of a hotline, letters in dialect, pasted chats, tables, minutes, court papers.
Batch 11 is a hard one: every fourth name is a word (马上, 计划), every second firm an everyday word. First sight: PERSON 77.8 %,
PERSON_TITLE 96.4 %, ORG_PRIVATE 73.2 %, ADDRESS 61.9 %, 22 % of the documents without a leak (1.1 %); batch 12: 93.2 %, 96.3 %, 75.0 %,
83.3 %, 32 % (2.2 %). Batch 13, written when the rules had learned from both, was met with 90.1 %, 93.5 %, 68.8 %, 87.5 %, 45 % (1.9 %),
by the rules from before with 89.3, 93.5, 68.8, 87.5, 45 (1.7): what they had learned of firms held for those firms, and was made wider.

Batches 14 and 15 are again of the manner of the corpus, by writers who never saw the rules. First sight: batch 14 PERSON 98.8 %,
PERSON_TITLE 96.2 %, ORG_PRIVATE 87.7 %, ADDRESS 85.0 %, 83 % of the documents without a leak (1.1 %); batch 15: 94.6 %, 92.1 %, 96.6 %,
83.3 %, 74 % (1.2 %), and one birth date of seven missed. What was mended are classes: a registered name is taken from its region on,
hamlets and shopfronts, 老 and 家 before a title, names of one known part, words that are names on a badge or before 说. After: batch 14
one short name of a firm missed (0.3 %), batch 15 nothing (0.4 %).

Batches 16 and 17 are of the same manner and by the same kind of writers. First sight: batch 16 PERSON 97.6 %, PERSON_TITLE 90.9 %, PHONE
97.4 %, ID 92.9 %, IM 87.5 %, DOC_NO 95.0 %, ORG_PRIVATE 92.6 %, ADDRESS 87.1 %, 75 % of the documents without a leak (1.4 %); batch 17:
97.0, 80.0, DOC_NO 94.4 %, ORG_PRIVATE 98.1 %, 87 % (1.3 %), all other numbers and addresses found. What was mended are classes again: a
comma between two numbers parts no thousands, numbers in groups, brackets at either end of a number, short titles of heads, clan names,
stalls of markets and hamlets. After: batch 16 two short names of firms missed, batch 17 one given name that is a word (1.0 % each).

Batch 18, of the same manner, no rule has learned from: PERSON 99.3 %, PERSON_TITLE 94.1 %, ORG_PRIVATE 96.0 %, ADDRESS 94.7 %, DOC_NO
94.7 %, one birth date of six missed, all other numbers found, 88 % of the documents without a leak (1.3 %).
"""

import json
from pathlib import Path

import pytest

from portal.publication.redaction import spans_jsonl
from tests.publication.redaction.scoring import Score

HERE = Path(__file__).parent
NUMBERS = ("PHONE", "ID", "BANK", "PLATE", "EMAIL", "IM", "USCC", "BIRTH")
KINDS = (NUMBERS, ("DOC_NO",), ("PERSON",), ("PERSON_TITLE",), ("ORG_PRIVATE",), ("ADDRESS",))
FLOORS = {
    "further.jsonl": dict(zip(KINDS, (0.99, 0.95, 0.92, 0.95, 0.93, 0.91), strict=True)),
    "batch_1.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.97, 0.95, 0.96, 0.93), strict=True)),
    "batch_2.jsonl": dict(zip(KINDS, (0.95, 0.99, 0.94, 0.99, 0.87, 0.91), strict=True)),
    "batch_3.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.96, 0.84, 0.96, 0.99), strict=True)),
    "batch_5.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.99, 0.99, 0.99, 0.88), strict=True)),
    "batch_4.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.95, 0.83, 0.90, 0.85), strict=True)),
    "batch_6.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.95, 0.90, 0.97, 0.96), strict=True)),
    "batch_7.jsonl": dict(zip(KINDS, (0.99, 0.93, 0.90, 0.95, 0.92, 0.90), strict=True)),
    "batch_8.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.965, 0.99, 0.98, 0.99), strict=True)),
    "batch_10.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.98, 0.90, 0.94, 0.99), strict=True)),
    "batch_9.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.965, 0.99, 0.95, 0.99), strict=True)),
    "batch_11.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.88, 0.99, 0.97, 0.95), strict=True)),
    "batch_12.jsonl": dict(zip(KINDS, (0.99, 0.94, 0.97, 0.96, 0.91, 0.99), strict=True)),
    "batch_14.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.99, 0.99, 0.97, 0.99), strict=True)),
    "batch_15.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.99, 0.99, 0.98, 0.99), strict=True)),
    "batch_16.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.99, 0.99, 0.95, 0.99), strict=True)),
    "batch_17.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.985, 0.99, 0.99, 0.99), strict=True)),
    "batch_18.jsonl": dict(zip(KINDS, (0.98, 0.94, 0.99, 0.94, 0.95, 0.94), strict=True)),
    "batch_13.jsonl": dict(zip(KINDS, (0.99, 0.99, 0.91, 0.99, 0.82, 0.93), strict=True)),
}
MOST_OVER_REDACTION = 0.015


def documents_of(name):
    """All labelled documents of a file."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def scores():
    """What the anonymiser makes of each file."""
    made = {}
    for name in FLOORS:
        documents, made[name] = documents_of(name), Score()
        for document, answer in zip(documents, map(json.loads, spans_jsonl(json.dumps(each) for each in documents)), strict=True):
            made[name].add(document["text"], document["spans"], [span[:2] for span in answer["spans"]])
    return made


@pytest.mark.parametrize("name", FLOORS)
def test_the_texts_are_well_formed(name):
    documents = documents_of(name)
    assert len({each["id"] for each in documents}) == len(documents) >= 15
    for each in documents:
        spans = each["spans"]
        assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
        assert all(0 <= start < end <= len(each["text"]) and each["text"][start:end].strip() for start, end, _ in spans)


@pytest.mark.parametrize(("name", "labels"), [(name, labels) for name in FLOORS for labels in FLOORS[name]])
def test_recall_stays_above_its_floor(scores, name, labels):
    assert scores[name].recall(*labels) >= FLOORS[name][labels]


@pytest.mark.parametrize("name", FLOORS)
def test_little_else_is_hidden(scores, name):
    assert scores[name].over_redaction <= MOST_OVER_REDACTION


def test_every_label_is_among_the_texts(scores):
    assert set(scores["further.jsonl"].wanted) == {label for labels in FLOORS["further.jsonl"] for label in labels}


def test_a_span_short_of_one_character_is_a_leak():
    short = Score()
    short.add("我叫张伟明。", [(2, 5, "PERSON")], [(2, 4), (0, 1)])
    assert (short.recall("PERSON"), short.over_redaction, short.share_without_leak) == (0.0, 1 / 3, 0.0)


def test_two_spans_may_cover_one_together():
    whole = Score()
    whole.add("我叫张伟明。", [(2, 5, "PERSON")], [(2, 4), (4, 5)])
    assert (whole.recall("PERSON"), whole.over_redaction, whole.share_without_leak) == (1.0, 0.0, 1.0)
