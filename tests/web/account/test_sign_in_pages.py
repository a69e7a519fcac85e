"""Signing in through the pages, as a person without JavaScript does."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import operations, queries, second_factor
from portal.accounts.vocabulary import Role
from portal.db import transaction
from tests.browser import Browser
from tests.factories import PASSWORD, give_password, give_second_factor, make_department, make_user

REFUSED = "用户名或密码不对，或者这个账号暂时不能这样登录。连续输错 5 次以后要等 30 分钟；不想等，请用下面的其他登录方式。"


@pytest.fixture
def officer(app):
    """An armed officer, and the secret of the authenticator."""
    make_user(Role.OFFICER)
    user = make_user(Role.OFFICER, username="wang.fang", display_name="王芳")
    give_password(user)
    return user, give_second_factor(user)


def code_of(secret, shift=0):
    return second_factor.code_at(secret, clock.now() + timedelta(seconds=30 * shift))


def give_name_and_password(browser, username="wang.fang", password=PASSWORD, at="account.sign_in", **values):
    browser.open(at, **values).fill(username=username, password=password).press("登录")


def test_password_then_code_leads_to_the_account_and_tells_the_last_time(browser, officer):
    user, secret = officer
    give_name_and_password(browser, next="/account/history")
    assert browser.heading == "输入动态验证码"
    browser.fill(code=code_of(secret)).press("继续")
    assert browser.heading == "谁在什么时候登录过"
    assert "第一次登录" in browser.banner
    browser.post("account.sign_out")
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        give_name_and_password(browser, next="/account/history")
        browser.fill(code=code_of(secret)).press("继续")
        assert "上次登录：" in browser.banner
        assert browser.main.count("登录成功") == 2


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}　{1}"])
def test_a_code_with_blanks_and_in_full_width_is_understood(browser, officer, shape):
    wide = code_of(officer[1]).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    give_name_and_password(browser, next="/account/settings")
    browser.fill(code=shape.format(wide[:3], wide[3:])).press("继续")
    assert browser.heading == "个人设置"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("username", "password"), [("wang.fang", "wrong"), ("nobody", PASSWORD), ("switched.off", PASSWORD), ("nobody\x00", "x")]
)
def test_the_refusal_never_tells_which_part_was_wrong(browser, officer, username, password):
    give_password(make_user(username="switched.off", is_active=False))
    give_name_and_password(browser, username, password)
    assert browser.errors == [REFUSED]
    assert browser.value("password") == ""


def test_a_locked_account_gets_the_same_words_and_another_browser_that_is_known_gets_in(app, officer):
    user, secret = officer
    known, stranger = Browser(app), Browser(app)
    give_name_and_password(known, next="/account/settings")
    known.fill(code=code_of(secret)).press("继续").post("account.sign_out")
    for _ in range(6):
        give_name_and_password(stranger, password="wrong")
    give_name_and_password(stranger)
    assert stranger.errors == [REFUSED]
    give_name_and_password(known)
    assert known.heading == "输入动态验证码"


def test_many_attempts_on_one_name_are_slowed_down_with_a_time_to_come_again(browser):
    for _ in range(15):
        give_name_and_password(browser, "nobody", "wrong")
    browser.open("account.sign_in").fill(username="nobody", password="wrong").press("登录", status=429)
    assert int(browser.headers["Retry-After"]) > 0


@pytest.mark.same_queries
@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_wanted_page_is_always_one_of_ours(browser, officer, evil):
    give_name_and_password(browser, next=evil)
    response = browser.client.post("/account/second-factor", data={"code": code_of(officer[1]), "csrf_token": browser.value("csrf_token")})
    assert response.status_code == 303
    assert response.location == "/account/next"
    assert "evil" not in browser.client.get("/account/next").location


def test_the_password_alone_opens_nothing(browser, officer):
    give_name_and_password(browser)
    for endpoint in ("account.settings", "account.history", "account.renew_recovery_codes"):
        assert browser.open(endpoint).heading == "工作人员登录"
    assert browser.open("account.recovery_codes").heading == "输入动态验证码"
    assert browser.open("account.enrol").heading == "输入动态验证码"
    browser.open("/account/authenticator/code.svg")
    assert browser.heading == "输入动态验证码"


def test_five_wrong_codes_end_the_sign_in(browser, officer):
    give_name_and_password(browser)
    for _ in range(4):
        browser.fill(code="000000").press("继续")
        assert "不对" in browser.errors[0]
    browser.fill(code="000000").press("继续")
    assert browser.heading == "工作人员登录" and "动态验证码输错太多次" in browser.banner


def test_a_newcomer_changes_the_password_enrols_saves_codes_and_arrives(browser):
    user = make_user(username="li.na")
    give_password(user, must_change=True)
    give_name_and_password(browser, "li.na", next="/account/history")
    assert browser.heading == "修改密码"
    browser.fill(current_password=PASSWORD, password="Another-house-2026", password_again="Another-house-2026").press("修改密码")
    assert browser.heading == "绑定动态验证码"
    assert browser.client.get("/account/authenticator/code.svg").mimetype == "image/svg+xml"
    secret = browser.page.xpath("//dd[@class='code']")[0].text_content().replace(" ", "")
    browser.fill(code=code_of(secret)).press("绑定")
    assert browser.heading == "保存恢复码"
    codes = [item.text_content() for item in browser.page.xpath("//main//ul//li")]
    assert len(codes) == 10
    browser.press("已经保存，继续")
    assert browser.heading == "谁在什么时候登录过"
    browser.post("account.sign_out")
    give_name_and_password(browser, "li.na", "Another-house-2026", next="/account/settings")
    browser.follow("用恢复码登录").fill(code=codes[0].upper()).press("继续")
    assert "还剩 9 个" in browser.main


def test_a_person_without_rights_is_told_so(browser):
    user = make_user(username="li.na")
    give_password(user)
    secret = give_second_factor(user)
    give_name_and_password(browser, "li.na")
    browser.fill(code=code_of(secret)).press("继续")
    assert "还没有角色" in browser.main


def test_signing_out_ends_the_session_on_the_server(app, officer, sign_in_as):
    browser = sign_in_as(officer[0]).open("account.settings")
    with browser.client.session_transaction() as cookie:
        token = cookie["staff_token"]
    response = browser.client.post("/account/sign-out", data={"csrf_token": browser.value("csrf_token")})
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert queries.find_session(token).ended_at is not None
    thief = Browser(app)
    thief.carry_session(token)
    assert thief.open("account.settings").heading == "工作人员登录"


def test_a_session_planted_before_signing_in_is_not_the_one_after(app, officer):
    _user, secret = officer
    browser = Browser(app)
    browser.carry_session("planted")
    give_name_and_password(browser, next="/account/settings")
    with browser.client.session_transaction() as cookie:
        halfway = cookie["staff_token"]
    browser.fill(code=code_of(secret)).press("继续")
    with browser.client.session_transaction() as cookie:
        assert len({"planted", halfway, cookie["staff_token"]}) == 3


@pytest.mark.parametrize("change", ["disable", "role", "password"])
def test_an_open_session_ends_at_the_next_click_after_a_change(officer, sign_in_as, change):
    user = officer[0]
    browser = sign_in_as(user).open("account.settings")
    with transaction():
        person = queries.get_user(user.id)
        if change == "disable":
            operations.disable(person)
        elif change == "role":
            operations.grant_role(person, Role.HEAD)
        else:
            operations.set_password(person, "Another-house-2026")
    assert browser.open("account.settings").heading == "工作人员登录"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser, officer):
    give_name_and_password(browser)
    browser.client.post("/account/second-factor", data={"code": code_of(officer[1]), "csrf_token": browser.value("csrf_token")})
    cookies = browser.client.get("/account/next").headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {"xinnuo", "known_device", "display"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_the_page_tells_password_managers_what_is_what(browser):
    browser.open("account.sign_in")
    marks = {field.get("name"): field.get("autocomplete") for field in browser.page.xpath("//main//input[not(@type='hidden')]")}
    assert marks == {"username": "username", "password": "current-password"}


def test_a_department_is_shown_in_the_bar(sign_in_as):
    user = make_user(Role.OFFICER, department=make_department("区财政局"))
    assert "区财政局" in sign_in_as(user).open("account.settings").text
