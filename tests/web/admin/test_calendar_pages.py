"""The working calendar in the browser: what is previewed is what is applied."""

import json
from datetime import date

from portal.audit.queries import list_entries
from portal.db import session, transaction
from portal.deadlines import administration, operations, queries
from portal.deadlines.calendar import DayKind, SpecialDay
from portal.web import filters

YEAR_2027 = [
    ("2027-01-01", "元旦"), ("2027-02-05", "除夕"), ("2027-02-06", "春节"), ("2027-02-07", "春节"), ("2027-02-08", "春节"),
    ("2027-04-05", "清明节"), ("2027-05-01", "劳动节"), ("2027-05-02", "劳动节"), ("2027-06-09", "端午节"), ("2027-09-15", "中秋节"),
    ("2027-10-01", "国庆节"), ("2027-10-02", "国庆节"), ("2027-10-03", "国庆节"),
]  # fmt: skip


def letters(browser, month: int) -> dict[int, str]:
    table = browser.page.xpath(f"//table[caption='{month} 月']")[0]
    cells = [" ".join(cell.text_content().split()) for cell in table.xpath(".//td")]
    return {int(cell.split()[0]): cell.split()[1][0] for cell in cells if " " in cell}


def test_a_year_is_shown_as_twelve_tables_with_letters(system_admin):
    system_admin.open("admin.calendar", year=2026)
    assert len(system_admin.page.xpath("//table[contains(@class, 'calendar-month')]")) == 12
    assert letters(system_admin, 2) == {**dict.fromkeys(range(15, 24), "休"), 14: "班", 28: "班"}
    assert letters(system_admin, 10) == {**dict.fromkeys(range(1, 8), "休"), 10: "班"}


def test_a_year_without_notice_says_that_it_is_provisional(system_admin):
    system_admin.open("admin.calendar", year=2031)
    assert "暂定" in system_admin.main
    system_admin.open("admin.calendar", year=99999)
    system_admin.open("/admin/calendar?year=abc")


def test_the_difference_is_shown_before_anything_changes_and_then_applied(system_admin):
    with transaction():
        operations.start("trial", 1, "handle_internal_target", date(2026, 12, 14), department_id=None)
        operations.start("trial", 2, "handle", date(2026, 3, 2), department_id=None)
    before = {row.id: row.due_on for subject in (1, 2) for row in queries.list_open("trial", subject)}
    system_admin.open("admin.import_calendar").fill(days="2026-12-24 休 测试放假\n2026-12-25 班").press("查看变化")
    assert "1 天的安排会变，1 个正在计时的期限会移动" in system_admin.main
    session.rollback()
    assert queries.calendar().day_kind(date(2026, 12, 24)) is DayKind.WORKING_DAY
    assert "内部办理目标" in system_admin.main and "推后 1 天" in system_admin.main
    system_admin.fill(days="2026-12-24 休 测试放假").press("生效")
    assert "1 个正在计时的期限移动" in system_admin.banner
    session.rollback()
    assert queries.calendar().day_kind(date(2026, 12, 24)) is DayKind.HOLIDAY
    after = {row.id: row.due_on for subject in (1, 2) for row in queries.list_open("trial", subject)}
    assert sum(before[key] != after[key] for key in before) == 1
    assert "测试放假" in system_admin.open("admin.calendar", year=2026).main
    assert list_entries(action="calendar:change")[0].detail == {"days": 1, "moved": 1}


def test_a_whole_notice_in_the_exchange_format_makes_the_year_known(system_admin):
    days = [{"name": name, "date": on, "isOffDay": True} for on, name in YEAR_2027]
    text = json.dumps({"year": 2027, "papers": ["https://example.gov.cn/1"], "days": days}, ensure_ascii=False)
    system_admin.open("admin.import_calendar").fill(days=text, is_whole_year=True).press("查看变化")
    assert system_admin.errors == []
    system_admin.press("生效")
    session.rollback()
    assert queries.calendar().is_known(2027)


def test_what_cannot_be_read_or_is_incomplete_is_explained_and_kept(system_admin):
    system_admin.open("admin.import_calendar").fill(days="2027-02-05 休 春节\n随便写写").press("查看变化")
    assert "第 2 行读不懂" in system_admin.errors[0]
    assert system_admin.value("days").endswith("随便写写")
    system_admin.fill(days="2027-02-05 休 春节", is_whole_year=True).press("查看变化")
    assert system_admin.errors == ["请写明是哪一年的安排，例如 2027"]
    system_admin.fill(days="2027-02-05 休 春节", is_whole_year=True, year="2027").press("查看变化")
    assert "缺少法定节假日" in system_admin.errors[0]
    assert "生效" not in system_admin.buttons()
    system_admin.open("admin.import_calendar").press("查看变化")
    assert system_admin.errors == ["请粘贴放假安排"]


NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


def shown_moves(browser) -> list[tuple[str, ...]]:
    rows = browser.page.xpath("//table[caption[starts-with(., '会移动的期限')]]/tbody/tr")
    return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in rows]


def test_the_notice_as_published_is_previewed_page_by_page_and_applied_as_previewed(system_admin):
    with transaction():
        for number in range(1, 46):
            operations.start("trial", number, "handle_internal_target", date(2027, 1, 18 + number % 3), department_id=None)
        operations.start("trial", 99, "handle", date(2027, 3, 1), department_id=None)  # 04-30, a Friday: stays
    before = {row.id: row.due_on for number in range(1, 100) for row in queries.list_open("trial", number)}
    session.rollback()
    system_admin.open("admin.import_calendar").fill(days=NOTICE, is_whole_year=True).press("查看变化")
    pages = [shown_moves(system_admin)]
    while "看后面的期限" in system_admin.buttons():
        system_admin.press("看后面的期限")
        pages.append(shown_moves(system_admin))
    assert [len(page) for page in pages] == [20, 20, 5]
    session.rollback()
    assert not queries.calendar().is_known(2027)
    system_admin.press("生效")
    assert "45 个正在计时的期限移动" in system_admin.banner
    session.rollback()
    assert queries.calendar().is_known(2027) and queries.calendar().is_working_day(date(2027, 9, 26))
    moved = {row.id: row.due_on for number in range(1, 100) for row in queries.list_open("trial", number) if row.due_on != before[row.id]}
    applied = sorted((filters.day(before[key]), filters.day(due)) for key, due in moved.items())
    assert sorted(row[2:] for page in pages for row in page) == applied


def test_a_preview_that_no_longer_holds_is_shown_anew(system_admin):
    system_admin.open("admin.import_calendar").fill(days="2026-12-24 休 测试放假").press("查看变化")
    with transaction():
        administration.set_calendar_days([SpecialDay(date(2026, 12, 23), False, "停电")])
    session.rollback()
    system_admin.press("生效")
    assert "刚刚有人改过" in system_admin.errors[0] and "会改变什么" in system_admin.main
    assert queries.calendar().is_working_day(date(2026, 12, 24))
    session.rollback()
    system_admin.press("生效")
    session.rollback()
    assert not queries.calendar().is_working_day(date(2026, 12, 24))
