"""What an office does with a case before the reply: supplement, accept, decline, notes, messages, more time, stopped clocks."""

from portal import clock
from portal.access import SYSTEM, Actor, require
from portal.cases import queries
from portal.cases import vocabulary as v
from portal.cases.exchanges import ExtensionRequest, Message, Note, SupplementRequest
from portal.cases.models import Case
from portal.cases.steps import SUBJECT, refresh_due, take
from portal.cases.terms import HANDLING_RULES
from portal.cases.workflow import Action
from portal.db import add
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.explanation import said_days
from portal.deadlines.limits import Pause
from portal.deadlines.models import Deadline
from portal.errors import RuleBroken, TransitionRefused

TEXT_MAX = 5000
PAUSE_REASON_MAX = 200


def checked_text(field: str, text: str, what: str, least: int = 2) -> str:
    """The stripped text, or ``RuleBroken`` when it is too short or too long. ``what`` completes 「请写明…」."""
    text = text.strip()
    if len(text) < least:
        raise RuleBroken(field, f"请写明{what}，至少 {least} 个字（现在 {len(text)} 个字）。")
    if len(text) > TEXT_MAX:
        raise RuleBroken(field, f"最多 {TEXT_MAX} 个字（现在 {len(text)} 个字），请精简。")
    return text


def refuse_placeholders(field: str, text: str) -> None:
    """Raise ``RuleBroken`` when a template's placeholder 「【】」 was left in a text that goes out."""
    start = text.find("【")
    if start != -1 and "】" in text[start:]:
        left = text[start : text.index("】", start) + 1]
        raise RuleBroken(field, f"还有没填的地方：{left}。请填好再提交。")


def request_supplement(case: Case, actor: Actor, wanted: str) -> SupplementRequest:
    """Ask the reporter once for what is missing; the other clocks stop until the answer (domain rule §4)."""
    wanted = checked_text("wanted", wanted, "需要补充什么材料", 5)
    refuse_placeholders("wanted", wanted)
    if queries.list_supplements(case.id):
        raise RuleBroken("wanted", "补正只能要求一次。还需要材料的，请用“给反映人留言”。")
    take(case, Action.REQUEST_SUPPLEMENT, actor, detail={"wanted": wanted})
    deadlines.suspend(SUBJECT, case.id, clock.today(), "等待补正", ground=Pause.SUPPLEMENT)
    refresh_due(case)
    due = deadline_queries.open_deadline(SUBJECT, case.id, "supplement_answer")
    case.signed_for_at = case.signed_for_at or clock.now()
    _claim(case, actor)
    return add(SupplementRequest(case_id=case.id, wanted=wanted, requested_at=clock.now(), due_on=due.due_on if due else clock.today()))


def lapse_supplement(case: Case) -> None:
    """The time for the supplement is over without an answer: the case returns to the office, the clocks run again."""
    supplement = queries.find_open_supplement(case.id)
    if supplement is not None:
        supplement.lapsed_at = clock.now()
    deadlines.resume(SUBJECT, case.id, clock.today())
    take(case, Action.LAPSE, SYSTEM)


def accept(case: Case, actor: Actor) -> None:
    """Take the case up; the 60 days of handling begin (信访条例 art. 34)."""
    take(case, Action.ACCEPT, actor)
    case.signed_for_at = case.signed_for_at or clock.now()
    _claim(case, actor)


def classify(case: Case, actor: Actor, matter: v.Matter, reason: str) -> None:
    """Take a report up as what it is, an enquiry or a suggestion: answered within a short term from its receipt, without a finding."""
    if matter is v.Matter.REPORT:
        raise RuleBroken("matter", "请选择咨询或者建议。")
    case.matter = matter
    take(case, Action.CLASSIFY, actor, reason, {"matter": matter.label})
    case.signed_for_at = case.signed_for_at or clock.now()
    _claim(case, actor)


def decline(case: Case, actor: Actor, ground: v.DeclineGround, text: str) -> None:
    """Do not take the case up: a ground of the list, the reasons, and where the reporter can go instead."""
    text = checked_text("text", text, "不予受理的理由和反映人可以去哪里办理", 10)
    refuse_placeholders("text", text)
    take(case, Action.DECLINE, actor, text, {"ground": ground.label})
    case.decline_ground = ground


def _claim(case: Case, actor: Actor) -> None:
    """The first officer who works on a case is in charge of it, until somebody is appointed."""
    if case.officer_id is None:
        case.officer_id = actor.id


def note(case: Case, actor: Actor, text: str) -> None:
    """Write an internal note, seen only by the own department."""
    text = checked_text("note", text, "备注内容")
    take(case, Action.NOTE, actor)
    add(Note(case_id=case.id, author_id=actor.id, department_id=actor.department.id, text=text, written_at=clock.now()))


def write_to_reporter(case: Case, actor: Actor, text: str) -> None:
    """Send the reporter a message; it is on the reporter's page at once."""
    text = checked_text("message", text, "留言内容")
    refuse_placeholders("message", text)
    take(case, Action.WRITE, actor)
    add(Message(case_id=case.id, sender=v.MessageSender.OFFICE, author_id=actor.id, text=text, sent_at=clock.now()))


def suspend(case: Case, actor: Actor, reason: str, ground: Pause | None = None) -> None:
    """Stop the clock of handling for a hearing, an appraisal or an expert review (信访条例 art. 36); the tag then names the ground.

    Raises ``RuleBroken`` when the law knows no such pause for the term that runs.
    """
    if ground and ground not in deadlines.suspended_by(_handling_clock(case)):
        raise RuleBroken("ground", f"这件办件的办理时限依规定不能因{ground.label}中止。")
    detail = {"ground": ground.label} if ground else {}
    take(case, Action.SUSPEND, actor, reason, detail)
    deadlines.suspend(SUBJECT, case.id, clock.today(), ground.label if ground else reason.strip()[:PAUSE_REASON_MAX], ground=ground)
    refresh_due(case)


def resume(case: Case, actor: Actor) -> None:
    """Let the clock run again; the last day moves by the days it stood."""
    deadlines.resume(SUBJECT, case.id, clock.today())
    take(case, Action.RESUME, actor)


def request_extension(case: Case, actor: Actor, days: int, reason: str) -> ExtensionRequest:
    """Ask the head for more days, within the legal cap (信访条例 art. 34: once, at most 30 days)."""
    running = _handling_clock(case)
    cap = deadlines.extension_cap(running)
    if running.extension_days:
        raise RuleBroken("days", "这件办件已经延期过一次，不能再延。")
    if not 1 <= days <= cap:
        raise RuleBroken("days", f"延期天数要在 1 到 {said_days(cap, running.unit)}之间。" if cap else "这项时限依规定不能延期。")
    if queries.find_open_extension(case.id) is not None:
        raise RuleBroken("days", "已有一份延期申请在等批准。")
    take(case, Action.REQUEST_EXTENSION, actor, reason, {"days": days})
    return add(
        ExtensionRequest(
            case_id=case.id,
            days=days,
            reason=reason.strip(),
            status=v.ExtensionStatus.REQUESTED,
            requested_by_id=actor.id,
            requested_at=clock.now(),
        )
    )


def decide_extension(case: Case, actor: Actor, approves: bool, reason: str = "") -> None:
    """The head approves or refuses the request; approved, the reporter is told why (信访条例 art. 34)."""
    request = queries.find_open_extension(case.id)
    if request is None:
        raise TransitionRefused("没有等待批准的延期申请。")
    if request.requested_by_id == actor.id:
        raise RuleBroken("decision", "延期要由申请人以外的负责人批准。")
    if approves:
        _require_who_extends(case, actor)
        deadlines.extend(_handling_clock(case), request.days, request.reason)
        take(case, Action.APPROVE_EXTENSION, actor, request.reason, {"days": request.days})
        refresh_due(case)
    else:
        take(case, Action.REFUSE_EXTENSION, actor, reason)
    request.status = v.ExtensionStatus.APPROVED if approves else v.ExtensionStatus.REFUSED
    request.decided_by_id, request.decided_at = actor.id, clock.now()


def _require_who_extends(case: Case, actor: Actor) -> None:
    limit = deadline_queries.find_limit(_handling_clock(case).rule_key)
    if limit is not None and limit.extension_needs is not None:
        require(actor, limit.extension_needs, case)


def _handling_clock(case: Case) -> Deadline:
    running = deadline_queries.earliest_due(SUBJECT, case.id, HANDLING_RULES)
    if running is None:
        raise TransitionRefused("这件办件的办理时限没有在计时。")
    return running


def remind(case: Case, actor: Actor, reason: str) -> None:
    """A supervisor or coordinator urges the department on."""
    take(case, Action.REMIND, actor, reason)
