"""Putting decisions into the text: names after 法释〔2016〕19号 article 9, everything else hidden or softened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from portal.publication.redaction.reading import Reading
from portal.publication.redaction.surnames import COMPOUND
from portal.publication.redaction.vocabulary import Choice, Decision, Finding, Label


def hidden_mark(label: Label) -> str:
    """The mark left where text was hidden."""
    return f"【已隐去：{label.label}】"


def masked_name(name: str) -> str:
    """One name by the house rule: 张三丰 → 张某, 欧阳建国 → 欧阳某, 买买提·吐尔逊 → 买某, John Smith → J."""
    compact = "".join(Reading(name).plain.split())
    if compact[:1].isascii():
        return compact[:1].upper()
    return (compact[:2] if compact[:2] in COMPOUND and len(compact) > 2 else compact[:1]) + "某"


def with_suggestions(findings: list[Finding]) -> list[Finding]:
    """The findings with what to put in their place; people who would collide get numbers in order of appearance."""
    people = _names_of_people(findings)
    return [finding if finding.suggestion else replace(finding, suggestion=_suggestion(finding, people)) for finding in findings]


def apply(text: str, decisions: Iterable[Decision]) -> str:
    """The text with every decision carried out; of overlapping decisions the first (by offset, longest) is taken.

    Raises ValueError for a decision outside the text.
    """
    parts, position = [], 0
    for decision in sorted(decisions, key=lambda item: (item.start, -item.end)):
        if not 0 <= decision.start <= decision.end <= len(text):
            raise ValueError("a decision points outside the text")
        if decision.start < position:
            continue
        parts += [text[position : decision.start], _outcome(text[decision.start : decision.end], decision)]
        position = decision.end
    return "".join([*parts, text[position:]])


def _outcome(original: str, decision: Decision) -> str:
    if decision.choice is Choice.KEEP:
        return original
    return decision.replacement if decision.choice is Choice.REPLACE else hidden_mark(decision.label)


def _names_of_people(findings: list[Finding]) -> dict[str, str]:
    """Each full name's mask; masks shared by several people are numbered."""
    masks: dict[str, str] = {}
    for finding in findings:
        if finding.label is Label.PERSON:
            masks.setdefault(_key(finding.text), masked_name(finding.text))
    shared, used, named = Counter(masks.values()), Counter[str](), {}
    for key, mask in masks.items():
        used[mask] += 1
        named[key] = mask if shared[mask] == 1 else f"{mask}{used[mask]}"
    return named


def _key(name: str) -> str:
    return "".join(Reading(name).plain.split())


def _suggestion(finding: Finding, people: dict[str, str]) -> str:
    if finding.label is Label.PERSON:
        return people[_key(finding.text)]
    if finding.label is Label.PERSON_TITLE:
        return "某" + finding.text[2 if finding.text[:2] in COMPOUND else 1 :]
    if finding.label is Label.ORG_PRIVATE:
        return "某企业"
    return hidden_mark(finding.label)
