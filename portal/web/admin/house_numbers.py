"""Numbers that no law says and a house sets for itself, with basis and versions: targets of figures, severity and keeping of records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange

from portal.access import Permission
from portal.accounts.models import User
from portal.errors import NotFound
from portal.records import grading
from portal.records.vocabulary import Severity
from portal.supervision import targets
from portal.supervision.figures import TARGET_NAMES
from portal.versions.models import KeptVersion
from portal.versions.numbers import BASIS, VALUES, in_force
from portal.versions.queries import list_versions
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import instant, url_with
from portal.web.forms import HouseForm, Length, Needed
from portal.web.sessions import actor

_VERSIONS = 20


@dataclass(frozen=True)
class Number:
    """One number: how it is called, its unit, and the most it can be."""

    label: str
    unit: str
    most: int


@dataclass(frozen=True)
class NumberSet:
    """Numbers that are changed together: where they are kept, what they do, and the operation that puts others in force."""

    kind: str
    title: str
    effect: str
    numbers: Mapping[str, Number]
    defaults: Mapping[str, int]
    change: Callable[[User, Mapping[str, int], str], None]


def _targets() -> NumberSet:
    found = targets.first_targets()
    rows = {
        key: Number(f"{TARGET_NAMES[key]}{'不低于' if each.is_least else '不超过'}", each.unit.strip(), 100 if each.unit == "%" else 10_000)
        for key, each in found.items()
    }
    effect = "目标写在监督总览和通报里，不是法定期限。保存后从现在起按新的目标对照，已经定稿的通报不变。"
    return NumberSet(targets.KIND, "指标目标", effect, rows, {key: each.bound for key, each in found.items()}, targets.change)


def _grading() -> NumberSet:
    rows = {
        grading.GENERAL_FROM: Number("造成损失达到多少，建议定为一般", "万元", 10_000_000),
        grading.SERIOUS_FROM: Number("造成损失达到多少，建议定为严重", "万元", 10_000_000),
        **{f"kept_{each.value}": Number(f"{each.label}失信记录保存", "个月", 1200) for each in Severity},
    }
    effect = (
        "严重程度由承办人决定并写明理由，这里只管系统建议什么。保存时间从文书日期算起。已经定过的记录不变；公示期按国家规定，不能在这里改。"
    )
    return NumberSet(grading.KIND, "失信记录的分级和保存", effect, rows, grading.DEFAULTS, grading.change)


_SETS: Mapping[str, Callable[[], NumberSet]] = {targets.KIND: _targets, grading.KIND: _grading}


class NumbersForm(HouseForm):
    """The basis; a field for each number is added below."""

    basis = TextAreaField("依据", [Needed("请写明依据"), Length(2, 300, ask="请写明依据")])


def _form_of(wanted: NumberSet) -> NumbersForm:
    fields: dict[str, Any] = {}
    for key, each in wanted.numbers.items():
        checks = [Needed("请写整数"), NumberRange(0, each.most, f"请写 0 到 {each.most} 的整数")]
        fields[key] = IntegerField(each.label, checks, render_kw={"inputmode": "numeric", "autocomplete": "off"})
    form: NumbersForm = type("HouseNumbersForm", (NumbersForm,), fields)(data=in_force(wanted.kind, wanted.defaults))
    return form


@blueprint.route("/numbers/<number_set>", methods=["GET", "POST"])
def edit_numbers(number_set: str) -> str | Response:
    """The numbers in force, another version of them, and every version there was."""
    needs(Permission.LIMIT_EDIT)
    if number_set not in _SETS:
        raise NotFound("没有这些数字。")
    wanted = _SETS[number_set]()
    form = _form_of(wanted)
    if form.validate_on_submit() and did(form, lambda: _change(wanted, form), f"已保存“{wanted.title}”，从现在起按新的数字。"):
        return redirect(url_for("admin.edit_numbers", number_set=number_set), 303)
    kept = list_versions(wanted.kind, wanted.kind, _VERSIONS + 1, request.args.get("before", type=int))
    return render_template(
        "admin/edit_numbers.html",
        form=form,
        wanted=wanted,
        versions=[_version(wanted, each, before) for each, before in zip(kept[:_VERSIONS], [*kept[1:], None], strict=False)],
        older=url_with(before=kept[_VERSIONS - 1].number) if len(kept) > _VERSIONS else None,
    )


def _change(wanted: NumberSet, form: NumbersForm) -> None:
    before = in_force(wanted.kind, wanted.defaults)
    values = {key: form[key].data for key in wanted.numbers}
    wanted.change(actor(), values, form.basis.data)
    changed = [key for key in values if values[key] != before[key]]
    note("numbers:change", wanted.kind, "", before=_said(wanted, before, changed), after=_said(wanted, values, changed))


def _said(wanted: NumberSet, values: Mapping[str, int], keys: list[str]) -> str:
    return "；".join(f"{wanted.numbers[key].label} {values[key]} {wanted.numbers[key].unit}" for key in keys)


def _version(wanted: NumberSet, version: KeptVersion, before: KeptVersion | None) -> tuple[str, str, str, str, str]:
    """A version in words: number, when, who, what it set, on which basis."""
    values, former = version.content[VALUES], before.content[VALUES] if before else {}
    changed = [key for key in wanted.numbers if key in values and values[key] != former.get(key)]
    return str(version.number), instant(version.at), version.by_name or "平台自带", _said(wanted, values, changed), version.content[BASIS]
