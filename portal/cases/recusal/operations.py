"""Keeping persons out of a case: by the words of a report, on their own motion, on request, by decision; and letting them back.

Law: 信访条例 art. 28, 公务员法 art. 76–77 (on own motion, on request of an interested person, by decision).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, Reporter
from portal.access.predicates import is_excluded
from portal.accounts.models import User
from portal.accounts.queries import heads_of
from portal.cases import vocabulary as v
from portal.cases.handling import checked_text
from portal.cases.models import Case
from portal.cases.recusal import queries
from portal.cases.recusal.models import CaseExclusion, RecusalRequest
from portal.cases.steps import take
from portal.cases.workflow import Action
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused

WHOM_MAX = 120
BY_WORDS = "被反映的单位或人员里写有这个姓名"


@dataclass(frozen=True)
class KeptOut:
    """Who keeps out of what became a case or went into it, and why."""

    person: User
    kind: v.ExclusionKind
    reason: str


def keep_out_first(case: Case, others: Iterable[KeptOut] = ()) -> list[User]:
    """Keep from a new case every member of staff whose name stands in what its reporters wrote of the body or person complained of.

    ``others`` keep out of what the case is made of. Nothing is told of it yet: call ``tell_of_named`` when the case has its first
    event, so that nobody kept out hears of that one.
    """
    words = " ".join(f"{report.respondent_text} {report.respondent_person}" for report in case.reports)
    named = [KeptOut(user, v.ExclusionKind.RESPONDENT, BY_WORDS) for user in queries.list_named_in(words)]
    return [each.person for each in (*others, *named) if _keep_out_as(case, each)]


def keep_out_too(case: Case, others: Iterable[KeptOut]) -> None:
    """Keep from a case in hand whoever keeps out of what went into it. Its row must be locked."""
    for each in others:
        if _keep_out_as(case, each):
            tell_of_named(case, [each.person])
            leave_if_in_charge(case, each.person)


def _keep_out_as(case: Case, kept: KeptOut) -> bool:
    if is_excluded(kept.person, case):
        return False
    _keep_out(case, kept.person, kept.kind, kept.reason, None)
    return True


def tell_of_named(case: Case, named: Iterable[User]) -> None:
    """Write on the timeline who was kept out by rule."""
    for user in named:
        take(case, Action.EXCLUDE_NAMED, SYSTEM, detail={"person": user.display_name})


def exclude_bearer(user: User) -> None:
    """Keep somebody who has a new account, or a new name, from the cases whose reports name them."""
    if not user.is_active:
        return
    for case in queries.list_cases_naming(user.display_name):
        _exclude_by_words(case, user)


def exclude_mentioned(case: Case, words: str) -> None:
    """Keep from a case whoever is mentioned when an office confirms the body complained of."""
    for user in queries.list_named_in(words):
        _exclude_by_words(case, user)


def _exclude_by_words(case: Case, user: User) -> None:
    """Once: a person let back in by a supervisor is not kept out again by the same words."""
    if not any(row.user_id == user.id for row in case.exclusions):
        _keep_out(case, user, v.ExclusionKind.RESPONDENT, BY_WORDS, None)
        tell_of_named(case, [user])
        leave_if_in_charge(case, user)


def name_person(case: Case, actor: Actor, person: User) -> None:
    """Say that a member of staff is who the report is about; this person leaves the case at once."""
    _check_free(case, person, "person")
    if person.id == actor.id:
        raise RuleBroken("person", "反映的是您本人时，请用“主动回避”。")
    _keep_out(case, person, v.ExclusionKind.RESPONDENT, "经办确认是被反映人员", actor.id)
    take(case, Action.NAME_PERSON, actor, detail={"person": person.display_name})
    leave_if_in_charge(case, person)


def recuse(case: Case, actor: User, reason: str) -> None:
    """Leave a case on one's own motion; the way back is a supervisor's decision."""
    take(case, Action.RECUSE, actor, reason, {"person": actor.display_name})
    _keep_out(case, actor, v.ExclusionKind.OWN_MOTION, reason.strip(), actor.id)
    leave_if_in_charge(case, actor)


def decide_exclusion(case: Case, actor: Actor, person: User, reason: str) -> None:
    """The head or a supervisor decides that somebody keeps out of the case."""
    _check_other(actor, person)
    _check_free(case, person, "person")
    _keep_out(case, person, v.ExclusionKind.DECIDED, reason.strip(), actor.id)
    take(case, Action.EXCLUDE, actor, reason, {"person": person.display_name})
    leave_if_in_charge(case, person)


def readmit(case: Case, actor: Actor, person: User, reason: str) -> None:
    """A supervisor lets somebody back in; the row stays and says who, when and why."""
    row = queries.find_exclusion(case.id, person.id)
    if row is None:
        raise RuleBroken("person", "这个人没有在回避。")
    take(case, Action.READMIT, actor, reason, {"person": person.display_name})
    row.lifted_at, row.lifted_by_id, row.lift_reason = clock.now(), actor.id, reason.strip()
    flush()


def request_recusal(case: Case, reporter: Reporter, whom: str, reason: str) -> RecusalRequest:
    """The reporter asks that somebody keep out of the case; one open request at a time."""
    if queries.find_open_request(case.id) is not None:
        raise TransitionRefused("您的回避申请还在等决定，决定以后可以再提。")
    whom = checked_text("whom", whom, "申请谁回避", 2)
    if len(whom) > WHOM_MAX:
        raise RuleBroken("whom", f"最多 {WHOM_MAX} 个字，请只写姓名和单位。")
    reason = checked_text("reason", reason, "申请回避的理由", 5)
    take(case, Action.REQUEST_RECUSAL, reporter)
    return add(
        RecusalRequest(case_id=case.id, whom=whom, reason=reason, lead_department_id=case.lead_department_id, requested_at=clock.now())
    )


def grant_recusal(case: Case, actor: Actor, person: User | None, decision: str) -> None:
    """Keep the person from the case. Without a person only when the whole department asked about has left it since."""
    request = _asked(case, actor)
    if person is None and request.lead_department_id == case.lead_department_id:
        raise RuleBroken("person", "请选择要回避的人；要整个单位回避的，先改派给别的单位，再在这里答复。")
    if person is not None:
        _check_other(actor, person)
        if not is_excluded(person, case):
            _keep_out(case, person, v.ExclusionKind.REQUESTED, request.reason, actor.id)
    take(case, Action.GRANT_RECUSAL, actor, decision, {"person": person.display_name} if person else {})
    _settle(request, actor, decision, is_granted=True)
    if person is not None:
        leave_if_in_charge(case, person)


def refuse_recusal(case: Case, actor: Actor, decision: str) -> None:
    """Let the person go on; the reporter reads why."""
    request = _asked(case, actor)
    take(case, Action.REFUSE_RECUSAL, actor, decision)
    _settle(request, actor, decision, is_granted=False)


def _asked(case: Case, actor: Actor) -> RecusalRequest:
    request = queries.find_open_request(case.id)
    if request is None:
        raise TransitionRefused("现在没有要决定的回避申请。")
    name = "".join(getattr(actor, "display_name", "").split())
    if len(name) >= queries.SHORTEST_NAME and name in "".join(request.whom.split()):
        raise RuleBroken("decision", "申请回避的是您本人，请由监督人员或其他负责人决定。")
    return request


def _settle(request: RecusalRequest, actor: Actor, decision: str, is_granted: bool) -> None:
    request.decided_at, request.decided_by_id = clock.now(), actor.id
    request.decision, request.is_granted = decision.strip(), is_granted
    flush()


def _check_other(actor: Actor, person: User) -> None:
    if person.id == actor.id:
        raise RuleBroken("person", "自己要回避时，请用“主动回避”。")


def _check_free(case: Case, person: User, field: str) -> None:
    if is_excluded(person, case):
        raise RuleBroken(field, f"{person.display_name}已经在回避。")


def _keep_out(case: Case, person: User, kind: v.ExclusionKind, reason: str, by_id: int | None) -> None:
    row = CaseExclusion(case_id=case.id, user_id=person.id, kind=kind, reason=reason, by_id=by_id, excluded_at=clock.now())
    row.user = person
    case.exclusions.append(row)
    flush()


def leave_if_in_charge(case: Case, person: User) -> None:
    """Take somebody off a case of which they are the officer in charge; the department appoints another."""
    if case.officer_id == person.id:
        case.officer = None
        take(case, Action.LOSE_OFFICER, SYSTEM, detail={"person": person.display_name})


def follow_moved_person(person: User) -> None:
    """Somebody came into another department: cases of the old one are no longer theirs to handle."""
    for case in queries.list_in_charge(person.id):
        if case.lead_department_id != person.department_id:
            leave_if_in_charge(case, person)


def is_without_head(case: Case) -> bool:
    """Whether every head of the lead department keeps out of the case, so that nobody there can review."""
    if case.lead_department_id is None or not any(row.lifted_at is None for row in case.exclusions):
        return False
    heads = heads_of(case.lead_department_id)
    return bool(heads) and all(is_excluded(head, case) for head in heads)
