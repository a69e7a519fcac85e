"""The working calendar: a year at a glance, and entering a notice with its effect shown first."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import Optional

from portal import clock
from portal.access import Permission
from portal.deadlines import administration, queries
from portal.deadlines.calendar import Calendar, DayKind
from portal.deadlines.notices import FIRST_YEAR, LAST_YEAR, Notice, check_days, check_published, read_notice
from portal.errors import RuleBroken
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import day as said_day
from portal.web.forms import HouseForm, Needed, attach

LETTERS = {DayKind.WORKING_DAY: "", DayKind.WEEKEND: "周末", DayKind.HOLIDAY: "休", DayKind.MAKE_UP_DAY: "班"}
WEEKDAYS = "一二三四五六日"
_SHOWN_MOVES = 20


class NoticeForm(HouseForm):
    """Days as lines or in the exchange format, and the year whose whole notice they are."""

    days = TextAreaField("放假安排", [Needed("请粘贴放假安排")])
    is_whole_year = BooleanField("这是全年的完整安排，该年不再标为“暂定”")
    year = IntegerField("年份", [Optional()], render_kw={"inputmode": "numeric"})


@dataclass(frozen=True)
class Cell:
    """One day in a month's table; ``letter`` is 休, 班 or nothing, ``name`` what people call the day."""

    number: int
    letter: str
    name: str
    is_worked: bool


@dataclass(frozen=True)
class Preview:
    """What a notice would change: days as (day, before, after), and how many open clocks move."""

    changes: list[tuple[str, str, str]]
    n_moved: int
    moves: list[tuple[str, str]]


@blueprint.get("/calendar")
def calendar() -> str:
    """Twelve small tables with 休 and 班; a year without notice says so."""
    needs(Permission.CALENDAR_EDIT)
    this_year = clock.today().year
    year = min(max(request.args.get("year", this_year, int), FIRST_YEAR), LAST_YEAR)
    in_force = queries.calendar()
    missing = [each for each in (this_year, this_year + 1) if not in_force.is_known(each)]
    tables = [(month, _weeks(in_force, year, month)) for month in range(1, 13)]
    entered = queries.list_calendar_days(year)
    return render_template(
        "admin/calendar.html",
        year=year,
        tables=tables,
        weekdays=WEEKDAYS,
        is_known=in_force.is_known(year),
        missing=missing,
        entered=entered,
    )


@blueprint.route("/calendar/import", methods=["GET", "POST"])
def import_calendar() -> str | Response:
    """First press shows the difference and the clocks that would move, the second one puts it in force."""
    needs(Permission.CALENDAR_EDIT)
    form = NoticeForm()
    preview = None
    if form.validate_on_submit():
        notice = _read(form)
        if notice and "apply" in request.form and did(form, lambda: _apply(form, notice)):
            return redirect(url_for("admin.calendar", year=form.year.data or notice.days[0].on.year), 303)
        preview = _preview(notice, _years(form, notice)) if notice and not form.errors else None
    return render_template("admin/import_calendar.html", form=form, preview=preview)


def _weeks(in_force: Calendar, year: int, month: int) -> list[list[Cell | None]]:
    weeks = months.Calendar().monthdayscalendar(year, month)
    return [[_cell(in_force, date(year, month, number)) if number else None for number in week] for week in weeks]


def _cell(in_force: Calendar, day: date) -> Cell:
    return Cell(day.day, LETTERS[in_force.day_kind(day)], in_force.day_name(day), in_force.is_working_day(day))


def _years(form: NoticeForm, notice: Notice) -> list[int]:
    year = notice.year or form.year.data
    return [year] if form.is_whole_year.data and year else []


def _read(form: NoticeForm) -> Notice | None:
    """The notice, when it can be read and holds together; else the reason stands beside the field."""
    try:
        notice = read_notice(form.days.data)
        check_days(notice.days)
        if not notice.days:
            raise RuleBroken("days", "没有读到任何一天。")
        if form.is_whole_year.data and not _years(form, notice):
            raise RuleBroken("year", "请写明是哪一年的安排，例如 2027")
        changed = queries.calendar().with_days(notice.days)
        for year in _years(form, notice):
            check_published(year, [day for day in changed.special.values() if day.on.year == year])
    except RuleBroken as error:
        attach(error, form)
        return None
    return notice


def _preview(notice: Notice, years: Iterable[int]) -> Preview:
    now, then = queries.calendar(), queries.calendar().with_days(notice.days, years)
    days = sorted(day.on for day in notice.days)
    changes = [(said_day(day), now.day_name(day), then.day_name(day)) for day in days if now.day_name(day) != then.day_name(day)]
    moves = queries.list_affected(then)
    return Preview(changes, len(moves), [(said_day(move.deadline.due_on), said_day(move.new_due_on)) for move in moves[:_SHOWN_MOVES]])


def _apply(form: NoticeForm, notice: Notice) -> None:
    years = _years(form, notice)
    moved = administration.set_calendar_days(notice.days, notice.source or "管理员录入", years)
    note("calendar:change", "calendar", years[0] if years else notice.days[0].on.year, days=len(notice.days), moved=moved)
    flash(f"日历已更新，{moved} 个正在计时的期限重新计算。")
