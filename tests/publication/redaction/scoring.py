"""The counting rule of the redaction corpus: a labelled span is found only when each of its characters is covered."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Score:
    """Counts over documents."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    outside: int = 0
    outside_hidden: int = 0
    documents: int = 0
    without_leak: int = 0

    def add(self, text: str, labelled: Iterable[tuple[int, int, str]], predicted: Iterable[tuple[int, int]]) -> None:
        """One more document."""
        covered = {offset for start, end in predicted for offset in range(start, end)}
        labelled = list(labelled)
        missed = [label for start, end, label in labelled if not covered >= set(range(start, end))]
        self.wanted.update(label for _, _, label in labelled)
        self.found.update(label for _, _, label in labelled)
        self.found.subtract(missed)
        inside = {offset for start, end, _ in labelled for offset in range(start, end)}
        self.outside += len(text) - len(inside)
        self.outside_hidden += len(covered - inside)
        self.documents += 1
        self.without_leak += not missed

    def recall(self, *labels: str) -> float:
        """Share of the spans with these labels that were found whole."""
        return sum(self.found[each] for each in labels) / sum(self.wanted[each] for each in labels)

    @property
    def over_redaction(self) -> float:
        """Share of the characters outside every span that were hidden all the same."""
        return self.outside_hidden / self.outside

    @property
    def share_without_leak(self) -> float:
        """Share of the documents in which every span was found."""
        return self.without_leak / self.documents
