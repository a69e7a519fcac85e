"""网上评议: the rounds, how departments did when one is over, and a voice for whoever wants to say so while it runs."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal import clock
from portal.accounts.models import Department
from portal.cases import queries as cases
from portal.db import transaction
from portal.errors import NotAllowed, NotFound, PortalError, RuleBroken
from portal.registers.appraisals import operations, queries
from portal.registers.appraisals.counting import FEWEST
from portal.registers.appraisals.models import Appraisal, AppraisalResult
from portal.registers.appraisals.vocabulary import Answer, AppraisalStatus, Question
from portal.web import sessions, throttle
from portal.web.admission import Door, admit, ticket_id
from portal.web.forms import HouseForm, Length, Needed, OneChoice, attach
from portal.web.public import blueprint, track_session
from portal.web.revalidation import revalidated

PAGE_ROWS = 20
# No voice of a stranger is free: each needs a ticket, and one address has few of them about one department.
_SPEAKING = Door(throttle.Limit("appraisal", burst=0, every_seconds=3600), calm_per_second=2)
_FEW_AT_ONE_ADDRESS, _EVERY_SECONDS = 5, 4 * 3600


class VoiceForm(HouseForm):
    """Five words to each question, and other words if wanted."""

    promises = OneChoice(Question.PROMISES.label, [Needed("请给“说到做到”选一个答案")], choices=Answer)
    speed = OneChoice(Question.SPEED.label, [Needed("请给“办事效率”选一个答案")], choices=Answer)
    manner = OneChoice(Question.MANNER.label, [Needed("请给“服务态度”选一个答案")], choices=Answer)
    openness = OneChoice(Question.OPENNESS.label, [Needed("请给“公开透明”选一个答案")], choices=Answer)
    fairness = OneChoice(Question.FAIRNESS.label, [Needed("请给“公平公正”选一个答案")], choices=Answer)
    remark = TextAreaField("想说的话", [Length(0, operations.MOST_REMARK)])

    @property
    def answers(self) -> dict[str, Answer]:
        """Question → the word chosen."""
        return {each.value: self[each.value].data for each in Question}


@blueprint.get("/appraisals")
def appraisals() -> Response | str:
    """The rounds, the newest first."""
    found = queries.list_appraisals(request.args.get("before", type=int), PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    page: dict[str, Any] = {
        "rounds": [(each, _state(each)) for each in shown],
        "next_url": url_for("public.appraisals", before=shown[-1].id) if len(found) > PAGE_ROWS else None,
        "before": request.args.get("before", ""),
    }
    stamp = [(each.public_id, each.changed_at) for each in shown]
    return revalidated(queries.last_change(), stamp, lambda: render_template("public/appraisals.html", **page))


def _state(appraisal: Appraisal) -> tuple[str, str]:
    """Where a round stands, as words and tone of a tag."""
    if appraisal.status is AppraisalStatus.ENDED:
        return "已公布", "green"
    today = clock.today()
    if today < appraisal.starts_on:
        return "还没有开始", "neutral"
    return ("评议中", "blue") if today <= appraisal.ends_on else ("正在统计", "neutral")


@blueprint.get("/appraisals/<appraisal_key>")
def appraisal(appraisal_key: str) -> Response | str:
    """One round: whom it asks about, or what came of it."""
    found = queries.get_appraisal(appraisal_key)
    results = queries.list_results(found.id)
    page: dict[str, Any] = {
        "appraisal": found,
        "state": _state(found),
        "is_open": found.is_open_on(clock.today()),
        "questions": [each.label for each in Question],
        "results": [_told(each) for each in sorted(results, key=lambda row: (row.department.position, row.department_id))],
        "remarks": [(each.department.name, each.remark) for each in queries.list_shown_remarks(found.id)] if results else [],
        "fewest": FEWEST,
    }
    names = [(each.id, each.name) for each in found.departments]
    content = [found.public_id, found.changed_at, names, page["remarks"]]
    return revalidated(found.changed_at, content, lambda: render_template("public/appraisal.html", **page))


def _told(result: AppraisalResult) -> dict[str, Any]:
    return {
        "name": result.department.name,
        "url": url_for("public.department", department_id=result.department_id),
        "voices": result.voices,
        "shares": [_share(result.values, each) for each in Question],
        "verified": result.verified,
        "verified_shares": [_share(result.verified_values, each) for each in Question],
    }


def _share(values: dict[str, float], question: Question) -> str:
    return f"{values[question.value]:.1f}%" if question.value in values else "—"


@blueprint.route("/appraisals/<appraisal_key>/<int(max=2147483647):department_id>", methods=["GET", "POST"])
def appraise(appraisal_key: str, department_id: int) -> str | Response:
    """Say how one department does."""
    found, form = queries.get_appraisal(appraisal_key), VoiceForm()
    department = _asked_about(found, department_id)
    knows = _dealt_with(department)
    if form.validate_on_submit():
        try:
            _speak(form, found, department)
            flash(f"已收到您对{department.name}的评价。结果在评议结束以后公布。")
            return redirect(url_for("public.appraisal", appraisal_key=appraisal_key), 303)
        except RuleBroken as error:
            attach(error, form)
        except PortalError as error:
            form.form_errors.append(error.message)
        found = queries.get_appraisal(appraisal_key)
    return render_template("public/appraise.html", appraisal=found, department=department, form=form, knows=knows)


def _asked_about(found: Appraisal, department_id: int) -> Department:
    asked = next((each for each in found.departments if each.id == department_id), None)
    if asked is None or not found.is_open_on(clock.today()):
        raise NotFound("现在不在这次评议的时间里，或者这次不评这个单位。")
    return asked


def _dealt_with(department: Department) -> bool:
    """Whether the report opened in this browser was dealt with by the department."""
    report = track_session.present_report()
    if report is None:
        return False
    case = cases.get_case(report.case_id)
    return case.lead_department_id == department.id or department.id in {row.department_id for row in case.departments}


def _speak(form: VoiceForm, found: Appraisal, department: Department) -> None:
    """Count the voice: of a report once, of anybody else for a ticket each. Members of staff have none."""
    if sessions.present() is not None:
        raise NotAllowed("您正以工作人员身份登录，网上评议请群众和企业来评。")
    report, department_id, knows = track_session.present_report(), department.id, _dealt_with(department)
    speaker = operations.Speaker(f"report:{report.id}", knows) if report is not None else None
    if speaker is None or not knows:
        admit(_SPEAKING)
        throttle.spend(_address_limit(found, department_id), throttle.visitor())
        speaker = speaker or operations.Speaker(f"ticket:{ticket_id()}")
    answers, remark, key = form.answers, form.remark.data or "", found.id
    with transaction():
        row = queries.get_by_key(key, for_update=True)
        asked = next(each for each in row.departments if each.id == department_id)
        operations.speak(row, asked, speaker, answers, remark)


def _address_limit(found: Appraisal, department_id: int) -> throttle.Limit:
    return throttle.Limit(f"appraisal:{found.public_id}:{department_id}", _FEW_AT_ONE_ADDRESS, _EVERY_SECONDS)
