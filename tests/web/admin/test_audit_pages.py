"""The audit log in the browser of the audit administrator, and closed to everybody else."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock, jobs
from portal.access import SYSTEM
from portal.accounts.vocabulary import Role
from portal.audit import operations
from portal.audit.models import AuditEntry
from portal.audit.queries import list_entries
from portal.db import session, transaction
from tests.audit.bending import unguarded
from tests.factories import make_user


def test_reading_the_audit_log_is_itself_in_it(audit_admin, system_admin):
    system_admin.open("admin.edit_site").fill(phone="022-2345").press("保存")
    audit_admin.open("admin.audit_log", action="site:change")
    rows = [" ".join(row.text_content().split()) for row in audit_admin.page.xpath("//tbody/tr")]
    assert len(rows) == 1
    assert "咨询电话" in rows[0]
    assert "修改网站信息" in rows[0]
    audit_admin.open("admin.audit_log", action="audit:read", username="auditor")
    assert len(audit_admin.page.xpath("//tbody/tr")) == 2
    audit_admin.open("admin.audit_log", username="nobody")
    assert "没有符合条件的记录" in audit_admin.main
    audit_admin.press("从头检查")
    assert "完整，没有被改动" in audit_admin.banner


def test_the_log_is_read_page_by_page(audit_admin):
    for _ in range(55):
        audit_admin.open("admin.audit_log")
    assert len(audit_admin.page.xpath("//tbody/tr")) == 50
    audit_admin.follow("下一页")
    assert 0 < len(audit_admin.page.xpath("//tbody/tr")) < 50


def test_a_bent_log_is_noticed(audit_admin):
    audit_admin.open("admin.audit_log").open("admin.audit_log")
    first = list_entries(action="audit:read")[-1].id
    with unguarded():
        session.execute(update(AuditEntry).where(AuditEntry.id == first).values(action="nothing"))
    audit_admin.press("从头检查")
    assert f"从第 {first} 条起对不上" in audit_admin.banner
    assert f"日志从第 {first} 条起对不上" in audit_admin.open("admin.audit_log").main


def test_the_page_says_when_the_chain_was_checked(audit_admin):
    assert "还没有检查过" in audit_admin.open("admin.audit_log").main
    jobs.check_audit()
    assert "日志完整。上次检查：" in audit_admin.open("admin.audit_log").main


def test_entries_are_found_by_object_and_day(audit_admin):
    with transaction():
        operations.record(SYSTEM, "case:accept", "case", 77, {"to": "handling"})
    today, tomorrow = clock.today().isoformat(), (clock.today() + timedelta(days=1)).isoformat()
    for number, query in (
        (1, {"object_kind": "case", "object_id": "77"}),
        (0, {"object_id": "77", "since": tomorrow}),
        (1, {"object_id": "77", "since": today, "until": today}),
        (0, {"object_id": "77", "until": "2020-01-01"}),
    ):
        audit_admin.open("admin.audit_log", **query)
        assert len(audit_admin.page.xpath("//tbody/tr[not(@class='empty-row')]")) == number, query


def test_personal_values_are_shown_until_they_are_destroyed(audit_admin):
    with transaction():
        operations.record(SYSTEM, "identity:read", "case", 77, personal={"reason": "需要当面核实欠款数额"})
    assert "理由：需要当面核实欠款数额" in audit_admin.open("admin.audit_log").main
    with transaction():
        operations.erase_personal("case", 77)
    audit_admin.open("admin.audit_log", object_id="77")
    assert "理由：已按期限销毁" in audit_admin.main and "需要当面核实" not in audit_admin.text


def test_the_export_holds_what_the_filters_leave_computes_nothing_and_is_logged(audit_admin):
    with transaction():
        operations.record(SYSTEM, "department:add", "department", 5, {"name": "=HYPERLINK(1)"}, personal={"reason": "不给别人"})
        operations.record(SYSTEM, "template:add", "template", "=1+1", {"name": "别的"})
    audit_admin.open("admin.audit_log", object_kind="department").press("导出（CSV）")
    table = list(csv.reader(io.StringIO(audit_admin.text.removeprefix("\ufeff"))))
    assert len(table) == 2 and table[1][3] == "增加单位"
    assert "不给别人" not in audit_admin.text and not any(cell.startswith("=") for row in table for cell in row)
    entry = list_entries(action="audit:export")[0]
    assert entry.detail == {"object_kind": "department"}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_the_other_administrators_have_no_way_to_it(heping, sign_in_as, role):
    browser = sign_in_as(make_user(role))
    assert "审计日志" not in browser.open("admin.home").links()
    browser.open("admin.audit_log", status=403)
    for endpoint in ("admin.check_audit", "admin.export_audit"):
        browser.post(endpoint, status=403)
