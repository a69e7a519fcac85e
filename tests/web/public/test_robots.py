"""What search engines are told, and that a withdrawn outcome leaves every list."""

import pytest
from lxml import etree

from portal.publication import operations
from portal.web.public import robots
from tests.publication import stories

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    return [element.text for element in etree.fromstring(answer.data).iter(LOC)]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_lists_lead_to_every_standing_page_and_every_published_outcome(app):
    people = stories.cast()
    first = stories.released(people)
    client = app.test_client()
    lists = addresses(client, "/sitemap.xml")
    found = [address for each in lists for address in addresses(client, path_of(each))]
    assert len(found) == len(set(found))
    assert f"/outcomes/{first.public_id}" in [path_of(each) for each in found]
    for address in found:
        answer = client.get(path_of(address))
        assert answer.status_code == 200
        assert b'name="robots" content="noindex' not in answer.data, address


def test_no_file_holds_more_than_the_protocol_allows_and_nothing_is_left_out(app, monkeypatch):
    first = stories.released(stories.cast())
    more = [stories.add_outcome(first).public_id for _ in range(4)]
    monkeypatch.setattr(robots, "MOST_ADDRESSES", 2)
    client = app.test_client()
    lists = [path_of(each) for each in addresses(client, "/sitemap.xml")]
    of_month = [each for each in lists if f"/outcomes-{first.replied_month}" in each]
    assert len(lists) == len(set(lists)) and len(of_month) == 3
    files = [addresses(client, each) for each in of_month]
    assert [len(each) for each in files] == [2, 2, 1]
    assert {path_of(each) for file in files for each in file} == {f"/outcomes/{each}" for each in [first.public_id, *more]}
    for beyond in (0, 1, 4):
        assert client.get(f"/sitemap/outcomes-{first.replied_month}/{beyond}.xml").status_code == 404


def test_departments_stand_in_the_lists(app):
    people = stories.cast()
    found = [path_of(each) for each in addresses(app.test_client(), "/sitemap/pages.xml")]
    assert f"/departments/{people.respondent.id}" in found


def test_a_withdrawn_outcome_is_in_no_list(app):
    people = stories.cast()
    first = stories.released(people)
    client, path = app.test_client(), f"/sitemap/outcomes-{first.replied_month}.xml"
    kept = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 304
    stories.change(first, operations.withdraw, people.publisher, "内容有误")
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 404
    assert first.public_id not in client.get("/sitemap.xml").text


@pytest.mark.parametrize("month", ["2026-9", "x", "0000-00", "2026-09-01"])
def test_a_month_without_outcomes_has_no_list(app, month):
    assert app.test_client().get(f"/sitemap/outcomes-{month}.xml").status_code == 404


def test_robots_are_kept_from_a_reporters_pages(app):
    lines = app.test_client().get("/robots.txt").text.splitlines()
    assert {"User-agent: *", "Disallow: /track/", "Disallow: /report/"} <= set(lines)
    assert lines[-1].startswith("Sitemap: http") and lines[-1].endswith("/sitemap.xml")
    assert not [line for line in lines if "desk" in line or "admin" in line]
