"""Finding and hiding what identifies people and firms in a text before it is published: pure, offline functions."""

import json
from collections.abc import Iterable, Iterator

from portal.publication.redaction.addresses import find_addresses
from portal.publication.redaction.apply import apply, hidden_mark, masked_name, with_suggestions
from portal.publication.redaction.brands import find_brands
from portal.publication.redaction.called import find_called
from portal.publication.redaction.dates import find_dates
from portal.publication.redaction.documents import find_documents
from portal.publication.redaction.everyday_firms import find_everyday_firms
from portal.publication.redaction.homes import find_homes
from portal.publication.redaction.known import find_known
from portal.publication.redaction.merge import merge
from portal.publication.redaction.nicknames import find_nicknames
from portal.publication.redaction.numbers import find_numbers
from portal.publication.redaction.occurrences import find_occurrences
from portal.publication.redaction.organisations import find_organisations
from portal.publication.redaction.people import find_people
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.transliterations import find_transliterations
from portal.publication.redaction.vocabulary import NOTHING_KNOWN, Choice, Decision, Finding, Known, Label

__all__ = ["Choice", "Decision", "Finding", "Known", "Label", "apply", "find", "hidden_mark", "masked_name", "spans_jsonl"]

_DETECTORS = (
    find_numbers,
    find_dates,
    find_documents,
    find_addresses,
    find_homes,
    find_organisations,
    find_brands,
    find_everyday_firms,
    find_called,
    find_nicknames,
    find_transliterations,
)


def find(text: str, known: Known = NOTHING_KNOWN) -> list[Finding]:
    """Everything in ``text`` that identifies someone: sorted, not overlapping, offsets in code points.

    ``known`` holds the case's own identity values; what comes from them is ``is_direct``.
    """
    reading = Reading(text)
    found = [finding for detector in _DETECTORS for finding in detector(reading)]
    found += find_known(reading, known)
    found += find_occurrences(reading, found)
    found += find_people(reading, found)
    found += find_occurrences(reading, found)
    return with_suggestions(merge(found, text))


def spans_jsonl(lines: Iterable[str]) -> Iterator[str]:
    """For each JSON line with ``id``, ``text`` and perhaps ``reporter`` a JSON line with ``id`` and ``spans``.

    Dates of events are softened, not hidden, so they are not among the spans.
    """
    for line in lines:
        if line.strip():
            document = json.loads(line)
            findings = find(document["text"], _known_from(document.get("reporter") or {}))
            spans = [[item.start, item.end, item.label.value] for item in findings if item.label is not Label.EXACT_DATE]
            yield json.dumps({"id": document["id"], "spans": spans}, ensure_ascii=False)


def _known_from(reporter: dict[str, str]) -> Known:
    """The form fields of a corpus line as the case's own values."""
    return Known(
        name=reporter.get("name") or "",
        phone=reporter.get("phone") or "",
        email=reporter.get("email") or "",
        id_number=reporter.get("id_no") or "",
        organisation=reporter.get("org") or "",
        address=reporter.get("address") or "",
    )
