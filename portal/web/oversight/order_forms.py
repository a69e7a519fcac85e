"""The papers of the ladder as a supervisor writes them: for each kind its form, how it is begun by hand and how a draft of it is signed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wtforms import IntegerField, StringField, TextAreaField

from portal.accounts.models import User
from portal.cases.models import Case
from portal.publication.checking import inspector
from portal.supervision import operations
from portal.supervision.ladder import criticisms, talks
from portal.supervision.ladder.criticisms import CriticismText
from portal.supervision.ladder.talks import Invitation
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import CriticismScope, OrderKind
from portal.web.forms import DayField, HouseForm, Length, Needed, OneChoice


class OrderForm(HouseForm):
    """What the department is told to do, and by when."""

    demand = TextAreaField("要求", [Needed("请写明要求"), Length(5, 2000, ask="请写明要求")])
    working_days = IntegerField("答复期限（工作日）", [Needed("请填写几个工作日内答复，只填数字")])


class TalkForm(OrderForm):
    """An invitation to a talk."""

    meet_on = DayField("约谈日期", [Needed("请填写约谈日期")])
    meet_at = StringField("约谈时间", [Needed("请填写约谈时间"), Length(2, 40, ask="请填写约谈时间")])
    place = StringField("约谈地点", [Needed("请填写约谈地点"), Length(2, 120, ask="请填写约谈地点")])
    attendees = StringField("请谁参加", [Needed("请写明请谁参加"), Length(2, 200, ask="请写明请谁参加")])


class CriticismForm(OrderForm):
    """A criticism: the text that is circulated, who reads it, and what is demanded."""

    title = StringField("通报标题", [Needed("请填写通报标题"), Length(5, 120, ask="请填写通报标题")])
    body = TextAreaField("通报正文", [Needed("请写明通报正文"), Length(20, 5000, ask="请写明通报正文")])
    scope = OneChoice("通报范围", [Needed("请选择通报范围")], choices=CriticismScope)


@dataclass(frozen=True)
class Writing:
    """How a kind is written; ``done`` is the banner, with the paper's name put in."""

    form: type[OrderForm]
    begin: Callable[[Case, User, Any], SupervisionOrder]
    sign: Callable[[SupervisionOrder, User, Any], None]
    button: str
    done: str
    effect: str


def _begin(kind: OrderKind) -> Callable[[Case, User, Any], SupervisionOrder]:
    return lambda case, actor, form: operations.issue(case, actor, form.demand.data, form.working_days.data, kind)


def _sign(order: SupervisionOrder, actor: User, form: Any) -> None:
    operations.issue_draft(order, actor, form.demand.data, form.working_days.data)


def _invitation(form: Any) -> tuple[str, int, Invitation]:
    invitation = Invitation(form.meet_on.data, form.meet_at.data or "", form.place.data or "", form.attendees.data or "")
    return form.demand.data, form.working_days.data, invitation


def _text(form: Any) -> CriticismText:
    return CriticismText(form.title.data or "", form.body.data or "", form.scope.data, form.demand.data or "", form.working_days.data)


_EFFECT = "发出后编号不能更改，收文单位的承办人和负责人会收到通知，并要在期限内书面答复；销号只能由其他单位的监督人员办理。"
_LETTER = ("发出{kind}", "已发出{name}，要求 {due_on} 前答复。", _EFFECT)
WRITING: dict[OrderKind, Writing] = {
    OrderKind.NOTICE: Writing(OrderForm, _begin(OrderKind.NOTICE), _sign, *_LETTER),
    OrderKind.REMINDER: Writing(OrderForm, _begin(OrderKind.REMINDER), _sign, *_LETTER),
    OrderKind.ORDER: Writing(OrderForm, _begin(OrderKind.ORDER), _sign, *_LETTER),
    OrderKind.TALK: Writing(
        TalkForm,
        lambda case, actor, form: talks.begin(case, actor, *_invitation(form)),
        lambda order, actor, form: talks.invite(order, actor, *_invitation(form)),
        *_LETTER,
    ),
    OrderKind.CRITICISM: Writing(
        CriticismForm,
        lambda case, actor, form: criticisms.begin(case, actor, _text(form), inspector(case)),
        lambda order, actor, form: criticisms.submit(order, actor, _text(form), inspector(order.case)),
        "提交批准",
        "已提交{name}，等另一位监督人员批准。",
        "通报批评要由另一位监督人员批准后才发出。正文不能写反映人和个人的信息；举报件不能向社会公开通报。",
    ),
}


def filled(order: SupervisionOrder) -> OrderForm:
    """The form of a draft with what it says so far."""
    values: dict[str, Any] = {"demand": order.demand, "working_days": order.working_days}
    for part, names in ((order.talk, ("meet_on", "meet_at", "place", "attendees")), (order.criticism, ("title", "body", "scope"))):
        values |= {name: getattr(part, name) for name in names} if part is not None else {}
    return WRITING[order.kind].form(data=values)
