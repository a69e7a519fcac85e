"""Every further place of a name or firm that was found once: in full, short, spaced, or by the given name alone."""

from collections.abc import Iterable, Iterator

from portal.publication.redaction.names import COMPOUND
from portal.publication.redaction.organisations import brand_at, brand_of
from portal.publication.redaction.reading import Reading, is_everyday_word, is_word
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_place

_SURE = 0.78


def find_occurrences(reading: Reading, found: Iterable[Finding]) -> Iterator[Finding]:
    """Repeats of what was found; a value that is also an ordinary word is not repeated."""
    people = {reading.plain[item.start : item.end] for item in found if item.label is Label.PERSON and item.confidence >= _SURE}
    firms = {reading.plain[item.start : item.end] for item in found if item.label is Label.ORG_PRIVATE}
    forms = {value for name in people for value in _forms_of(name)}
    for start, value in _places_of_any(reading, forms):
        yield Finding(start, start + len(value), Label.PERSON, "repeated-name", 0.85, reading.text[start : start + len(value)])
    brands = {brand for firm in firms for brand in (brand_of(firm),) if len(brand) > 1 and not is_place(brand)}
    for start, brand in _places_of_any(reading, brands):
        yield from brand_at(reading, start, brand)


def _places_of_any(reading: Reading, values: set[str]) -> Iterator[tuple[int, str]]:
    """Where any of the values stands: one look at each offset for each length, however many values there are."""
    lengths = sorted({len(value) for value in values})
    for start in range(len(reading.plain)):
        for length in lengths:
            value = reading.plain[start : start + length]
            if value in values and len(value) == length:
                yield start, value


def _forms_of(name: str) -> Iterator[str]:
    """The name without spaces, and the given name when it has two characters and is no ordinary word."""
    compact = name.replace(" ", "")
    if not is_everyday_word(compact):
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
