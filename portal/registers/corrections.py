"""Changing an entry that is public: proposed by whoever writes, put on the page by another person, told on the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal import clock
from portal.access import Actor
from portal.db import add, flush
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.registers import queries
from portal.registers.fields import DAYS, FIELDS, WORDED, check_shown_till_due
from portal.registers.models import RegisterCorrection, RegisterEntry
from portal.registers.operations import (
    Inspect,
    checked_public,
    checked_reason,
    cleaned,
    found_in,
    index,
    log,
    may,
    refuse_words,
    step,
)
from portal.registers.vocabulary import CorrectionStatus, EntryStatus, Kind
from portal.registers.workflow import EntryAction

# What makes the entry what it is. A promise whose day could be moved, or that could change hands, would never be missed.
FIXED: dict[Kind, frozenset[str]] = {
    Kind.COMMITMENT: frozenset({"department_id", "promise", "due_on"}),
    Kind.ARTICLE: frozenset({"department_id"}),
}


def correctable(kind: Kind) -> list[str]:
    """The names of the fields that a correction can change."""
    return [field.name for field in FIELDS[kind] if field.name not in FIXED.get(kind, frozenset())]


def why_not_propose(entry: RegisterEntry) -> str:
    """Why no correction can be proposed now, in a sentence; empty when one can."""
    if entry.status is not EntryStatus.PUBLISHED:
        return "已经公开的内容才能更正。"
    return "已有一份更正在等审核。" if queries.find_correction(entry.id) else ""


def propose(entry: RegisterEntry, actor: Actor, values: Mapping[str, Any], what: str, inspect: Inspect) -> RegisterCorrection:
    """Propose other words for a public entry; the page stays as it is until another person passes them.

    ``values`` are those of the fields of ``correctable`` and ``keep_reason``; ``what`` says in public what was changed.
    """
    may(entry, actor, EntryAction.PROPOSE)
    why_not = why_not_propose(entry)
    if why_not:
        raise TransitionRefused(why_not)
    names = [*correctable(entry.kind), "keep_reason"]
    present = {field.name: getattr(entry, field.name) for field in FIELDS[entry.kind]}
    wanted = cleaned(entry.kind, {**present, **{name: values.get(name) for name in names}})
    if all((wanted[name] or None) == (getattr(entry, name) or None) for name in correctable(entry.kind)):
        raise RuleBroken("title", "内容没有改动。")
    _check_end(wanted.get("shown_until"), entry)
    refuse_words(_found(wanted, inspect), wanted["keep_reason"])
    correction = RegisterCorrection(
        entry_id=entry.id,
        status=CorrectionStatus.OPEN,
        values={name: _stored(wanted[name]) for name in names},
        what=checked_public("what", what, "更正了什么，会公开显示", inspect),
        author_id=actor.id,
        made_at=clock.now(),
    )
    add(correction)
    flush()
    log(entry, actor, EntryAction.PROPOSE)
    return correction


def _check_end(shown_until: date | None, entry: RegisterEntry) -> None:
    """As the entry is now: between a proposal and the decision a day passes, and the calendar may move the last day of a promise."""
    check_shown_till_due(shown_until, entry.due_on)
    if shown_until is not None and shown_until != entry.shown_until and shown_until < clock.today():
        raise RuleBroken("shown_until", "展示到哪天不能早于今天。要马上拿下，请用“撤下”。")


def _found(values: Mapping[str, Any], inspect: Inspect) -> Any:
    return found_in([str(values.get(name) or "") for name in WORDED], inspect)


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def values_of(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Kept values as the columns hold them."""
    return {name: date.fromisoformat(value) if name in DAYS and value else value for name, value in stored.items()}


def why_not_decide(correction: RegisterCorrection, actor: Actor) -> str:
    """Why this person cannot decide about the correction, in a sentence; empty when nothing but the policy stands in the way."""
    return "提出更正的人不能审核，请由另一位工作人员办理。" if correction.author_id == actor.id else ""


def accept(correction: RegisterCorrection, entry: RegisterEntry, actor: Actor, inspect: Inspect) -> None:
    """Another person puts the words on the public page, at once; what stood there before is kept."""
    row = _expect(correction, entry, actor, EntryAction.CORRECT)
    wanted = values_of(correction.values)
    _check_end(wanted.get("shown_until"), entry)
    refuse_words(_found(wanted, inspect), wanted["keep_reason"])
    correction.before = {name: _stored(getattr(entry, name)) for name in wanted}
    for name, value in wanted.items():
        setattr(entry, name, value)
    _close(correction, actor, CorrectionStatus.APPLIED)
    step(entry, actor, row, correction.what)
    index(entry)


def refuse(correction: RegisterCorrection, entry: RegisterEntry, actor: Actor, reason: str) -> None:
    """Another person does not want the words; the public page stays."""
    _expect(correction, entry, actor, EntryAction.KEEP)
    correction.refusal = checked_reason("reason", reason, "不采用的理由")
    _close(correction, actor, CorrectionStatus.REFUSED)
    log(entry, actor, EntryAction.KEEP, correction.refusal)


def _expect(correction: RegisterCorrection, entry: RegisterEntry, actor: Actor, action: EntryAction) -> Any:
    row = may(entry, actor, action)
    if correction.status is not CorrectionStatus.OPEN:
        raise TransitionRefused("这份更正已经有了决定。")
    why_not = why_not_decide(correction, actor)
    if why_not:
        raise NotAllowed(why_not)
    return row


def _close(correction: RegisterCorrection, actor: Actor, status: CorrectionStatus) -> None:
    correction.status, correction.decided_by_id, correction.decided_at = status, actor.id, clock.now()
