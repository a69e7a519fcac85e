"""The events of a case as its timeline shows them: to the reporter by role, to staff by department and person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.cases.models import CaseEvent
from portal.cases.workflow import TITLES


@dataclass(frozen=True)
class Moment:
    """What the partials in templates/timeline need. ``partial`` is the name of the file without its ending."""

    partial: str
    title: str
    at: datetime
    actor_label: str
    is_public: bool
    is_for_reporter: bool
    reason: str
    detail: dict[str, Any]

    def day(self, name: str) -> date | None:
        """A calendar day kept in the detail."""
        text = self.detail.get(name)
        return date.fromisoformat(text) if text else None


def moments(events: Iterable[CaseEvent], is_for_reporter: bool) -> list[Moment]:
    """The events in their order. A reporter reads of departments only, never of persons."""
    return [
        Moment(
            partial=event.action.value,
            title=_title(event, is_for_reporter),
            at=event.at,
            actor_label=_actor(event, is_for_reporter),
            is_public=event.is_public,
            is_for_reporter=is_for_reporter,
            reason=event.reason,
            detail=event.detail or {},
        )
        for event in events
    ]


def _title(event: CaseEvent, is_for_reporter: bool) -> str:
    title = TITLES[event.action]
    return title.replace("反映人", "您") if is_for_reporter else title.replace("您", "反映人")


def _actor(event: CaseEvent, is_for_reporter: bool) -> str:
    if event.actor_kind == "reporter":
        return "您" if is_for_reporter else "反映人"
    if event.actor_kind == "system" or event.actor_department is None:
        return "平台自动办理"
    name = event.actor_department.name
    return name if is_for_reporter or event.actor is None else f"{name} {event.actor.display_name}"
