"""What changed in a text since the second person gave it back: pure comparison, word for word."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.publication.models import Publication
from portal.publication.vocabulary import PARTS

_SHORTEST_SAME = 3  # shorter runs of equal characters between two changes would make the comparison unreadable


@dataclass(frozen=True)
class Stretch:
    """A stretch of a compared text; ``kind`` is same, added or removed."""

    kind: str
    text: str


def changes(publication: Publication) -> list[tuple[str, list[Stretch]]]:
    """The parts that changed since the last version given back, with their headings; empty when none was."""
    before = publication.seen_before or {}
    pairs = [(heading, before.get(name, ""), getattr(publication, name)) for name, heading, _, _ in PARTS] if before else []
    return [(heading, compared(old, new)) for heading, old, new in pairs if old != new]


def compared(old: str, new: str) -> list[Stretch]:
    """Both texts as one row of stretches."""
    found: list[Stretch] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal" and (old_to - old_from >= _SHORTEST_SAME or not found):
            found.append(Stretch("same", new[new_from:new_to]))
            continue
        found += [Stretch("removed", old[old_from:old_to]), Stretch("added", new[new_from:new_to])]
    return [stretch for stretch in _joined(found) if stretch.text]


def _joined(found: list[Stretch]) -> list[Stretch]:
    """Neighbouring changes as one: everything removed, then everything added."""
    joined: list[Stretch] = []
    removed = added = ""
    for stretch in [*found, Stretch("same", "")]:
        if stretch.kind == "removed":
            removed += stretch.text
        elif stretch.kind == "added":
            added += stretch.text
        else:
            joined += [Stretch("removed", removed), Stretch("added", added), stretch]
            removed = added = ""
    return joined
