"""The working calendar: a year at a glance, and entering a notice with its effect shown first."""

import calendar as months
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import Optional

from portal import clock
from portal.access import Permission
from portal.accounts.departments.queries import all_departments
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
    seen = HiddenField()

    @property
    def after(self) -> tuple[date, int] | None:
        """The key behind which the shown page of moves begins."""
        day_text, _, key = request.form.get("after", "").partition("/")
        try:
            return date.fromisoformat(day_text), int(key)
        except ValueError:
            return None


@dataclass(frozen=True)
class Cell:
    """One day in a month's table; ``letter`` is 休, 班 or nothing, ``name`` what people call the day."""

    number: int
    letter: str
    name: str
    is_worked: bool


@dataclass(frozen=True)
class Preview:
    """What a notice would change: days as (day, before, after), how many open clocks move, and a page of them."""

    changes: list[tuple[str, str, str]]
    n_moved: int
    counts: list[tuple[str, str, int]]
    moves: list[tuple[str, str, str, str]]
    older: str


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
        if notice and _is_confirmed(form) and did(form, lambda: _apply(form, notice)):
            return redirect(url_for("admin.calendar", year=form.year.data or notice.days[0].on.year), 303)
        preview = _preview(form, notice) if notice else None
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
        notice = read_notice(form.days.data, form.year.data)
        check_days(notice.days)
        if not notice.days:
            raise RuleBroken("days", "没有读到任何一天。")
        if form.is_whole_year.data and not _years(form, notice):
            raise RuleBroken("year", "请写明是哪一年的安排，例如 2027")
        changed = queries.calendar_with(notice.days, _years(form, notice))
        for year in _years(form, notice):
            check_published(year, [day for day in changed.special.values() if day.on.year == year])
    except RuleBroken as error:
        attach(error, form)
        return None
    return notice


def _is_confirmed(form: NoticeForm) -> bool:
    """Whether the button was pressed on a preview that still holds; else the preview is shown anew, and says why."""
    if "apply" not in request.form:
        return False
    if form.seen.data == queries.calendar().version:
        return True
    form.form_errors.append("日历刚刚有人改过，请重新核对下面的变化再生效。")
    return False


def _preview(form: NoticeForm, notice: Notice) -> Preview:
    now, then = queries.calendar(), queries.calendar_with(notice.days, _years(form, notice))
    form.seen.process_data(now.version)
    days = sorted({*now.special, *then.special})
    changes = [(said_day(day), now.day_name(day), then.day_name(day)) for day in days if now.day_name(day) != then.day_name(day)]
    counted = queries.count_affected(then)
    moves = queries.list_affected(then, _SHOWN_MOVES + 1, form.after)
    shown = moves[:_SHOWN_MOVES]
    last = shown[-1].deadline if len(moves) > _SHOWN_MOVES else None
    names = {row.id: row.name for row in all_departments()}
    return Preview(
        changes,
        counted.total(),
        [(label_of(rule), _shift(days_), n) for (rule, days_), n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))],
        [_said_move(move, names) for move in shown],
        f"{last.due_on.isoformat()}/{last.id}" if last else "",
    )


def _said_move(move: queries.Move, names: dict[int, str]) -> tuple[str, str, str, str]:
    """A clock that would move: never of which case, which no administrator reads."""
    row = move.deadline
    return label_of(row.rule_key), names.get(row.department_id, "未分办"), said_day(row.due_on), said_day(move.new_due_on)


def _shift(days: int) -> str:
    return f"推后 {days} 天" if days > 0 else f"提前 {-days} 天"


def label_of(rule_key: str) -> str:
    """What a clock is called; commitments and orders set their own terms and have no limit."""
    limit = queries.find_limit(rule_key)
    return limit.label if limit else "承诺、督办等载明的期限"


def _apply(form: NoticeForm, notice: Notice) -> None:
    years = _years(form, notice)
    in_all = queries.count_affected(queries.calendar_with(notice.days, years)).total()
    administration.set_calendar_days(notice.days, notice.source or queries.HOUSE, years)
    note("calendar:change", "calendar", years[0] if years else notice.days[0].on.year, days=len(notice.days), moved=in_all)
    late = "，数量较多的由后台在几分钟内算完" if in_all > administration.RECOMPUTED_AT_ONCE else ""
    flash(f"日历已更新，{in_all} 个正在计时的期限移动{late}；承办人、承办单位和反映人会收到通知。")
