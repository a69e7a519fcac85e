"""The list of published outcomes: filters, order, pages, feed, and what a browser may keep."""

from datetime import timedelta
from itertools import combinations
from urllib.parse import urlencode

import pytest
from lxml import etree

from portal.accounts.vocabulary import DepartmentKind
from portal.cases.vocabulary import Conduct, Finding
from portal.publication import operations
from portal.publication.vocabulary import PublicationStatus
from tests.databases import statements
from tests.factories import make_department
from tests.publication import stories

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def rows(people):
    """Forty-eight released texts that differ in everything that can be filtered, and three that are not public."""
    first = stories.released(people)
    lawyers, builders = stories.department("区法制办"), stories.department("区建委")
    street = make_department("劝业场街道办事处", parent=stories.department("和平区人民政府"), kind=DepartmentKind.SUBDISTRICT)
    made = [first]
    for number in range(47):
        made.append(
            stories.add_outcome(
                first,
                title=("关于拖欠工程款的办理结果", "关于招商承诺的办理结果", "关于飞地园区的办理结果")[number % 3],
                area_key=("gov_procurement", "bidding")[number % 2],
                department_id=(first.department_id, lawyers.id, street.id)[number // 2 % 3],
                conduct=(Conduct.ARREARS, Conduct.BREACH, Conduct.INACTION)[number // 5 % 3],
                respondent_name=("区建委", "区教育局", "某街道办事处")[number // 3 % 3],
                finding=list(Finding)[number % 4],
                replied_month=f"2026-{number % 5 + 3:02d}",
                commitment_met=(True, False, None)[number // 4 % 3],
                days_used=number * 7 % 31,
                released_at=first.released_at + timedelta(hours=number % 11),
            )
        )
    for status in (PublicationStatus.DRAFT, PublicationStatus.SUBMITTED, PublicationStatus.ENDED):
        stories.add_outcome(first, status=status, title="关于飞地园区的办理结果", facts="不该出现的文字")
    assert builders.id != lawyers.id
    return made


def said(row):
    return row.title + row.facts + row.respondent_name


FILTERS = {
    "keyword": ("工程款", lambda row: "工程款" in said(row)),
    "area": ("bidding", lambda row: row.area_key == "bidding"),
    "department": (None, lambda row: row.department.name == "区法制办"),
    "region": (None, lambda row: row.department.name == "劝业场街道办事处"),
    "conduct": ("breach", lambda row: row.conduct is Conduct.BREACH),
    "respondent": ("区教育局", lambda row: row.respondent_name == "区教育局"),
    "finding": ("partly", lambda row: row.finding is Finding.PARTLY),
    "month": ("2026-04", lambda row: row.replied_month == "2026-04"),
    "fulfilled": ("no", lambda row: row.commitment_met is False),
}


def total_on(browser):
    return int(browser.page.xpath("//*[contains(@class, 'list-line')]//strong")[0].text)


def titles_on(browser):
    return [link.get("href") for link in browser.page.xpath("//article//h2/a")]


def test_each_filter_alone_and_every_pair_counts_what_the_rows_say(browser, rows):
    FILTERS["department"] = (stories.department("区法制办").id, FILTERS["department"][1])
    FILTERS["region"] = (stories.department("劝业场街道办事处").id, FILTERS["region"][1])
    for names in [*combinations(FILTERS, 1), *combinations(FILTERS, 2), tuple(FILTERS)]:
        browser.open("/outcomes?" + urlencode({name: FILTERS[name][0] for name in names}))
        expected = [row for row in rows if all(FILTERS[name][1](row) for name in names)]
        assert total_on(browser) == len(expected), names
        assert set(titles_on(browser)) <= {f"/outcomes/{row.public_id}" for row in expected}
        assert len(browser.page.xpath("//ul[@class='filter-active']/li")) == len(names)


def test_without_filters_exactly_what_is_public_is_listed(browser, rows):
    browser.open("public.outcomes")
    assert total_on(browser) == len(rows) == 48
    assert "不该出现的文字" not in browser.text


def test_pages_follow_each_other_without_gap_or_double_in_both_orders(browser, rows):
    for order in ("", "?sort=longest"):
        browser.open("/outcomes" + order)
        seen, heads = titles_on(browser), [browser.heading]
        while "下一页" in browser.links():
            browser.follow("下一页")
            seen += titles_on(browser)
            heads.append(browser.page.findtext(".//title"))
        assert "第 3 页，共 3 页" in heads[-1]
        key = (lambda row: (row.days_used, row.id)) if order else (lambda row: (row.released_at, row.id))
        assert seen == [f"/outcomes/{row.public_id}" for row in sorted(rows, key=key, reverse=True)]
        browser.follow("上一页")
        assert titles_on(browser) == seen[20:40]


def test_the_pager_leads_to_both_ends_and_says_where_one_is(browser, rows):
    browser.open("public.outcomes")
    links = [link.text for link in browser.page.xpath("//nav[@class='pager']//a")]
    assert links == ["下一页", "最后一页"]
    browser.follow("最后一页")
    newest = sorted(rows, key=lambda row: (row.released_at, row.id), reverse=True)
    assert titles_on(browser) == [f"/outcomes/{row.public_id}" for row in newest[40:]]
    pager = browser.page.xpath("//nav[@class='pager']")[0]
    assert "共 48 件，第 3 页，共 3 页" in pager.text_content()
    assert [link.text for link in pager.xpath(".//a")] == ["第一页", "上一页"]
    browser.follow("上一页")
    assert titles_on(browser) == [f"/outcomes/{row.public_id}" for row in newest[20:40]]
    browser.follow("第一页")
    assert titles_on(browser) == [f"/outcomes/{row.public_id}" for row in newest[:20]]
    browser.open("/outcomes?end=1&area=bidding&department=999&respondent=区教育局&month=2026-09")
    assert "end" not in browser.url, "nothing to be at the end of"
    browser.open("/outcomes?keyword=招商承诺")
    assert not browser.page.xpath("//nav[@class='pager']"), "one page needs no pager"


def test_who_looks_for_a_department_finds_its_page(browser, rows):
    browser.open("/outcomes?keyword=财政")
    assert "名字里有“财政”的单位：区财政局" in browser.main
    browser.follow("区财政局")
    assert browser.heading == "区财政局"
    assert "名字里有" not in browser.open("/outcomes?keyword=工程款").main


def test_a_page_that_is_none_leads_to_the_first(browser, rows):
    for place in ("after=nothing", "before=nothing", f"before={rows[0].public_id}&finding=partly&month=2026-09"):
        browser.open("/outcomes?" + place)
        assert "after" not in browser.url and "before" not in browser.url
    last = sorted(rows, key=lambda row: (row.released_at, row.id))[0]
    browser.open(f"/outcomes?after={last.public_id}&sort=")
    assert "after" not in browser.url


def test_one_character_is_asked_to_be_two(browser, rows):
    browser.open("/outcomes?keyword=欠")
    assert "请写两个字以上" in browser.text
    assert total_on(browser) == len(rows)
    browser.open("/outcomes?keyword=款")
    assert not browser.page.xpath("//ul[@class='filter-active']")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "query",
    [
        "finding=nonsense",
        "month=2026-13",
        "department=x",
        "department=99999999",
        "endpoint=x&_scheme=y&_anchor=z",
        "area=nowhere",
        "sort=up",
    ],
)
def test_an_address_that_makes_no_sense_still_gives_a_page(browser, rows, query):
    browser.open("/outcomes?" + query)
    assert total_on(browser) == len(rows)


def test_a_kept_address_finds_nothing_when_its_last_outcome_is_gone(browser, people, rows):
    stories.change(rows[0], operations.withdraw, people.publisher, "内容需要更正")
    browser.open(f"/outcomes?month={rows[0].replied_month}")
    assert total_on(browser) == 0
    assert "没有符合条件的办理结果" in browser.main
    browser.follow("清空筛选")
    assert total_on(browser) == 47


def test_the_list_says_why_it_is_empty_before_anything_is_public(browser, people):
    assert "还没有公开的办理结果" in browser.open("public.outcomes").main


def test_the_feed_holds_what_the_filters_say(browser, rows):
    client = browser.client
    feed = etree.fromstring(client.get("/outcomes.atom?finding=partly").data)
    expected = {f"/outcomes/{row.public_id}" for row in rows if row.finding is Finding.PARTLY}
    assert {entry.findtext(f"{ATOM}id").split(":8000")[-1] for entry in feed.iter(f"{ATOM}entry")} == expected
    assert "核查结果：部分属实" in feed.findtext(f"{ATOM}title")
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        assert one.findtext(f"{ATOM}id") and one.findtext(f"{ATOM}title") and one.findtext(f"{ATOM}updated")
    assert client.get("/outcomes.atom").mimetype == "application/atom+xml"


@pytest.mark.parametrize("path", ["/outcomes", "/outcomes.atom", "/outcomes/{0}"])
def test_a_browser_need_not_load_again_what_has_not_changed(browser, people, rows, path):
    client, path = browser.client, path.format(rows[0].public_id)
    client.get(path)
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.last_modified
    asked = {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=asked)
    assert again.status_code == 304 and not again.data and again.headers["ETag"] == first.headers["ETag"]
    stories.change(rows[0], operations.withdraw, people.publisher, "内容需要更正")
    assert client.get(path, headers=asked).status_code == (410 if path.endswith(rows[0].public_id) else 200)


def test_other_display_settings_are_another_page(browser, rows):
    client = browser.client
    client.get("/outcomes")
    tag = client.get("/outcomes").headers["ETag"]
    client.set_cookie("display", "elder")
    assert client.get("/outcomes", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_costs_a_dozen_queries_at_most(browser, rows):
    browser.open("public.outcomes")
    for path in (
        "/outcomes",
        "/outcomes?keyword=工程款&finding=partly&month=2026-04",
        f"/outcomes?after={rows[3].public_id}",
        f"/outcomes/{rows[0].public_id}",
    ):
        with statements() as said:
            browser.open(path)
        assert len([each for each in said if not each.startswith(("BEGIN", "PRAGMA"))]) <= 12, path


def test_conducts_are_said_in_everyday_words(browser, people):
    publication = stories.released(people, conduct=Conduct.BREACH)
    assert "不按合同办" in browser.open("public.outcome", public_id=publication.public_id).main
