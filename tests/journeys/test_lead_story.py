"""From the monitoring file over the double to the report, in real Chromium; the accused sees nothing of it."""

import csv
from datetime import timedelta

import pytest

from portal import clock
from portal.db import session
from portal.leads.importing import COLUMNS
from portal.leads.models import Lead
from portal.leads.vocabulary import LeadStatus
from tests.browser import apart
from tests.journeys import cast

pytestmark = pytest.mark.browser
TOLD = "监测发现，有企业称承建的道路改造工程已经验收十四个月，区建委至今没有支付工程款，多次催要没有结果。"
ALIKE = "有企业反映，承建的道路改造工程已经验收十四个月，区建委至今没有支付工程款，催要多次没有结果。"
UNLIKE = "有居民反映小区加装电梯的补贴申请交上去半年，没有收到任何答复，希望说明办理进度和原因。"


def monitoring_file(folder, received_on):
    """A table as a monitoring service hands it over: two rows on the same matter, one on another, one with a wrong day."""
    path = folder / "监测线索.csv"
    common = {"来源": "监测", "来源单位": "某信用服务机构", "收到日期": received_on.isoformat(), "失信行为": "拖欠款项"}
    rows = [
        {**common, "原编号": "JC-1", "被反映单位": cast.RESPONDENT, "标题": "道路工程款未付", "内容": TOLD},
        {**common, "原编号": "JC-2", "被反映单位": cast.RESPONDENT, "标题": "工程款拖欠", "内容": ALIKE},
        {**common, "原编号": "JC-3", "被反映单位": cast.RESPONDENT, "标题": "补贴没有答复", "内容": UNLIKE, "失信行为": ""},
        {**common, "原编号": "JC-4", "被反映单位": "", "标题": "日期写错", "内容": UNLIKE, "收到日期": "上周"},
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def numbers():
    """The numbers of the leads by that of their source."""
    with apart():
        return {lead.original_number: lead.number for lead in session.query(Lead)}


def test_what_monitoring_found_is_imported_its_double_merged_and_a_case_made_of_it(served, visit, tmp_path):
    staff, received_on = cast.staff(), clock.today() - timedelta(days=3)
    officer = visit().sign_in(staff["third"].username, staff["third"].secret)

    # The dry run names line and column; nothing is kept as long as a row is wrong and that was not chosen.
    officer.open("/desk/leads").follow("批量导入").fill(file=monitoring_file(tmp_path, received_on)).press("检查文件")
    officer.sees("可以导入 3 行，有问题 1 行", "第 5 行", "“收到日期”里的“上周”要像 2026-09-01 这样写")
    officer.press("导入").sees("一行也没有导入")
    assert not numbers()
    officer.fill(partly=True).press("导入")
    assert "已导入 3 条线索" in officer.banner
    found = numbers()

    # The double is shown with the reason, merged, taken apart and merged again.
    officer.follow(found["JC-2"]).sees("可能重复", found["JC-1"], "同一单位", "道路改造工程已经验收十四个月")
    assert found["JC-3"] not in officer.text
    officer.follow("合并到这条").press("合并到另一条")
    assert "已合并" in officer.banner
    officer.follow("撤销合并").fill(reason="先核对是不是同一家企业").press("撤销合并").sees("待处理", "先核对是不是同一家企业")
    officer.follow("合并到这条").press("合并到另一条")

    # The report keeps source, number and day; the clock runs from that day.
    officer.open("/desk/leads").follow(found["JC-1"]).sees("合并在这里的线索", found["JC-2"]).follow("转为投诉举报")
    officer.sees("JC-1", "期限从这一天的第二天算起")
    assert ALIKE in officer.page.locator("main [name=narrative]").input_value()
    officer.fill(is_truthful=True).press("登记")
    assert officer.heading == "已登记"
    with apart():
        lead = session.query(Lead).filter_by(original_number="JC-1").one()
        report = lead.case.report
        assert lead.status is LeadStatus.REPORTED
        assert (report.channel.label, report.original_number, lead.case.received_on) == ("监测", "JC-1", received_on)
        case_number = lead.case.number
    officer.open("/desk/leads?status=reported").follow(found["JC-1"])
    assert not officer.page.get_by_role("link", name="转为投诉举报").count()
    officer.open(f"/desk/leads/{lead_id(found['JC-1'])}/report").fill(is_truthful=True).press("登记", 409)

    # Whoever supervises sees lead and case; the accused body sees neither.
    watcher = visit().sign_in(staff["supervisor"].username, staff["supervisor"].secret)
    watcher.open("/desk/leads?status=all").follow(found["JC-1"]).follow(case_number)
    accused = visit().sign_in(staff["respondent"].username, staff["respondent"].secret)
    assert "没有线索" in accused.open("/desk/leads?status=all").text
    accused.open(f"/desk/leads/{lead_id(found['JC-1'])}", 404)


def lead_id(number):
    """The key of a lead."""
    with apart():
        return session.query(Lead.id).filter_by(number=number).scalar()
