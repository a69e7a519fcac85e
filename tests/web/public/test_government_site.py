"""What the rules for government sites ask of every page (国办发〔2017〕47号): tags of site, column and article; the foot of the page."""

import re

import pytest

from portal.db import transaction
from portal.profiles.queries import current
from portal.web.columns import column_of
from tests.accessibility.walking import page_rules
from tests.publication import stories

COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
KINDS = {"首页", "概况信息", "数据发布", "数据开放", "办事服务", "咨询投诉", "政策文件", "工作动态", "政策解读"}
# Addresses that answer with a file, move on, or belong to one reporter alone: no column of the site.
NO_COLUMN = re.compile(
    r"public\.(track_\w+|report_(done|receipt\w*|check|evidence|file|proof)|leave|\w+_file|\w+_feed|\w+_xml|sitemap_\w+|robots|verify_\w+|"
    r"(objection|repair)_(check|done)|request_progress)"
)


@pytest.fixture
def site(app):
    people = stories.cast()
    with transaction():
        place = current()
        place.settings = {
            **place.settings,
            "domain": "xn.example.gov.cn",
            "identification_code": "1200000052",
            "footer": [
                {"label": "网站标识码", "text": "1200000052", "url": ""},
                {"label": "ICP备案号", "text": "津ICP备00000000号", "url": ""},
            ],
        }
    return people


def tags(browser, path):
    browser.open(path)
    return {tag.get("name"): tag.get("content") for tag in browser.page.xpath("//meta[@name]")}


def test_every_page_names_the_site_and_its_column(browser, site):
    publication = stories.released(site)
    paths = [
        "/",
        "/report",
        "/report/paper",
        "/track",
        "/outcomes",
        f"/outcomes/{publication.public_id}",
        "/departments",
        "/figures",
        "/data",
    ]
    paths += [f"/departments/{publication.department_id}", "/deadline", "/verify", "/verify/heads"]
    paths += ["/help", "/about", "/privacy", "/accessibility", "/sitemap", f"/objections/new?public_id={publication.public_id}"]
    for path in paths:
        found = tags(browser, path)
        assert found["SiteDomain"] == "xn.example.gov.cn" and found["SiteIDCode"] == "1200000052" and found["SiteName"], path
        assert all(found.get(name) for name in COLUMN), path
        assert found["ColumnType"] in KINDS, path
        assert found["description"], path
    assert tags(browser, "/")["ColumnType"] == "首页"
    assert tags(browser, "/outcomes")["ColumnName"] == "信用和平"
    assert {tags(browser, path)["ColumnType"] for path in ("/report", "/track", "/help")} == {"咨询投诉"}


def test_no_public_page_is_forgotten(app):
    pages = {rule.endpoint for rule in page_rules(app, "public")}
    without = {endpoint for endpoint in pages if column_of(endpoint) is None and not NO_COLUMN.fullmatch(endpoint)}
    assert not without


def test_an_article_tells_title_source_and_a_time_that_is_no_day(browser, site):
    publication = stories.released(site)
    found = tags(browser, f"/outcomes/{publication.public_id}")
    assert found["ArticleTitle"] == publication.title and found["ContentSource"] == "区财政局"
    assert re.fullmatch(r"20\d\d-\d\d-01 00:00", found["PubDate"])
    assert "ArticleTitle" not in tags(browser, "/outcomes")


def test_what_is_not_known_is_not_invented(browser, heping):
    found = tags(browser, "/")
    assert "SiteIDCode" not in found and "SiteDomain" not in found
    foot = " ".join(browser.page.xpath("//footer")[0].text_content().split())
    assert "备案号" not in foot and "标识码" not in foot


def test_the_foot_of_every_page_is_the_same_and_leads_on(browser, site):
    feet = {}
    for path in ("/", "/outcomes", "/figures", "/help"):
        browser.open(path)
        foot = browser.page.xpath("//footer")[0]
        feet[path] = [link.get("href") for link in foot.xpath(".//a")]
        assert "主办：" in foot.text_content()
    assert len({tuple(each) for each in feet.values()}) == 1
    for href in feet["/"]:
        if href.startswith("/"):
            browser.open(href)
