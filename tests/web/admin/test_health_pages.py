"""The health of the house in words, and what to do."""

from datetime import timedelta

from portal import clock
from portal.db import transaction
from portal.upkeep.operations import BACKUP, note_failure, note_success


def cells(browser, what: str) -> list[str]:
    row = browser.page.xpath(f"//tbody/tr[th[normalize-space()='{what}']]")[0]
    return [cell.text_content().strip() for cell in row]


def test_before_the_worker_ran_the_page_says_how_to_start_it(system_admin):
    system_admin.open("admin.home").follow("运行状况")
    assert cells(system_admin, "后台程序")[1:] == [
        "还没有运行过",
        "请启动后台程序：flask --app portal worker；装成服务的，看它的日志。",
        "要处理",
    ]
    assert "backup done" in cells(system_admin, "备份")[2]


def test_jobs_and_backup_are_told_with_their_age(system_admin):
    with clock.pretend(clock.now() - timedelta(hours=30)), transaction():
        note_success(BACKUP)
    with transaction():
        note_success("sweep-deadlines")
        note_failure("deliver-mail", "OperationalError")
    system_admin.open("admin.health")
    assert "30 小时以前" in cells(system_admin, "备份")[1] and "超过 26 小时没有备份" in cells(system_admin, "备份")[2]
    assert cells(system_admin, "后台程序")[2:] == ["", "正常"]
    assert "最近一次检查" in cells(system_admin, "期限检查")[1]
    assert "OperationalError" in cells(system_admin, "发送邮件")[3] and cells(system_admin, "发送邮件")[4] == "正在失败"
