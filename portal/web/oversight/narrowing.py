"""What narrows the cockpit and its lists: the form, what the address asks for, and the addresses of the lists behind the numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import request, url_for

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.cases.vocabulary import Channel
from portal.profiles import queries as profiles
from portal.routing import queries as routing
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import Period, PeriodKind, period_of, previous
from portal.web.forms import FilterForm, SelectOne

NONE = "none"  # in an address: the cases without an area, without a region


class OverviewForm(FilterForm):
    """What narrows the overview."""

    period = SelectOne("统计期", choices=PeriodKind, empty=None)
    region = SelectOne("地区", empty="全部")
    department = SelectOne("牵头单位", empty="全部", coerce=int)
    area = SelectOne("重点领域", empty="全部")
    channel = SelectOne("渠道", choices=Channel, empty="全部")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a kind of period, and which cases."""

    kind: PeriodKind
    period: Period
    narrowing: Narrowing

    @property
    def before(self) -> Period:
        """The period just before."""
        return previous(self.period, self.kind)

    def cases_url(self, measure: str, months: Months | None = None, **more: Any) -> str:
        """The list of the very cases that a number counts. ``more`` narrows further (department, area, region, rule, age)."""
        span = months or months_of(self.period)
        values = {"measure": measure, "from": span.first, "to": span.last, **self.values(), **more}
        return url_for("oversight.list_behind", **{name: value for name, value in values.items() if value is not None})

    def values(self) -> dict[str, Any]:
        """The narrowing as it stands in an address."""
        return values_of(self.narrowing)


def values_of(narrowing: Narrowing) -> dict[str, Any]:
    """A narrowing as it stands in an address."""
    return {
        "department": narrowing.department_id,
        "area": (narrowing.area_key or NONE) if narrowing.area_key is not None else None,
        "region": (narrowing.region or NONE) if narrowing.region is not None else None,
        "channel": narrowing.channel.value if narrowing.channel else None,
    }


def asked() -> Asked:
    """What the address of this request asks for; what in it makes no sense does not narrow."""
    name = request.args.get("period", "")
    kind = PeriodKind(name) if name in {each.value for each in PeriodKind} else PeriodKind.QUARTER
    return Asked(kind, period_of(kind, clock.today()), asked_narrowing())


def asked_narrowing() -> Narrowing:
    """The cases the address asks for."""
    given = {name: request.args.get(name) or None for name in ("area", "region", "channel")}
    channel = given["channel"] if given["channel"] in {each.value for each in Channel} else None
    return Narrowing(
        department_id=request.args.get("department", type=int),
        area_key="" if given["area"] == NONE else given["area"],
        region="" if given["region"] == NONE else given["region"],
        channel=Channel(channel) if channel else None,
    )


def overview_form(everyone: list[Department], regions: dict[str, str]) -> OverviewForm:
    """The form as it stands in the address, with its choices."""
    form = OverviewForm(request.args)
    form.region.offer(list(regions.items()))
    form.area.offer(list(routing.area_titles().items()))
    form.department.offer([(each.id, each.name) for each in departments.active_organs_in(everyone)])
    form.validate()
    if not form.period.data:
        form.period.data = PeriodKind.QUARTER
    return form


def region_names(everyone: Iterable[Department]) -> dict[str, str]:
    """Code, or beginning of one (1201 for 120100 and everything in it), and name of each region that a department has."""
    home = profiles.current()
    names = {_beginning(home.region_code): home.region_name} if home and home.region_code else {}
    for each in sorted(everyone, key=lambda department: (len(department.ancestor_ids), department.position)):
        if each.region_code:
            names.setdefault(_beginning(each.region_code), each.name)
    return dict(sorted(names.items()))


def _beginning(code: str) -> str:
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def within(asked_for: Asked, **more: Any) -> Asked:
    """The same question with a narrower or other narrowing."""
    return replace(asked_for, narrowing=replace(asked_for.narrowing, **more))
