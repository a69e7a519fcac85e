"""The search form of published outcomes, and what it asks of ``publication.queries``."""

import re
from typing import Any

from flask import request
from wtforms import StringField, ValidationError

from portal.accounts.departments import queries as departments
from portal.cases.vocabulary import Conduct, Finding
from portal.errors import NotFound
from portal.publication import queries
from portal.publication.queries import OutcomeFilter
from portal.routing import queries as routing
from portal.textsearch import bigrams
from portal.vocabulary import Labelled
from portal.web import regions
from portal.web.filters import month
from portal.web.forms import FilterForm, Length, SelectOne

Choice = tuple[Any, str]


class Fulfilment(Labelled):
    """How a commitment stands, as a filter."""

    DONE = "yes", "已履行"
    OPEN = "no", "尚未履行"


class OutcomeForm(FilterForm):
    """What narrows the list of published outcomes."""

    keyword = StringField("关键词", [Length(0, 60)])
    area = SelectOne("领域", empty="全部")
    conduct = SelectOne("反映的问题", choices=Conduct, empty="全部")
    region = SelectOne("地区", empty="全部", coerce=int)
    department = SelectOne("责任部门", empty="全部", coerce=int)
    respondent = SelectOne("被反映单位", empty="全部")
    finding = SelectOne("核查结果", choices=Finding, empty="全部")
    month = SelectOne("答复月份", empty="全部")
    fulfilled = SelectOne("承诺", choices=Fulfilment, empty="全部")

    def validate_keyword(self, field: StringField) -> None:
        """One character finds half of all texts, so two are asked for."""
        if field.data and not bigrams(field.data):
            raise ValidationError("请写两个字以上，一个字查不准")


def outcome_form() -> OutcomeForm:
    """The form as it stands in the address, offering what published outcomes hold."""
    form = OutcomeForm(request.args)
    titles = routing.area_titles()
    found = set(queries.list_area_keys())
    form.area.offer(_with_wanted("area", [(key, title) for key, title in titles.items() if key in found], titles.get))
    organs = queries.list_departments()
    form.department.offer(_with_wanted("department", [(each.id, each.name) for each in organs], _department_name))
    places = list(regions.titles_of({each.id for each in organs}).items())
    form.region.offer(_with_wanted("region", places, _region_name))
    if len(places) < 2 and "region" not in request.args:
        del form.region
    form.respondent.offer(_with_wanted("respondent", [(name, name) for name in queries.list_respondents()], str))
    form.month.offer(_with_wanted("month", [(each, month(each)) for each in queries.list_months()], _month_name))
    form.validate()
    return form


def _with_wanted(name: str, choices: list[Choice], named: Any) -> list[Choice]:
    """The choices and the one in the address: a kept address stays right when the last outcome it found is gone."""
    value = request.args.get(name, "")
    if not value or value in {str(key) for key, _label in choices}:
        return choices
    label = named(value)
    return [*choices, (value, label)] if label else choices


def _month_name(value: str) -> str:
    return month(value) if re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", value) else ""


def _region_name(value: str) -> str:
    return regions.title_of(int(value)) if value.isdecimal() and len(value) < 10 else ""


def _department_name(value: str) -> str:
    try:
        return departments.get_department(int(value)).name if value.isdecimal() and len(value) < 10 else ""
    except NotFound:
        return ""


def outcome_filter(form: OutcomeForm) -> OutcomeFilter:
    """What a validated form asks for; an answer that makes no sense does not narrow, and the form says so."""
    said = {field.name: field.data for field in form if field.data not in (None, "") and not field.errors}
    return OutcomeFilter(
        keyword=said.get("keyword", ""),
        area_key=said.get("area", ""),
        department_id=said.get("department"),
        department_ids=regions.departments_in(said["region"]) if "region" in said else None,
        conduct=said.get("conduct"),
        respondent_name=said.get("respondent", ""),
        finding=said.get("finding"),
        month=said.get("month", ""),
        is_fulfilled=said["fulfilled"] is Fulfilment.DONE if "fulfilled" in said else None,
        slowest_first=request.args.get("sort") == "longest",
    )
