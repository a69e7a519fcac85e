"""Why a term ends on the day it ends, in Chinese sentences whose numbers add up to that day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from portal.deadlines.calendar import ONE_DAY, Calendar, DayKind
from portal.deadlines.counting import Due, StepKind, Unit

_WEEKDAYS = "一二三四五六日"


def said_day(day: date) -> str:
    """A day as it is said: 「2026年9月18日（周五）」."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def said_days(number: int, unit: Unit) -> str:
    """A number of days in its unit: 「6 个工作日」 or 「6 天」."""
    return f"{number} 个{unit.label}" if unit is Unit.WORKING else f"{number} {unit.label}"


def provisional_reason(due_on: date, calendar: Calendar) -> str:
    """Why a last day is only provisional: which year's holiday notice is missing; empty when none is."""
    if calendar.is_settled(due_on):
        return ""
    year = due_on.year if not calendar.is_known(due_on.year) else due_on.year + 1
    if year < min(calendar.known_years, default=year):
        return f"{year}年放假安排未收录"
    return f"{year}年放假安排尚未公布"


def term_lines(due: Due, unit: Unit, calendar: Calendar) -> list[str]:
    """The days of one term: counted, skipped by name, make-up days, and how a last day that is off moved."""
    lines = _counted_lines(due, unit)
    if unit is Unit.WORKING:
        return lines + _working_lines(due, calendar)
    moved = [step.on for step in due.steps if step.kind is StepKind.MOVED]
    if moved:
        last = moved[0] - ONE_DAY
        off = _said_off([last, *moved[:-1]], calendar)
        to = f"顺延 {len(moved)} 天到其后第一个上班日{_short(due.on)}"
        lines.append(f"顺延：{_short(last)}不上班（{off}），{to}（《民法典》第二百零三条）。")
    return lines


def _counted_lines(due: Due, unit: Unit) -> list[str]:
    counted = [step.on for step in due.steps if step.kind is StepKind.COUNTED]
    return [f"计入：{_range(counted[0], counted[-1])}，共 {said_days(len(counted), unit)}。"]


def _working_lines(due: Due, calendar: Calendar) -> list[str]:
    skipped = [step.on for step in due.steps if step.kind is StepKind.SKIPPED]
    made_up = [step.on for step in due.steps if step.kind is StepKind.COUNTED and calendar.day_kind(step.on) is DayKind.MAKE_UP_DAY]
    lines = [f"跳过：{_said_off(skipped, calendar)}，共 {len(skipped)} 天。"] if skipped else []
    if made_up:
        lines.append(f"调休上班，照常计入：{'、'.join(said_day(day) for day in made_up)}。")
    return lines


def _said_off(days: Sequence[date], calendar: Calendar) -> str:
    """Days off, holidays by name with their dates, weekends together."""
    holidays = [day for day in days if calendar.day_kind(day) is DayKind.HOLIDAY]
    parts = [f"{name} {_range(run[0], run[-1])}（{len(run)} 天）" for name, run in _runs(holidays, calendar)]
    weekends = len(days) - len(holidays)
    return "；".join(parts + ([f"周末 {weekends} 天"] if weekends else []))


def _runs(days: Iterable[date], calendar: Calendar) -> list[tuple[str, list[date]]]:
    runs: list[tuple[str, list[date]]] = []
    for day in days:
        name = calendar.day_name(day)
        if runs and runs[-1][0] == name and runs[-1][1][-1] + ONE_DAY == day:
            runs[-1][1].append(day)
        else:
            runs.append((name, [day]))
    return runs


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _range(first: date, last: date) -> str:
    if first == last:
        return _short(first)
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{_short(first)}至{year}{_short(last)}"
