"""Seeing how a report fares, with its tracking code."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.cases import queries
from portal.cases.tracking import read_tracking_code, tracking_hash
from portal.errors import RuleBroken
from portal.web.admission import Door, admit
from portal.web.forms import HouseForm, attach
from portal.web.public import blueprint, request_session, track_page, track_session
from portal.web.throttle import Limit

# Counted by address, never by code: guessing at a code cannot keep its owner out.
_LOOKING_UP = Door(Limit("track-code", burst=30, every_seconds=10), calm_per_second=20)
# The same for a code that was never given and one that is wrong in more than its check character.
UNKNOWN_CODE = "没有找到这个查询码对应的反映，请对照回执再看一遍。"


class CodeForm(HouseForm):
    """One input for the code, as tolerant as possible."""

    code = StringField(
        "查询码", render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": False}
    )


@blueprint.route("/track", methods=["GET", "POST"])
def track() -> str | Response:
    """The way in: the tracking code."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            code = read_tracking_code(form.code.data or "")
            admit(_LOOKING_UP)
            report = queries.find_report_by_tracking(tracking_hash(code))
            if report is None and request_session.open_by_code(tracking_hash(code)):
                return redirect(url_for("public.request_progress"), 303)
            if report is None:
                raise RuleBroken("code", UNKNOWN_CODE)
            track_session.open_report(report.id)
            return redirect(url_for("public.track_case"), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("public/track.html", form=form)


@blueprint.get("/track/case")
def track_case() -> str | Response:
    """The reporter's page of their case."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    return render_template("public/track_case.html", **track_page.content(report))


def ask_for_code() -> Response:
    """Back to the way in, saying why."""
    flash("为了您的安全，请再输入一次查询码。")
    return redirect(url_for("public.track"), 303)


@blueprint.post("/track/leave")
def track_leave() -> Response:
    """「退出」."""
    track_session.close()
    request_session.close()
    flash("已退出。下次查进度，请再输入查询码。")
    return redirect(url_for("public.track"), 303)
