"""People by name and by surname with a form of address, one knowing of the other."""

from portal.publication.redaction.names import find_names
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.titles import find_titles
from portal.publication.redaction.vocabulary import Finding


def find_people(reading: Reading) -> list[Finding]:
    """Names, and forms of address that do not begin inside a name (in 陈虎女士 only the name is one)."""
    names = find_names(reading)
    inside = {offset for name in names for offset in range(name.start + 1, name.end)}
    return names + [title for title in find_titles(reading) if title.start not in inside]
