"""What changed in a text since the second person gave it back: pure comparison, word for word."""

from portal.publication.models import Publication
from portal.publication.vocabulary import PARTS
from portal.versions.difference import Stretch, compared


def changes(publication: Publication) -> list[tuple[str, list[Stretch]]]:
    """The parts that changed since the last version given back, with their headings; empty when none was."""
    before = publication.seen_before or {}
    pairs = [(heading, before.get(name, ""), getattr(publication, name)) for name, heading, _, _ in PARTS] if before else []
    return [(heading, compared(old, new)) for heading, old, new in pairs if old != new]
