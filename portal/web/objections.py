"""An objection at the desk, whatever it is about: what is shown of it, the form of the decision, what a press of the form asks for."""

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response, request
from wtforms import TextAreaField

from portal.access import Actor
from portal.attachments import queries as files
from portal.deadlines import queries as deadlines
from portal.deadlines.models import Deadline
from portal.errors import NotFound, RuleBroken
from portal.records.objections import filing
from portal.records.objections.filing import Decision
from portal.records.objections.models import PublicObjection
from portal.records.objections.vocabulary import ObjectionOutcome, ObjectionStatus
from portal.web.files import file_rows, sent
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, OneChoice

PAGE_ROWS = 50


class ObjectionDecisionForm(HouseForm):
    """What comes of an objection, why, and what the objector can do about it."""

    outcome = OneChoice("处理结果", choices=ObjectionOutcome)
    reasons = TextAreaField("理由", [Length(0, 1000)])
    remedy = TextAreaField("不服怎么办", [Length(0, 500)], default=filing.REMEDY)

    def decision(self) -> Decision:
        """The decision as typed. Raises ``RuleBroken`` when none was chosen."""
        if not self.outcome.data:
            raise RuleBroken("outcome", "请选择处理结果。")
        return Decision(ObjectionOutcome(self.outcome.data), self.reasons.data or "", self.remedy.data or "")


class Verbs(Protocol):
    """What is done about objections to one kind of thing, before the decision itself."""

    def ask_others(self, objection: PublicObjection, subject: Any, actor: Any, /) -> None:
        """Another body has to check it."""

    def begin_expertise(self, objection: PublicObjection, subject: Any, actor: Any, why: str, /) -> None:
        """Experts look at it; the clock stands still."""

    def end_expertise(self, objection: PublicObjection, subject: Any, actor: Any, /) -> None:
        """The experts have answered."""


def acted(verbs: Verbs, objection: PublicObjection, subject: Any, actor: Actor, why: str) -> bool:
    """Do what the pressed button asks for, if it is not the decision; whether it was such a button."""
    act = request.form.get("act", "")
    if act == "begin_expertise":
        verbs.begin_expertise(objection, subject, actor, why)
    elif act in {"ask_others", "end_expertise"}:
        getattr(verbs, act)(objection, subject, actor)
    else:
        return False
    return True


def shown(found: list[PublicObjection], endpoint: str, **values: Any) -> dict[str, Any]:
    """What the page of the objections to one thing shows; ``endpoint`` and ``values`` lead to the proofs."""
    waiting = next((each for each in found if each.status is ObjectionStatus.OPEN), None)
    proofs = files.list_for_many(filing.FILES, [each.id for each in found])
    return {
        "items": [(_rows(each), file_rows(proofs[str(each.id)], endpoint, **values)) for each in found],
        "waiting": waiting,
        "with_experts": waiting is not None and filing.is_with_experts(waiting),
        "may_ask": waiting is not None and deadlines.open_deadline(filing.CLOCK, waiting.id, filing.OWN) is not None,
    }


def due(kind: str, subject_id: int) -> str:
    """The last day of the clock that runs, or that it stands still."""
    return due_of(kind, [subject_id])[subject_id]


def due_of(kind: str, subject_ids: Sequence[int]) -> dict[int, str]:
    """What ``due`` says of many, in one query."""
    return {key: _due_words([each for each in clocks if each.is_open]) for key, clocks in deadlines.list_for(kind, subject_ids).items()}


def _due_words(running: list[Deadline]) -> str:
    if not running:
        return ""
    return "暂停计时（等专家意见）" if running[0].is_paused else str(day(running[0].due_on))


def _rows(objection: PublicObjection) -> list[dict[str, Any]]:
    name, contact = filing.name_and_contact(objection)
    rows: list[tuple[str, Any]] = [
        ("状态", objection.status.label),
        ("收到", day(objection.received_at)),
        ("最晚处理", due(filing.CLOCK, objection.id)),
        ("提出人", f"{objection.who.label} {name}".strip()),
        ("联系方式", contact),
        ("为什么有异议", objection.ground.label if objection.ground else ""),
        ("哪里不对", objection.wrong.splitlines()),
        ("处理结果", objection.outcome.label if objection.outcome else ""),
        ("理由", objection.reasons.splitlines()),
        ("不服怎么办", objection.remedy),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def proof_file(kind: str, owners: list[int], token: str) -> Response:
    """A proof that came with one of these objections or requests. Raises ``NotFound``."""
    found = next(filter(None, (files.find_owned(kind, each, token) for each in owners)), None)
    if found is None:
        raise NotFound("没有找到这份材料。")
    return sent(found)
