"""The portal as a part of a larger site, under a path of it: no address, no redirect and no cookie leaves that path."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from portal import create_app
from portal.accounts.vocabulary import Role
from portal.config import settings
from portal.notifications import messages
from tests import factories
from tests.demo.ready import demo_app, demo_store

__all__ = ["demo_app", "demo_store"]
ORIGIN, PREFIX = "http://portal.example", "/credit"
OF_EACH_KIND = 3  # pages that differ in a number only
LEFT = Response("left the prefix", status=599)
BASE = re.compile(re.escape(ORIGIN) + r"[^\s\"'<>\\]*")
STARTS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/api/v1/openapi.json",
    "/api/v1/outcomes?limit=1",
    "/data/datapackage.json",
    "/data/catalog.jsonld",
)


@pytest.fixture
def under_credit(monkeypatch):
    """What makes an application that believes to lie under the prefix, and everything outside of it a page nobody may reach."""
    monkeypatch.setenv("PUBLIC_BASE_URL", ORIGIN + PREFIX)

    def made():
        settings.cache_clear()
        app = create_app()
        return app, Client(DispatcherMiddleware(LEFT, {PREFIX: app.wsgi_app}), Response)

    return made


def addresses(answer):
    """Every address in an answer, as it stands there."""
    text = answer.get_data().decode("utf-8", "replace")  # files may be pictures or spreadsheets
    found = BASE.findall(text)
    if answer.mimetype == "text/html":
        found += html.fromstring(text).xpath("//@href | //@src | //@action | //@formaction")
    if answer.mimetype == "text/plain":
        found += re.findall(r"(?:Disallow|Sitemap): *(\S+)", text)
    return [each for each in found if each and not each.startswith(("#", "tel:", "mailto:"))]


def inside(address):
    """Whether an address of this site lies under the prefix; addresses of other sites are none of ours."""
    parts = urlsplit(urljoin(f"{ORIGIN}{PREFIX}/", address))
    return parts.netloc != urlsplit(ORIGIN).netloc or f"{parts.path}/".startswith(f"{PREFIX}/")


def kind_of(path):
    """Pages that only differ in what they are about."""
    return re.sub(r"(?<=/)(?=[\w-]*\d)[\w-]{1,32}(?=[/.]|$)", "…", path)


def walk(client, starts):
    """Open all pages that links lead to, some of each kind; returns the paths opened and what was wrong."""
    waiting, seen, kinds, opened, wrong = [PREFIX + each for each in starts], set(), Counter(), [], []
    while waiting:
        path = waiting.pop()
        parts = urlsplit(path)
        kinds[kind := (kind_of(parts.path), bool(parts.query))] += 1
        if path in seen or kinds[kind] > OF_EACH_KIND:
            continue
        seen.add(path)
        answer = client.get(path, base_url=ORIGIN)
        told = [*addresses(answer), *answer.headers.getlist("Location")]
        wrong += [(path, each) for each in told if not inside(each)]
        wrong += [(path, answer.status)] if answer.status_code >= 400 and answer.status_code not in {404, 410, 429} else []
        wrong += [(path, each) for each in answer.headers.getlist("Set-Cookie") if f"Path={PREFIX}" not in each]
        opened.append(parts.path)
        whole = [urlsplit(urljoin(ORIGIN + path, each)) for each in told if inside(each)]
        waiting += [f"{each.path}?{each.query}".rstrip("?") for each in whole if ORIGIN.endswith(each.netloc)]
    return opened, wrong


def test_nothing_of_any_public_page_leads_out_of_the_prefix(demo_app, under_credit):
    app, client = under_credit()
    opened, wrong = walk(client, STARTS)
    assert not wrong, wrong[:10]
    adapter = app.url_map.bind("portal.example")
    paths = [path.removeprefix(PREFIX) for path in opened]
    reached = {adapter.match(path)[0].removeprefix("public.") for path in paths if adapter.test(path)}
    assert {"outcome", "record", "department", "outcomes_feed", "register_feed", "register_entry", "criticisms", "criticism"} <= reached
    assert {"report", "track", "help", "deadline", "sitemap_xml", "display.show", "static"} <= reached
    assert len(reached) > 45, sorted(reached)


def test_a_person_is_led_about_within_the_prefix(database, under_credit):
    _app, client = under_credit()
    outside = client.get("/credit/desk/cases?tab=pending", base_url=ORIGIN)
    assert outside.location.startswith("/credit/account/sign-in?next=/credit/desk/cases")
    page = html.fromstring(client.get("/credit/help", base_url=ORIGIN).get_data())
    fields = {each.get("name"): each.get("value") for each in page.xpath("//header//form//input")}
    assert fields["back"] == "/credit/help"
    changed = client.post("/credit/display", data=fields | {"elder": "1"}, base_url=ORIGIN)
    assert changed.location == "/credit/help"
    (cookie,) = [each for each in changed.headers.getlist("Set-Cookie") if each.startswith("display=")]
    assert "Path=/credit" in cookie.split("; ") and "标准版" in client.get("/credit/", base_url=ORIGIN).get_data(as_text=True)
    for elsewhere in ("/", "/other", "//evil.example", "/creditor/x"):
        assert client.post("/credit/display", data=fields | {"back": elsewhere}, base_url=ORIGIN).location == "/credit/"


def test_staff_are_led_to_their_work_and_mail_tells_the_whole_address(database, under_credit):
    app, _client = under_credit()
    officer = factories.make_user(Role.OFFICER, department=factories.make_department())
    client = app.test_client()
    token = factories.open_session_of(officer)
    with client.session_transaction() as cookie:
        cookie["staff_token"] = token
    assert client.get("/credit/account/sign-in").location == "/credit/desk/cases"
    queue = client.get("/credit/desk/cases")
    assert queue.status_code == 200 and all(each.startswith("/credit/") for each in addresses(queue))
    assert "/credit/desk/notices" in addresses(queue)
    written = messages.staff_news()
    assert f"{ORIGIN}/credit/desk" in written.text and f"{ORIGIN}/credit/desk" in written.html


@pytest.mark.parametrize("path", ["/credit/help", "/help"])
def test_the_proxy_may_take_the_prefix_off_or_leave_it(database, under_credit, path):
    app, _client = under_credit()
    page = app.test_client().get(path, base_url=ORIGIN)
    assert page.status_code == 200 and all(map(inside, addresses(page)))
