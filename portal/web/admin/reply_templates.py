"""Reply templates by purpose and area, with a preview of what the reporter would see."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from portal.access import Permission
from portal.cases.exchanges import ReplyTemplate
from portal.cases.queries import find_template, list_templates
from portal.cases.templates import PARTS, TemplatePurpose, add_template, change_template, shown_parts
from portal.errors import NotFound
from portal.routing.queries import all_areas
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.forms import FilterForm, HouseForm, Length, Needed, SelectOne
from portal.web.sessions import actor


class TemplateFilter(FilterForm):
    """Which templates to list."""

    purpose = SelectOne("用途", choices=TemplatePurpose, empty="全部用途")
    area = SelectOne("领域", empty="全部领域")


class TemplateForm(HouseForm):
    """A template: five parts for a reply, one text for everything else."""

    name = StringField("模板名称", [Needed("请写模板名称"), Length(2, 80, ask="请写模板名称")])
    purpose = SelectOne("用途", [Needed("请选择用途")], choices=TemplatePurpose)
    area_key = SelectOne("适用领域", empty="所有领域")
    claim = TextAreaField("诉求")
    facts = TextAreaField("查明的事实")
    basis = TextAreaField("依据")
    conclusion = TextAreaField("结论")
    remedy = TextAreaField("救济途径")
    text = TextAreaField("正文")
    is_active = BooleanField("在用", default=True)
    version = HiddenField(default="0")

    def texts(self) -> dict[str, str]:
        """The parts that belong to the purpose; the others are emptied."""
        own = set(PARTS) if self.purpose.data is TemplatePurpose.REPLY else {"text"}
        return {part: (self[part].data or "") if part in own else "" for part in (*PARTS, "text")}


@blueprint.get("/reply-templates")
def reply_templates() -> str:
    """All templates, switched-off ones included."""
    needs(Permission.TEMPLATE_EDIT)
    filters = TemplateFilter(request.args)
    areas = _areas()
    filters.area.offer(areas)
    filters.validate()
    purpose = filters.purpose.data.value if filters.purpose.data else ""
    found = list_templates(purpose, filters.area.data or "", active_only=False)
    labels = {purpose.value: purpose.label for purpose in TemplatePurpose}
    return render_template("admin/reply_templates.html", filters=filters, templates=found, areas=dict(areas), purposes=labels)


@blueprint.route("/reply-templates/new", methods=["GET", "POST"])
def add_reply_template() -> str | Response:
    """Write a new template."""
    needs(Permission.TEMPLATE_EDIT)
    form = TemplateForm()
    form.area_key.offer(_areas())
    if form.validate_on_submit() and did(form, lambda: _add(form), f"已增加模板“{form.name.data}”。"):
        return redirect(url_for("admin.reply_templates"), 303)
    return render_template("admin/add_reply_template.html", form=form)


@blueprint.route("/reply-templates/<int:template_id>", methods=["GET", "POST"])
def edit_reply_template(template_id: int) -> str | Response:
    """Change a template, or switch it off."""
    needs(Permission.TEMPLATE_EDIT)
    template = _get(template_id)
    form = TemplateForm(obj=template)
    form.area_key.offer(_areas())
    if form.validate_on_submit() and did(form, lambda: _change(form, template_id), f"已保存模板“{form.name.data}”。"):
        return redirect(url_for("admin.preview_reply_template", template_id=template_id), 303)
    return render_template("admin/edit_reply_template.html", form=form, template_id=template_id)


@blueprint.get("/reply-templates/<int:template_id>/preview")
def preview_reply_template(template_id: int) -> str:
    """What the reporter would see."""
    needs(Permission.TEMPLATE_EDIT)
    template = _get(template_id)
    return render_template(
        "admin/preview_reply_template.html", template=template, parts=shown_parts(template), sample=shown_parts(template, with_sample=True)
    )


def _areas() -> list[tuple[str, str]]:
    return [(area.key, area.title) for area in all_areas()]


def _get(template_id: int) -> ReplyTemplate:
    found = find_template(template_id)
    if found is None:
        raise NotFound("没有找到这个模板。")
    return found


def _add(form: TemplateForm) -> None:
    made = add_template(form.name.data, form.purpose.data, form.area_key.data or "", form.texts(), actor())
    note("template:add", "template", made.id, name=made.name)


def _change(form: TemplateForm, template_id: int) -> None:
    version = int(form.version.data) if str(form.version.data).isdigit() else -1
    change_template(
        _get(template_id), version, form.name.data, form.purpose.data, form.area_key.data or "", form.texts(), form.is_active.data, actor()
    )
    note("template:change", "template", template_id, name=form.name.data)
