"""Overlapping findings become one: what any detector wants hidden stays hidden."""

from collections.abc import Iterable
from dataclasses import replace

from portal.publication.redaction.vocabulary import Finding, Label

_RANK = {
    label: rank
    for rank, label in enumerate(
        (
            Label.EMAIL,
            Label.USCC,
            Label.ID,
            Label.BIRTH,
            Label.PLATE,
            Label.DOC_NO,
            Label.IM,
            Label.PHONE,
            Label.BANK,
            Label.ORG_PRIVATE,
            Label.ADDRESS,
            Label.PERSON,
            Label.PERSON_TITLE,
            Label.EXACT_DATE,
        )
    )
}


def merge(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Sorted findings that do not overlap; each covers the union of those it was made from.

    The label is the surest one's (known values first, then confidence, then length); a union is direct when one part is.
    """
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda item: (item.start, -item.end)):
        if merged and finding.start < merged[-1].end:
            merged[-1] = _union(merged[-1], finding)
        elif finding.start < finding.end:
            merged.append(finding)
    return [replace(finding, text=text[finding.start : finding.end]) for finding in merged]


def _union(one: Finding, other: Finding) -> Finding:
    if Label.EXACT_DATE in (one.label, other.label) and one.label != other.label:
        return one if other.label is Label.EXACT_DATE and other.end <= one.end else _join(one, other)
    return _join(one, other)


def _join(one: Finding, other: Finding) -> Finding:
    best = min(
        one,
        other,
        key=lambda item: (
            item.label is Label.EXACT_DATE,
            not item.is_direct,
            -(item.end - item.start),
            -item.confidence,
            _RANK[item.label],
        ),
    )
    if best is one and other.end <= one.end and other.confidence <= one.confidence and (one.is_direct or not other.is_direct):
        return one
    start, end = min(one.start, other.start), max(one.end, other.end)
    suggestion = best.suggestion if (start, end) == (best.start, best.end) else ""
    return replace(
        best,
        start=start,
        end=end,
        suggestion=suggestion,
        confidence=max(one.confidence, other.confidence),
        is_direct=one.is_direct or other.is_direct,
    )
