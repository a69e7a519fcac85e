"""Random checks (S5): drawing a sample, the sheet of each case, the results listed and exported."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField, StringField, TextAreaField

from portal import clock
from portal.accounts.departments import queries as departments
from portal.audit import operations as audit
from portal.db import transaction
from portal.errors import RuleBroken
from portal.routing import queries as routing
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import PeriodKind, period_of
from portal.supervision.quality import operations, queries
from portal.supervision.quality.criteria import Criterion, kept
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, SelectOne, attach
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.saved_views import query_of
from portal.web.oversight.sheets import check_kind, sheet

PAGE_ROWS = 50
USUAL_SIZE = 20


class SampleForm(HouseForm):
    """From which closed cases, how many, and under which seed."""

    period = SelectOne("答复的时间", choices=PeriodKind, empty=None, default=PeriodKind.LAST_QUARTER)
    department = SelectOne("牵头单位", empty="全部", coerce=int)
    area = SelectOne("重点领域", empty="全部")
    size = IntegerField("抽查件数", [Needed("请填写抽查件数，只填数字")], default=USUAL_SIZE)
    seed = StringField("随机种子", [Needed("请写一个随机种子"), Length(1, 40, ask="请写一个随机种子")])


@blueprint.route("/samples", methods=["GET", "POST"])
def list_samples() -> str | AnyResponse:
    """The samples drawn so far, and the form that draws one."""
    actor, form = sessions.actor(), _sample_form()
    if form.validate_on_submit():
        try:
            with transaction():
                sample_id = _draw(form)
            flash("已抽出样本。")
            return redirect(url_for("oversight.show_sample", sample_id=sample_id))
        except RuleBroken as error:
            attach(error, form)
            actor = sessions.actor()
    before = request.args.get("before", type=int)
    samples = queries.list_samples(before, PAGE_ROWS + 1)
    progress = queries.count_progress(actor, [each.id for each in samples])
    next_url = url_with(before=samples[PAGE_ROWS - 1].id) if len(samples) > PAGE_ROWS else None
    return render_template("oversight/list_samples.html", samples=samples[:PAGE_ROWS], progress=progress, form=form, next_url=next_url)


def _sample_form() -> SampleForm:
    form = SampleForm(seed=f"{clock.today():%Y%m%d}")
    form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])
    form.area.offer(list(routing.area_titles().items()))
    return form


def _draw(form: SampleForm) -> int:
    kind = form.period.data or PeriodKind.LAST_QUARTER
    wanted = Narrowing(form.department.data, form.area.data or None)
    period = period_of(kind, clock.today())
    query = query_of({"period": kind.value, "department": form.department.data, "area": form.area.data})
    return operations.draw(sessions.actor(), wanted, months_of(period), form.size.data, form.seed.data, query).id


@blueprint.get("/samples/<int:sample_id>")
def show_sample(sample_id: int) -> str:
    """A sample: its seed, its cases, and what was found."""
    actor, sample = sessions.actor(), queries.get_sample(sample_id)
    rows, criteria = queries.list_sampled(actor, sample.id), kept(sample.criteria)
    means = queries.averages(rows)
    return render_template("oversight/show_sample.html", sample=sample, rows=rows, criteria=criteria, means=means)


@blueprint.get("/samples/<int:sample_id>.<extension>")
def export_sample(sample_id: int, extension: str) -> Response:
    """The results of a sample as a spreadsheet. Logged."""
    check_kind(extension)
    criteria = kept(queries.get_sample(sample_id).criteria)
    header = ["序号", "受理编号", "事项", "牵头单位", *(f"{each.label}（{each.points} 分）" for each in criteria), "合计", "意见", "评分人"]
    rows = [_exported(row, criteria) for row in queries.list_sampled(sessions.actor(), sample_id)]
    with transaction():
        audit.record(sessions.actor(), "quality:export", "sample", sample_id, {"cases": len(rows)})
    return sheet(f"sample-{sample_id}", extension, "抽查结果", header, rows)


def _exported(row: Any, criteria: tuple[Criterion, ...]) -> list[Any]:
    lead = row.case.lead_department.name if row.case.lead_department else ""
    points = [row.points.get(each.key, "") for each in criteria]
    who = row.scored_by.display_name if row.scored_by else ""
    return [row.position, row.case.number, row.case.title, lead, *points, "" if row.total is None else row.total, row.remark, who]


def sheet_form(criteria: tuple[Criterion, ...]) -> type[HouseForm]:
    """The form of a sheet with these criteria."""
    fields: dict[str, Any] = {
        each.key: IntegerField(f"{each.label}（0–{each.points} 分）", [Needed(f"请写 0 到 {each.points} 分")]) for each in criteria
    }
    fields["remark"] = TextAreaField("意见", [Length(0, 5000)])
    return type("SheetForm", (HouseForm,), fields)


@blueprint.route("/samples/<int:sample_id>/cases/<int:case_id>", methods=["GET", "POST"])
def score_case(sample_id: int, case_id: int) -> str | AnyResponse:
    """The quality sheet of one case."""
    row = queries.get_sampled(sessions.actor(), sample_id, case_id)
    criteria = kept(row.sample.criteria)
    form = sheet_form(criteria)(data={**row.points, "remark": row.remark})
    if form.validate_on_submit():
        try:
            with transaction():
                actor = sessions.actor()
                points = {each.key: form[each.key].data for each in criteria}
                operations.score(queries.get_sampled(actor, sample_id, case_id), actor, points, form.remark.data or "")
            flash("已记下评分。")
            return redirect(url_for("oversight.show_sample", sample_id=sample_id))
        except RuleBroken as error:
            attach(error, form)
            row = queries.get_sampled(sessions.actor(), sample_id, case_id)
    return render_template("oversight/score_case.html", row=row, form=form, criteria=criteria)
