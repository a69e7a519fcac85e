"""The audit log, for the audit administrator. Looking at it is itself written down."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.access import Permission
from portal.accounts.queries import find_by_username
from portal.audit import operations, queries
from portal.db import transaction
from portal.web.admin import audit_words as words
from portal.web.admin.acts import needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import url_with
from portal.web.forms import FilterForm, SelectOne

PER_PAGE = 50
_NOBODY = -1


class AuditFilter(FilterForm):
    """Which entries to list."""

    action = SelectOne("动作", choices=list(words.ACTIONS.items()), empty="全部动作")
    object_kind = SelectOne("对象", choices=list(words.OBJECTS.items()), empty="全部对象")
    object_id = StringField("对象编号")
    username = StringField("用户名", render_kw={"spellcheck": "false"})

    def wanted(self) -> dict[str, str]:
        """What narrows the list, empty where nothing was chosen."""
        return {"action": self.action.data or "", "object_kind": self.object_kind.data or "", "object_id": self.object_id.data or ""}

    def actor_id(self) -> int | None:
        """The key of the person named; a key nobody has when there is no such person."""
        if not self.username.data:
            return None
        person = find_by_username(self.username.data)
        return person.id if person else _NOBODY


@blueprint.get("/audit")
def audit_log() -> str:
    """Entries, newest first; one more than a page is read to know whether there are older ones."""
    needs(Permission.AUDIT_READ)
    filters = AuditFilter(request.args)
    filters.validate()
    wanted = filters.wanted()
    with transaction():
        note("audit:read", "audit", "log", **{key: value for key, value in wanted.items() if value})
    found = queries.list_entries(request.args.get("before", None, int), PER_PAGE + 1, actor_id=filters.actor_id(), **wanted)
    older = url_with(before=found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    return render_template("admin/audit_log.html", filters=filters, entries=found[:PER_PAGE], older=older, words=words)


@blueprint.post("/audit/check")
def check_audit() -> Response:
    """Walk the whole chain and say whether it holds."""
    needs(Permission.AUDIT_READ)
    broken = operations.first_break()
    with transaction():
        note("audit:check", "audit", "log", intact=broken is None)
    flash("审计日志完整，没有被改动。" if broken is None else f"审计日志从第 {broken} 条起对不上，请立即报告安全管理员。")
    return redirect(url_for("admin.audit_log"), 303)
