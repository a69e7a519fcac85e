"""Further labelled texts of our own, written from the description of the corpus and not from the rules. Everything in them is invented.

The floors stand a little below what is reached: a change of the rules may not lose a class of cases. The texts are harder than the
corpus: rare surnames, names that are words, nicknames, brands alone.
"""

import json
from pathlib import Path

import pytest

from portal.publication.redaction import spans_jsonl
from tests.publication.redaction.scoring import Score

TEXTS = Path(__file__).parent / "further.jsonl"
FLOORS = {
    ("PHONE", "ID", "BANK", "PLATE", "EMAIL", "IM", "USCC", "BIRTH"): 0.99,
    ("DOC_NO",): 0.95,
    ("PERSON",): 0.90,
    ("PERSON_TITLE",): 0.95,
    ("ORG_PRIVATE",): 0.91,
    ("ADDRESS",): 0.90,
}
MOST_OVER_REDACTION = 0.015


@pytest.fixture(scope="module")
def documents():
    """All labelled documents."""
    return [json.loads(line) for line in TEXTS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def score(documents):
    """What the anonymiser makes of them."""
    answers = map(json.loads, spans_jsonl(json.dumps(each) for each in documents))
    whole = Score()
    for document, answer in zip(documents, answers, strict=True):
        whole.add(document["text"], document["spans"], [span[:2] for span in answer["spans"]])
    return whole


def test_the_texts_are_well_formed(documents):
    assert len({each["id"] for each in documents}) == len(documents) >= 80
    for each in documents:
        spans = each["spans"]
        assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
        assert all(0 <= start < end <= len(each["text"]) and each["text"][start:end].strip() for start, end, _ in spans)


@pytest.mark.parametrize("labels", FLOORS, ids="-".join)
def test_recall_stays_above_its_floor(score, labels):
    assert score.recall(*labels) >= FLOORS[labels]


def test_every_label_is_among_the_texts(score):
    assert set(score.wanted) == {label for labels in FLOORS for label in labels}


def test_little_else_is_hidden(score):
    assert score.over_redaction <= MOST_OVER_REDACTION


def test_a_span_short_of_one_character_is_a_leak():
    short = Score()
    short.add("我叫张伟明。", [(2, 5, "PERSON")], [(2, 4), (0, 1)])
    assert (short.recall("PERSON"), short.over_redaction, short.share_without_leak) == (0.0, 1 / 3, 0.0)


def test_two_spans_may_cover_one_together():
    whole = Score()
    whole.add("我叫张伟明。", [(2, 5, "PERSON")], [(2, 4), (4, 5)])
    assert (whole.recall("PERSON"), whole.over_redaction, whole.share_without_leak) == (1.0, 0.0, 1.0)
