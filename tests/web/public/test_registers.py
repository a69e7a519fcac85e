"""The registers as visitors see them: lists, filters, pages, feeds, and that what is withdrawn is gone everywhere."""

from datetime import timedelta

import pytest
from lxml import etree

from portal import clock, jobs
from portal.registers import commitments, operations
from portal.registers.vocabulary import Kind, Promise
from portal.web.registers import BY_KIND, REGISTERS
from tests.browser import Browser
from tests.databases import statements
from tests.registers import making
from tests.registers.making import change, draft, inspect, published

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = [each.kind for each in REGISTERS]


@pytest.fixture
def people(app):
    return making.cast()


def path_of(entry):
    return f"/{BY_KIND[entry.kind].path}/{entry.public_id}"


@pytest.mark.same_queries
@pytest.mark.parametrize("kind", KINDS)
def test_a_visitor_finds_every_register_from_the_map_of_the_site_and_reads_an_entry(browser, people, kind):
    entry, register = published(people, kind), BY_KIND[kind]
    draft(people, kind, title="还没有审核的一条")
    browser.open("/sitemap").follow(register.title)
    assert browser.heading == register.title and "共 1 条" in browser.text and "还没有审核" not in browser.text
    browser.follow(entry.title)
    assert browser.heading == entry.title and browser.url == path_of(entry) and entry.body[:20] in browser.main
    assert browser.page.xpath("//h1") and not browser.page.xpath("//meta[@name='robots']")


@pytest.mark.same_queries
@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_has_the_meta_tags_of_government_sites(browser, people, kind):
    entry = published(people, kind)
    browser.open(path_of(entry))
    metas = {each.get("name"): each.get("content") for each in browser.page.xpath("//meta[@name]")}
    assert metas["ArticleTitle"] == entry.title
    assert metas["PubDate"] == f"{clock.local(entry.published_at):%Y-%m-%d %H:%M}"
    assert metas["ContentSource"] and {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType", "SiteName"} <= set(metas)
    if kind is Kind.ARTICLE:
        assert (metas["ColumnName"], metas["ColumnType"], metas["ContentSource"]) == ("政策文件", "政策文件", "区发展改革委")


def test_filters_narrow_the_list_and_can_be_taken_away(browser, people):
    mine = published(people, Kind.COMMITMENT, title="路灯三天内修好", topic="出行")
    published(people, Kind.COMMITMENT, title="低保按时发放", topic="养老")
    late = published(people, Kind.COMMITMENT, given=making.promise(people.home, 5, title="园区污水管网建成", promise=Promise.ENVIRONMENT))
    browser.open("/commitments").fill_get(topic="出行") if hasattr(browser, "fill_get") else browser.open("/commitments?topic=出行")
    assert mine.title in browser.main and "低保" not in browser.main.split("共 1 条")[1]
    assert "服务类别：出行" in browser.text
    for query in (f"department={people.home.id}&promise=environment", "keyword=污水", "standing=running&promise=environment"):
        browser.open(f"/commitments?{query}")
        assert "共 1 条" in browser.text and late.title in browser.main
    assert "共 0 条" in browser.open("/commitments?standing=missed").text
    assert "两个字以上" in browser.open("/commitments?keyword=路").text


def test_pages_follow_each_other_and_hold_every_entry_once(app, browser, people):
    for number in range(23):
        published(people, Kind.ARTICLE, title=f"第{number}号动态")
    seen = [each.text for each in browser.open("/news").page.xpath("//article//a")]
    browser.follow("下一页")
    seen += [each.text for each in browser.page.xpath("//article//a")]
    assert len(seen) == len(set(seen)) == 23 and "第 2 页，共 2 页" in browser.text
    assert "上一页" in browser.links() and browser.follow("上一页").url.startswith("/news")
    last = [each.text for each in browser.follow("最后一页").page.xpath("//article//a")]
    assert last == seen[20:] and "第 2 页，共 2 页" in browser.text
    assert browser.open("/news?after=nonsense").url == "/news"


def test_a_page_that_has_not_changed_costs_no_body(app, people):
    entry = published(people, Kind.COMMITMENT)
    client = app.test_client()
    client.get("/")
    for path in ("/commitments", path_of(entry), "/commitments.atom", "/links", "/appraisals", "/sitemap/registers.xml"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304, path
    change(entry, operations.withdraw, people.second, "内容已经过时", inspect)
    assert client.get("/commitments", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_withdrawn_means_gone_from_page_list_feed_sitemap_search_and_data(app, people, kind):
    entry, stays = published(people, kind, title="马上要撤下的一条"), published(people, kind, title="一直都在的一条")
    client, register = app.test_client(), BY_KIND[kind].path
    places = [f"/{register}", f"/{register}?keyword=撤下", f"/{register}.atom", "/sitemap/registers.xml"]
    places += [f"/data/{register.replace('-', '_')}.{kind_of}" for kind_of in ("csv", "json")] if kind is not Kind.ARTICLE else []
    assert all(entry.public_id in client.get(path).text for path in places)
    change(entry, operations.withdraw, people.second, "内容已经过时", inspect)
    assert [path for path in places if entry.public_id in client.get(path).text or entry.title in client.get(path).text] == []
    answer = client.get(path_of(entry))
    assert answer.status_code == 410 and "内容已经过时" in answer.text and entry.title not in answer.text
    assert client.get(path_of(stays)).status_code == 200 and stays.public_id in client.get(f"/{register}.atom").text


def test_the_feed_is_atom_and_honours_the_filters(app, people):
    published(people, Kind.ARTICLE, title="政策一件", topic="policy")
    published(people, Kind.ARTICLE, title="动态一件", topic="work")
    answer = app.test_client().get("/news.atom?topic=work")
    feed = etree.fromstring(answer.data)
    assert answer.mimetype == "application/atom+xml" and feed.tag == f"{ATOM}feed"
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == ["动态一件"]


def test_a_missed_promise_shows_on_its_page_in_the_list_and_on_the_page_of_its_department(browser, people):
    entry = published(people, Kind.COMMITMENT, given=making.promise(people.home, 10))
    with clock.pretend(clock.now() + timedelta(days=30)):
        jobs.sweep_deadlines()
        browser.open(path_of(entry))
        assert "逾期未履行" in browser.main and "兑现期限已过，没有履行" in browser.main
        assert "共 1 条" in browser.open("/commitments?standing=missed").text
        browser.open("public.department", department_id=people.home.id)
        assert entry.title in browser.main
        change(entry, commitments.fulfil, people.officer, clock.today(), "区财政局拨付凭证，已经到账", inspect)
        assert "逾期后履行" in browser.open(path_of(entry)).main and "区财政局拨付凭证" in browser.main
        assert entry.title not in browser.open("public.department", department_id=people.home.id).main


def test_a_department_shows_the_examples_it_set_and_not_those_it_warns_of(browser, people):
    good = published(people, Kind.TYPICAL_CASE, title="按期兑现招商承诺", topic="trustworthy", department_id=people.home.id)
    bad = published(people, Kind.TYPICAL_CASE, title="拖欠工程款被通报", topic="untrustworthy", department_id=people.home.id)
    page = browser.open("public.department", department_id=people.home.id)
    assert good.title in page.main and bad.title not in page.main
    page.follow("全部守信案例")
    assert good.title in page.main and bad.title not in page.main
    change(good, operations.withdraw, people.publisher, "内容已经过时", inspect)
    assert "没有公开的守信案例" in browser.open("public.department", department_id=people.home.id).main


def test_the_first_page_has_the_newest_notices_until_they_go(browser, people):
    entries = [published(people, Kind.ARTICLE, title=f"第{number}条动态", topic="work") for number in range(4)]
    titles = [each.title for each in entries]
    page = browser.open("/")
    assert [each in page.main for each in titles] == [False, True, True, True]
    change(entries[3], operations.withdraw, people.publisher, "内容已经过时", inspect)
    assert [each in browser.open("/").main for each in titles] == [True, True, True, False]


def test_links_lead_straight_to_government_sites_and_over_a_notice_to_others(browser, people):
    published(people, Kind.LINK)
    other = published(people, Kind.LINK, title="招标信息平台", url="https://bids.example.com/list", topic="bidding")
    browser.open("/links")
    hrefs = {each.text: each.get("href") for each in browser.page.xpath("//main//li/a")}
    assert hrefs["政府采购信息网"] == "https://www.ccgp.gov.cn/"
    browser.follow("招标信息平台")
    assert browser.url == f"/links/{other.public_id}" and "不是政府网站" in browser.main
    assert browser.page.xpath("//main//a[@href='https://bids.example.com/list'][@rel='noreferrer']")
    change(other, operations.withdraw, people.second, "网站已经停用", inspect)
    browser.open(f"/links/{other.public_id}", 404)
    browser.open("/links/https:%2F%2Fevil.example", 404)


def test_the_sites_of_the_profile_are_among_the_links(browser, heping):
    browser.open("/links")
    assert "信用" in browser.main


def test_a_list_asks_the_database_the_same_however_many_entries_there_are(app, people):
    published(people, Kind.COMMITMENT)
    client = app.test_client()
    client.get("/commitments")
    few = queries_of(lambda: client.get("/commitments"))
    for number in range(12):
        published(people, Kind.COMMITMENT, title=f"第{number}条承诺")
    assert queries_of(lambda: client.get("/commitments")) == few <= 12


def queries_of(work) -> int:
    """How many statements a piece of work sends."""
    with statements() as said:
        work()
    return len(said)


def test_nothing_of_a_writer_is_on_any_page(app, people):
    entry = published(people, Kind.COMMITMENT, author=people.officer)
    client = app.test_client()
    for path in (path_of(entry), "/commitments", "/commitments.atom", "/sitemap/registers.xml"):
        text = client.get(path).text
        assert not [each for each in (people.officer, people.second) if each.display_name in text or each.username in text], path


def test_a_browser_of_another_window_sees_the_same(app, people):
    entry = published(people, Kind.RATING, url="https://report.example.com/2026.pdf")
    page = Browser(app).open(path_of(entry))
    assert page.page.xpath(f"//main//a[@href='/links/{entry.public_id}']")
    assert Browser(app).open(f"/links/{entry.public_id}").heading == "您要离开本网站"
