"""What narrows the public list of dishonesty records: the form, its choices, and what it asks the list for."""

from dataclasses import replace

from flask import request
from wtforms import StringField, ValidationError

from portal.accounts.departments.queries import find_department
from portal.accounts.models import Department
from portal.profiles import queries as profiles
from portal.records import queries
from portal.records.queries import RecordFilter
from portal.records.vocabulary import RecordConduct, RectificationState, Severity
from portal.routing import queries as routing
from portal.textsearch import bigrams
from portal.web.filters import month
from portal.web.forms import FilterForm, Length, SelectOne


class RecordForm(FilterForm):
    """What narrows the list of published records."""

    keyword = StringField("关键词", [Length(0, 60)])
    region = SelectOne("区划", empty="全部")
    subject = SelectOne("失信主体", empty="全部")
    area = SelectOne("领域", empty="全部")
    conduct = SelectOne("失信行为", choices=RecordConduct, empty="全部")
    severity = SelectOne("严重程度", choices=Severity, empty="全部")
    rectification = SelectOne("整改情况", choices=RectificationState, empty="全部")
    month = SelectOne("公示月份", empty="全部")

    def validate_keyword(self, field: StringField) -> None:
        """One character finds half of all texts, so two are asked for."""
        if field.data and not bigrams(field.data):
            raise ValidationError("请写两个字以上，一个字查不准")


def record_form() -> RecordForm:
    """The form as it stands in the address, offering what published records hold."""
    form, titles = RecordForm(request.args), routing.area_titles()
    found = set(queries.list_area_keys())
    form.region.offer([(code, _region(code)) for code in queries.list_region_codes()])
    form.subject.offer([(name, name) for name in _subjects()])
    form.area.offer([(key, title) for key, title in titles.items() if key in found])
    form.month.offer([(each, month(each)) for each in queries.list_months()])
    form.validate()
    return form


def _subjects() -> list[str]:
    """The names under which records were published, and the department asked for, if it bears the records of another."""
    names, asked = queries.list_subject_names(), request.args.get("subject", "")
    return [*names, asked] if asked and asked not in names and _borne(_named(asked)) else names


def _named(name: str) -> Department | None:
    """The department that bears this very name; another name may be that of a body outside the tree."""
    organ = find_department(name)
    return organ if organ is not None and organ.name == name else None


def _borne(organ: Department | None) -> tuple[int, ...]:
    return tuple(each.id for each in queries.list_borne_by(organ.id)) if organ is not None else ()


def records_of(organ: Department | None, name: str) -> RecordFilter:
    """All records that count for a body: its own, under each of its names, and those of bodies it took over from."""
    borne = _borne(organ)
    return RecordFilter(subject_ids=borne) if borne else RecordFilter(subject_name=name)


def _region(code: str) -> str:
    jurisdiction = profiles.current()
    return jurisdiction.name if jurisdiction and jurisdiction.region_code == code else code


def record_filter(form: RecordForm) -> RecordFilter:
    """What a validated form asks for; an answer that makes no sense does not narrow, and the form says so."""
    said = {field.name: field.data for field in form if field.data not in (None, "") and not field.errors}
    name = said.get("subject", "")
    about = records_of(_named(name), name) if name else RecordFilter()
    return replace(
        about,
        keyword=said.get("keyword", ""),
        region_code=said.get("region", ""),
        area_key=said.get("area", ""),
        conduct=said.get("conduct"),
        severity=said.get("severity"),
        rectification=said.get("rectification"),
        month=said.get("month", ""),
    )
