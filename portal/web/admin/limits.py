"""The legal terms: what each is, an example from today, and setting one within the law, with every version kept."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange

from portal import clock
from portal.access import Permission
from portal.deadlines import limit_settings, queries
from portal.deadlines.asked import AskedTerm, ask_limit, why
from portal.deadlines.counting import LONGEST_TERM, Unit
from portal.deadlines.explanation import said_days
from portal.deadlines.limits import LIMITS, Limit, Pause, pauses_open
from portal.deadlines.models import LimitChange, LimitSource
from portal.errors import NotFound, RuleBroken
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.forms import HouseForm, Length, ManyChoices, Needed, SelectOne, attach
from portal.web.sessions import actor

_VERSIONS = 20


class LimitForm(HouseForm):
    """How long, in which days, on which basis."""

    value = IntegerField(
        "天数",
        [Needed("请写明天数"), NumberRange(1, LONGEST_TERM, f"请写 1 到 {LONGEST_TERM} 的整数")],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    unit = SelectOne("单位", choices=Unit, empty=None)
    pauses = ManyChoices("什么情况下暂停计时")
    basis = TextAreaField("依据", [Needed("请写明依据，例如《某市条例》第九条"), Length(2, 300, ask="请写明依据")])


@dataclass(frozen=True)
class Row:
    """One limit as the table says it."""

    limit: Limit
    said: str
    ceiling: str
    pauses: str
    extension: str
    source: str
    example: AskedTerm


@blueprint.get("/limits")
def limits() -> str:
    """All terms in force, each with its last day if it began today."""
    needs(Permission.LIMIT_EDIT)
    in_force = queries.limits()
    of_profile, of_office = queries.list_limit_overrides(), queries.find_limit_settings()
    rows = [_row(limit, _source(limit.key, set(of_profile), set(of_office))) for limit in in_force.values()]
    return render_template("admin/limits.html", rows=rows, today=clock.today())


@blueprint.route("/limits/<rule_key>", methods=["GET", "POST"])
def edit_limit(rule_key: str) -> str | Response:
    """First press shows the example for what was typed, the second one puts it in force; or the setting is taken back."""
    needs(Permission.LIMIT_EDIT)
    limit = queries.find_limit(rule_key)
    if limit is None:
        raise NotFound("没有这项时限。")
    form = _filled(limit)
    if _acted(form, limit):
        return redirect(url_for("admin.limits", _anchor=rule_key), 303)
    tried = _proposed(form, rule_key) if request.method == "POST" and not form.errors else None
    example = ask_limit(clock.today(), tried or limit, queries.calendar())
    versions = queries.list_limit_changes(rule_key, _VERSIONS + 1, request.args.get("before", type=int))
    return render_template(
        "admin/edit_limit.html",
        form=form,
        row=_row(limit, ""),
        tried=tried,
        example=example,
        lines=why(example, queries.calendar()),
        is_set_here=rule_key in queries.find_limit_settings(),
        versions=[_version(each) for each in versions[:_VERSIONS]],
        older=versions[_VERSIONS - 1].version if len(versions) > _VERSIONS else None,
    )


def _filled(limit: Limit) -> LimitForm:
    """The form as the limit is now, with the grounds for a pause that the law leaves open."""
    grounds = [each.value for each in Pause if each in limit.suspended_by]
    form = LimitForm(data={"value": limit.value, "unit": limit.unit, "basis": limit.basis, "pauses": grounds})
    form.pauses.offer([(each.value, each.label) for each in Pause if each in pauses_open(limit)])
    if not form.pauses.choices:
        del form.pauses
    return form


def _acted(form: LimitForm, limit: Limit) -> bool:
    """Whether one of the two lasting buttons was pressed, and went well."""
    if "reset" in request.form and form.csrf_token.validate(form):
        return did(form, lambda: _reset(limit.key), f"“{limit.label}”已恢复。")
    return form.validate_on_submit() and "apply" in request.form and did(form, lambda: _set(form, limit), f"“{limit.label}”已生效。")


def _set(form: LimitForm, limit: Limit) -> None:
    limit_settings.set_limit(limit.key, actor(), form.value.data, form.unit.data, form.basis.data, _grounds(form))
    after = queries.limits()[limit.key]
    moved = {} if after.suspended_by == limit.suspended_by else {"pauses_before": _pauses(limit), "pauses_after": _pauses(after)}
    note("limits:change", "limit", limit.key, before=_said(limit), after=_said(after), **moved)


def _grounds(form: LimitForm) -> list[Pause] | None:
    return [Pause(each) for each in form.pauses.data or []] if "pauses" in form else None


def _pauses(limit: Limit) -> str:
    return "、".join(sorted(pause.label for pause in limit.suspended_by)) or "不暂停"


def _reset(rule_key: str) -> None:
    limit_settings.reset_limit(rule_key, actor())
    note("limits:change", "limit", rule_key, after="恢复")


def _proposed(form: LimitForm, rule_key: str) -> Limit | None:
    try:
        return limit_settings.proposed(rule_key, form.value.data, form.unit.data, form.basis.data, _grounds(form))
    except RuleBroken as error:
        attach(error, form)
        return None


def _source(key: str, of_profile: set[str], of_office: set[str]) -> str:
    if key in of_office:
        return LimitSource.OFFICE.label
    return LimitSource.PROFILE.label if key in of_profile else "平台自带"


def _said(limit: Limit) -> str:
    return said_days(limit.value, limit.unit)


def _row(limit: Limit, source: str) -> Row:
    legal = LIMITS.get(limit.key, limit)
    extension = queries.find_limit(limit.extended_by) if limit.extended_by else None
    who = f"，由有权{limit.extension_needs.label}的人批准" if limit.extension_needs else ""
    least = legal.belongs_to_reporter and legal.ceiling
    ceiling = f"{'最短' if least else '最长'} {said_days(*legal.ceiling)}" if legal.ceiling else "不限"
    extended = f"最多 {_said(extension)}{who}" if extension else "不能延期"
    return Row(limit, _said(limit), ceiling, _pauses(limit), extended, source, ask_limit(clock.today(), limit, queries.calendar()))


def _version(change: LimitChange) -> tuple[str, str, str, str, str]:
    """A version in words: number, when, who, from, to."""
    old = _said_version(change.old_value, change.old_unit, change.old_basis, change.old_pauses, change)
    new = _said_version(change.new_value, change.new_unit, change.new_basis, change.new_pauses, change)
    who = change.by.display_name if change.by else "命令行"
    return str(change.version), f"{clock.local(change.at):%Y-%m-%d %H:%M}", f"{change.source.label}：{who}", old, new


def _said_version(value: int | None, unit: Unit | None, basis: str, pauses: str, change: LimitChange) -> str:
    """One side of a version; the grounds for a pause only where they changed."""
    if value is None or unit is None:
        return "没有"
    said = f"{said_days(value, unit)}（{basis}）"
    if change.old_pauses == change.new_pauses or change.old_value is None:
        return said
    return said + "；暂停：" + ("、".join(sorted(Pause(each).label for each in pauses.split(",") if each)) or "不暂停")
