"""What citizens read and the administrator writes: the words of the areas; and the versions of these, of the site and of the templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission
from portal.cases import templates
from portal.cases.queries import find_template
from portal.errors import NotFound
from portal.profiles import operations as site
from portal.profiles.queries import get_current
from portal.profiles.sites import SITE_SETTINGS
from portal.routing import administration, queries
from portal.routing.models import Area
from portal.versions.difference import differing
from portal.versions.queries import get_version, list_versions
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import instant, url_with
from portal.web.forms import HouseForm, Length
from portal.web.sessions import actor

_SHOWN = 20
_AREA_LABELS = {"hint": "一句话说明", "example": "例子"}
_TEMPLATE_LABELS = {"name": "名称", **templates.PARTS, "text": "正文"}


class AreaForm(HouseForm):
    """What stands under an area where citizens choose one."""

    hint = TextAreaField("一句话说明", [Length(0, 200)])
    example = TextAreaField("例子", [Length(0, 200)])


@dataclass(frozen=True)
class Text:
    """One thing with versions: how it is called, its fields, where it is edited, and how it goes back to a version."""

    title: str
    labels: Mapping[str, str]
    url: str
    restore: Callable[[Mapping[str, Any]], object]


@blueprint.get("/texts")
def texts() -> str:
    """The words of every area, and where the other texts are edited."""
    needs(Permission.TEMPLATE_EDIT)
    return render_template("admin/texts.html", areas=queries.areas())


@blueprint.route("/texts/<area_key>", methods=["GET", "POST"])
def edit_area_text(area_key: str) -> str | Response:
    """Write what citizens read about an area."""
    needs(Permission.TEMPLATE_EDIT)
    area = _area(area_key)
    form = AreaForm(obj=area)
    if form.validate_on_submit() and did(form, lambda: _write(area_key, form), f"已保存“{area.title}”的说明。"):
        return redirect(url_for("admin.texts"), 303)
    return render_template("admin/edit_area_text.html", form=form, area=_area(area_key))


@blueprint.get("/versions/<text_kind>/<text_subject>")
def text_versions(text_kind: str, text_subject: str) -> str:
    """The versions of a text, newest first, each with what it changed."""
    needs(Permission.TEMPLATE_EDIT)
    text = _text(text_kind, text_subject)
    kept = list_versions(text_kind, text_subject, _SHOWN + 1, request.args.get("before", type=int))
    rows = []
    for index, version in enumerate(kept[:_SHOWN]):
        before = kept[index + 1].content if index + 1 < len(kept) else {}
        rows.append({"version": version, "at": instant(version.at), "changes": differing(before, version.content, text.labels)})
    older = url_with(before=kept[_SHOWN - 1].number) if len(kept) > _SHOWN else None
    is_newest_shown = "before" not in request.args
    return render_template(
        "admin/text_versions.html", text=text, kind=text_kind, subject=text_subject, rows=rows, older=older, is_newest_shown=is_newest_shown
    )


@blueprint.post("/versions/<text_kind>/<text_subject>/<int:text_version>/restore")
def restore_text(text_kind: str, text_subject: str, text_version: int) -> Response:
    """Go back to a version; that is a new version."""
    needs(Permission.TEMPLATE_EDIT)
    text, content = _text(text_kind, text_subject), get_version(text_kind, text_subject, text_version).content
    form = HouseForm()

    def restore() -> None:
        text.restore(content)
        note("text:restore", text_kind, text_subject, number=text_version)

    if not did(form, restore, f"已恢复第 {text_version} 版，成为新的一版。"):
        flash("".join(str(each) for errors in form.errors.values() for each in errors) or "没有恢复，请修改后再试。")
    return redirect(url_for("admin.text_versions", text_kind=text_kind, text_subject=text_subject), 303)


def _text(kind: str, subject: str) -> Text:
    if kind == site.VERSIONS and subject == site.VERSIONS:
        return Text("网站信息", SITE_SETTINGS, url_for("admin.edit_site"), lambda content: site.set_site(get_current(), content, actor()))
    if kind == administration.AREA_TEXTS:
        area = _area(subject)
        return Text(f"“{area.title}”的说明", _AREA_LABELS, url_for("admin.edit_area_text", area_key=subject), _restores_area(subject))
    template = find_template(int(subject)) if kind == templates.VERSIONS and subject.isdigit() else None
    if template is None:
        raise NotFound("没有这项文字。")
    return Text(
        f"模板“{template.name}”",
        _TEMPLATE_LABELS,
        url_for("admin.edit_reply_template", template_id=template.id),
        _restores_template(template.id),
    )


def _restores_area(key: str) -> Callable[[Mapping[str, Any]], object]:
    return lambda content: administration.set_area_texts(_area(key), content["hint"], content["example"], actor())


def _restores_template(template_id: int) -> Callable[[Mapping[str, Any]], object]:
    def restore(content: Mapping[str, Any]) -> None:
        template = find_template(template_id)
        if template is not None:
            templates.restore_template(template, content, actor())

    return restore


def _area(key: str) -> Area:
    found = queries.find_area(key)
    if found is None:
        raise NotFound("没有这个领域。")
    return found


def _write(key: str, form: AreaForm) -> None:
    administration.set_area_texts(_area(key), form.hint.data or "", form.example.data or "", actor())
    note("text:change", "area", key)
