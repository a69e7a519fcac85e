"""The ordered rules of routing: prepared as a draft, tried on past cases, put in force as a version."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp

from portal.access import Permission
from portal.accounts.departments.queries import list_active_organs
from portal.accounts.vocabulary import DepartmentKind
from portal.cases import routed
from portal.cases.vocabulary import Channel, Conduct, Matter
from portal.db import transaction
from portal.routing import administration, queries
from portal.routing.conditions import UNTOUCHED, Rule, rule_set_of
from portal.versions.queries import list_versions
from portal.web.admin import routing_words as words
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import instant, url_with
from portal.web.forms import FilterForm, HouseForm, ManyChoices, MoneyField, Needed, SelectOne
from portal.web.sessions import actor

_VERSIONS = 20
_MOVES = {"up": -1, "down": 1}
_KINDS = [(each.value, each.label) for each in DepartmentKind if each is not DepartmentKind.COLLECTIVE]
_PLURAL = ("areas", "conducts", "channels", "matters", "respondent_kinds")


class RuleForm(HouseForm):
    """One rule; what is left empty is not asked."""

    target = SelectOne("分给", [Needed("请选择分给谁")])
    areas = ManyChoices("重点领域")
    conducts = ManyChoices("行为", choices=Conduct)
    channels = ManyChoices("来源", choices=Channel)
    matters = ManyChoices("事项", choices=Matter)
    respondent_kinds = ManyChoices("被反映单位的类别", choices=_KINDS)
    respondent = SelectOne("被反映单位", coerce=int, empty="不问")
    region = StringField("行政区划代码的开头", [Optional(), Regexp(r"\d{2,6}$", message="请写二到六位数字，例如 1201")])
    least = MoneyField("金额从")
    below = MoneyField("金额不到")

    def offer_all(self) -> None:
        """Offer areas, departments and targets."""
        organs = [(each.id, each.name) for each in list_active_organs()]
        self.areas.offer([(area.key, area.title) for area in queries.areas()])
        self.respondent.offer(organs)
        self.target.offer(words.targets(organs, with_area=True))

    def rule(self, rule_id: int) -> Rule:
        """The rule that was described."""
        plural = {name: tuple(str(getattr(each, "value", each)) for each in self[name].data or ()) for name in _PLURAL}
        respondents = (self.respondent.data,) if self.respondent.data else ()
        return Rule(
            rule_id,
            self.target.data,
            **plural,
            respondents=respondents,
            region=self.region.data or "",
            least_fen=self.least.data,
            below_fen=self.below.data,
        )


class DefaultForm(HouseForm):
    """Who gets what no rule gives to anybody."""

    target = SelectOne("默认承办单位", [Needed("请选择默认承办单位")], empty=None)


class TryForm(FilterForm):
    """On how many past cases to try."""

    number = IntegerField("最近多少件", [Optional(), NumberRange(1, routed.MOST_TRIED, message=f"请写 1 到 {routed.MOST_TRIED} 的整数")])


@blueprint.route("/routing/rules/new", methods=["GET", "POST"])
def add_routing_rule() -> str | Response:
    """Put a rule before the others."""
    needs(Permission.PROFILE_LOAD)
    form = RuleForm()
    form.offer_all()
    if form.validate_on_submit() and did(form, lambda: administration.put_rule(form.rule(0), actor()), "已写进草稿，还没有生效。"):
        return redirect(url_for("admin.routing_table"), 303)
    return render_template("admin/add_routing_rule.html", form=form)


@blueprint.route("/routing/rules/<int:routing_rule_id>", methods=["GET", "POST"])
def edit_routing_rule(routing_rule_id: int) -> str | Response:
    """Change a rule of the draft."""
    needs(Permission.PROFILE_LOAD)
    form = RuleForm(data=_filled(administration.get_draft_rule(routing_rule_id)))
    form.offer_all()
    if form.validate_on_submit() and did(
        form, lambda: administration.put_rule(form.rule(routing_rule_id), actor()), "已写进草稿，还没有生效。"
    ):
        return redirect(url_for("admin.routing_table"), 303)
    return render_template("admin/edit_routing_rule.html", form=form)


@blueprint.post("/routing/rules/<int:routing_rule_id>/move")
def move_routing_rule(routing_rule_id: int) -> Response:
    """Move a rule one place up or down."""
    needs(Permission.PROFILE_LOAD)
    places = _MOVES.get(request.form.get("to", ""))
    if places is None:
        raise NotFound("没有这个方向。")
    with transaction():
        administration.move_rule(routing_rule_id, places, actor())
    return redirect(url_for("admin.routing_table", _anchor=f"rule-{routing_rule_id}"), 303)


@blueprint.post("/routing/rules/<int:routing_rule_id>/remove")
def remove_routing_rule(routing_rule_id: int) -> Response:
    """Take a rule out of the draft."""
    needs(Permission.PROFILE_LOAD)
    with transaction():
        administration.remove_rule(routing_rule_id, actor())
        flash("已从草稿里去掉，还没有生效。")
    return redirect(url_for("admin.routing_table"), 303)


@blueprint.route("/routing/default", methods=["GET", "POST"])
def set_default_owner() -> str | Response:
    """Say who gets what no rule gives to anybody."""
    needs(Permission.PROFILE_LOAD)
    rules = queries.draft_rules() or queries.rules_in_force()
    form = DefaultForm(data={"target": rules.default})
    form.target.offer(words.targets([(each.id, each.name) for each in list_active_organs()], with_area=False))
    if form.validate_on_submit() and did(form, lambda: administration.set_default(form.target.data, actor()), "已写进草稿，还没有生效。"):
        return redirect(url_for("admin.routing_table"), 303)
    return render_template("admin/set_default_owner.html", form=form)


@blueprint.get("/routing/try")
def try_routing_rules() -> str:
    """What the draft, or what holds now, would have done with past cases; nothing is changed and no case is shown."""
    needs(Permission.PROFILE_LOAD)
    form = TryForm(request.args)
    number = form.number.data if form.validate() and form.number.data else routed.MOST_TRIED
    with transaction():
        note("routing:try", "routing", "rules", number=number)
    draft = queries.draft_rules()
    outcomes = routed.try_rules(actor(), draft or queries.rules_in_force(), number)
    return render_template(
        "admin/try_routing_rules.html",
        form=form,
        outcomes=outcomes,
        areas=queries.area_titles(),
        total=sum(each.number for each in outcomes),
        changed=sum(each.number for each in outcomes if not each.is_same),
        is_draft=draft is not None,
    )


@blueprint.post("/routing/apply")
def apply_routing_rules() -> Response:
    """Put the draft in force; a rule that names nobody sends back to the table with the reason."""
    needs(Permission.PROFILE_LOAD)
    form = HouseForm()
    if not did(form, _apply, "新的分派规则已生效，以后收到的反映按它分派。"):
        flash("".join(map(str, form.form_errors)))
    return redirect(url_for("admin.routing_table"), 303)


@blueprint.post("/routing/discard")
def discard_routing_rules() -> Response:
    """Forget the draft."""
    needs(Permission.PROFILE_LOAD)
    with transaction():
        administration.discard_draft(actor())
        flash("已放弃草稿，分派规则没有变化。")
    return redirect(url_for("admin.routing_table"), 303)


@blueprint.get("/routing/versions")
def routing_versions() -> str:
    """Every version: who, when, what changed."""
    needs(Permission.PROFILE_LOAD)
    kept = list_versions(administration.KIND, administration.SUBJECT, _VERSIONS + 1, request.args.get("before", type=int))
    names = words.names()
    rows = []
    for index, version in enumerate(kept[:_VERSIONS]):
        older = rule_set_of(kept[index + 1].content) if index + 1 < len(kept) else UNTOUCHED
        changes = words.said_changes(older, rule_set_of(version.content), names)
        rows.append({"version": version, "at": instant(version.at), "changes": changes})
    more = url_with(before=kept[_VERSIONS - 1].number) if len(kept) > _VERSIONS else None
    return render_template("admin/routing_versions.html", rows=rows, older=more)


@blueprint.post("/routing/versions/<int:routing_version>/restore")
def restore_routing_rules(routing_version: int) -> Response:
    """Make an earlier version the draft."""
    needs(Permission.PROFILE_LOAD)
    with transaction():
        administration.restore(routing_version, actor())
        flash(f"第 {routing_version} 版已放进草稿，可以先试运行，生效后成为新的一版。")
    return redirect(url_for("admin.routing_table"), 303)


def _apply() -> None:
    kept = administration.apply_draft(actor())
    note("routing:change", "routing", "rules", number=kept.number if kept else "")


def _filled(rule: Rule) -> dict[str, object]:
    single = {"target": rule.target, "region": rule.region, "least": rule.least_fen, "below": rule.below_fen}
    members = {"conducts": Conduct, "channels": Channel, "matters": Matter}
    plural = {name: [members[name](each) if name in members else each for each in getattr(rule, name)] for name in _PLURAL}
    return {**single, **plural, "respondent": rule.respondents[0] if rule.respondents else None}
