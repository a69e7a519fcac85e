"""The search form of the queue, and what it asks of ``cases.queries``."""

from collections.abc import Mapping

from flask import request
from wtforms import StringField

from portal import clock
from portal.accounts.models import User
from portal.cases import queries
from portal.cases.lists.queries import Beside
from portal.cases.queries import QueueFilter, Tab
from portal.cases.vocabulary import ReportKind, Status
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import Unit, due_date
from portal.web.forms import DayText, FilterForm, Length, SelectOne

SOON_WORKING_DAYS = 3


class QueueForm(FilterForm):
    """What narrows the queue; who sees one department chooses among its officers, who sees all among departments."""

    keyword = StringField("编号、事项或单位", [Length(0, 60)])
    area = SelectOne("重点领域", empty="全部")
    kind = SelectOne("类型", choices=ReportKind, empty="全部")
    officer = SelectOne("承办人", empty="全部", coerce=int)
    department = SelectOne("牵头单位", empty="全部", coerce=int)
    received_from = DayText("收到日期从")
    received_to = DayText("收到日期到")
    due_from = DayText("期限从")
    due_to = DayText("期限到")
    tag = SelectOne("标签", empty="全部", coerce=int)
    status = SelectOne("状态", choices=Status, empty="全部")
    stage = SelectOne("期限", empty="全部")
    replied_from = DayText("答复日期从")
    replied_to = DayText("答复日期到")
    on_time = SelectOne("答复时限", choices=[("any", "已按期限计算"), ("yes", "按时"), ("no", "超期")], empty="全部")


# Set by the links of the overview, not asked for in the bar: there they stay as removable links and travel as hidden fields.
FROM_LINKS = ("status", "stage", "replied_from", "replied_to", "on_time")
_DAYS = ("received_from", "received_to", "due_from", "due_to", "replied_from", "replied_to")


def queue_form(actor: User, titles: Mapping[str, str], beside: Beside) -> QueueForm:
    """The form as it stands in the address, with the choices of this person; ``titles`` are those of the areas."""
    form = QueueForm(request.args)
    form.area.offer(list(titles.items()))
    form.officer.offer([] if queries.sees_all(actor) else beside.officers)
    form.department.offer(queries.list_leads() if queries.sees_all(actor) else [])
    form.tag.offer(beside.tags)
    form.stage.offer([(limit.key, limit.label) for limit in deadline_queries.limits().values()])
    form.validate()
    for name in ("department",) if not queries.sees_all(actor) else ("officer",):
        delattr(form, name)
    if len(form.tag.choices) == 1:
        del form.tag
    return form


def queue_filter(actor: User) -> QueueFilter:
    """What the address asks for; whatever in it makes no sense does not narrow."""
    form, today = QueueForm(request.args), clock.today()
    return QueueFilter(
        today=today,
        soon_until=due_date(today, SOON_WORKING_DAYS, Unit.WORKING, deadline_queries.calendar()).on,
        tab=present_tab(),
        mine_only=request.args.get("scope") == "mine",
        keyword=form.keyword.data or "",
        area_key=request.args.get("area", ""),
        status=form.status.data if isinstance(form.status.data, Status) else None,
        kind=form.kind.data if isinstance(form.kind.data, ReportKind) else None,
        officer_id=request.args.get("officer", type=int),
        department_id=request.args.get("department", type=int),
        **{name: form[name].data for name in _DAYS},
        due_rule=request.args.get("stage", ""),
        on_time={"yes": True, "no": False}.get(request.args.get("on_time", "")),
        is_timed=request.args.get("on_time") == "any",
        tag_id=request.args.get("tag", type=int),
    )


def present_tab() -> Tab:
    """The tab in the address; without one, what is in hand."""
    wanted = request.args.get("tab", "")
    return Tab(wanted) if wanted in {tab.value for tab in Tab} else Tab.IN_HAND


def set_aside(form: QueueForm) -> dict[str, str]:
    """Take the fields that only links set out of the bar; what they hold goes on as hidden values."""
    for name in FROM_LINKS:
        delattr(form, name)
    return {name: request.args.get(name, "") for name in FROM_LINKS}
