"""Writing, sending and answering a letter to a body complained of.

Law: a tip-off and anything of it never goes to whom it accuses (信访条例 art. 30; 纪检监察机关处理检举控告工作规则 art. 47). A complaint
reaches the respondent only as a summary in the office's words; the name goes along only with consent (保障中小企业款项支付条例 art. 25).
"""

from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.identity import known_identity
from portal.cases.inspecting import Inspect, refuse_telling
from portal.cases.letters import queries
from portal.cases.letters.events import LetterRefused, LetterSent, LetterSubmitted
from portal.cases.letters.models import RespondentLetter
from portal.cases.letters.vocabulary import LetterStatus
from portal.cases.letters.workflow import TRANSITIONS, LetterAction, check
from portal.cases.models import Case
from portal.cases.numbers import unused_digits
from portal.cases.steps import take
from portal.cases.vocabulary import ReportKind
from portal.cases.workflow import Action, fitting
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit

SUBJECT = "letter"
ANSWER_RULE = "letter_answer"


@dataclass(frozen=True)
class LetterText:
    """What an officer wrote."""

    matter: str
    asked: str
    gives_identity: bool = False


def may_be_sent(case: Case) -> bool:
    """Whether letters about the case are possible at all: a complaint, with no tip-off joined to it, that is being handled."""
    return _is_complaint(case) and Action.SEND_LETTER in fitting(case.status)


def _is_complaint(case: Case) -> bool:
    return case.kind is ReportKind.COMPLAINT and all(report.kind is ReportKind.COMPLAINT for report in case.reports)


def may_give_identity(case: Case) -> bool:
    """Whether the reporter agreed that the respondent learns the name."""
    return _is_complaint(case) and case.report.shares_identity


def write(case: Case, actor: Actor, department: Department, text: LetterText, inspect: Inspect) -> RespondentLetter:
    """Lay a letter before the head. Raises ``NotAllowed`` for a tip-off, whoever asks, and ``RuleBroken`` for what must not be told."""
    _require_complaint(case)
    require(actor, TRANSITIONS[LetterAction.WRITE].permission, case)
    if not may_be_sent(case):
        raise TransitionRefused(f"这件办件现在是“{case.status.label}”，不能发核实函。")
    if department.id not in {each.id for each in queries.list_addressees(case)}:
        raise RuleBroken("department", "核实函只能发给这件办件的被反映单位。")
    letter = RespondentLetter(
        number=_new_number(),
        case_id=case.id,
        case=case,
        department_id=department.id,
        sender_id=case.lead_department_id,
        status=LetterStatus.SUBMITTED,
        matter=checked_text("matter", text.matter, "反映事项的要点", 10),
        asked=checked_text("asked", text.asked, "请对方说明什么", 5),
        gives_identity=text.gives_identity and may_give_identity(case),
        author_id=actor.id,
        written_at=clock.now(),
    )
    _check_words(letter, inspect)
    add(letter)
    flush()
    audit.record(actor, "letter:write", "case", case.id, {"number": letter.number})
    emit(LetterSubmitted(letter.id))
    return letter


def refuse(letter: RespondentLetter, actor: Actor, reason: str) -> None:
    """The head gives the letter back; the officer writes another."""
    row = _decided_by(letter, actor, LetterAction.REFUSE)
    letter.refusal = checked_text("reason", reason, "驳回的理由", 2)
    letter.status, letter.approver_id = row, actor.id
    audit.record(actor, "letter:refuse", "case", letter.case_id, {"number": letter.number})
    emit(LetterRefused(letter.id))


def send(letter: RespondentLetter, actor: Actor, inspect: Inspect) -> None:
    """The head sends the letter; the respondent's clock begins. The words are checked once more."""
    _require_complaint(letter.case)
    target = _decided_by(letter, actor, LetterAction.SEND)
    if letter.department_id not in {each.id for each in queries.list_addressees(letter.case)}:
        raise TransitionRefused("收函单位已经不是这件办件的被反映单位，不能发出。请驳回重写。")
    letter.gives_identity = letter.gives_identity and may_give_identity(letter.case)
    _check_words(letter, inspect)
    at = clock.now()
    running = deadlines.start(SUBJECT, letter.id, ANSWER_RULE, clock.local_date(at), letter.department_id)
    letter.approver_id, letter.sent_at, letter.due_on, letter.status = actor.id, at, running.due_on, target
    flush()
    detail = {"department": letter.department.name, "gives_identity": letter.gives_identity}
    take(letter.case, Action.SEND_LETTER, actor, detail=detail)
    audit.record(actor, "letter:send", "case", letter.case_id, {"number": letter.number})
    if letter.gives_identity:
        audit.record(actor, "identity:share", "case", letter.case_id, {"number": letter.number})
    emit(LetterSent(letter.id))


def note_opened(letter: RespondentLetter, actor: Actor) -> None:
    """Note and log that the respondent opened the letter, the first time."""
    if letter.opened_at is None:
        letter.opened_at = clock.now()
        audit.record(actor, "letter:open", "letter", letter.number, {})


def answer(letter: RespondentLetter, actor: Actor, text: str) -> None:
    """The department addressed answers; its words stay as they are and go to the lead."""
    require(actor, TRANSITIONS[LetterAction.ANSWER].permission, letter)
    row = check(LetterAction.ANSWER, letter.status)
    letter.answer = checked_text("answer", text, "有关情况", 5)
    letter.answered_by_id, letter.answered_at, letter.status = actor.id, clock.now(), row.target
    deadlines.meet(SUBJECT, letter.id, ANSWER_RULE, clock.now())
    audit.record(actor, "letter:answer", "letter", letter.number, {})
    case = queries.get_case_of(letter)
    if Action.TAKE_LETTER_ANSWER in fitting(case.status):
        take(case, Action.TAKE_LETTER_ANSWER, SYSTEM, detail={"department": letter.department.name})


def end_all(case: Case) -> None:
    """The case needs no answer any more: what waits ends, and the respondent's clocks with it."""
    for letter in queries.list_unfinished(case.id):
        letter.status = check(LetterAction.END, letter.status).target
        deadlines.cancel_all(SUBJECT, letter.id)


def hand_on(department: Department) -> None:
    """Letters a department has not answered go to the one that took over from it."""
    if department.successor_id is None:
        return
    for letter in queries.list_waiting_for(department.id):
        if letter.case.lead_department_id != department.successor_id:
            letter.department_id = department.successor_id
            deadlines.hand_over(SUBJECT, letter.id, department.successor_id)


def name_told(letter: RespondentLetter) -> str:
    """The reporter's name as the letter gives it, empty without consent."""
    if not letter.gives_identity or not may_give_identity(letter.case):
        return ""
    identity = known_identity(letter.case.report)
    return identity.organisation or identity.name


def _require_complaint(case: Case) -> None:
    if not _is_complaint(case):
        raise NotAllowed("举报的任何内容都不能告诉被举报的单位和人，不能发核实函。")


def _decided_by(letter: RespondentLetter, actor: Actor, action: LetterAction) -> LetterStatus:
    row = check(action, letter.status)
    require(actor, row.permission, letter.case)
    if letter.author_id == actor.id:
        raise NotAllowed("核实函由起草人以外的负责人审核。")
    return row.target


def _check_words(letter: RespondentLetter, inspect: Inspect) -> None:
    for field, text in (("matter", letter.matter), ("asked", letter.asked)):
        refuse_placeholders(field, text)
        refuse_telling(letter.case, field, text, inspect)


def _new_number() -> str:
    before = f"{clock.today().year}-"
    return before + unused_digits(lambda digits: queries.is_number(before + digits))
