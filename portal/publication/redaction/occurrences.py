"""Every further place of a name or firm that was found once: in full, short, spaced, or by the given name alone."""

from collections.abc import Iterable, Iterator

from portal.publication.redaction.names import COMPOUND
from portal.publication.redaction.organisations import brand_of, find_brand
from portal.publication.redaction.reading import Reading, is_everyday_word, is_word
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_place

_SURE = 0.78


def find_occurrences(reading: Reading, found: Iterable[Finding]) -> Iterator[Finding]:
    """Repeats of what was found; a value that is also an ordinary word is not repeated."""
    people = {reading.plain[item.start : item.end] for item in found if item.label is Label.PERSON and item.confidence >= _SURE}
    firms = {reading.plain[item.start : item.end] for item in found if item.label is Label.ORG_PRIVATE}
    for name in sorted(people):
        for value in _forms_of(name):
            yield from places_of(reading, value, Label.PERSON, "repeated-name", 0.85)
    for brand in sorted({brand for firm in firms for brand in (brand_of(firm),) if len(brand) > 1}):
        if not is_place(brand):
            yield from find_brand(reading, brand)


def _forms_of(name: str) -> Iterator[str]:
    """The name without spaces, and the given name when it has two characters and is no ordinary word."""
    compact = name.replace(" ", "")
    if not is_word(compact):
        yield compact
    given = compact[2:] if compact[:2] in COMPOUND else compact[1:]
    if len(given) == 2 and len(compact) <= 4 and "一" <= compact[0] <= "龥" and not is_everyday_word(given) and not is_place(given):
        yield given
    for part in compact.replace(".", "·").split("·"):
        if part != compact and len(part) > 1 and not is_word(part):
            yield part


def places_of(reading: Reading, value: str, label: Label, rule: str, confidence: float) -> Iterator[Finding]:
    """Every place of ``value`` in the folded text."""
    start = reading.plain.find(value) if value else -1
    while start >= 0:
        end = start + len(value)
        yield Finding(start, end, label, rule, confidence, reading.text[start:end])
        start = reading.plain.find(value, end)
