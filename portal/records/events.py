"""What this package tells the house."""

from dataclasses import dataclass

from portal.events import Event
from portal.records.objections.vocabulary import ObjectionOutcome
from portal.records.rectification.workflow import RectificationAction
from portal.records.repair.vocabulary import RepairStatus
from portal.records.workflow import RecordAction


@dataclass(frozen=True)
class RectificationStepped(Event):
    """A rectification order took a step."""

    rectification_id: int
    action: RectificationAction


@dataclass(frozen=True)
class RecordStepped(Event):
    """A dishonesty record took a step; what it says in public may have changed."""

    record_id: int
    action: RecordAction


@dataclass(frozen=True)
class ObjectionFiled(Event):
    """Somebody objects to a public record; it bears the mark."""

    record_id: int
    objection_id: int


@dataclass(frozen=True)
class ObjectionSettled(Event):
    """An objection to a record was decided; the mark may have gone."""

    record_id: int
    objection_id: int
    outcome: ObjectionOutcome


@dataclass(frozen=True)
class RepairStepped(Event):
    """A request to repair the credit of a record came in, was confirmed, granted or refused."""

    record_id: int
    repair_id: int
    status: RepairStatus
