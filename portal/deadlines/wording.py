"""How a clock is said: the words of the deadline tag, and 「为什么是这一天」. Pure; the same for citizen, officer and supervisor."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from portal.clock import local_date
from portal.deadlines.calendar import ONE_DAY, Calendar
from portal.deadlines.counting import Unit, days_between, remaining
from portal.deadlines.explanation import provisional_reason, said_day, said_days, term_lines
from portal.deadlines.limits import INTERNAL_RULES, LIMITS
from portal.deadlines.models import ChangeCause
from portal.deadlines.plan import Plan, plan
from portal.vocabulary import Labelled

_FEW_DAYS = 3
_LAST_PART = 0.2


class Tone(Labelled):
    """What the words mean, for the colour of the tag; never the only sign."""

    NEUTRAL = "neutral", "正常"
    SOON = "soon", "即将超期"
    OVERDUE = "overdue", "已超期"
    STOPPED = "stopped", "暂停计时"
    MET = "met", "按时办结"
    LATE = "late", "超期办结"


class Words(NamedTuple):
    """The words of a deadline tag, their tone, and the last day they speak of."""

    text: str
    tone: Tone
    due_on: date


class Progress(NamedTuple):
    """How much of a term is used: whole percent (100 at most) and the same in words."""

    percent: int
    text: str


class Clock(Protocol):
    """What the words need to know of a clock; ``models.Deadline`` has it."""

    rule_key: str
    started_on: date
    value: int
    unit: Unit
    basis: str
    due_on: date
    provisional: bool
    extension_days: int
    paused_days: int
    paused_on: date | None
    pause_reason: str
    met_on: date | None
    cancelled_at: datetime | None


class PauseFacts(Protocol):
    """One pause; ``models.DeadlinePause`` has it."""

    started_on: date
    ended_on: date | None
    reason: str


class ChangeFacts(Protocol):
    """One change of the last day; ``models.DeadlineChange`` has it."""

    cause: ChangeCause
    old_due_on: date
    new_due_on: date
    reason: str
    at: datetime


def deadline_words(clock: Clock, today: date, calendar: Calendar) -> Words:
    """The words of the deadline tag on ``today``."""
    if clock.met_on is not None:
        return Words(*_met_words(clock, clock.met_on, calendar), clock.due_on)
    if clock.cancelled_at is not None:
        return Words("不再计时", Tone.NEUTRAL, clock.due_on)
    if clock.paused_on is not None:
        number = max(1, (today - clock.paused_on).days + 1)
        return Words(f"暂停计时（{clock.pause_reason}，第 {number} 天）", Tone.STOPPED, clock.due_on)
    text, tone = _running_words(clock, today, calendar)
    if clock.provisional:
        text += f"（{'，'.join(filter(None, ['暂定', provisional_reason(clock.due_on, calendar)]))}）"
    return Words(text, tone, clock.due_on)


def _running_words(clock: Clock, today: date, calendar: Calendar) -> tuple[str, Tone]:
    left = remaining(today, clock.due_on, clock.unit, calendar)
    if left.is_overdue and clock.rule_key in INTERNAL_RULES:  # an aim of the house: late, but no term of the law is over
        return f"已过 {said_days(left.days, clock.unit)}" if left.days else "已过", Tone.SOON
    if left.is_overdue:
        return f"已超期 {said_days(left.days, clock.unit)}" if left.days else "已超期不足 1 个工作日", Tone.OVERDUE
    if clock.due_on == today:
        return "今天到期", Tone.SOON
    if clock.due_on == today + ONE_DAY:
        return "明天到期", Tone.SOON
    near = left.days <= _FEW_DAYS or left.days <= _whole(clock) * _LAST_PART
    return f"还剩 {said_days(left.days, clock.unit)}", Tone.SOON if near else Tone.NEUTRAL


def _met_words(clock: Clock, met_on: date, calendar: Calendar) -> tuple[str, Tone]:
    if met_on > clock.due_on:
        late = days_between(clock.due_on, met_on, clock.unit, calendar)
        if clock.rule_key in INTERNAL_RULES:
            return f"晚 {said_days(late, clock.unit)}完成" if late else "晚不足 1 个工作日完成", Tone.NEUTRAL
        return f"超期 {said_days(late, clock.unit)}办结" if late else "超期不足 1 个工作日办结", Tone.LATE
    used = days_used(clock, met_on, calendar)
    return f"按时办结，用时 {said_days(used, clock.unit)}" if used else f"按时办结，用时不足 {said_days(1, clock.unit)}", Tone.MET


def _whole(clock: Clock) -> int:
    return clock.value + clock.extension_days + clock.paused_days


def days_used(clock: Clock, until: date, calendar: Calendar) -> int:
    """How many days of its unit the clock has run up to and including ``until``, finished and open pauses taken out."""
    stopped = min(until, clock.paused_on) if clock.paused_on else until
    return max(0, days_between(clock.started_on, stopped, clock.unit, calendar) - clock.paused_days)


def progress(clock: Clock, today: date, calendar: Calendar) -> Progress:
    """How much of the term is used on ``today``, or was when it was met: for the bar under the words."""
    whole, used = clock.value + clock.extension_days, days_used(clock, clock.met_on or today, calendar)
    counted = "个" if clock.unit is Unit.WORKING else "天"
    return Progress(min(100, used * 100 // whole), f"{said_days(whole, clock.unit)}中已过 {used} {counted}")


def explain_lines(clock: Clock, pauses: Sequence[PauseFacts], changes: Sequence[ChangeFacts], calendar: Calendar) -> list[str]:
    """「为什么是这一天」: start, rule, days counted and skipped, pauses, extension, history. The counted days sum to the shown day."""
    finished = [(pause.started_on, pause.ended_on) for pause in pauses if pause.ended_on is not None]
    planned = plan(clock.started_on, clock.value, clock.unit, finished, clock.extension_days, calendar)
    lines = [_start_line(clock), _rule_line(clock), *(_pause_line(pause, clock.unit, calendar) for pause in pauses)]
    if planned.base_days != clock.value:
        added = planned.base_days - clock.value
        lines.append(f"合计：{said_days(clock.value, clock.unit)}，加暂停 {added}，应数 {said_days(planned.base_days, clock.unit)}。")
    lines += term_lines(planned.base, clock.unit, calendar)
    lines += _extension_lines(clock, planned, changes, calendar)
    lines.append(f"最后一天：{said_day(planned.on)}，当天24时截止。")
    if planned.provisional and clock.met_on is None:
        lines.append(f"暂定：{provisional_reason(planned.on, calendar)}，公布后最后一天可能调整。")
    lines += [_calendar_line(change) for change in changes if change.cause is ChangeCause.CALENDAR]
    if planned.on != clock.due_on:
        lines.append(f"说明：办件上的 {said_day(clock.due_on)} 是按当时的节假日安排计算的。")
    return lines


def _start_line(clock: Clock) -> str:
    event = LIMITS[clock.rule_key].start if clock.rule_key in LIMITS else "起算"
    return f"起算：{said_day(clock.started_on)}{event}，当天不计，从次日起数（《民法典》第二百零一条）。"


def _rule_line(clock: Clock) -> str:
    how = "只数上班的日子，周末和节假日不计，调休上班日计入" if clock.unit is Unit.WORKING else "每天都数，周末和节假日也计入"
    basis = f"，依据{clock.basis}" if clock.basis else ""
    return f"期限：{said_days(clock.value, clock.unit)}{basis}；{how}。"


def _pause_line(pause: PauseFacts, unit: Unit, calendar: Calendar) -> str:
    if pause.ended_on is None:
        return f"暂停：{said_day(pause.started_on)}起暂停计时，原因：{pause.reason}；恢复后最后一天相应顺延。"
    taken = days_between(pause.started_on, pause.ended_on, unit, calendar)
    when = f"{said_day(pause.started_on)}暂停，{said_day(pause.ended_on)}恢复"
    return f"暂停：{when}，原因：{pause.reason}；期限增加 {said_days(taken, unit)}。"


def _extension_lines(clock: Clock, planned: Plan, changes: Sequence[ChangeFacts], calendar: Calendar) -> list[str]:
    if planned.extension is None:
        return []
    reason = next((change.reason for change in changes if change.cause is ChangeCause.EXTENSION), "")
    because = f"，理由：{reason}" if reason else ""
    line = f"延期：原期限到 {said_day(planned.base.on)} 届满，从次日起延长 {said_days(clock.extension_days, clock.unit)}{because}。"
    return [line, *term_lines(planned.extension, clock.unit, calendar)]


def _calendar_line(change: ChangeFacts) -> str:
    moved = f"最后一天由 {said_day(change.old_due_on)} 改为 {said_day(change.new_due_on)}"
    return f"变更：{said_day(local_date(change.at))}，{change.reason}，{moved}。"
