"""How scores are laid out, for supervisors, departments and the public."""

from itertools import groupby
from typing import Any

from portal.evaluation.models import Evaluation, EvaluationScore

UNRANKED = "未排名"
NO_VALUE = "—"


def said(value: float | None) -> str:
    """A value or score with two decimals at most; a dash where there is none."""
    return NO_VALUE if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def line_of(score: EvaluationScore) -> dict[str, Any]:
    """One subject with rank, score and values in the order of the indicators."""
    values = [said(score.rate_of(each.key)) for each in score.evaluation.indicators]
    return {"score": score, "rank": str(score.rank) if score.rank else UNRANKED, "total": said(score.total), "values": values}


def table_of(evaluation: Evaluation) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of an evaluation by what they are ranked among."""
    return [(kind, [line_of(each) for each in scores]) for kind, scores in groupby(evaluation.scores, key=lambda score: score.kind)]
