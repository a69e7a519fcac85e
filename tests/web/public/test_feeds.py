"""Every Atom feed by the rules of RFC 4287: what a feed and an entry must have, addresses that are unique, days that are days."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from portal import clock
from portal.accountability import operations
from portal.cases.vocabulary import Finding
from portal.db import transaction
from portal.registers.vocabulary import Kind
from portal.web.registers import BY_KIND, REGISTERS
from tests.publication import stories
from tests.records.stories import make_house, new_record
from tests.records.stories import published as published_record
from tests.registers import making
from tests.supervision import ladder_world

ATOM = "{http://www.w3.org/2005/Atom}"
FEED_ONCE, ENTRY_ONCE = ("id", "title", "updated"), ("id", "title", "updated")


def valid(client, path):
    """The feed at a path, after all that the format asks for has been checked."""
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml", path
    feed = etree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for part, once in [(feed, FEED_ONCE), *((each, ENTRY_ONCE) for each in entries)]:
        for name in once:
            (found,) = part.findall(f"{ATOM}{name}")
            assert found.text and found.text.strip(), (path, name)
        assert urlsplit(part.findtext(f"{ATOM}id")).scheme in {"http", "https", "urn", "tag"}
        for name in ("updated", "published"):
            for found in part.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(found.text).tzinfo is not None, (path, found.text)
        for link in part.findall(f"{ATOM}link"):
            assert urlsplit(link.get("href")).scheme in {"http", "https"}, (path, link.get("href"))
        alternates = [
            (each.get("type"), each.get("hreflang")) for each in part.findall(f"{ATOM}link") if each.get("rel", "alternate") == "alternate"
        ]
        assert len(alternates) == len(set(alternates))
    has_author = feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert has_author or all(each.find(f"{ATOM}author/{ATOM}name") is not None for each in entries)
    (own,) = [each.get("href") for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    assert own.endswith(path), (own, path)
    ids = [each.findtext(f"{ATOM}id") for each in entries]
    assert len(ids) == len(set(ids)) and feed.findtext(f"{ATOM}id") not in ids
    assert all(each.find(f"{ATOM}content") is not None or each.find(f"{ATOM}link") is not None for each in entries)
    assert feed.findtext(f"{ATOM}updated") >= max((each.findtext(f"{ATOM}updated") for each in entries), default="")
    return [each.findtext(f"{ATOM}title") for each in entries]


def test_the_feed_of_outcomes_is_valid_and_honours_its_filters(app):
    first = stories.released(stories.cast())
    stories.add_outcome(first, title="只有部分属实的一条", finding=Finding.PARTLY, changed_at=clock.now())
    client = app.test_client()
    assert len(valid(client, "/outcomes.atom")) == 2
    assert valid(client, "/outcomes.atom?finding=partly") == ["只有部分属实的一条"]
    assert valid(client, "/outcomes.atom?finding=unsubstantiated") == []


def test_the_feed_of_records_is_valid_and_honours_its_filters(app):
    house = make_house()
    shown = published_record(house, new_record(clock.today()))
    client = app.test_client()
    assert valid(client, "/records.atom") == [shown.title]
    conducts = {each: valid(client, f"/records.atom?conduct={each.value}") for each in type(shown.conduct)}
    assert [each for each, titles in conducts.items() if titles] == [shown.conduct]


def test_the_feed_of_criticisms_is_valid_honours_its_filter_and_forgets_what_is_withdrawn(app):
    shown = ladder_world.criticised("示例财政局", "关于逾期未办结的通报")
    noise = ladder_world.criticised("示例住建局", "另一份通报")
    client = app.test_client()
    assert set(valid(client, "/criticisms.atom")) == {shown.title, noise.title}
    assert valid(client, f"/criticisms.atom?department={shown.order.department_id}") == [shown.title]
    page = client.get(f"/criticisms?department={shown.order.department_id}")
    assert f"/criticisms.atom?department={shown.order.department_id}" in page.text and noise.title not in page.text
    tags = {path: client.get(path).headers["ETag"] for path in ("/criticisms", "/criticisms.atom", f"/criticisms/{shown.public_key}")}
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304, path
    ladder_world.uncriticised(shown)
    assert (
        client.get(f"/criticisms/{shown.public_key}", headers={"If-None-Match": tags[f"/criticisms/{shown.public_key}"]}).status_code == 410
    )
    assert client.get("/criticisms", headers={"If-None-Match": tags["/criticisms"]}).status_code == 200
    assert valid(client, "/criticisms.atom") == [noise.title]


@pytest.mark.parametrize("kind", [each.kind for each in REGISTERS])
def test_the_feeds_of_the_registers_are_valid_and_honour_their_filters(app, kind):
    entry, path = making.published(making.cast(), kind), BY_KIND[kind].path
    client = app.test_client()
    assert valid(client, f"/{path}.atom") == [entry.title]
    assert valid(client, f"/{path}.atom?keyword=qqqq") == []


def test_the_feed_of_the_log_is_valid(app):
    with transaction():
        operations.issue_daily_head()
    assert len(valid(app.test_client(), "/verify/heads.atom")) == 1


@pytest.mark.parametrize("extension", ["atom", "json", "csv"])
def test_a_filter_that_makes_no_sense_gives_nothing_to_programs(app, extension):
    """A kept address whose body, month or department has left the list must not turn into the whole list."""
    published_record(make_house(), new_record(clock.today()))
    stories.released(stories.cast())
    ladder_world.criticised("示例财政局", "关于逾期未办结的通报")
    making.published(making.cast(), Kind.COMMITMENT)
    client = app.test_client()
    for name, query in (
        ("outcomes", "keyword=欠"),
        ("outcomes", "month=2026-13"),
        ("records", "subject=不再公示的单位"),
        ("criticisms", "department=999999"),
        ("commitments", "department=999999"),
    ):
        assert held(client, f"/{name}.{extension}") == 1, name
        assert held(client, f"/{name}.{extension}?{query}") == 0, (name, query)


def held(client, path):
    """How many rows or entries an answer for programs has."""
    answer = client.get(path)
    assert answer.status_code == 200
    if path.partition("?")[0].endswith(".atom"):
        return answer.text.count("<entry>")
    return len(answer.get_json()) if answer.is_json else len(answer.data.decode("utf-8-sig").strip().splitlines()) - 1
