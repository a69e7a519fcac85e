"""The public calculator: a day, a term, and the last day with its reason."""

from collections.abc import Mapping

from flask import render_template, request
from werkzeug.wrappers import Response
from wtforms import IntegerField, ValidationError
from wtforms.validators import NumberRange, Optional

from portal import clock
from portal.deadlines import queries
from portal.deadlines.asked import AskedTerm, ask, ask_limit, why
from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import LONGEST_TERM, Unit
from portal.deadlines.explanation import said_days
from portal.deadlines.limits import Limit
from portal.deadlines.notices import FIRST_YEAR, LAST_YEAR
from portal.web.forms import DayText, FilterForm, SelectOne
from portal.web.public import blueprint
from portal.web.revalidation import revalidated

# Terms of the house's own work that no visitor waits for.
_OF_THE_HOUSE = frozenset({"remind_before", "supervise_after", "handle_internal_target", "keep_identity", "keep_address", "keep_lead"})


class TermForm(FilterForm):
    """From when, and how long: one of the known terms, or a number of days."""

    start = DayText("从哪一天起")
    rule = SelectOne("什么期限", empty="自己写天数")
    days = IntegerField(
        "天数",
        [Optional(), NumberRange(1, LONGEST_TERM, f"请写 1 到 {LONGEST_TERM} 的整数")],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    unit = SelectOne("单位", choices=Unit, empty=None)

    def validate_start(self, field: DayText) -> None:
        """A day within the years the calendar can speak of."""
        if field.data is None:
            raise ValidationError("请写起算的日期，例如 2026-03-08")
        if not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(f"请写 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间的日期")

    def validate_rule(self, field: SelectOne) -> None:
        """One of the two is needed."""
        if not field.data and self.days.data is None:
            raise ValidationError("请选一种期限，或者写天数")


@blueprint.get("/deadline")
def deadline() -> Response | str:
    """Reckon the last day of a term; the question stands in the address."""
    limits = {key: limit for key, limit in queries.limits().items() if key not in _OF_THE_HOUSE}
    form, calendar = TermForm(request.args), queries.calendar()
    offered = [(key, f"{limit.label}：{limit.start}起 {said_days(limit.value, limit.unit)}") for key, limit in limits.items()]
    form.rule.offer(offered)
    term = _answer(form, limits, calendar) if request.args and form.validate() else None
    label = limits[term.rule_key].label if term and term.rule_key else ""
    lines = why(term, calendar) if term else []

    def made() -> str:
        return render_template("public/deadline.html", form=form, term=term, label=label, lines=lines)

    return revalidated(None, [offered, term, lines], made)


def _answer(form: TermForm, limits: Mapping[str, Limit], calendar: Calendar) -> AskedTerm:
    start = form.start.data or clock.today()
    if form.rule.data:
        return ask_limit(start, limits[form.rule.data], calendar)
    return ask(start, form.days.data or 1, form.unit.data, calendar)
