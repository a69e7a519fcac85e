"""Writing, releasing and taking back entries of the public registers. Whoever wrote an entry neither reviews nor publishes it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from portal import clock
from portal.access import SYSTEM, Actor, require
from portal.audit import operations as audit
from portal.crypto import keyed_hash, random_token
from portal.db import add, flush, session
from portal.deadlines import operations as deadlines
from portal.errors import RuleBroken, StalePage
from portal.events import emit
from portal.registers import queries
from portal.registers.events import EntryStepped
from portal.registers.fields import WORDED, check_last_day, checked
from portal.registers.models import RegisterEntry, RegisterStep, RegisterTerm
from portal.registers.vocabulary import EntryStatus, Kind
from portal.registers.workflow import TRANSITIONS, EntryAction, EntryTransition, check
from portal.richtext import plain_text
from portal.textsearch import bigrams

SUBJECT, RULE = "register", "commitment"
LEAST_REASON, MOST_REASON = 4, 300


class FoundWords(NamedTuple):
    """Words in a text that point at somebody: ``direct`` ones can never be public, ``doubtful`` ones only with a reason."""

    direct: list[str]
    doubtful: list[str]


Inspect = Callable[[str], FoundWords]
"""The caller's detector: the words that must not be public, and those that need a reason."""


def write(actor: Actor, kind: Kind, values: Mapping[str, Any], submission_key: str, is_demo: bool = False) -> RegisterEntry:
    """Begin an entry; the same key gives the same entry. Raises ``RuleBroken`` for what does not fit the register."""
    pressed = keyed_hash(submission_key, "register")
    earlier = queries.find_by_submission(pressed)
    if earlier is not None:
        return earlier
    at = clock.now()
    entry = RegisterEntry(
        public_id=random_token(9).replace("-", "a").replace("_", "b"),
        kind=kind,
        status=EntryStatus.DRAFT,
        author_id=actor.id,
        writer_ids=[actor.id],
        drafted_at=at,
        changed_at=at,
        submission_hash=pressed,
        is_demo=is_demo,
        **cleaned(kind, values),
    )
    require(actor, TRANSITIONS[EntryAction.WRITE].permission, entry)  # type: ignore[arg-type]
    add(entry)
    flush()
    log(entry, actor, EntryAction.WRITE)
    return entry


def cleaned(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry as they are kept. Raises ``RuleBroken`` for what does not fit the register."""
    plain = {name: plain_text(value) if name in WORDED and isinstance(value, str) else value for name, value in values.items()}
    found = checked(kind, plain)
    return {**found, "keep_reason": str(values.get("keep_reason") or "").strip()[:MOST_REASON]}


def save(entry: RegisterEntry, actor: Actor, values: Mapping[str, Any]) -> None:
    """Keep other words in a draft. It stays with the department it belongs to, unless the actor may write for the other one too."""
    may(entry, actor, EntryAction.SAVE)
    for name, value in cleaned(entry.kind, values).items():
        setattr(entry, name, value)
    require(actor, TRANSITIONS[EntryAction.SAVE].permission, entry)  # type: ignore[arg-type]
    entry.writer_ids = sorted({*entry.writer_ids, actor.id})
    entry.enter(EntryStatus.DRAFT, clock.now())


def expect_version(entry: RegisterEntry, version: int) -> None:
    """Raise ``StalePage`` when the entry was changed after the page was opened."""
    if entry.version != version:
        raise StalePage("这条内容刚刚被别人改过。您写的内容还在，请核对后再提交。")


def submit(entry: RegisterEntry, actor: Actor, inspect: Inspect) -> None:
    """Hand the entry to a second person. Refused while words point at somebody."""
    row = may(entry, actor, EntryAction.SUBMIT)
    refuse_identifying(entry, inspect)
    step(entry, actor, row)


def review(entry: RegisterEntry, actor: Actor, inspect: Inspect) -> None:
    """The second person passes the entry on to whoever publishes; everything is checked once more."""
    row = may(entry, actor, EntryAction.REVIEW)
    refuse_identifying(entry, inspect)
    entry.reviewer_id = actor.id
    step(entry, actor, row)


def give_back(entry: RegisterEntry, actor: Actor, reason: str) -> None:
    """The second person wants changes."""
    row = may(entry, actor, EntryAction.GIVE_BACK)
    entry.refusal, entry.reviewer_id = checked_reason("reason", reason, "退回的理由"), None
    step(entry, actor, row)


def publish(entry: RegisterEntry, actor: Actor, inspect: Inspect) -> None:
    """Put the entry on the public page; the clock of a promise with a last day begins."""
    row = may(entry, actor, EntryAction.PUBLISH)
    refuse_identifying(entry, inspect)
    check_last_day(entry.due_on, clock.today())
    entry.publisher_id, entry.published_at, entry.refusal = actor.id, clock.now(), ""
    if entry.due_on is not None:
        started = deadlines.start_until(SUBJECT, entry.id, RULE, clock.today(), entry.due_on, entry.department_id, "公开承诺")
        entry.move_due(started.due_on)
    step(entry, actor, row)
    index(entry)


def withdraw(entry: RegisterEntry, actor: Actor, reason: str, inspect: Inspect) -> None:
    """Take a published entry off the page; the notice with the reason stays (410), its clock ends."""
    row = may(entry, actor, EntryAction.WITHDRAW)
    reason = checked_public("reason", reason, "撤下的理由，会公开显示", inspect)
    entry.withdrawal_reason, entry.withdrawn_at = reason, clock.now()
    _take_off(entry, actor, row, reason)


def end_due(limit: int = 100) -> int:
    """End the display of entries whose last day is over; returns how many."""
    due = queries.list_over(clock.today(), limit)
    for entry in due:
        _take_off(entry, SYSTEM, check(EntryAction.END, entry.status))
    return len(due)


def _take_off(entry: RegisterEntry, actor: Actor, row: EntryTransition, words: str = "") -> None:
    deadlines.cancel(SUBJECT, entry.id, RULE)
    forget_terms(entry)
    step(entry, actor, row, words)


def may(entry: RegisterEntry, actor: Actor, action: EntryAction) -> EntryTransition:
    """The row of the table, when state and policy allow the action. Raises ``TransitionRefused`` or ``NotAllowed``."""
    row = check(action, entry.status)
    if row.permission is not None:
        require(actor, row.permission, entry)
    return row


def step(entry: RegisterEntry, actor: Actor, row: EntryTransition, words: str = "") -> None:
    """The one way an entry moves."""
    entry.enter(row.target, clock.now())
    log(entry, actor, row.action, words)


def log(entry: RegisterEntry, actor: Actor, action: EntryAction, words: str = "") -> None:
    """Write the history and the audit log, and tell whoever listens."""
    add(RegisterStep(entry_id=entry.id, action=action, at=clock.now(), by_id=actor.id, words=words))
    flush()
    audit.record(actor, f"register:{action.value}", "register", entry.public_id, {"kind": entry.kind.label})
    emit(EntryStepped(entry.id, action))


def index(entry: RegisterEntry) -> None:
    """Make the entry findable by its words."""
    forget_terms(entry)
    flush()
    unit = entry.department.name if entry.department else ""
    words = " ".join([unit, *(getattr(entry, name) or "" for name in WORDED)])
    for term in sorted(bigrams(words)):
        add(RegisterTerm(term=term, entry_id=entry.id))


def forget_terms(entry: RegisterEntry) -> None:
    """The entry is found by its words no longer."""
    for term in queries.list_terms(entry.id):
        session.delete(term)


def doubtful_words(entry: RegisterEntry, inspect: Inspect) -> FoundWords:
    """What the detector finds in all words of the entry."""
    return found_in([getattr(entry, name) or "" for name in WORDED], inspect)


def found_in(texts: list[str], inspect: Inspect) -> FoundWords:
    """What the detector finds in texts, each word once."""
    found = [inspect(text) for text in texts]
    direct = dict.fromkeys(word for each in found for word in each.direct)
    doubtful = dict.fromkeys(word for each in found for word in each.doubtful)
    return FoundWords(list(direct), list(doubtful))


def refuse_identifying(entry: RegisterEntry, inspect: Inspect) -> None:
    """Raise ``RuleBroken`` for numbers and addresses of people, and for names and the like that nobody gave a reason for."""
    refuse_words(doubtful_words(entry, inspect), entry.keep_reason)


def refuse_words(found: FoundWords, keep_reason: str) -> None:
    """The same for what was found before."""
    if found.direct:
        raise RuleBroken("body", f"这里有“{'”“'.join(found.direct[:3])}”，能直接认出个人，不能公开，请去掉。")
    if found.doubtful and len(keep_reason) < LEAST_REASON:
        raise RuleBroken("keep_reason", f"“{'”“'.join(found.doubtful[:5])}”可能认出个人或企业，请去掉，或者写明保留的理由。")


def checked_reason(field: str, reason: str, what: str) -> str:
    """The stripped reason. Raises ``RuleBroken`` when it is too short or too long."""
    reason = plain_text(reason).strip()
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise RuleBroken(field, f"请写明{what}，{LEAST_REASON} 到 {MOST_REASON} 个字（现在 {len(reason)} 个字）。")
    return reason


def checked_public(field: str, text: str, what: str, inspect: Inspect) -> str:
    """A sentence that will be public: long enough, and pointing at nobody."""
    text = checked_reason(field, text, what)
    found = inspect(text)
    if found.direct or found.doubtful:
        raise RuleBroken(field, f"这里有“{(found.direct or found.doubtful)[0]}”，会公开显示，请去掉。")
    return text
