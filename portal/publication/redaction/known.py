"""The case's own identity values in every disguise; what is found here blocks release whatever anyone chooses."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portal.publication.redaction.dictionary import is_everyday_word, is_word
from portal.publication.redaction.lexicon import longest_prefix
from portal.publication.redaction.names import TITLES
from portal.publication.redaction.occurrences import places_of
from portal.publication.redaction.organisations import brand_of, find_brand
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.surnames import COMPOUND
from portal.publication.redaction.vocabulary import Finding, Known, Label

_DIGIT_OR_LETTER = re.compile(r"[0-9A-Za-z]")
_ADMINISTRATIVE = re.compile(r"^.{0,24}[省市县区旗镇乡](?=.)")


def find_known(reading: Reading, known: Known) -> Iterator[Finding]:
    """Direct findings: compared without spaces and signs, in usual width, with Chinese numerals as digits."""
    for finding in _all(reading, known):
        yield replace(finding, is_direct=True, confidence=1.0)


def _all(reading: Reading, known: Known) -> Iterator[Finding]:
    codes = (
        (known.phone, Label.PHONE),
        (known.id_number, Label.ID),
        (known.credit_code, Label.USCC),
        (known.tracking_code, Label.DOC_NO),
        (known.case_number, Label.DOC_NO),
    )
    for value, label in codes:
        yield from _compact_places(reading, value, label)
    yield from _compact_places(reading, known.email, Label.EMAIL)
    for person in (known.name, known.contact_person):
        yield from _person(reading, person)
    yield from _organisation(reading, known.organisation)
    yield from _address(reading, known.address)
    for name in known.attachment_names:
        yield from _compact_places(reading, name.rsplit(".", 1)[0], Label.DOC_NO)


def _compact_places(reading: Reading, value: str, label: Label) -> Iterator[Finding]:
    """Places where the letters, digits and ideographs of ``value`` follow each other, whatever signs stand between."""
    wanted = _compact(Reading(value).digits)[0]
    if len(wanted) < 4:
        return
    have, offsets = _compact(reading.digits)
    start = have.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        first, last = offsets[start], offsets[end - 1] + 1
        if last - first <= 3 * len(wanted):
            yield Finding(first, last, label, "known-value", 1.0, reading.text[first:last])
        start = have.find(wanted, end)


def _compact(text: str) -> tuple[str, list[int]]:
    kept = [(char.upper(), offset) for offset, char in enumerate(text) if char.isalnum()]
    return "".join(char for char, _ in kept), [offset for _, offset in kept]


def _person(reading: Reading, name: str) -> Iterator[Finding]:
    """The name in full or spaced, the given name alone, and the surname with a form of address or 老/小."""
    compact = re.sub(r"[\s·.•]", "", Reading(name).plain)
    if len(compact) < 2:
        return
    yield from _spaced_places(reading, compact)
    surname = compact[:2] if compact[:2] in COMPOUND else compact[:1]
    given = compact[len(surname) :]
    if len(given) == 2 and not is_everyday_word(given):
        yield from places_of(reading, given, Label.PERSON, "known-given-name", 1.0)
    for form in (f"老{surname}", f"小{surname}", f"阿{given[-1]}", f"小{given[-1]}"):
        if not is_word(form):
            yield from (item for item in places_of(reading, form, Label.PERSON, "known-nickname", 1.0) if reading.starts_word(item.end))
    for item in places_of(reading, surname, Label.PERSON_TITLE, "known-title", 1.0):
        title = longest_prefix(reading.plain, item.end, TITLES, 4)
        if title and reading.starts_word(item.end):
            end = item.end + len(title)
            yield replace(item, end=end, text=reading.text[item.start : end])


def _spaced_places(reading: Reading, compact: str) -> Iterator[Finding]:
    pattern = r"[ ·.\-*_]{0,3}".join(re.escape(char) for char in compact)
    for match in re.finditer(pattern, reading.plain, re.IGNORECASE):
        yield Finding(match.start(), match.end(), Label.PERSON, "known-name", 1.0, reading.text[match.start() : match.end()])


def _organisation(reading: Reading, name: str) -> Iterator[Finding]:
    plain = Reading(name).plain.strip()
    if len(plain) < 2:
        return
    yield from places_of(reading, plain, Label.ORG_PRIVATE, "known-organisation", 1.0)
    brand = brand_of(plain)
    if len(brand) > 1:
        yield from find_brand(reading, brand)


def _address(reading: Reading, address: str) -> Iterator[Finding]:
    """The address as a whole, and the part finer than its last administrative word."""
    plain = Reading(address).plain.strip()
    fine = _ADMINISTRATIVE.sub("", plain)
    for value in (plain, fine):
        if len(value) >= 3:
            yield from _compact_places(reading, value, Label.ADDRESS)
