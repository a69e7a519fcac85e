"""How an upper platform that gets files wants them: the names of the columns and the codes of the coded values."""

from itertools import islice
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, FieldList, StringField

from portal.access import Permission
from portal.errors import NotFound
from portal.exchange import queries
from portal.exchange.aggregation import rows
from portal.exchange.aggregation.layouts import CODE_MAX, CODED, TITLE_MAX, Layout, layout_of, set_layout
from portal.exchange.models import ExchangePartner
from portal.exchange.vocabulary import PartnerKind
from portal.web.admin.acts import did, needs
from portal.web.admin.blueprint import blueprint
from portal.web.forms import HouseForm, Length, Needed
from portal.web.sessions import actor

_VALUES = [(name, value) for name, values in CODED.items() for value in values]


def _exactly(number: int) -> dict[str, int]:
    return {"min_entries": number, "max_entries": number}


class ColumnsForm(HouseForm):
    """One input for each column and for each coded value, in our order."""

    titles = FieldList(StringField("", [Needed("请写列名"), Length(1, TITLE_MAX)]), **_exactly(len(rows.TITLES)))
    codes = FieldList(StringField("", [Needed("请写代码"), Length(1, CODE_MAX)]), **_exactly(len(_VALUES)))
    has_mark = BooleanField("CSV 文件开头带 BOM，用 Excel 打开不乱码")

    def named(self) -> "ColumnsForm":
        """The form with our own words beside each input."""
        for entry, title in zip(self.titles, rows.TITLES.values(), strict=True):
            entry.label.text = title
        for entry, (name, value) in zip(self.codes, _VALUES, strict=True):
            entry.label.text = str(rows.words_of(name, value))
        return self

    def groups(self) -> list[dict[str, Any]]:
        """The inputs of the codes by their columns."""
        inputs = iter(self.codes)
        return [{"title": rows.TITLES[name], "fields": list(islice(inputs, len(values)))} for name, values in CODED.items()]

    def codes_by_column(self) -> dict[str, list[str]]:
        """What was typed for the values of each coded column."""
        typed = (code or "" for code in self.codes.data)
        return {name: list(islice(typed, len(values))) for name, values in CODED.items()}


@blueprint.route("/exchange/<int:partner_id>/columns", methods=["GET", "POST"])
def partner_columns(partner_id: int) -> str | Response:
    """See and set the names and codes."""
    needs(Permission.EXCHANGE_EDIT)
    form = ColumnsForm(data=_filled(layout_of(_files_partner(partner_id)))).named()
    if form.validate_on_submit() and did(form, lambda: _set(form, partner_id), "已保存，下一个报送包按新的列名和代码生成。"):
        return redirect(url_for("admin.partner", partner_id=partner_id), 303)
    return render_template("admin/partner_columns.html", form=form, partner=_files_partner(partner_id), groups=form.groups())


@blueprint.post("/exchange/<int:partner_id>/columns/standard")
def reset_partner_columns(partner_id: int) -> Response:
    """Go back to our own names and codes."""
    needs(Permission.EXCHANGE_EDIT)
    form = ColumnsForm(formdata=None, data=_filled(Layout()))
    if did(form, lambda: _set(form, partner_id)):
        flash("已恢复本平台的列名和代码。")
    return redirect(url_for("admin.partner", partner_id=partner_id), 303)


def _files_partner(partner_id: int) -> ExchangePartner:
    partner = queries.get_partner(partner_id)
    if partner.kind is not PartnerKind.UPPER_FILES:
        raise NotFound
    return partner


def _filled(layout: Layout) -> dict[str, object]:
    titles = [layout.title(name) for name in rows.TITLES]
    return {"titles": titles, "codes": [layout.says(name, value) for name, value in _VALUES], "has_mark": layout.has_mark}


def _set(form: ColumnsForm, partner_id: int) -> None:
    titles = dict(zip(rows.TITLES, (title or "" for title in form.titles.data), strict=True))
    set_layout(actor(), _files_partner(partner_id), titles, form.codes_by_column(), form.has_mark.data)
