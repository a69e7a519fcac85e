"""Requests that no page of ours sends: other methods, other hosts, other places to go, fields and tokens that are not one's own."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.cases import queries as cases
from portal.cases.evidence import files_of
from portal.db import transaction
from tests import factories
from tests.browser import Browser
from tests.security.world import contents, make_world
from tests.web.public.filling import follow_case

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://localhost@evil.example/",
    "/ok\r\nLocation: https://evil.example",
    " https://evil.example",
    "/.evil.example/..//evil.example",
)
NAMES = ("next", "back", "url", "return", "return_to", "redirect", "to", "goto", "continue")
OUTSIDE = {"www.gov.cn"}  # where 快速离开 leads unless the site says otherwise
PRESENCE = ("user_session",)


def lands_inside(location: str) -> bool:
    """Whether a browser that follows this stays here."""
    target = urlsplit(location.replace("\\", "/"))
    path = location.replace("\\", "/")
    return (target.netloc in {"", "localhost", *OUTSIDE}) and target.scheme in {"", "http", "https"} and not path.startswith("//")


def every_rule(app: Any, method: str) -> list[Any]:
    """The rules that answer a method, static files aside."""
    return [rule for rule in app.url_map.iter_rules() if method in rule.methods and rule.endpoint != "static"]


def test_no_address_of_the_site_sends_anybody_elsewhere(app, sign_in_as):
    world = make_world()
    visitors = [Browser(app).client, sign_in_as(world.person(Role.OFFICER, "lead")).client]
    for rule in every_rule(app, "GET"):
        for visitor in visitors:
            for target in ELSEWHERE[:4]:
                path, _, asked = world.address(app, rule, "GET").partition("?")
                query = {**dict(parse_qsl(asked)), **dict.fromkeys(NAMES, target)}
                answer = visitor.get(path, query_string=query, buffered=True)
                assert lands_inside(answer.location or "/"), f"{rule.endpoint} leads to {answer.location}"


@pytest.mark.same_queries
@pytest.mark.parametrize("target", ELSEWHERE)
def test_neither_signing_in_nor_the_display_settings_lead_elsewhere(app, target):
    user = factories.make_user(Role.OFFICER, username="wang.fang")
    factories.give_password(user)
    browser = Browser(app)
    browser.open("display.show")
    token = browser.value("csrf_token")
    answer = browser.client.post("/display", data={"csrf_token": token, "back": target})
    assert lands_inside(answer.location), answer.location
    data = {"csrf_token": token, "username": "wang.fang", "password": factories.PASSWORD}
    answer = browser.client.post("/account/sign-in", query_string={"next": target}, data=data)
    assert answer.status_code in {200, 303} and lands_inside(answer.location or "/")
    with browser.client.session_transaction() as cookie:
        assert lands_inside(cookie.get("wanted", "/"))


@pytest.mark.same_queries
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded", "X-Forwarded-Prefix"])
def test_no_page_and_no_redirect_believes_a_foreign_host(app, sign_in_as, header):
    world = make_world()
    staff = sign_in_as(world.person(Role.OFFICER, "lead")).client
    for visitor, paths in (
        (app.test_client(), ("/", "/track", "/report", "/outcomes.atom", "/sitemap", "/desk/", "/account/next")),
        (staff, ("/desk/", "/desk/cases", "/account/settings", "/account/next")),
    ):
        for path in paths:
            answer = visitor.get(path, headers={header: "evil.example"})
            assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers), f"{header} on {path}"
            assert answer.status_code < 500


@pytest.mark.same_queries
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "CONNECT", "HEAD", "OPTIONS"])
def test_no_other_method_gets_or_changes_anything(app, sign_in_as, method):
    world = make_world()
    visitor = sign_in_as(world.person(Role.OFFICER, "lead")).client
    before = contents(without=(*PRESENCE, "audit_entry", "audit_head", "case_reading"))
    for rule in app.url_map.iter_rules():
        path = world.address(app, rule, "GET" if "GET" in rule.methods else "POST")
        answer = visitor.open(path, method=method, headers={"X-HTTP-Method-Override": "POST"}, data={"_method": "POST"}, buffered=True)
        if method == "HEAD":
            assert answer.get_data() == b""
        elif method == "OPTIONS":
            assert answer.status_code in {302, 400, 404, 405} or answer.status_code in {200, 204} and answer.get_data() == b"", path
        else:
            assert answer.status_code in {302, 400, 404, 405, 501}, f"{method} {path} gave {answer.status_code}"
        assert "Content-Security-Policy" in answer.headers and "Access-Control-Allow-Credentials" not in answer.headers
        # Open data may be read by pages of other sites; they come without any cookie.
        assert answer.headers.get("Access-Control-Allow-Origin") in ({None, "*"} if rule.endpoint.startswith("api.") else {None})
    after = contents(without=(*PRESENCE, "audit_entry", "audit_head", "case_reading"))
    assert [name for name in before if before[name] != after[name]] in ([], ["notice"]) if method == "HEAD" else before == after


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "path",
    [
        "/static/../portal/config.py",
        "/static/..%2f..%2fportal/config.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/....//....//etc/passwd",
        "/static//etc/passwd",
        "/static/..\\..\\portal\\config.py",
        "/static/kept/0000000000000000/../../../portal/config.py",
        "/static/src/../../.git/config",
        "/.git/config",
        "/.env",
        "/var/keys/server.key",
        "/outcomes/..%2f..%2fetc%2fpasswd",
        "/report/files/..%2f..%2fkeys%2fserver.key",
        "/track/files/....//server.key",
        "/static/css/%00.css",
    ],
)
def test_no_path_leads_out_of_the_web_root(app, path):
    answer = app.test_client().get(path)
    assert answer.status_code in {302, 308, 400, 404} and lands_inside(answer.location or "/"), answer.status_code
    assert "root:" not in answer.get_data(as_text=True) and "import" not in answer.get_data(as_text=True)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.txt", "..\\..\\x.txt", "/etc/passwd.txt", "a\x00.txt", "x\r\nSet-Cookie: a=b.txt", "C:x.txt"]
)
def test_the_name_of_a_file_is_nowhere_a_path_or_a_header(app, sign_in_as, name, tmp_path):
    case = factories.make_case(factories.make_department("测试财政局"))
    with transaction():
        attachments.add_file("report", case.report.id, "合同复印件的文字说明。\n".encode(), name)
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and (path.name in {"x.txt", "passwd.txt"})]
    assert not outside
    case = cases.get_case(case.id)
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=case.lead_department))
    answer = desk.client.get(f"/desk/cases/{case.id}/files/{files_of(case)[0].token}")
    disposition = answer.headers["Content-Disposition"]
    assert answer.status_code == 200 and "Set-Cookie: a=b" not in str(answer.headers)
    assert ".." not in disposition and "/" not in disposition and "\\" not in disposition


def test_fields_that_a_form_does_not_have_change_nothing(app, sign_in_as):
    user = factories.make_user(Role.OFFICER)
    user_id, before = user.id, (user.department_id, user.is_demo, user.is_active, user.username)
    own = sign_in_as(user).open("account.settings")
    smuggled = {
        "roles": "supervisor",
        "department_id": "1",
        "is_demo": "1",
        "is_active": "",
        "username": "root",
        "id": "1",
        "password_hash": "",
    }
    own.client.post("/account/settings", data={"csrf_token": own.value("csrf_token"), "email": "", **smuggled})
    admin = sign_in_as(factories.make_user(Role.SYSTEM_ADMIN)).open("admin.edit_user", user_id=user_id)
    data = {
        "csrf_token": admin.value("csrf_token"),
        "display_name": "王测试",
        "email": "",
        "phone": "",
        "department": str(before[0]),
        **smuggled,
    }
    admin.client.post(f"/admin/users/{user_id}/edit", data=data)
    fresh = accounts.get_user(user_id)
    assert fresh.roles == {Role.OFFICER}
    assert (fresh.department_id, fresh.is_demo, fresh.is_active, fresh.username) == before


def test_tokens_and_numbers_of_others_open_nothing(app, sign_in_as):
    world = make_world()
    other = factories.make_case(factories.make_department())
    other_id, reporter = other.id, follow_case(Browser(app), other)
    for path in (f"/track/files/{world.rows['token']}", f"/report/files/{world.rows['token']}", f"/outcomes/{world.rows['public_id']}"):
        assert reporter.client.get(path).status_code in {302, 404}, path
    lead = sign_in_as(world.person(Role.OFFICER, "lead"))
    assert lead.client.get(f"/desk/cases/{world.open_id}/files/{world.rows['token']}").status_code == 200
    assert lead.client.get(f"/desk/cases/{world.closed_id}/files/{world.rows['token']}").status_code == 404
    assert lead.client.get(f"/desk/notices/{world.rows['notice_id']}").status_code == 404, "a notice is its reader's own"
    assert lead.client.get(f"/desk/cases/{other_id}").status_code == 404
    for wild in ("0", "-1", "99999999999999999999", "1e1", "１", "1;drop", "%2e"):
        assert lead.client.get(f"/desk/cases/{wild}").status_code == 404
