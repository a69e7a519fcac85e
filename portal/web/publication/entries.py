"""The public registers at the desk: lists, writing, the second and third person's decisions."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import NotFound, RuleBroken, StalePage
from portal.registers import commitments, operations, queries
from portal.registers.models import RegisterEntry, RegisterStep
from portal.registers.vocabulary import EntryStatus, Kind
from portal.web import registers as words
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import attach
from portal.web.publication import entry_corrections
from portal.web.publication.blueprint import blueprint
from portal.web.publication.entry_forms import DecisionForm, fitted, needed
from portal.web.registers import inspect

CONFLICT, PAGE_ROWS = 409, 50
Decide = Callable[[RegisterEntry, User, str], None]
# decision → permission, words on the button, what it does, the banner
DECISIONS: dict[str, tuple[Permission, str, Decide, str]] = {
    "submit": (Permission.REGISTER_WRITE, "提交审核", lambda e, a, _r: operations.submit(e, a, inspect), "已提交审核。"),
    "review": (Permission.REGISTER_REVIEW, "审核通过", lambda e, a, _r: operations.review(e, a, inspect), "审核通过，待发布。"),
    "publish": (Permission.REGISTER_RELEASE, "发布", lambda e, a, _r: operations.publish(e, a, inspect), "已公开。"),
    "give_back": (Permission.REGISTER_REVIEW, "退回修改", operations.give_back, "已退回修改。"),
}
_OPEN_TO = {
    EntryStatus.DRAFT: ("submit",),
    EntryStatus.SUBMITTED: ("review", "give_back"),
    EntryStatus.REVIEWED: ("publish", "give_back"),
}


def kind_of(value: str) -> Kind:
    """The register that an address names. Raises ``NotFound``."""
    if value not in set(Kind):
        raise NotFound
    return Kind(value)


@blueprint.get("/registers")
def list_entries() -> str:
    """A register by where its entries stand, with what the own department has promised and not kept."""
    actor = sessions.actor()
    kind = kind_of(request.args.get("kind", Kind.COMMITMENT.value))
    asked = request.args.get("status", "")
    status = EntryStatus(asked) if asked in set(EntryStatus) else EntryStatus.PUBLISHED
    counts = queries.count_for_desk(kind)
    found = queries.list_for_desk(kind, status, before_id=request.args.get("before", type=int), limit=PAGE_ROWS + 1)
    page: dict[str, Any] = {
        "kind": kind,
        "status": status,
        "kinds": [
            {"label": each.label, "url": url_for("publication.list_entries", kind=each.value), "current": each is kind} for each in Kind
        ],
        "tabs": [
            {"label": each.label, "url": url_with(status=each.value, before=None), "count": counts[each], "current": each is status}
            for each in EntryStatus
        ],
        "shown": found[:PAGE_ROWS],
        "total": counts[status],
        "next_url": url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None,
        "waiting": queries.list_waiting_corrections(kind),
        "missed": queries.list_missed(actor.department.id) if actor.department else [],
        "may_write": allows(actor, Permission.REGISTER_WRITE, _blank(kind, actor)),
    }
    return render_template("publication/list_entries.html", standing_tag=words.standing_tag, **page)


def _tab(kind: Kind, present: Kind) -> dict[str, Any]:
    return {"label": kind.label, "url": url_for("publication.list_entries", kind=kind.value), "current": kind is present}


def _blank(kind: Kind, actor: User) -> RegisterEntry:
    """An entry of the actor's own department as it would be begun, to ask the policy about."""
    return RegisterEntry(kind=kind, department_id=actor.department.id if actor.department else None)


@blueprint.route("/registers/new/<register_kind>", methods=["GET", "POST"])
def write_entry(register_kind: str) -> Any:
    """Begin an entry."""
    actor, register = sessions.actor(), kind_of(register_kind)
    require(actor, Permission.REGISTER_WRITE, _blank(register, actor))
    form = fitted(register, actor)
    if form.validate_on_submit():
        try:
            with transaction():
                entry_id = operations.write(actor, register, form.given, form.submission_key.data or "").id
            flash("已保存。核对以后提交审核。")
            return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("publication/write_entry.html", form=form, kind=register, needed=needed(register))


@blueprint.route("/registers/<int(max=2147483647):entry_id>/edit", methods=["GET", "POST"])
def edit_entry(entry_id: int) -> Any:
    """Change a draft."""
    actor, status = sessions.actor(), 200
    entry = queries.get_entry(entry_id)
    require(actor, Permission.REGISTER_WRITE, entry)
    form = fitted(entry.kind, actor, entry)
    if form.validate_on_submit():
        try:
            with transaction():
                entry = queries.get_entry(entry_id, for_update=True)
                operations.expect_version(entry, form.seen_version)
                operations.save(entry, actor, form.given)
            flash("已保存。")
            return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)
        except RuleBroken as error:
            attach(error, form)
        except StalePage as error:
            form.form_errors.append(error.message)
            status = CONFLICT
    entry = queries.get_entry(entry_id)
    form.version.data = str(entry.version)
    return render_template("publication/edit_entry.html", form=form, entry=entry, needed=needed(entry.kind)), status


@blueprint.route("/registers/<int(max=2147483647):entry_id>", methods=["GET", "POST"])
def show_entry(entry_id: int) -> Any:
    """An entry with what the detector found in it, its history and what can be done."""
    actor, form, status = sessions.actor(), DecisionForm(), 200
    entry = queries.get_entry(entry_id)
    if form.validate_on_submit():
        try:
            return _decide(form, entry_id, actor)
        except RuleBroken as error:
            form.form_errors.append(error.message)
        except StalePage as error:
            form.form_errors.append(error.message)
            status = CONFLICT
        entry = queries.get_entry(entry_id)
    return _page(form, entry, actor), status


def _decide(form: DecisionForm, entry_id: int, actor: User) -> Response:
    decision = DECISIONS.get(request.form.get("decision", ""))
    if decision is None:
        raise RuleBroken("reason", "请选择要做什么。")
    with transaction():
        entry = queries.get_entry(entry_id, for_update=True)
        operations.expect_version(entry, int(form.version.data) if (form.version.data or "").isdecimal() else 0)
        decision[2](entry, actor, form.reason.data or "")
    flash(decision[3])
    return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)


def _page(form: DecisionForm, entry: RegisterEntry, actor: User) -> str:
    able = [name for name in _OPEN_TO.get(entry.status, ()) if allows(actor, DECISIONS[name][0], entry)]
    waits = entry.status in {EntryStatus.SUBMITTED, EntryStatus.REVIEWED}
    return render_template(
        "publication/show_entry.html",
        form=form,
        entry=entry,
        standing=words.standing_tag(entry),
        found=operations.doubtful_words(entry, inspect),
        rows=_rows(entry),
        public_url=words.address(entry) if entry.status is EntryStatus.PUBLISHED else "",
        decisions=[(name, DECISIONS[name][1]) for name in able],
        asks_reason="give_back" in able,
        why_not="起草人不能审核和发布，请由另一位工作人员办理。" if waits and entry.was_written_by(actor.id) else "",
        ways=[*(entry_corrections.ways(entry, actor) if entry.status is EntryStatus.PUBLISHED else []), *_ways(entry, actor)],
        versions=entry_corrections.versions(entry),
        steps=[_moment(each) for each in queries.list_steps(entry.id)],
    )


def _moment(step: RegisterStep) -> dict[str, Any]:
    return {"title": step.action.label, "at": step.at, "sentences": [step.words] if step.words else []}


def _rows(entry: RegisterEntry) -> list[dict[str, Any]]:
    found = words.rows(entry) if entry.kind is not Kind.LINK else []
    topic = words.said_topic(entry.kind, entry.topic)
    more = [("类别", topic if entry.kind is not Kind.COMMITMENT else ""), ("网址", entry.url), ("展示到", words.day(entry.shown_until))]
    return found + [{"label": label, "value": value} for label, value in more if value]


def _ways(entry: RegisterEntry, actor: User) -> list[tuple[str, str]]:
    """The further pages of the entry that this person may open now."""
    public = entry.status is EntryStatus.PUBLISHED
    can_fulfil = public and not commitments.why_not_fulfil(entry)
    ways = [
        (entry.status is EntryStatus.DRAFT, Permission.REGISTER_WRITE, "修改", "edit_entry"),
        (can_fulfil, Permission.REGISTER_FULFIL, "登记已履行", "fulfil_entry"),
        (public and entry.fulfilled_on is not None, Permission.REGISTER_DENY, "撤销履行登记", "deny_entry"),
        (public, Permission.REGISTER_WITHDRAW, "撤下", "withdraw_entry"),
    ]
    return [
        (label, url_for(f"publication.{endpoint}", entry_id=entry.id))
        for fits, permission, label, endpoint in ways
        if fits and allows(actor, permission, entry)
    ]
