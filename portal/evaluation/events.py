"""What evaluation tells the house."""

from dataclasses import dataclass

from portal.evaluation.workflow import EvaluationAction
from portal.events import Event


@dataclass(frozen=True)
class EvaluationStepped(Event):
    """An evaluation was opened to objections, finalised, published or withdrawn."""

    evaluation_id: int
    action: EvaluationAction
    by_id: int


@dataclass(frozen=True)
class ObjectionMade(Event):
    """A department objects to its score."""

    objection_id: int


@dataclass(frozen=True)
class ObjectionDecided(Event):
    """An objection to a score was decided."""

    objection_id: int
