"""The pages of figures: the same numbers everywhere, ranks only where they mean something, and no work that grows with the cases."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from portal import clock
from portal.accounts.vocabulary import DepartmentKind
from portal.db import add, transaction
from portal.routing.models import Area
from portal.supervision import queries
from portal.supervision.operations import refresh_public_figures
from tests.browser import Browser
from tests.databases import statements
from tests.factories import make_department
from tests.publication import stories
from tests.supervision.cases_of_a_year import put_cases

YEAR = clock.today().year - 1


@pytest.fixture
def offices(app):
    """Four departments over last year: two of the same share, one lower, one with few cases."""
    with transaction():
        add(Area(key="procurement", title="政府采购"))
        add(Area(key="investment", title="招商引资"))
    made = [make_department(f"区第{name}局") for name in "一二三四"]
    one, two, three, four = made
    for month in range(1, 13):
        put_cases(10, one, date(YEAR, month, 3), "procurement", late=5 if month < 3 else 0, days=month)
        put_cases(5, two, date(YEAR, month, 3), "investment", late=5 if month == 1 else 0)
        put_cases(8, three, date(YEAR, month, 3), "procurement", satisfied=8)
    put_cases(7, four, date(YEAR, 5, 3), "investment")
    with transaction():
        refresh_public_figures()
    return made


def asked(act) -> int:
    """How many statements the database was asked."""
    with statements() as said:
        act()
    return len(said)


def rows_of(browser: Browser) -> list[tuple[str, str]]:
    """(rank or nothing, name) of every line, from top to bottom."""
    lines = browser.page.xpath("//table/tbody/tr[th]")
    return [(line.xpath("string(td[@data-l='名次'])").strip(), line.xpath("string(th)").strip()) for line in lines]


def test_departments_are_ranked_by_their_share_and_the_same_share_shares_the_rank(browser, offices):
    browser.open(f"/departments?period={YEAR}")
    assert rows_of(browser) == [("1", "区第三局"), ("2", "区第一局"), ("2", "区第二局"), ("", "区第四局")]
    assert "91.7%（85–95%）" in browser.main.replace(" ", "") and "95% 置信区间（Wilson 法）" in browser.main
    assert "100%（96/96）" in browser.main.replace(" ", "")


def test_a_column_sorts_by_its_link_and_says_so(browser, offices):
    browser.open(f"/departments?period={YEAR}").follow("收到")
    assert [name for _rank, name in rows_of(browser)] == ["区第一局", "区第三局", "区第二局", "区第四局"]
    assert browser.page.xpath("//th[@aria-sort]/@aria-sort")[0] == "descending"
    browser.follow("收到")
    assert browser.page.xpath("//th[@aria-sort]/@aria-sort")[0] == "ascending"
    assert rows_of(browser)[0][1] == "区第二局"


def test_departments_are_compared_within_a_kind_and_a_period(browser, offices):
    browser.open(f"/departments?kind=towns&period={YEAR}")
    assert "区第一局" not in browser.main and "没有够得上排名次的单位" in browser.main
    browser.open(f"/departments?period={YEAR}H2")
    assert [rank for rank, name in rows_of(browser) if name == "区第一局"] == ["1"], "nothing was late in the second half"


def test_the_page_of_a_department_says_what_the_table_says(browser, offices):
    one, four = offices[0], offices[3]
    browser.open(f"/departments/{one.id}")
    assert browser.heading == "区第一局"
    bars = [
        int(text) for text in browser.page.xpath("//table[contains(@class,'bars-table')]//td[@class='cell-number']/text()") if text != "—"
    ]
    assert sum(bars[:12]) == 120
    assert "没有公示中的办理结果" in browser.main
    browser.open(f"/departments/{four.id}")
    assert "没有过期不兑现的" in browser.main


@pytest.mark.parametrize("path", ["/departments/999999", "/departments/x", "/departments/99999999999999"])
def test_a_department_that_is_none_is_not_found(browser, offices, path):
    browser.open(path, status=404)


def test_the_same_numbers_stand_on_every_page(browser, offices):
    kept = queries.find_public_figures(YEAR)
    total = kept.values["received"]
    browser.open(f"/figures?year={YEAR}")
    said = browser.main.replace(" ", "")
    assert total == 283 and f"收到{total}件" in said
    months = [
        int(text) for text in browser.page.xpath("//table[contains(.,'各月收到的件数') and contains(@class,'bars-table')]//td[1]/text()")
    ]
    assert sum(months) == total
    areas = [
        int(text) for text in browser.page.xpath("//table[contains(.,'各领域收到的件数') and contains(@class,'bars-table')]//td[1]/text()")
    ]
    assert sum(areas) == total
    heat = [int(text) for text in browser.page.xpath("//td[contains(@class,'heat')]/text()") if text != "—"]
    assert sum(heat) == total
    table = browser.open(f"/departments?period={YEAR}&kind=organs").page.xpath("//td[@data-l='收到']/text()")
    assert sum(int(text) for text in table) == total
    assert not browser.page.xpath("//script[not(@src)]")


def test_without_figures_the_pages_say_so(browser):
    assert "还没有统计" in browser.open("/figures").main
    assert "还没有统计" in browser.open("/departments").main


def test_strange_questions_get_the_usual_page(browser, offices):
    for query in ("period=1999", "kind=x", "sort=x", "sort=-", "kind=&period="):
        browser.open(f"/departments?{query}")
        browser.open(f"/figures?year={query}")


def test_a_broken_promise_shows_on_the_page_of_the_department(browser):
    people = stories.cast()
    first = stories.released(people)
    with transaction():
        refresh_public_figures()
    stories.add_outcome(first, title="答应了没有做", commitment="年底前付清", commitment_month="2025-03", fulfilled_month="")
    stories.add_outcome(first, title="还没到期", commitment="年底前付清", commitment_month="2099-03", fulfilled_month="")
    promises, outcomes = browser.open(f"/departments/{first.department_id}").main.split(" 办理结果 ")
    assert "答应了没有做" in promises and "2025年3月到期" in promises and "还没到期" not in promises
    assert "办件里尚未履行的承诺" in promises and "还没到期" in outcomes
    assert f"/outcomes?department={first.department_id}" in browser.page.xpath("//main//a/@href")


def test_the_pages_are_linked_and_kept_by_browsers(app, browser, offices):
    browser.open("/")
    links = browser.page.xpath("//main//a/@href")
    assert {"/figures", "/departments"} <= set(links)
    client = app.test_client()
    for path in ("/figures", "/departments", f"/departments/{offices[0].id}"):
        kept = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": kept}).status_code == 304


def test_no_page_asks_more_when_there_are_more_cases_or_departments(app, offices):
    client = app.test_client()
    paths = ("/", "/figures", "/departments", f"/departments/{offices[0].id}", f"/departments?period={YEAR}&sort=-received")

    def numbers() -> dict[str, int]:
        for path in paths:
            client.get(path)
        return {path: asked(lambda path=path: client.get(path)) for path in paths}

    before = numbers()
    for name in "五六七":
        put_cases(9, make_department(f"区第{name}局"), date(YEAR - 1, 5, 3), "investment")
    with transaction():
        refresh_public_figures()
    assert numbers() == before
    assert max(before.values()) <= 13, before


def test_files_and_interface_say_what_the_pages_say(app, offices):
    client = app.test_client()
    told = {row["id"]: row for row in client.get("/data/figures.json").get_json()}
    one = offices[0].id
    assert told[f"{YEAR}/all"]["received"] == 283 and told[f"{YEAR}/department:{one}"]["on_time"] == 110
    assert told[f"{YEAR}-01/area:procurement"]["received"] == 18
    answer = client.get(f"/api/v1/figures?year={YEAR}").get_json()
    assert {row["id"]: row for row in answer["items"]} == {name: row for name, row in told.items() if name.startswith(str(YEAR))}
    only = client.get(f"/api/v1/figures?year={YEAR}&department={one}").get_json()["items"]
    assert only and {row["department"] for row in only} == {one}
    lines = client.get("/data/figures.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == len(told) + 1 and lines[0].startswith('"编号","统计期","部门编号"')
    assert not [row for row in told.values() for name in ("received", "replied", "on_time") if row[name] in range(1, 5)]


def test_regions_and_areas_within_them_are_told_as_far_as_no_small_group_is(browser, heping):
    root = stories.department("和平区人民政府")
    streets = [make_department(f"{name}街道办事处", parent=root, kind=DepartmentKind.SUBDISTRICT) for name in ("小白楼", "劝业场")]
    year = clock.today().year - 1
    for lead, numbers in ((streets[0], (9, 8)), (streets[1], (7, 12)), (stories.department("区财政局"), (20, 30))):
        for area, number in zip(("gov_procurement", "bidding"), numbers, strict=True):
            for month in range(1, 13):
                put_cases(number, lead, date(year, month, 6), area)
    with transaction():
        refresh_public_figures()
    browser.open(f"/figures?year={year}")
    regions = table_of(browser, "各地区收到的件数")
    assert regions["本级"] == ["600"] and regions["小白楼街道"] == ["204"] and regions["劝业场街道"] == ["228"]
    places = table_of(browser, "各地区各领域收到的件数")
    assert {"54", "48"} <= set(places["小白楼街道"])
    small = [text for row in places.values() for text in row if text in {"1", "2", "3", "4"}]
    assert not small and len(places) == 3
    told = browser.client.get(f"/api/v1/figures?year={year}&region={streets[0].id}").get_json()["items"]
    assert {row["received"] for row in told if row["period"] == str(year)} == {204}
    rows = browser.client.get("/data/figures.json").get_json()
    within = [row for row in rows if row["region"] == streets[0].id and row["area"] and row["period"] == f"{year}H2"]
    assert {(row["area"], row["received"]) for row in within} >= {("gov_procurement", 54), ("bidding", 48)}


def table_of(browser, caption):
    rows = browser.page.xpath(f"//table[caption='{caption}']/tbody/tr")
    return {row.xpath("string(th)"): [cell.text_content().strip() for cell in row.xpath("td[contains(@class,'number')]")] for row in rows}


@pytest.mark.parametrize("question", [f"period={YEAR}", f"period={YEAR}&sort=-received", f"period={YEAR}H2&sort=days", "kind=towns"])
def test_the_file_of_the_table_holds_every_cell_of_the_page_and_nothing_else(browser, offices, question):
    browser.open(f"/departments?{question}")
    shown = [
        [line.xpath("string(th)"), line.xpath("string(td[@data-l='名次'])"), *line.xpath("td[not(@data-l='名次')]")]
        for line in browser.page.xpath("//table/tbody/tr[th]")
    ]
    shown = [["".join((cell if isinstance(cell, str) else cell.text_content()).split()) for cell in line] for line in shown]
    heads = ["单位", "名次", *browser.page.xpath("//table//tr[th[@aria-sort] or th//a][1]/th//a/text()")][:10]
    link = browser.page.xpath("//main//a[contains(.,'CSV')]/@href")
    assert bool(link) == bool(shown) == (not question.startswith("kind"))
    answer = browser.client.get(link[0] if link else f"/departments.csv?{question}")
    assert answer.mimetype == "text/csv" and answer.data.startswith("\ufeff".encode())
    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert [["".join(cell.split()) for cell in row] for row in rows] == shown
    assert len(header) == 10 and (not shown or header[2:] == [head.strip() for head in heads[2:]])
    address = (link[0] if link else f"/departments.csv?{question}").replace(".csv", ".{}")
    assert [each["name"] for each in browser.client.get(address.format("json")).get_json()] == [row[0] for row in rows]
    sheet = load_workbook(io.BytesIO(browser.client.get(address.format("xlsx")).data)).active
    assert [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)] == [header, *rows]
