"""Partners of the data exchange: made, changed, given keys that are shown once, closed; and the log of what was sent to them."""

import json
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.access import Permission
from portal.accounts.departments.queries import list_active_organs
from portal.crypto import seal, unseal
from portal.db import transaction
from portal.errors import NotFound
from portal.exchange import outbox, partners, queries
from portal.exchange.models import ExchangePartner
from portal.exchange.partners import Keys, NewPartner
from portal.exchange.vocabulary import MessageState, PartnerKind, Scope
from portal.web.addresses import absolute
from portal.web.admin.acts import did, needs
from portal.web.admin.blueprint import blueprint
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, ManyChoices, Needed, SelectOne
from portal.web.sessions import actor

PAGE_ROWS = 50
_CONTEXT, _SESSION = "admin.exchange", "partner_keys"
_ONLY = {
    "region_code": {PartnerKind.LOWER},
    "department": {PartnerKind.LOWER},
    "key_id": {PartnerKind.UPPER},
    "secret": {PartnerKind.UPPER},
    "scopes": {PartnerKind.HOTLINE},
    "address": {PartnerKind.UPPER, PartnerKind.LOWER, PartnerKind.HOTLINE},
}


class PartnerForm(HouseForm):
    """A partner; fields that its kind does not have are taken away."""

    name = StringField("名称", [Needed("请填写对接方的名称"), Length(2, 60)])
    address = StringField("接口网址", [Length(0, 300)], render_kw={"spellcheck": "false", "autocomplete": "off"})
    region_code = StringField("行政区划代码", [Length(0, 6)])
    department = SelectOne("对应的单位", coerce=int, empty="不对应")
    key_id = StringField("对接标识", [Length(0, 40)], render_kw={"spellcheck": "false", "autocomplete": "off"})
    secret = StringField("密钥", [Length(0, 200)], render_kw={"spellcheck": "false", "autocomplete": "off"})
    scopes = ManyChoices("权限", choices=Scope)

    def of_kind(self, kind: PartnerKind, is_new: bool) -> "PartnerForm":
        """The form without what this kind does not have. The id of a link never changes."""
        self.department.offer([(each.id, each.name) for each in list_active_organs()])
        for name, kinds in _ONLY.items():
            if kind not in kinds or (name == "key_id" and not is_new):
                delattr(self, name)
        return self

    def wanted(self, kind: PartnerKind) -> NewPartner:
        """The partner as described."""
        texts = ("name", "address", "region_code", "key_id", "secret")
        said: dict[str, Any] = {name: self[name].data or "" for name in texts if name in self}
        scopes = tuple(Scope(each) for each in self["scopes"].data) if "scopes" in self else ()
        return NewPartner(kind, **said, scopes=scopes, department_id=self["department"].data if "department" in self else None)


@blueprint.get("/exchange")
def exchange() -> str:
    """All partners, and how much waits for each."""
    needs(Permission.EXCHANGE_EDIT)
    return render_template("admin/exchange.html", partners=queries.list_partners(), waiting=queries.count_waiting(), kinds=PartnerKind)


@blueprint.route("/exchange/new/<partner_kind>", methods=["GET", "POST"])
def add_partner(partner_kind: str) -> str | Response:
    """Make a partner of a kind."""
    needs(Permission.EXCHANGE_EDIT)
    kind = _kind(partner_kind)
    form = PartnerForm().of_kind(kind, True)
    made: list[int] = []
    if form.validate_on_submit() and did(form, lambda: made.append(_add(form, kind))):
        has_keys = kind in {PartnerKind.LOWER, PartnerKind.HOTLINE}
        return redirect(url_for("admin.partner_keys" if has_keys else "admin.partner", partner_id=made[0]), 303)
    return render_template("admin/add_partner.html", form=form, kind=kind)


def _kind(name: str) -> PartnerKind:
    if name not in set(PartnerKind):
        raise NotFound
    return PartnerKind(name)


def _add(form: PartnerForm, kind: PartnerKind) -> int:
    partner, keys = partners.add_partner(actor(), form.wanted(kind))
    _keep_keys(partner, keys)
    return partner.id


def _keep_keys(partner: ExchangePartner, keys: Keys) -> None:
    """Keep the keys for the next page only; the cookie can be read by its browser, so they are sealed."""
    if partner.kind in {PartnerKind.LOWER, PartnerKind.HOTLINE}:
        said = json.dumps({"partner": partner.id, "key_id": keys.key_id, "secret": keys.secret, "api_key": keys.api_key})
        session[_SESSION] = seal(said, _CONTEXT).hex()


@blueprint.get("/exchange/<int:partner_id>")
def partner(partner_id: int) -> str:
    """One partner, and what can be done."""
    needs(Permission.EXCHANGE_EDIT)
    row = queries.get_partner(partner_id)
    why_not = "" if row.is_open else partners.why_not_open(actor(), row)
    return render_template("admin/partner.html", partner=row, kinds=PartnerKind, scopes=Scope, why_not=why_not)


@blueprint.get("/exchange/<int:partner_id>/keys")
def partner_keys(partner_id: int) -> str:
    """The keys just made, shown once, with what the other side has to set."""
    needs(Permission.EXCHANGE_EDIT)
    sealed = session.pop(_SESSION, None)
    keys: dict[str, Any] = json.loads(unseal(bytes.fromhex(sealed), _CONTEXT)) if isinstance(sealed, str) else {}
    shown = keys if keys.get("partner") == partner_id else {}
    base = absolute(url_for("exchange.describe")).rsplit("/", 1)[0]
    return render_template("admin/partner_keys.html", partner=queries.get_partner(partner_id), keys=shown, base=base)


@blueprint.route("/exchange/<int:partner_id>/edit", methods=["GET", "POST"])
def edit_partner(partner_id: int) -> str | Response:
    """Change how a partner is described; a secret is only ever written over."""
    needs(Permission.EXCHANGE_EDIT)
    row = queries.get_partner(partner_id)
    described = {"name": row.name, "address": row.address, "region_code": row.region_code, "department": row.department_id}
    form = PartnerForm(data=described | {"scopes": row.scopes}).of_kind(row.kind, False)
    kind = row.kind
    if form.validate_on_submit() and did(form, lambda: _edit(form, partner_id)):
        is_waiting = queries.get_partner(partner_id).changed_by_id is not None
        flash("已保存。对接已停用，等另一位系统管理员核对后启用。" if is_waiting else "已保存。")
        return redirect(url_for("admin.partner", partner_id=partner_id), 303)
    return render_template("admin/edit_partner.html", form=form, kind=kind, partner_id=partner_id)


def _edit(form: PartnerForm, partner_id: int) -> None:
    row = queries.get_partner(partner_id)
    partners.edit_partner(actor(), row, form.wanted(row.kind))


@blueprint.route("/exchange/<int:partner_id>/renew", methods=["GET", "POST"])
def renew_partner_keys(partner_id: int) -> str | Response:
    """Ask once more, and make new keys; the old ones end at once."""
    needs(Permission.EXCHANGE_EDIT)
    form = HouseForm()
    if form.validate_on_submit() and did(form, lambda: _renew(partner_id)):
        return redirect(url_for("admin.partner_keys", partner_id=partner_id), 303)
    return render_template("admin/renew_partner_keys.html", form=form, partner=queries.get_partner(partner_id))


def _renew(partner_id: int) -> None:
    row = queries.get_partner(partner_id)
    _keep_keys(row, partners.renew_keys(actor(), row))


@blueprint.post("/exchange/<int:partner_id>/switch")
def switch_partner(partner_id: int) -> Response:
    """Close an open link, or open a closed one."""
    needs(Permission.EXCHANGE_EDIT)
    with transaction():
        row = queries.get_partner(partner_id)
        partners.switch(actor(), row, not row.is_open)
        flash("已启用对接。" if row.is_open else "已停用对接，对方的密钥立即失效。")
    return redirect(url_for("admin.partner", partner_id=partner_id), 303)


@blueprint.get("/exchange/log")
def exchange_log() -> str:
    """What was sent to partners, newest first."""
    needs(Permission.EXCHANGE_EDIT)
    name = request.args.get("state", "")
    state = MessageState(name) if name in set(MessageState) else None
    found = queries.list_messages(request.args.get("before", type=int), PAGE_ROWS + 1, state)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    tabs = [
        {"label": each.label if each else "全部", "url": url_for("admin.exchange_log", state=each), "current": each is state}
        for each in (None, *MessageState)
    ]
    return render_template("admin/exchange_log.html", messages=found[:PAGE_ROWS], tabs=tabs, next_url=next_url)


@blueprint.get("/exchange/log/<int:sent_id>")
def exchange_message(sent_id: int) -> str:
    """One message with every attempt. What it says is not shown."""
    needs(Permission.EXCHANGE_EDIT)
    return render_template("admin/exchange_message.html", message=queries.get_message(sent_id), attempts=queries.list_attempts(sent_id))


@blueprint.post("/exchange/log/<int:sent_id>/again")
def resend_message(sent_id: int) -> Response:
    """Send a message again that was given up."""
    needs(Permission.EXCHANGE_EDIT)
    with transaction():
        outbox.try_again(actor(), queries.get_message(sent_id))
    flash("已重新排队，马上发送。")
    return redirect(url_for("admin.exchange_message", sent_id=sent_id), 303)
