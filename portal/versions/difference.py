"""What differs between two versions of a text, piece by piece. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_SHORTEST_SAME = 3  # shorter runs of equal characters between two changes would make the comparison unreadable


@dataclass(frozen=True)
class Stretch:
    """A stretch of a compared text; ``kind`` is same, added or removed."""

    kind: str
    text: str


def differing(old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, str]) -> list[tuple[str, list[Stretch]]]:
    """The fields of ``labels`` (stored name to Chinese name) that differ, in that order, each compared."""
    pairs = [(label, str(old.get(key, "")), str(new.get(key, ""))) for key, label in labels.items()]
    return [(label, compared(before, after)) for label, before, after in pairs if before != after]


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
