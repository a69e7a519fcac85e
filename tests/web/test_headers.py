"""The headers of every response: over the whole URL map, in every kind of answer, also in those that no page of ours made."""

from base64 import b64encode
from hashlib import sha256

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import db
from portal.accounts.vocabulary import Role
from portal.config import settings
from portal.web import assets, security
from portal.web.outermost import Outermost, only_prefixed, prefixed, trusted_hosts
from tests import factories
from tests.browser import Browser

OPEN_DATA = "api."  # open data, for other sites to show
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")
TOO_LARGE = {
    "method": "POST",
    "content_type": "application/x-www-form-urlencoded",
    "environ_overrides": {"CONTENT_LENGTH": str(10**10)},
}


def check(answer: TestResponse, where: str) -> None:
    """Every header once, with the one value; nothing kept unless it is published or a file of the site."""
    opens = {"Cross-Origin-Resource-Policy": "cross-origin"} if where.split(" ")[2].startswith(OPEN_DATA) else {}
    for name, value in (security.headers() | opens).items():
        assert answer.headers.getlist(name) in ([value], [security.headers()[name]]), (where, name)
    assert len(answer.headers.getlist("Cache-Control")) == 1, where
    cached = answer.headers["Cache-Control"]
    if cached != security.NEVER_KEPT:
        assert answer.status_code in {200, 304}, where
        assert where.split(" ")[2].startswith(("static", "public.", OPEN_DATA, "exchange.describe")), (where, cached)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Each endpoint with an address of it; there is nothing at most of them."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        values = {name: next(iter(getattr(converter, "items", [1]))) for name, converter in rule._converters.items()}
        found.append((rule.endpoint, adapter.build(rule.endpoint, values, method=sorted(rule.methods or ())[0])))
    return found


@pytest.mark.same_queries
@pytest.mark.parametrize("method", METHODS)
def test_every_endpoint_answers_every_method_with_every_header(app: Flask, method: str) -> None:
    client = app.test_client()
    for endpoint, address in addresses(app):
        check(client.open(address, method=method), f"{method} {address} {endpoint}")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.SYSTEM_ADMIN])
def test_the_same_for_people_who_are_signed_in(app: Flask, sign_in_as, role: Role) -> None:
    client = sign_in_as(factories.make_user(role)).client
    for endpoint, address in addresses(app):
        if endpoint != "account.sign_out":
            check(client.get(address), f"GET {address} {endpoint}")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("path", "status", "sent"),
    [
        ("/nothing/here", 404, {}),
        ("/%00", 404, {}),
        ("/report/check", 413, TOO_LARGE),
        ("/report/1", 400, {"method": "POST", "data": {"csrf_token": "made up"}}),
        ("/track", 405, {"method": "PATCH"}),
        ("/static/css/none.css", 404, {}),
        ("/static/css/public.css", 200, {}),
        ("/static/../portal/config.py", 404, {}),
        ("/desk/cases", 302, {}),
        ("/", 400, {"headers": {"Host": "evil.example"}}),
        ("/", 400, {"headers": {"Host": "a b"}, "method": "HEAD"}),
    ],
)
def test_refusals_redirects_and_files_carry_them_too(app: Flask, path: str, status: int, sent: dict) -> None:
    answer = app.test_client().open(path, **sent)
    assert answer.status_code == status
    check(answer, f"x {path} {'static' if status == 200 else 'other'}")


def test_errors_of_ours_and_a_database_that_is_away(new_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    new_app.config["PROPAGATE_EXCEPTIONS"] = False
    new_app.add_url_rule("/broken", "public.broken", lambda: 1 // 0)
    answer = new_app.test_client().get("/broken")
    assert answer.status_code == 500
    check(answer, "GET /broken public.broken")
    database = settings().database_url
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")
    use_new_settings()
    answer = new_app.test_client().get("/outcomes")
    assert answer.status_code == 503
    check(answer, "GET /outcomes public.outcomes")
    monkeypatch.setenv("DATABASE_URL", database)
    use_new_settings()


def use_new_settings() -> None:
    settings.cache_clear()
    db.forget_engine()
    db.engine()


def test_what_breaks_outside_of_flask_is_a_page_with_headers_and_says_nothing(database: str) -> None:
    def broken(_environ, _start):
        raise ValueError("the words of a reporter")

    told: dict = {}
    body = b"".join(
        Outermost(broken)({"HTTP_HOST": "localhost"}, lambda status, headers: told.update(status=status, headers=dict(headers)))
    )
    assert told["status"].startswith("500") and told["headers"]["Cache-Control"] == "no-store"
    assert security.HEADERS.items() <= told["headers"].items()
    assert "words of a reporter" not in body.decode()


@pytest.fixture
def behind_tls(database: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Flask:
    """The portal as it runs behind nginx."""
    for name, value in {"SESSION_COOKIE_SECURE": "1", "TRUSTED_PROXIES": "1", "PUBLIC_BASE_URL": "https://xinnuo.example"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TRUSTED_HOSTS", "intranet.example, second.example")
    settings.cache_clear()
    made: Flask = request.getfixturevalue("app")
    return made


HTTPS = {"base_url": "https://xinnuo.example"}


def test_behind_tls_browsers_are_kept_there_and_cookies_cannot_be_planted(behind_tls: Flask) -> None:
    client = behind_tls.test_client()
    answer = client.get("/report", **HTTPS)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    cookies = answer.headers.getlist("Set-Cookie") + client.post("/display", **HTTPS).headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-") and "; Secure" in cookie and "; HttpOnly" in cookie and "; SameSite=Lax" in cookie
        assert "domain" not in cookie.lower()


def test_a_cookie_without_the_prefix_is_not_read(behind_tls: Flask) -> None:
    client = behind_tls.test_client()
    client.get("/report", **HTTPS)
    own = client.get_cookie("__Host-xinnuo", domain="xinnuo.example")
    assert own is not None
    planted = behind_tls.test_client()
    planted.set_cookie("display", "elder", domain="xinnuo.example")
    assert b'class="public elder"' not in planted.get("/report", **HTTPS).data
    planted.set_cookie("__Host-display", "elder", domain="xinnuo.example")
    assert b'class="public elder"' in planted.get("/report", **HTTPS).data


def test_names_of_cookies_are_given_and_taken_by_their_path() -> None:
    assert prefixed("a=1; Path=/; Secure").startswith("__Host-a=1")
    assert prefixed("a=1; Path=/account; Secure").startswith("__Secure-a=1")
    assert prefixed("a=1; Domain=x.example; Path=/").startswith("__Secure-a=1")
    assert only_prefixed("a=1; __Host-b=2; __Secure-c=3; x__Host-d=4") == "b=2; c=3"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "host", ["xinnuo.example", "xinnuo.example:443", "intranet.example", "second.example", "localhost", "127.0.0.1:8000"]
)
def test_the_portal_answers_under_its_own_names(behind_tls: Flask, host: str) -> None:
    assert behind_tls.test_client().get("/report", headers={"Host": host}).status_code == 200


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "host", ["evil.example", "xinnuo.example.evil.example", "evil.example:443", "[::1]", "a@xinnuo.example", "xinnuo.example/x"]
)
@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host"])
def test_no_other_name_is_answered_or_repeated(behind_tls: Flask, host: str, name: str) -> None:
    for path in ("/", "/report", "/outcomes.atom", "/account/sign-in", "/desk/cases"):
        answer = behind_tls.test_client().get(path, headers={name: host})
        assert answer.status_code == 400
        assert "evil" not in answer.get_data(as_text=True) and "evil" not in str(answer.headers)


def test_links_that_leave_the_house_never_use_the_asked_name(behind_tls: Flask) -> None:
    for path in ("/report", "/outcomes", "/sitemap", "/account/sign-in"):
        text = behind_tls.test_client().get(path, headers={"Host": "second.example"}).get_data(as_text=True)
        assert 'href="https://second.example' not in text and 'action="http' not in text
    assert trusted_hosts()[0] == "xinnuo.example"


@pytest.mark.parametrize("path", ["/track/leave", "/account/sign-out", "/leave"])
def test_who_leaves_is_forgotten_by_the_browser(app: Flask, path: str) -> None:
    browser = Browser(app).open("/track")
    token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]
    answer = browser.client.get(path) if path == "/leave" else browser.client.post(path, data={"csrf_token": token})
    assert answer.status_code in {302, 303}
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"' and answer.headers["Cache-Control"] == "no-store"


def test_leaving_quickly_takes_every_cookie_back(app: Flask) -> None:
    browser = Browser(app).open("/report")
    browser.post("/display", {"size": "large"})
    assert browser.client.get_cookie("display") and browser.client.get_cookie("xinnuo")
    browser.client.get("/leave")
    assert browser.client.get_cookie("display") is None and browser.client.get_cookie("xinnuo") is None


def test_every_script_of_a_page_is_bound_to_its_hash(app: Flask) -> None:
    for script in Browser(app).open("/report").page.xpath("//script"):
        name = script.get("src").split("/", 4)[4]
        assert script.get("integrity") == "sha256-" + b64encode(sha256((assets.STATIC / name).read_bytes()).digest()).decode()
