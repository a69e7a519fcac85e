"""Password, settings, recovery codes and history of one's own account."""

import pytest

from portal import clock
from portal.accounts import queries, second_factor
from portal.accounts.vocabulary import Role
from tests.browser import Browser
from tests.factories import PASSWORD, give_password, give_second_factor, make_user, open_session_of

NEW = "Another-house-2026"


@pytest.fixture
def officer(app):
    user = make_user(Role.OFFICER)
    give_password(user)
    return user


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(app, officer, sign_in_as):
    here, elsewhere = sign_in_as(officer), Browser(app)
    elsewhere.carry_session(open_session_of(officer))
    elsewhere.open("account.settings")
    here.open("account.change_password").fill(current_password=PASSWORD, password=NEW, password_again=NEW).press("修改密码")
    assert here.heading == "个人设置" and "密码已修改" in here.banner
    assert here.open("account.history").heading == "谁在什么时候登录过"
    assert elsewhere.open("account.settings").heading == "工作人员登录"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"current_password": "wrong", "password": NEW, "password_again": NEW}, "现在的密码不对"),
        ({"current_password": PASSWORD, "password": NEW, "password_again": NEW + "x"}, "两次输入的密码不一样"),
        ({"current_password": PASSWORD, "password": "short", "password_again": "short"}, "密码太短"),
        ({"current_password": PASSWORD, "password": PASSWORD, "password_again": PASSWORD}, "最近 5 次里用过"),
        ({}, "请填写现在的密码"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(officer, sign_in_as, answers, words):
    browser = sign_in_as(officer).open("account.change_password").fill(**answers).press("修改密码")
    assert any(words in line for line in browser.errors)
    assert {browser.value(name) for name in ("current_password", "password", "password_again")} == {""}
    assert browser.page.xpath("//input[@autocomplete='new-password']")


def test_settings_are_kept_in_the_account_and_carried_by_the_browser(officer, sign_in_as):
    browser = sign_in_as(officer).open("account.settings").fill(density="compact", shortcuts_on=False).press("保存设置")
    assert "已保存" in browser.banner
    assert (officer.density, officer.shortcuts_on) == ("compact", False)
    assert "density-compact" in browser.page.get("class")
    assert browser.page.xpath("//input[@name='density' and @value='compact' and @checked]")


def test_an_unknown_density_changes_nothing(officer, sign_in_as):
    browser = sign_in_as(officer).open("account.settings").fill(density="huge").press("保存设置")
    assert browser.errors
    assert officer.density == "standard"


def test_recovery_codes_are_renewed_only_with_a_right_code_and_are_shown_once(officer, sign_in_as):
    secret = give_second_factor(officer)
    browser = sign_in_as(officer).open("account.renew_recovery_codes")
    browser.fill(code="123").press("生成")
    assert "不对" in browser.errors[0] and queries.count_recovery_codes_left(officer.id) == 0
    browser.fill(code=second_factor.code_at(secret, clock.now())).press("生成")
    assert browser.heading == "保存恢复码"
    assert browser.open("account.recovery_codes").heading == "保存恢复码"
    browser.press("已经保存，继续")
    assert queries.count_recovery_codes_left(officer.id) == 10
    browser.client.get("/account/recovery-codes")
    assert browser.client.get("/account/recovery-codes").status_code == 303


def test_the_history_shows_only_ones_own_attempts(app, officer, sign_in_as):
    other = make_user()
    give_password(other)
    stranger = Browser(app)
    for username in (officer.username, officer.username, other.username):
        stranger.open("account.sign_in").fill(username=username, password="wrong").press("登录")
    browser = sign_in_as(officer).open("account.history")
    assert browser.main.count("没有成功") == 2
    assert "登录记录，共 2 条" in browser.main


@pytest.mark.parametrize("endpoint", ["account.settings", "account.history", "account.renew_recovery_codes", "account.change_password"])
def test_own_pages_send_a_stranger_to_sign_in(browser, endpoint):
    assert browser.open(endpoint).heading == "工作人员登录"
