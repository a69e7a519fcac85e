"""How long cases take when those not answered yet count too: the estimate of Kaplan and Meier (1958). Pure.

A case in hand tells that it takes longer than the days it has used: leaving cases open does not make the others look quick.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Durations:
    """Working days: ``ended`` of cases answered, ``running`` of those still in hand, each as days → number."""

    ended: Counter[int] = field(default_factory=Counter)
    running: Counter[int] = field(default_factory=Counter)

    def add(self, other: "Durations") -> None:
        """Put the cases of another together with these."""
        self.ended.update(other.ended)
        self.running.update(other.running)

    @property
    def number(self) -> int:
        """How many cases there are."""
        return self.ended.total() + self.running.total()

    def quantile(self, share: float) -> int | None:
        """The fewest days within which this share of all cases is answered; None when that is not known yet.

        A case in hand for so many days is taken to have been there when the answers of that day came.
        """
        at_risk, still_open = self.number, 1.0
        for days in sorted({*self.ended, *self.running}):
            if self.ended[days]:
                still_open *= 1 - self.ended[days] / at_risk
                if still_open <= 1 - share + 1e-12:
                    return days
            at_risk -= self.ended[days] + self.running[days]
        return None
