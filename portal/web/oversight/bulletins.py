"""Bulletins (S3): begin, preview, write, freeze, decide, file, new version, withdraw."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response
from wtforms import BooleanField, TextAreaField

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.vocabulary import DepartmentKind
from portal.bulletins import operations, papers, queries
from portal.bulletins.figures import Asked
from portal.bulletins.models import Bulletin
from portal.bulletins.vocabulary import Block, Scope
from portal.bulletins.workflow import BulletinAction
from portal.db import transaction
from portal.documents import body
from portal.errors import NotFound, RuleBroken
from portal.prepared import operations as prepared
from portal.supervision.periods import label_of, past_keys
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne, attach
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.narrowing import region_names

PAGE_ROWS = 50
_OFFERED = ((3, 8), (6, 4), (12, 3))  # length in months, how many that are over


class BulletinForm(HouseForm):
    """Period, scope and readers of a new bulletin."""

    period = SelectOne("统计期", [Needed("请选择统计期")])
    scope = OneChoice("范围", [Needed("请选择范围")], choices=Scope, default=Scope.ALL)
    region = SelectOne("哪个地区", empty="不限")
    kind = SelectOne("哪类单位", empty="不限", choices=DepartmentKind)
    is_public = BooleanField("批准后向社会公开")


class TextForm(HouseForm):
    """The words of one block."""

    text = TextAreaField("内容", [Length(0, 5000)])


class DecisionForm(HouseForm):
    """Approve, or give back with a reason."""

    decision = OneChoice("决定", [Needed("请选择批准还是退回")], choices=[("approve", "批准"), ("refuse", "退回修改")])
    reason = TextAreaField("退回的理由", [Length(0, 1000)])


class ReasonForm(HouseForm):
    """Why."""

    reason = TextAreaField("理由", [Needed("请写明理由"), Length(5, 1000, ask="请写明理由")])


@blueprint.get("/bulletins")
def list_bulletins() -> str:
    """All versions of all bulletins, newest first."""
    found = queries.list_bulletins(request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [{"bulletin": each, "period": label_of(each.period)} for each in found[:PAGE_ROWS]]
    return render_template("oversight/list_bulletins.html", rows=rows, next_url=next_url)


@blueprint.route("/bulletins/new", methods=["GET", "POST"])
def begin_bulletin() -> str | Response:
    """Choose period and scope."""
    form, regions = BulletinForm(), region_names(departments.all_departments())
    keys = [key for months, number in _OFFERED for key in past_keys(clock.today(), months, number)]
    form.period.offer([(key, label_of(key)) for key in keys])
    form.region.offer(list(regions.items()))
    if form.validate_on_submit():
        try:
            with transaction():
                made = operations.begin(sessions.actor(), *_wanted(form, regions), bool(form.is_public.data))
                bulletin_id = made.id
            flash("已起草，数字在定稿以前随时更新。")
            return redirect(_page(bulletin_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("oversight/begin_bulletin.html", form=form)


def _wanted(form: BulletinForm, regions: dict[str, str]) -> tuple[Asked, str]:
    scope = form.scope.data
    kind = form.kind.data
    values = {Scope.ALL: ("", ""), Scope.REGION: (form.region.data or "", regions.get(form.region.data or "", ""))}
    value, name = values.get(scope, (kind.value if kind else "", kind.label if kind else ""))
    return Asked(form.period.data or "", scope, value), name


@blueprint.get("/bulletins/<int:bulletin_id>")
def show_bulletin(bulletin_id: int) -> str:
    """The bulletin as it will go out, and what can be done with it."""
    bulletin, actor = queries.get_bulletin(bulletin_id), sessions.actor()
    acts = {each.value for each in BulletinAction if operations.may(bulletin, actor, each)}
    figures = operations.figures_of(bulletin)
    return render_template(
        "oversight/show_bulletin.html",
        bulletin=bulletin,
        paper=_paper(bulletin),
        figures=figures,
        later=queries.find_next(bulletin.id),
        blocks=[(block, text) for block, text in bulletin.words.items()],
        acts=acts,
        formats=papers.FORMATS,
        waits_for_counting=bulletin.is_public and operations.told_of(bulletin) is None,
    )


def _paper(bulletin: Bulletin) -> Markup:
    return body(papers.paper_of(bulletin))


@blueprint.route("/bulletins/<int:bulletin_id>/<block>", methods=["GET", "POST"])
def write_bulletin(bulletin_id: int, block: str) -> str | Response:
    """Write one block; below it what it said before."""
    part = _block(block)
    bulletin = queries.get_bulletin(bulletin_id)
    form = TextForm(data={"text": bulletin.words[part]})
    if form.validate_on_submit():
        try:
            with transaction():
                operations.write(queries.get_bulletin(bulletin_id, for_update=True), sessions.actor(), part, form.text.data or "")
            flash(f"“{part.label}”已保存。")
            return redirect(_page(bulletin_id), 303)
        except RuleBroken as error:
            attach(error, form)
            bulletin = queries.get_bulletin(bulletin_id)
    problems = operations.figures_of(bulletin)["problems"] if part is Block.PROBLEMS else []
    versions = queries.list_texts(bulletin_id, part)
    return render_template("oversight/write_bulletin.html", bulletin=bulletin, block=part, form=form, versions=versions, problems=problems)


def _block(name: str) -> Block:
    if name not in {each.value for each in Block}:
        raise NotFound
    return Block(name)


@blueprint.route("/bulletins/<int:bulletin_id>/freeze", methods=["GET", "POST"])
def freeze_bulletin(bulletin_id: int) -> str | Response:
    """Ask once more, then copy the numbers in."""
    form = HouseForm()
    if form.validate_on_submit():
        return _did(bulletin_id, operations.freeze, "已定稿，数字固定，等另一位监督人员批准。")
    return render_template("oversight/freeze_bulletin.html", bulletin=queries.get_bulletin(bulletin_id), form=form)


@blueprint.post("/bulletins/<int:bulletin_id>/submit")
def submit_bulletin(bulletin_id: int) -> Response:
    """Lay it before a second supervisor again."""
    return _did(bulletin_id, operations.submit, "已再次提交，数字没有变。")


@blueprint.post("/bulletins/<int:bulletin_id>/drop")
def drop_bulletin(bulletin_id: int) -> Response:
    """It will not be used."""
    return _did(bulletin_id, operations.drop, "这份通报不采用。")


@blueprint.route("/bulletins/<int:bulletin_id>/decide", methods=["GET", "POST"])
def decide_bulletin(bulletin_id: int) -> str | Response:
    """The second supervisor approves or gives back."""
    form, bulletin = DecisionForm(), queries.get_bulletin(bulletin_id)
    if form.validate_on_submit():
        try:
            if form.decision.data == "approve":
                return _did(bulletin_id, operations.approve, "已批准。")
            return _did(bulletin_id, operations.refuse, "已退回起草人修改。", form.reason.data or "")
        except RuleBroken as error:
            attach(error, form)
            bulletin = queries.get_bulletin(bulletin_id)
    return render_template("oversight/decide_bulletin.html", bulletin=bulletin, form=form, paper=_paper(bulletin))


@blueprint.route("/bulletins/<int:bulletin_id>/withdraw", methods=["GET", "POST"])
def withdraw_bulletin(bulletin_id: int) -> str | Response:
    """Take it back, saying why."""
    form, bulletin = ReasonForm(), queries.get_bulletin(bulletin_id)
    if form.validate_on_submit():
        try:
            return _did(bulletin_id, operations.withdraw, "已撤下。", form.reason.data or "")
        except RuleBroken as error:
            attach(error, form)
            bulletin = queries.get_bulletin(bulletin_id)
    return render_template("oversight/withdraw_bulletin.html", bulletin=bulletin, form=form)


@blueprint.post("/bulletins/<int:bulletin_id>/revise")
def revise_bulletin(bulletin_id: int) -> Response:
    """Begin the next version."""
    with transaction():
        made_id = operations.revise(queries.get_bulletin(bulletin_id, for_update=True), sessions.actor()).id
    flash("已起草新版本，原版本保留。")
    return redirect(_page(made_id), 303)


@blueprint.post("/bulletins/<int:bulletin_id>/files/<form>")
def ask_bulletin(bulletin_id: int, form: str) -> Response:
    """Ask the worker for the paper as a file."""
    if form not in papers.FORMATS:
        raise NotFound("没有这种文件。")
    with transaction():
        bulletin = queries.get_bulletin(bulletin_id)
        title = f"{bulletin.title}（{papers.FORMATS[form]}）"
        prepared.ask_for(sessions.actor(), papers.KIND, title, {"bulletin_id": bulletin_id, "format": form})
    flash("正在生成，做好后在“文件”里下载。")
    return redirect(url_for("downloads.list_files"))


def _did(bulletin_id: int, act: Callable[..., Any], said: str, *more: Any) -> Response:
    with transaction():
        act(queries.get_bulletin(bulletin_id, for_update=True), sessions.actor(), *more)
    flash(said)
    return redirect(_page(bulletin_id), 303)


def _page(bulletin_id: int) -> str:
    return url_for("oversight.show_bulletin", bulletin_id=bulletin_id)
