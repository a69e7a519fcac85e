"""The same act on many cases at once. What decides a case (受理, 办结, 延期, 公开) is no row of this table and never happens in bulk.

Each act says for each case why it cannot be done, from the table of the state machine, the policy and the rules of the step itself;
whoever confirms reads the same sentences that are kept afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portal import clock
from portal.access import Actor, Permission, allows
from portal.access.predicates import department_conflicted, is_excluded
from portal.accounts.models import Department, User
from portal.audit import operations as audit
from portal.cases import assignment, handling
from portal.cases.handling import checked_text
from portal.cases.lists import queries, tags
from portal.cases.lists.models import BulkRun, Tag
from portal.cases.models import Case
from portal.cases.vocabulary import ReportKind
from portal.cases.workflow import TRANSITIONS, Action, fitting
from portal.db import add, flush, savepoint
from portal.errors import PortalError

MOST = 200


@dataclass(frozen=True)
class Choice:
    """What is chosen once for all cases: who gets them, or which tag. ``bearing``: the cases that bear the tag already."""

    department: Department | None = None
    officer: User | None = None
    words: str = ""
    is_known: bool = False
    bearing: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class BulkAct:
    """One act. ``chooses`` names what is chosen for all cases; ``why_not`` gives a sentence, empty when the case can be done."""

    key: str
    label: str
    permission: Permission
    chooses: str
    effect: str
    why_not: Callable[[Case, Actor, Choice], str]
    do: Callable[[Case, Actor, Choice, str], None]


@dataclass(frozen=True)
class Plan:
    """What would be done: these cases, and those left with the reason."""

    fitting: list[Case]
    skipped: list[tuple[Case, str]]


def plan(act: BulkAct, cases: Sequence[Case], actor: Actor, choice: Choice) -> Plan:
    """Which cases of a selection the act would change, and why it would leave the others."""
    asked = [(case, act.why_not(case, actor, choice)) for case in cases]
    return Plan([case for case, why in asked if not why], [(case, why) for case, why in asked if why])


def tag_choice(actor: Actor, words: str, case_ids: Sequence[int]) -> Choice:
    """A tag of the own department, or a new one. Raises ``RuleBroken`` for words that will not do."""
    tag = queries.find_tag(actor, tags.checked_words(words))
    bearing = frozenset(mark.case_id for mark in queries.list_case_tags(tag, case_ids)) if tag else frozenset()
    return Choice(words=words.strip(), is_known=tag is not None, bearing=bearing)


def carry_out(act: BulkAct, case_ids: Sequence[int], actor: Actor, choice: Choice, reason: str, press_hash: str) -> BulkRun:
    """Do it to each case that it can be done to, each for itself; what fails on the way is left and said. The same press does it once.

    Raises ``RuleBroken`` (``reason``) before anything is done.
    """
    reason = checked_text("reason", reason, "理由")
    before = queries.find_run(press_hash)
    if before is not None:
        return before
    cases = queries.lock_selected(actor, case_ids)
    done: list[int] = []
    skipped: list[list[object]] = []
    for case in cases:
        case_id = case.id
        why_not = act.why_not(case, actor, choice) or _tried(act, case, actor, choice, reason)
        if why_not:
            skipped.append([case_id, why_not])
        else:
            done.append(case_id)
    gone = len(set(case_ids)) - len(cases)
    run = BulkRun(user_id=actor.id, act=act.key, made_at=clock.now(), done=done, skipped=skipped, gone=gone, press_hash=press_hash)
    add(run)
    flush()
    detail = {"act": act.label, "done": len(done), "skipped": len(skipped) + gone}
    audit.record(actor, "bulk:act", "bulk", run.id, detail, personal={"reason": reason})
    return run


def _tried(act: BulkAct, case: Case, actor: Actor, choice: Choice, reason: str) -> str:
    try:
        with savepoint():
            act.do(case, actor, choice, reason)
    except PortalError as refusal:
        return refusal.message
    return ""


def _unfit(case: Case, actor: Actor, *actions: Action) -> str:
    """Why none of the steps can be taken with the case now."""
    named = "、".join(action.label for action in actions)
    if not any(allows(actor, TRANSITIONS[action].permission, case) for action in actions):
        return f"这件不由您{named}。"
    return "" if set(actions) & set(fitting(case.status)) else f"现在是“{case.status.label}”，不能{named}。"


def _why_not_assign(case: Case, actor: Actor, choice: Choice) -> str:
    unfit, department = _unfit(case, actor, Action.ASSIGN, Action.REASSIGN), choice.department
    if unfit or department is None:
        return unfit
    if department_conflicted(department, case):
        return f"{department.name}是被反映单位或其下属单位，依法应当回避。"
    if any(row.department_id == department.id for row in case.departments):
        return f"{department.name}已经在牵头或配合办理。"
    return ""


def _assign(case: Case, actor: Actor, choice: Choice, reason: str) -> None:
    assert choice.department is not None
    if Action.ASSIGN in fitting(case.status):
        assignment.assign(case, actor, choice.department)
    else:
        assignment.reassign(case, actor, choice.department, reason)


def _why_not_appoint(case: Case, actor: Actor, choice: Choice) -> str:
    unfit, officer = _unfit(case, actor, Action.APPOINT), choice.officer
    if unfit or officer is None:
        return unfit
    if is_excluded(officer, case):
        return f"{officer.display_name}在这件办件中回避，不能承办。"
    return f"已经由{officer.display_name}承办。" if case.officer_id == officer.id else ""


def _appoint(case: Case, actor: Actor, choice: Choice, reason: str) -> None:
    assert choice.officer is not None
    assignment.appoint(case, actor, choice.officer)


def _why_not_remind(case: Case, actor: Actor, choice: Choice) -> str:
    return _unfit(case, actor, Action.REMIND)


def _remind(case: Case, actor: Actor, choice: Choice, reason: str) -> None:
    handling.remind(case, actor, reason)


def _why_not_note(case: Case, actor: Actor) -> str:
    return "" if allows(actor, Permission.CASE_NOTE, case) else "这件不由本单位做标签。"


def _why_not_tag(case: Case, actor: Actor, choice: Choice) -> str:
    if case.id in choice.bearing:
        return f"已经有“{choice.words}”标签。"
    if case.kind is ReportKind.TIP_OFF and choice.words and not choice.is_known:
        return "举报件只能用本单位已有的标签，不能为它新写。"
    return _why_not_note(case, actor)


def _tag(case: Case, actor: Actor, choice: Choice, reason: str) -> None:
    tags.put(case, tags.get_or_make(actor, choice.words))


def _why_not_untag(case: Case, actor: Actor, choice: Choice) -> str:
    if choice.words and case.id not in choice.bearing:
        return f"没有“{choice.words}”标签。"
    return _why_not_note(case, actor)


def _untag(case: Case, actor: Actor, choice: Choice, reason: str) -> None:
    tag: Tag = tags.get_or_make(actor, choice.words)
    tags.take_off(case, tag)


_ROWS = (
    BulkAct("assign", "分办、改派", Permission.CASE_ASSIGN, "department", "所选单位马上可以看到这些办件，签收的期限重新开始。",
            _why_not_assign, _assign),
    BulkAct("appoint", "指定承办人", Permission.CASE_APPOINT, "officer", "所选人员成为这些办件的承办人。", _why_not_appoint, _appoint),
    BulkAct("remind", "催办", Permission.CASE_REMIND, "", "每件给牵头单位发一份有编号的催办函，要在期限内答复。", _why_not_remind, _remind),
    BulkAct("tag", "加标签", Permission.CASE_NOTE, "tag", "标签只有本单位看得到。", _why_not_tag, _tag),
    BulkAct("untag", "去标签", Permission.CASE_NOTE, "tag", "标签从这些办件上去掉。", _why_not_untag, _untag),
)  # fmt: skip
ACTS: dict[str, BulkAct] = {act.key: act for act in _ROWS}
