"""One-time links: a first password, and the first administrators."""

import pytest

from portal.accounts import operations, queries
from portal.accounts.vocabulary import Role
from portal.db import transaction
from tests.browser import Browser
from tests.factories import PASSWORD, make_user

PEOPLE = {
    "system_admin_username": "zhao.yi",
    "system_admin_display_name": "赵一",
    "security_admin_username": "qian.er",
    "security_admin_display_name": "钱二",
    "audit_admin_username": "sun.san",
    "audit_admin_display_name": "孙三",
}


def link_for(user):
    with transaction():
        return "/account/invitation/" + operations.create_invitation(user and queries.get_user(user.id))


@pytest.fixture
def set_up(app, browser):
    return browser.open(link_for(None))


def test_the_link_leads_to_a_clean_address_sets_the_password_and_is_used_up(app, browser):
    user = make_user(username="li.na", display_name="李娜")
    link = link_for(user)
    browser.open(link)
    assert browser.url == "/account/invitation" and "李娜" in browser.main
    browser.fill(password=PASSWORD, password_again=PASSWORD).press("设置密码")
    assert browser.heading == "工作人员登录" and "密码已设置" in browser.banner
    browser.fill(username="li.na", password=PASSWORD).press("登录")
    assert browser.heading == "绑定动态验证码"
    Browser(app).open(link, status=410)


def test_a_weak_first_password_is_refused_and_the_link_still_works(browser):
    browser.open(link_for(make_user()))
    browser.fill(password="password", password_again="password").press("设置密码")
    assert browser.errors and browser.url == "/account/invitation"
    browser.fill(password=PASSWORD, password_again=PASSWORD).press("设置密码")
    assert browser.heading == "工作人员登录"


@pytest.mark.parametrize("token", ["nonsense", "x" * 500])
def test_an_unknown_link_says_what_to_do(browser, token):
    browser.open(f"/account/invitation/{token}", status=410)
    assert "向管理员要一个新的链接" in browser.main


def test_the_address_without_a_link_is_of_no_use(browser):
    browser.open("account.invitation", status=410)
    browser.open("account.set_up", status=410)


def test_a_password_link_does_not_make_administrators(browser):
    browser.open(link_for(make_user()))
    assert browser.open("account.set_up").url == "/account/invitation"


def test_the_set_up_link_makes_three_administrators_who_set_their_own_passwords(app, set_up):
    assert set_up.heading == "创建首批管理员"
    set_up.fill(**PEOPLE).press("创建")
    links = [line for line in set_up.main.split() if "/account/invitation/" in line]
    assert len(links) == 3
    assert [queries.find_by_username(name).roles for name in ("zhao.yi", "qian.er", "sun.san")] == [
        frozenset({Role.SYSTEM_ADMIN}),
        frozenset({Role.SECURITY_ADMIN}),
        frozenset({Role.AUDIT_ADMIN}),
    ]
    second = Browser(app).open(links[1].removeprefix("http://127.0.0.1:8000"))
    assert "钱二" in second.main
    set_up.press("已经交给本人")
    assert set_up.open("account.set_up_links").heading == "工作人员登录"


def test_the_same_name_twice_is_refused_beside_the_second_and_makes_nobody(set_up):
    set_up.fill(**{**PEOPLE, "audit_admin_username": "zhao.yi"}).press("创建")
    assert "已经有人用了" in set_up.errors[0]
    assert set_up.value("audit_admin_display_name") == "孙三"
    assert not queries.has_any_user()
