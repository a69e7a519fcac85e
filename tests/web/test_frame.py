"""The frame around every page: headers, kept files, display settings, error pages."""

import gzip
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from lxml import html
from sqlalchemy.exc import OperationalError

from portal import errors as told
from portal.web import assets, display, errors, filters, security
from portal.web.outermost import Outermost
from tests.browser import Browser
from tests.pages import check_page

SITE = SimpleNamespace(
    name="和平区政务诚信投诉举报平台", short_name="和平", organiser="和平区发展和改革委员会", phone="022-27128888", footer=()
)
TYPED = "街道办一直没有付款"
ERRORS = {
    "gone": told.Gone("公示期已满。"),
    "many": told.TooMany("输错的次数太多了。", 840),
    "often": told.TooMany("操作太频繁了，请过 3 秒再试。", 3),
    "stale": told.StalePage("李某 10:32 改过这件办件。"),
    "denied": told.NotAllowed(),
    "rule": told.RuleBroken("name", "这个姓名不能用。"),
    "locked": OperationalError("UPDATE x SET y=?", {}, Exception("database is locked")),
    "wrong": OperationalError("SELECT nothing", {}, Exception("no such table: nothing")),
    "crash": ZeroDivisionError("王小明 13800138000"),
}


@pytest.fixture
def small() -> Flask:
    """An app with the frame only, whose views raise what their address says."""
    root = Path(__file__).resolve().parents[2]
    app = Flask("frame", template_folder=str(root / "templates"), static_folder=str(root / "static"), static_url_path="/static")
    app.config.update(SECRET_KEY="x", WTF_I18N_ENABLED=False, MAX_CONTENT_LENGTH=50_000, WTF_CSRF_CHECK_DEFAULT=False)
    CSRFProtect(app)
    for part in (security, errors, filters, assets):
        part.register(app)
    app.wsgi_app = Outermost(app.wsgi_app)
    app.register_blueprint(display.blueprint)
    app.context_processor(lambda: {"site": SITE})

    def fail(kind: str) -> str:
        raise ERRORS[kind]

    for name in ("home", "report", "track", "outcomes", "records", "help", "about", "privacy", "accessibility", "sitemap"):
        app.add_url_rule(f"/{'' if name == 'home' else name}", f"public.{name}", lambda: "")  # where the frame leads
    app.add_url_rule("/fail/<kind>", "public.fail", fail, methods=["GET", "POST"])
    app.add_url_rule("/desk/fail/<kind>", "desk.fail", fail, methods=["GET", "POST"])
    app.add_url_rule("/take", "public.take", lambda: str(len(request.form)), methods=["POST"])
    app.add_url_rule("/open", "public.open", lambda: security.is_published() or "open")
    return app


@pytest.fixture
def client(small: Flask) -> Iterator[FlaskClient]:
    """A browser of the small app."""
    with small.test_client() as made:
        yield made


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/fail/gone", 410, "公示期已满。"),
        ("/fail/many", 429, "请在 14 分钟后再试"),
        ("/fail/often", 429, "请过 3 秒再试"),
        ("/fail/denied", 404, "没有找到这个页面"),
        ("/desk/fail/denied", 403, "您没有办理这一步的权限。"),
        ("/fail/rule", 400, "这个姓名不能用。"),
        ("/fail/locked", 503, "网站正忙"),
        ("/fail/wrong", 500, "网站出了问题"),
        ("/fail/crash", 500, "网站出了问题"),
        ("/nowhere", 404, "没有找到这个页面"),
        ("/desk/nowhere", 404, "没有找到这个页面"),
    ],
)
def test_every_error_has_its_page_in_the_frame_with_phone_and_way_home(client, path, status, words):
    answer = client.get(path)
    page = html.document_fromstring(answer.get_data(as_text=True))
    assert answer.status_code == status
    check_page(page, path)
    text = page.text_content()
    assert words in text and text.count("再试。") <= 1 and "022-27128888" in text and "来电时可报编号" in text
    assert page.xpath("//main//a[@href='/']")
    assert ("办理平台" in text) == path.startswith("/desk")
    assert answer.headers["Cache-Control"] == "no-store"


def test_too_many_attempts_tell_machines_when_to_come_back(client):
    assert client.get("/fail/many").headers["Retry-After"] == "840"
    assert client.get("/fail/locked").headers["Retry-After"] == "30"


@pytest.mark.parametrize("kind", ["stale", "locked", "rule", "gone"])
def test_what_was_typed_is_shown_again_but_no_secrets(client, kind):
    fields = {
        "story": TYPED,
        "password": "hunter22",
        "tracking_code": "7KQM X2PD",
        "csrf_token": "ImFiY2Qi",
        "submission_key": "k-1 2",
        "manner": "named",
    }
    text = client.post(f"/fail/{kind}", data=fields).get_data(as_text=True)
    assert TYPED in text
    for hidden in ("hunter22", "7KQM", "ImFiY2Qi", "k-1 2", ">named<"):
        assert hidden not in text


def test_typed_words_survive_a_file_that_is_too_large(client):
    answer = client.post("/take", data={"story": TYPED, "file": (io.BytesIO(b"x" * 9), "a.txt"), "more": "字" * 60_000})
    assert answer.status_code == 413
    assert TYPED in answer.get_data(as_text=True)


def test_the_bytes_of_a_refused_file_are_kept_nowhere(small: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_disk(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a refused file was written to the disk")

    monkeypatch.setattr(tempfile, "TemporaryFile", on_disk)
    small.config["WTF_CSRF_CHECK_DEFAULT"] = False
    big = (io.BytesIO(b"x" * 3 * 1024 * 1024), "film.mp4")
    answer = small.test_client().post("/take", data={"story": TYPED, "file": big})
    assert answer.status_code == 413 and TYPED in answer.get_data(as_text=True)


def test_an_address_puts_no_words_on_a_page(client):
    assert TYPED not in client.get(f"/fail/stale?story={TYPED}").get_data(as_text=True)


def test_a_post_without_token_says_what_to_do(small):
    small.config["WTF_CSRF_CHECK_DEFAULT"] = True
    answer = small.test_client().post("/take", data={"story": TYPED})
    assert answer.status_code == 400
    assert "刷新后再提交一次" in answer.get_data(as_text=True) and TYPED in answer.get_data(as_text=True)


def test_the_log_of_a_crash_holds_no_words_of_people(client, caplog):
    client.post("/fail/crash", data={"story": TYPED})
    assert "ZeroDivisionError" in caplog.text
    assert "王小明" not in caplog.text and TYPED not in caplog.text


def test_a_broken_frame_still_gives_a_bare_page(small):
    def broken() -> dict[str, object]:
        raise RuntimeError("no database")

    small.context_processor(broken)
    answer = small.test_client().get("/fail/locked")
    assert answer.status_code == 503
    assert "网站正忙" in answer.get_data(as_text=True)


def test_an_unknown_method_keeps_its_status(client):
    answer = client.get("/take")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_every_answer_carries_the_headers_and_only_published_pages_may_be_kept(client):
    answer = client.get("/open")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Strict-Transport-Security" not in answer.headers
    assert client.get("/display").headers["Cache-Control"] == "no-store"


def test_a_file_asked_for_by_fingerprint_may_be_kept_for_a_year_and_another_is_checked(small, client):
    with small.test_request_context():
        address = assets.asset("css/public.css")
    assert assets.fingerprint("css/public.css") in address
    assert (
        "max-age=31536000" in client.get(address).headers["Cache-Control"] and "immutable" in client.get(address).headers["Cache-Control"]
    )
    assert "31536000" not in client.get("/static/css/public.css").headers["Cache-Control"]
    with pytest.raises(FileNotFoundError):
        assets.fingerprint("css/none.css")


@pytest.mark.parametrize("name", sorted(assets.BUNDLES))
def test_the_committed_bundles_are_those_of_their_sources_and_small(name):
    committed = (assets.STATIC / name).read_text(encoding="utf-8")
    assert committed == assets.built(name)
    assert len(gzip.compress(committed.encode())) <= 8 * 1024
    assert "data:" not in committed and "@import" not in committed and "innerHTML" not in committed


def test_settings_are_kept_in_a_cookie_and_become_classes_of_the_page(client):
    posted = {"size": "largest", "contrast": "1", "pointer": "1", "back": "/display?x=1"}
    answer = client.post("/display", data=posted)
    assert answer.status_code == 303 and answer.headers["Location"] == "/display?x=1"
    page = html.document_fromstring(client.get("/display").get_data(as_text=True))
    assert page.get("class").split() == ["public", "size-largest", "high-contrast", "big-pointer"]


def test_the_switch_in_the_masthead_changes_nothing_but_the_elder_version(client):
    client.post("/display", data={"size": "large", "contrast": "1"})
    client.post("/display", data={"change": "elder", "elder": "1", "back": "/"})
    page = html.document_fromstring(client.get("/display").get_data(as_text=True))
    assert page.get("class").split() == ["public", "size-large", "high-contrast", "elder"]
    client.post("/display", data={"change": "elder", "elder": "", "back": "/"})
    assert "elder" not in html.document_fromstring(client.get("/display").get_data(as_text=True)).get("class")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb", ""])
def test_settings_never_lead_to_another_site(client, back):
    assert client.post("/display", data={"back": back}).headers["Location"] == "/"


def test_an_unknown_cookie_is_the_standard_display():
    assert display.read("size-giant.elder-x.<script>") == display.Display()
    for chosen in (display.Display(), display.Display("large", True, True, True, "compact")):
        assert display.read(chosen.written()) == chosen


@pytest.mark.parametrize("path", ["/outcomes?keyword=a%00b", "/outcomes/a%00b", "/desk/cases?keyword=%00", "/%00"])
def test_a_nul_in_an_address_is_a_page_that_does_not_exist(browser: Browser, path: str) -> None:
    browser.open(path, status=404)
