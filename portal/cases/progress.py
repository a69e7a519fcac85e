"""What the reporter is told: the state in words, who must do what by when, what comes next, what they can do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from portal import clock
from portal.cases.exchanges import Rating
from portal.cases.models import Case, CaseEvent
from portal.cases.reporting import next_review
from portal.cases.steps import SUBJECT
from portal.cases.terms import HANDLING_RULES, REVIEW_RULES, handling_rule, term_for
from portal.cases.transfer import TO_REPORTER
from portal.cases.vocabulary import DECIDED_STATUSES, OPEN_STATUSES, Status
from portal.cases.workflow import Action, fitting
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import due_date
from portal.deadlines.ladder import LadderStep
from portal.deadlines.models import Deadline
from portal.deadlines.wording import Progress, Tone, Words, deadline_words, explain_lines, progress

HEADINGS: dict[Status, str] = {
    Status.UNASSIGNED: "已提交，等待受理",
    Status.PENDING: "已提交，等待受理",
    Status.SUPPLEMENT: "等您补充材料",
    Status.HANDLING: "已受理，正在办理",
    Status.SUSPENDED: "已受理，正在办理",
    Status.REVIEWING: "已受理，正在办理",
    Status.REPLIED: "已答复",
    Status.CLOSED: "已答复",
    Status.UNDER_REVIEW: "正在复查",
    Status.DECLINED: "不予受理",
    Status.WITHDRAWN: "您已撤回",
}


def heading(case: Case) -> str:
    """The state of the case as the heading of the reporter's page."""
    if case.transferred_at is not None:
        return "已移送纪检监察机关"
    if case.status is Status.UNDER_REVIEW and any(each.is_final and each.decided_at is None for each in case.review_requests):
        return "正在复核"
    return HEADINGS[case.status]


# The clock that matters to the reporter in each state.
_RULES: dict[Status, str] = {
    Status.UNASSIGNED: "triage",
    Status.PENDING: "triage",
    Status.SUPPLEMENT: "supplement_answer",
    Status.HANDLING: "handle",
    Status.SUSPENDED: "handle",
    Status.REVIEWING: "handle",
}
_DUTIES = {
    "triage": "决定是否受理",
    **dict.fromkeys(HANDLING_RULES, "书面答复您"),
    "review": "作出复查决定",
    "final_review": "作出复核决定",
    "commitment": "兑现承诺",
    "callback": "回访您，问问题解决了没有",
}


@dataclass(frozen=True)
class Now:
    """The first block of the reporter's page."""

    sentence: str
    words: Words | None = None
    bar: Progress | None = None
    why: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NextStep:
    """Something that is still to come, and by when."""

    title: str
    text: str


def said(day: date) -> str:
    """A day as it is said to citizens: 「11 月 12 日」, with the year when it is another one."""
    year = f"{day.year} 年 " if day.year != clock.today().year else ""
    return f"{year}{day.month} 月 {day.day} 日"


def office(case: Case) -> str:
    """Who has the case now, in words."""
    return case.lead_department.name if case.lead_department else "分办人员"


def now(case: Case) -> Now:
    """Who must do what by when, with the words of the clock and why it is that day."""
    running = _governing(case)
    if running is None:
        return Now(_settled_sentence(case), _used_words(case))
    calendar, today = deadlines.calendar(), clock.today()
    words = deadline_words(running, today, calendar)
    why = explain_lines(running, running.pauses, running.changes, calendar)
    return Now(_sentence(case, running, words), words, progress(running, today, calendar), why, _notes(running, words))


def _governing(case: Case) -> Deadline | None:
    if case.status is Status.UNDER_REVIEW:
        rules: Sequence[str] = REVIEW_RULES
    else:
        named = _RULES.get(case.status) or ("commitment" if case.status is Status.CLOSED else "")
        rules = (term_for(case, named) or "",)
    return next((each for each in case.clocks if each.is_open and each.rule_key in rules), None)


def _sentence(case: Case, running: Deadline, words: Words) -> str:
    if case.status is Status.SUPPLEMENT:
        return f"请您在 {said(running.due_on)}前补充材料。补充以后，{office(case)}接着办理。"
    if running.is_paused:
        return f"{office(case)}的办理时间现在暂停计算，原因是：{running.pause_reason}。"
    who = _who(case, running)
    duty = _DUTIES[running.rule_key]
    if words.tone is Tone.OVERDUE:
        return f"{who}本来要在 {said(running.due_on)}前{duty}，现在已经超期。"
    return f"{who}要在 {said(running.due_on)}前{duty}。"


def _who(case: Case, running: Deadline) -> str:
    return "监督部门" if running.rule_key in REVIEW_RULES else office(case)


def _notes(running: Deadline, words: Words) -> list[str]:
    if words.tone is not Tone.OVERDUE:
        return []
    if running.rule_key == "supplement_answer":
        return ["您现在仍然可以补充，越早越好。"]
    if LadderStep.SUPERVISE in running.fired:
        told = "平台已经提醒承办部门，并报监督部门督办。"
    elif LadderStep.OVERDUE in running.fired:
        told = "平台已经把超期情况告诉承办部门和监督部门。"
    else:
        told = "平台会提醒承办部门，并报监督部门督办。"
    return [told + "您不用重新提交，有新进展会写在这里。"]


def _settled_sentence(case: Case) -> str:
    sentences = {
        Status.UNASSIGNED: "工作人员正在确定由哪个部门办理。",
        Status.PENDING: f"{office(case)}正在看您的反映，会尽快告诉您是否受理。",
        Status.SUPPLEMENT: "请您补充材料。",
        Status.REPLIED: f"{office(case)}已经书面答复您，答复在下面。",
        Status.CLOSED: f"{office(case)}已经答复并办结，{_conclusion(case)}。",
        Status.DECLINED: TO_REPORTER if case.transferred_at else f"{office(case)}没有受理这件反映，理由和可以去的地方写在下面。",
        Status.WITHDRAWN: "您已经撤回这件反映，不再办理。情况严重的，监督部门仍可能继续核实，但不会再联系您。",
    }
    return sentences.get(case.status, f"{office(case)}正在办理。")


def _conclusion(case: Case) -> str:
    return f"结论是：{case.finding.label}" if case.finding else "内容见答复"


def _used_words(case: Case) -> Words | None:
    """For an answered case: whether it was in time and how long it took."""
    if case.status not in DECIDED_STATUSES:
        return None
    kept = [each for each in case.clocks if each.rule_key in HANDLING_RULES and each.cancelled_at is None]
    return deadline_words(kept[-1], clock.today(), deadlines.calendar()) if kept and kept[-1].met_on else None


def next_steps(case: Case) -> list[NextStep]:
    """What is still to come, in order."""
    if case.status in {Status.UNASSIGNED, Status.PENDING, Status.SUPPLEMENT}:
        return [*_step_of(case), *(_later("书面答复您", "受理以后", handling_rule(case)),)]
    if case.status in OPEN_STATUSES:
        return _step_of(case)
    instance = next_review(case)
    if case.status in {*DECIDED_STATUSES, Status.DECLINED} and instance is not None and clock.today() <= instance.last_day:
        return [*_step_of(case), *_callback(case), NextStep(f"如果不服，可以申请{instance.name}", f"最晚 {said(instance.last_day)}提出。")]
    return [*_step_of(case), *_callback(case)]


def _callback(case: Case) -> list[NextStep]:
    owed = next((each for each in case.clocks if each.is_open and each.rule_key == "callback"), None)
    return [NextStep(office(case) + _DUTIES["callback"], _latest(owed))] if owed else []


def _step_of(case: Case) -> list[NextStep]:
    running = _governing(case)
    if running is None:
        return []
    if running.rule_key == "supplement_answer":
        return [
            NextStep("请您补充材料", f"最晚 {said(running.due_on)}。"),
            NextStep(f"{office(case)}决定是否受理", "收到补充材料以后继续计时。"),
        ]
    who = _who(case, running)
    when = "暂停计时，恢复后顺延。" if running.is_paused else _latest(running)
    return [NextStep(who + _DUTIES[running.rule_key], when)]


def _latest(running: Deadline) -> str:
    is_over = running.is_overdue(clock.today())
    return f"本来最晚 {said(running.due_on)}，已经超期。" if is_over else f"最晚 {said(running.due_on)}。"


def _later(title: str, since: str, rule: str) -> NextStep:
    limit = deadlines.limits()[rule]
    return NextStep(title, f"{since} {limit.value} {'个工作日' if limit.unit.value == 'working' else '天'}内。")


def promises(case: Case) -> list[tuple[str, date]]:
    """The latest days promised to a new report: to be told whether it is taken up, and to be answered if it is."""
    triage = deadlines.latest_deadline(SUBJECT, case.id, "triage")
    if triage is None:
        return []
    handle, calendar = deadlines.limits()[handling_rule(case)], deadlines.calendar()
    answer = due_date(triage.due_on, handle.value, handle.unit, calendar)
    return [("告诉您是否受理", triage.due_on), ("受理的，书面答复您", answer.on)]


def offers(case: Case, rating: Rating | None) -> list[Action]:
    """What the reporter can do now, the most useful first."""
    possible = set(fitting(case.status))
    instance = next_review(case)
    asks = instance.action if instance is not None and clock.today() <= instance.last_day else None
    wanted = {
        Action.SUPPLEMENT: True,
        Action.RATE: rating is None,
        Action.REQUEST_REVIEW: asks is Action.REQUEST_REVIEW,
        Action.REQUEST_FINAL_REVIEW: asks is Action.REQUEST_FINAL_REVIEW,
        Action.MESSAGE: True,
        Action.REQUEST_RECUSAL: all(each.decided_at is not None for each in case.recusal_requests),
        Action.WITHDRAW: True,
    }
    found = [action for action, is_open in wanted.items() if is_open and action in possible]
    if rating is not None and rating.satisfaction.is_low and asks in found:
        found.sort(key=lambda action: action is not asks)
    return found


def decline_words(case: Case, events: Sequence[CaseEvent]) -> tuple[str, str]:
    """The ground and the text of a refusal to take the case up; empty when there is none. ``events`` are all of the case."""
    if case.decline_ground is None:
        return "", ""
    reasons = [event.reason for event in events if event.action is Action.DECLINE]
    return case.decline_ground.label, reasons[-1] if reasons else ""
