"""Sets of indicators: what each counts and how much, and the formulas in words for the method page. Pure but for the file it reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.errors import RuleBroken
from portal.evaluation.vocabulary import Source, Subject

FILE = Path(__file__).parent / "indicators.yaml"
WHOLE = 100
MANUAL_ROWS = 4
FORMULAS: Mapping[Source, str] = {
    Source.ON_TIME: "期内答复的办件中，在办理期限内答复的件数 ÷ 期内答复的件数",
    Source.SATISFIED: "期内答复并已评价的办件中，评价“很满意”或“满意”的件数 ÷ 已评价的件数",
    Source.NOT_OVERDUE: "截数那天在办的办件中，没有超期的件数 ÷ 在办件数",
    Source.CLEAR: "期内答复的办件中，查明属实、部分属实或不属实的件数 ÷ 期内答复的件数",
    Source.KEPT: "期内到期的承诺中，已经履行的件数 ÷ 到期的件数",
    Source.RECTIFIED: "期限在期内的责令整改中，整改合格的份数 ÷ 全部份数（已终止的不算）",
    Source.LEDGER: "期末以前到期、本单位牵头或负责的台账任务中，已完成的项数 ÷ 全部项数",
    Source.MANUAL: "监督人员按依据录入，0 到 100",
}
# Counts of cases: a share of fewer than five of them would tell what single reporters did.
OF_CASES = frozenset({Source.ON_TIME, Source.SATISFIED, Source.NOT_OVERDUE, Source.CLEAR, Source.KEPT})


@dataclass(frozen=True)
class Indicator:
    """One indicator of a set; ``key`` names it within evaluations, ``label`` is of its own only where somebody enters it by hand."""

    key: str
    source: Source
    weight: int
    label: str

    @property
    def formula(self) -> str:
        """How its value is counted, in words."""
        return FORMULAS[self.source]

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"key": self.key, "source": self.source.value, "weight": self.weight, "label": self.label}


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Indicator, ...]:
    """Indicators as stored or written in the file."""
    return tuple(
        Indicator(row["key"], Source(row["source"]), int(row["weight"]), row.get("label") or Source(row["source"]).label) for row in rows
    )


@cache
def defaults(subject: Subject) -> tuple[Indicator, ...]:
    """The set the portal comes with."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8"))[subject.value])


def checked(indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Those that weigh anything, if they are a set. Raises ``RuleBroken`` (``weights``)."""
    found = tuple(each for each in indicators if each.weight)
    if any(each.weight < 0 for each in found):
        raise RuleBroken("weights", "权重要是 0 到 100 的整数。")
    total = sum(each.weight for each in found)
    if total != WHOLE:
        raise RuleBroken("weights", f"权重合计要等于 {WHOLE}，现在是 {total}。")
    labels = [each.label for each in found]
    if len(set(labels)) < len(labels) or not all(labels):
        raise RuleBroken("weights", "每项指标都要有名称，名称不能相同。")
    return found
