"""When a session is over, for its owner and for whoever copied the cookie: shown through the pages, with the cookie used again."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import operations, passkeys, queries, second_factor
from portal.accounts.departments.queries import get_department
from portal.accounts.people import edit_person
from portal.accounts.vocabulary import PasskeyPurpose, Role
from portal.config import settings
from portal.db import transaction
from tests.accounts.soft_passkey import SoftPasskey
from tests.browser import Browser
from tests.factories import PASSWORD, give_password, give_second_factor, make_department, make_user, open_session_of

SIGN_IN = "工作人员登录"


@pytest.fixture
def officer(app):
    """An armed officer, the secret of the authenticator; and somebody else, whose session must stay."""
    user = make_user(Role.OFFICER, username="wang.fang")
    give_password(user)
    return user, give_second_factor(user)


@pytest.fixture
def bystander(app):
    other = make_user(Role.OFFICER)
    return with_token(app, open_session_of(other))


def with_token(app, token):
    visitor = Browser(app)
    visitor.carry_session(token)
    return visitor


def token_of(browser):
    with browser.client.session_transaction() as cookie:
        return cookie["staff_token"]


def is_in(browser):
    return browser.open("account.settings").heading == "个人设置"


CHANGES = {
    "disabled": lambda user, _elsewhere: operations.disable(user),
    "role granted": lambda user, _elsewhere: operations.grant_role(user, Role.HEAD),
    "role revoked": lambda user, _elsewhere: operations.revoke_role(user, Role.OFFICER),
    "password set": lambda user, _elsewhere: operations.set_password(user, "Another-house-2026"),
    "second factor reset": lambda user, _elsewhere: operations.reset_second_factor(user),
    "moved to another department": lambda user, elsewhere: edit_person(user, "王芳", elsewhere, "", ""),
    "everything ended": lambda user, _elsewhere: operations.end_all_sessions(user),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_rights_or_secrets_ends_all_sessions_of_that_person_at_the_next_click(app, officer, bystander, change):
    elsewhere = make_department()
    mine, copied = with_token(app, open_session_of(officer[0])), with_token(app, open_session_of(officer[0]))
    assert is_in(mine) and is_in(copied) and is_in(bystander)
    with transaction():
        change(queries.get_user(officer[0].id), get_department(elsewhere.id))
    assert mine.open("account.settings").heading == copied.open("account.settings").heading == SIGN_IN
    assert mine.open("/desk/cases").heading == SIGN_IN
    assert is_in(bystander)


def test_signing_out_ends_the_session_for_whoever_copied_it(app, officer, bystander):
    mine = with_token(app, open_session_of(officer[0])).open("account.settings")
    copied = with_token(app, token_of(mine))
    assert is_in(copied)
    mine.post("account.sign_out")
    assert copied.open("account.settings").heading == SIGN_IN and is_in(bystander)


def test_changing_ones_own_password_renews_this_session_and_ends_all_others(app, officer):
    mine, other = with_token(app, open_session_of(officer[0])), with_token(app, open_session_of(officer[0]))
    old = token_of(mine)
    new = "Another-house-2026"
    mine.open("account.change_password").fill(current_password=PASSWORD, password=new, password_again=new).press("修改密码")
    assert "其他设备上的登录都已退出" in mine.banner and token_of(mine) != old
    assert with_token(app, old).open("account.settings").heading == other.open("account.settings").heading == SIGN_IN
    assert is_in(mine)


def test_the_token_is_new_after_each_step_and_the_old_ones_are_dead(app, officer):
    browser, tokens = with_token(app, "planted"), ["planted"]
    browser.open("account.sign_in").fill(username="wang.fang", password=PASSWORD).press("登录")
    tokens.append(token_of(browser))
    browser.fill(code=second_factor.code_at(officer[1], clock.now())).press("继续")
    tokens.append(token_of(browser))
    assert len(set(tokens)) == 3 and is_in(browser)
    for dead in tokens[:2]:
        assert with_token(app, dead).open("account.settings").heading == SIGN_IN


def test_what_was_planted_in_the_cookie_before_signing_in_is_gone(app, officer):
    browser = Browser(app)
    with browser.client.session_transaction() as cookie:
        cookie["passkey_asked"], cookie["invitation"], cookie["evil"] = "x", "y", "z"
    browser.open("account.sign_in").fill(username="wang.fang", password=PASSWORD).press("登录")
    with browser.client.session_transaction() as cookie:
        assert not {"passkey_asked", "invitation", "evil"} & set(cookie)


@pytest.mark.parametrize(("silence", "stays"), [(timedelta(minutes=30, seconds=-1), True), (timedelta(minutes=30), False)])
def test_half_an_hour_of_silence_ends_a_session(app, officer, silence, stays):
    at = clock.now()
    with time_machine.travel(at, tick=False):
        browser = with_token(app, open_session_of(officer[0]))
    with time_machine.travel(at + silence, tick=False):
        assert is_in(browser) is stays


@pytest.mark.parametrize(("age", "stays"), [(timedelta(hours=12, seconds=-1), True), (timedelta(hours=12), False)])
def test_twelve_hours_end_a_session_however_busy_it_was(app, officer, age, stays):
    at = clock.now()
    with time_machine.travel(at, tick=False):
        browser = with_token(app, open_session_of(officer[0]))
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(at + timedelta(minutes=minutes), tick=False):
            assert browser.client.get("/account/settings").status_code == 200
    with time_machine.travel(at + age, tick=False):
        assert is_in(browser) is stays


def test_a_new_token_does_not_prolong_the_twelve_hours(app, officer):
    at, new = clock.now(), "Another-house-2026"
    with time_machine.travel(at, tick=False):
        token = open_session_of(officer[0], last_seen_at=at + timedelta(hours=11, minutes=50))
    with time_machine.travel(at + timedelta(hours=11, minutes=50), tick=False):
        browser = with_token(app, token).open("account.change_password")
        browser.fill(current_password=PASSWORD, password=new, password_again=new).press("修改密码")
        assert is_in(browser)
    with time_machine.travel(at + timedelta(hours=12), tick=False):
        assert not is_in(browser)


def test_the_list_shows_open_sessions_only_and_one_button_ends_the_others(app, officer, bystander):
    user = officer[0]
    at = clock.now()
    mine = with_token(app, open_session_of(user, browser="Firefox，Windows", second_factor_by="passkey"))
    other = with_token(app, open_session_of(user, browser="Edge，Mac", second_factor_by="recovery_code"))
    open_session_of(user, browser="鸿蒙", opened_at=None)
    open_session_of(user, browser="微信", last_seen_at=at - timedelta(minutes=31))
    mine.open("account.settings").follow("登录中的设备")
    rows = [" ".join(row.text_content().split()) for row in mine.page.xpath("//tbody/tr")]
    assert len(rows) == 2 and rows[0].startswith("Firefox，Windows（本机）通行密钥")
    assert rows[1].startswith("Edge，Mac恢复码")
    mine.press("退出其他设备")
    assert "共 1 处" in mine.banner
    assert not is_in(other) and is_in(mine) and is_in(bystander)
    mine.open("account.own_sessions").press("退出其他设备")
    assert "没有在其他设备上登录" in mine.banner


def test_removing_a_passkey_needs_the_password_and_ends_the_other_sessions(app, officer, monkeypatch):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://xinnuo.example")
    settings.cache_clear()
    user = officer[0]
    mine, other = with_token(app, open_session_of(user)), with_token(app, open_session_of(user))
    row, key = queries.find_session(token_of(mine)), SoftPasskey()
    with transaction():
        asked = passkeys.ask(PasskeyPurpose.ENROL, row, "蓝色钥匙")
    with transaction():
        passkeys.enrol(asked, row, key.make(passkeys.options(asked, PasskeyPurpose.ENROL, row)))
    mine.open("account.passkeys").follow("移除").fill(current_password="wrong").press("移除")
    assert mine.errors == ["现在的密码不对，请重新输入"] and len(queries.list_passkeys(user.id)) == 1
    mine.fill(current_password=PASSWORD).press("移除")
    assert "已移除" in mine.banner and "还没有通行密钥" in mine.main
    assert is_in(mine) and not is_in(other)
