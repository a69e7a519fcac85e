"""The audit log, for the audit administrator alone. Looking at it and taking it away are themselves written down."""

from datetime import timedelta
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal import clock, spreadsheets
from portal.access import Permission
from portal.accounts.queries import find_by_username
from portal.audit import operations, queries
from portal.audit.models import AuditEntry
from portal.audit.operations import record
from portal.cases import queries as cases
from portal.db import transaction
from portal.publication import queries as publications
from portal.web import sessions
from portal.web.admin import audit_words as words
from portal.web.admin.acts import needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.fields import DayText
from portal.web.filters import instant, url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.lists import kept_filters

PER_PAGE = 50
EXPORT_ROWS = 50_000
_NOBODY = -1
_HEADER = ("编号", "时间", "谁", "动作", "对象", "结果", "说明", "个人内容", "哈希值")


class AuditFilter(FilterForm):
    """Which entries to list."""

    action = SelectOne("动作", choices=list(words.ACTIONS.items()), empty="全部动作")
    object_kind = SelectOne("对象", choices=list(words.OBJECTS.items()), empty="全部对象")
    object_id = StringField("对象编号")
    username = StringField("用户名", render_kw={"spellcheck": "false"})
    since = DayText("从哪天起")
    until = DayText("到哪天止")

    def wanted(self) -> dict[str, Any]:
        """What narrows the list, under the names of the query; empty where nothing was chosen."""
        until = self.until.data + timedelta(days=1) if self.until.data else None
        return {
            "action": self.action.data or "",
            "object_kind": self.object_kind.data or "",
            "object_id": self.object_id.data or "",
            "actor_id": self._actor_id(),
            "since": clock.start_of(self.since.data) if self.since.data else None,
            "until": clock.start_of(until) if until else None,
            "hidden": _hidden(),
        }

    def _actor_id(self) -> int | None:
        """The key of the person named; a key nobody has when there is no such person."""
        if not self.username.data:
            return None
        person = find_by_username(self.username.data)
        return person.id if person else _NOBODY

    def log(self, action: str) -> None:
        """Write down that the log was looked at, and under which filters; what was typed freely only as a personal value."""
        chosen = {name: getattr(self, name).data for name in ("action", "object_kind") if getattr(self, name).data}
        days = {name: getattr(self, name).data.isoformat() for name in ("since", "until") if getattr(self, name).data}
        typed = {name: getattr(self, name).data for name in ("object_id", "username") if getattr(self, name).data}
        record(sessions.actor(), action, "audit", "log", {**chosen, **days}, personal=typed)


def _hidden() -> dict[str, list[str]]:
    """Objects of the cases in which the auditor's own unit, or the auditor, is complained of: other auditors read those."""
    case_ids = cases.list_conflicted_ids(sessions.actor())
    return {"case": [str(each) for each in case_ids], "publication": publications.list_public_ids(case_ids)} if case_ids else {}


@blueprint.get("/audit")
def audit_log() -> str:
    """Entries, newest first; one more than a page is read to know whether there are older ones."""
    needs(Permission.AUDIT_READ)
    filters = AuditFilter(request.args)
    filters.validate()
    with transaction():
        filters.log("audit:read")
    found = queries.list_entries(request.args.get("before", None, int), PER_PAGE + 1, **filters.wanted())
    older = url_with(before=found[PER_PAGE - 1].id) if len(found) > PER_PAGE else None
    shown = found[:PER_PAGE]
    personal = operations.personal_values(shown)
    kept = kept_filters(filters)
    check = queries.find_check()
    return render_template(
        "admin/audit_log.html", filters=filters, entries=shown, personal=personal, older=older, words=words, kept=kept, check=check
    )


@blueprint.post("/audit/check")
def check_audit() -> Response:
    """Walk the whole chain now, keep what was found, and say it."""
    needs(Permission.AUDIT_READ)
    walk = operations.walk_whole()
    with transaction():
        operations.keep_walk(walk)
        note("audit:check", "audit", "log", intact=walk.broken_id is None)
    flash("审计日志完整，没有被改动。" if walk.broken_id is None else f"审计日志从第 {walk.broken_id} 条起对不上，请立即报告安全管理员。")
    return redirect(url_for("admin.audit_log"), 303)


@blueprint.post("/audit/export")
def export_audit() -> FlaskResponse:
    """The entries under the filters as a table, the newest first; personal values stay in the house, where they can be destroyed."""
    needs(Permission.AUDIT_READ)
    filters = AuditFilter(request.form)
    filters.validate()
    with transaction():
        filters.log("audit:export")
    rows = (_row(entry) for entry in queries.iterate_wanted(queries.AuditFilter(**filters.wanted()), EXPORT_ROWS))
    response = FlaskResponse(spreadsheets.csv_bytes(_HEADER, rows), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"审计日志-{clock.today().isoformat()}.csv")
    return response


def _row(entry: AuditEntry) -> list[object]:
    personal = f"{len(entry.commitments)} 项，不导出" if entry.commitments else ""
    return [
        entry.id,
        instant(entry.at),
        entry.actor_label,
        words.said_action(entry.action),
        words.said_object(entry.object_kind, entry.object_id),
        "成功" if entry.succeeded else "没有通过",
        words.said_detail(entry.detail),
        personal,
        entry.entry_hash,
    ]
