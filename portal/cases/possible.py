"""What somebody may do with a case now, and what still stands in the way of closing it.

The table says what fits the status, the policy who may; this module adds what the file itself says: a second signature,
a second supplement, an extension nobody asked for make no sense.
"""

from collections.abc import Callable

from portal import clock
from portal.access import Actor, allows
from portal.cases.assignment import last_day_to_send_back
from portal.cases.exchanges import ExtensionRequest, ReviewRequest
from portal.cases.models import Case
from portal.cases.support import part_of
from portal.cases.terms import HANDLING_RULES
from portal.cases.vocabulary import ExtensionStatus, ReportKind, Status
from portal.cases.workflow import TRANSITIONS, Action, fitting
from portal.deadlines import operations as deadlines
from portal.deadlines.limits import Pause
from portal.errors import NotAllowed, TransitionRefused


def possible_actions(case: Case, actor: Actor) -> list[Action]:
    """The actions that fit the status, that the policy allows the actor, and that the file leaves open; in table order."""
    return [action for action in fitting(case.status) if _allowed(action, case, actor) and _is_open(action, case, actor)]


def require_possible(case: Case, actor: Actor, *actions: Action) -> None:
    """Raise ``NotAllowed`` when the actor may take none of the actions, ``TransitionRefused`` when none fits the case now."""
    if not any(_allowed(action, case, actor) for action in actions):
        raise NotAllowed()
    if not set(actions) & set(possible_actions(case, actor)):
        raise TransitionRefused(f"这件办件现在是“{case.status.label}”，这一步现在不能办理，或者已经办过。")


def unmet_for_closing(case: Case) -> list[str]:
    """The conditions for closing that are not met yet, as sentences; empty when the case can be closed or is closed."""
    if case.status in _AFTER_REPLY:
        return []
    lines = [sentence for statuses, sentence in _UNMET if case.status in statuses]
    if case.open_reply is not None:
        lines.append("答复还没有审核发出。")
    elif case.status is not Status.UNDER_REVIEW:
        lines.append("还没有书面答复。")
    return lines


def open_review(case: Case) -> ReviewRequest | None:
    """The request for a review that waits for a decision."""
    return next((each for each in case.review_requests if each.decided_at is None), None)


_AFTER_REPLY = (Status.REPLIED, Status.CLOSED, Status.DECLINED, Status.WITHDRAWN)
_UNMET = (
    ((Status.UNASSIGNED,), "还没有分办到责任部门。"),
    ((Status.UNASSIGNED, Status.PENDING, Status.SUPPLEMENT), "还没有受理。"),
    ((Status.SUPPLEMENT,), "反映人的补充材料还没有收到。"),
    ((Status.SUSPENDED,), "计时已经中止，要先恢复。"),
    ((Status.UNDER_REVIEW,), "复查（复核）还没有决定。"),
)


def _allowed(action: Action, case: Case, actor: Actor) -> bool:
    return allows(actor, TRANSITIONS[action].permission, case)


def _is_open(action: Action, case: Case, actor: Actor) -> bool:
    asks = _FILE_SAYS.get(action)
    return asks is None or asks(case, actor)


def _not_signed_for(case: Case, actor: Actor) -> bool:
    return case.signed_for_at is None


def _no_supplement_yet(case: Case, actor: Actor) -> bool:
    return not case.supplements


def _may_be_sent_back(case: Case, actor: Actor) -> bool:
    return not case.was_sent_back and clock.today() <= last_day_to_send_back(case)


def _has_support(case: Case, actor: Actor) -> bool:
    return bool(case.supporting_departments)


def _may_be_extended(case: Case, actor: Actor) -> bool:
    running = next((each for each in case.clocks if each.is_open and each.rule_key in HANDLING_RULES), None)
    if running is None or running.extension_days or running.is_overdue(clock.today()):
        return False
    return deadlines.extension_cap(running) > 0 and _open_extension(case) is None


def _stands_alone(case: Case, actor: Actor) -> bool:
    return not any(each.is_open for each in case.merges)


def _waits_for_main(case: Case, actor: Actor) -> bool:
    return any(each.is_open and each.case_id == case.id for each in case.merges)


def _has_answer_of_its_own(case: Case, actor: Actor) -> bool:
    return not _waits_for_main(case, actor)


def _may_stop(case: Case, actor: Actor) -> bool:
    running = next((each for each in case.clocks if each.is_open and each.rule_key in HANDLING_RULES), None)
    return running is not None and bool(deadlines.suspended_by(running) - {Pause.SUPPLEMENT})


def _extension_of_another(case: Case, actor: Actor) -> bool:
    request = _open_extension(case)
    return request is not None and request.requested_by_id != actor.id


def _open_extension(case: Case) -> ExtensionRequest | None:
    return next((each for each in case.extension_requests if each.status is ExtensionStatus.REQUESTED), None)


def _reply_waits(case: Case, actor: Actor) -> bool:
    return case.open_reply is not None


def _review_waits(case: Case, actor: Actor) -> bool:
    request = open_review(case)
    return request is not None and not request.is_final


def _final_review_waits(case: Case, actor: Actor) -> bool:
    request = open_review(case)
    return request is not None and request.is_final


def _is_tip_off(case: Case, actor: Actor) -> bool:
    return case.kind is ReportKind.TIP_OFF


def _stays_in_house(case: Case, actor: Actor) -> bool:
    return case.transferred_at is None


def _own_part_is_open(case: Case, actor: Actor) -> bool:
    row = part_of(case, actor)
    return row is not None and row.answered_at is None


def _recusal_is_asked(case: Case, actor: Actor) -> bool:
    return any(each.decided_at is None for each in case.recusal_requests)


def _somebody_keeps_out(case: Case, actor: Actor) -> bool:
    return any(each.lifted_at is None for each in case.exclusions)


def _callback_is_owed(case: Case, actor: Actor) -> bool:
    return any(each.is_open and each.rule_key == "callback" for each in case.clocks)


def _commitment_is_open(case: Case, actor: Actor) -> bool:
    return bool(case.commitment) and case.commitment_met_on is None


_FILE_SAYS: dict[Action, Callable[[Case, Actor], bool]] = {
    Action.SIGN_FOR: _not_signed_for,
    Action.REQUEST_SUPPLEMENT: _no_supplement_yet,
    Action.SEND_BACK: _may_be_sent_back,
    Action.REMOVE_SUPPORT: _has_support,
    Action.REQUEST_EXTENSION: _may_be_extended,
    Action.APPROVE_EXTENSION: _extension_of_another,
    Action.REFUSE_EXTENSION: _extension_of_another,
    Action.MERGE: _stands_alone,
    Action.UNMERGE: _waits_for_main,
    Action.REPLY: _has_answer_of_its_own,
    Action.APPROVE: _reply_waits,
    Action.REFUSE: _reply_waits,
    Action.UPHOLD: _review_waits,
    Action.OVERTURN: _review_waits,
    Action.UPHOLD_FINAL: _final_review_waits,
    Action.OVERTURN_FINAL: _final_review_waits,
    Action.SUSPEND: _may_stop,
    Action.TRANSFER: _is_tip_off,
    Action.REOPEN: _stays_in_house,
    Action.ANSWER_SUPPORT: _own_part_is_open,
    Action.FULFIL: _commitment_is_open,
    Action.CALL_BACK: _callback_is_owed,
    Action.GRANT_RECUSAL: _recusal_is_asked,
    Action.REFUSE_RECUSAL: _recusal_is_asked,
    Action.READMIT: _somebody_keeps_out,
}
