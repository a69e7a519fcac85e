"""Passkeys in real Chromium with a virtual authenticator, under the real policy of the pages: no inline code, Trusted Types."""

import pytest
from playwright.sync_api import expect

from portal.accounts import queries
from portal.accounts.vocabulary import Role, SignInStep
from portal.config import settings
from tests.factories import PASSWORD, give_password, give_second_factor, make_user
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
ALONE = "/account/sign-in/passkey"


class Device:
    """A virtual authenticator of one window."""

    def __init__(self, visitor: Visitor) -> None:
        self._cdp = visitor.context.new_cdp_session(visitor.page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        made = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "automaticPresenceSimulation": True}})
        self._id = made["authenticatorId"]

    def tell(self, command: str, **values):
        return self._cdp.send(f"WebAuthn.{command}", {"authenticatorId": self._id, **values})

    def restore_an_old_copy(self) -> None:
        """Put the passkey back as it was when its counter stood at zero."""
        (credential,) = self.tell("getCredentials")["credentials"]
        self.tell("removeCredential", credentialId=credential["credentialId"])
        self.tell("addCredential", credential={**credential, "signCount": 0})


@pytest.fixture
def at_localhost(served, monkeypatch):
    """The portal under a name that browsers take passkeys for."""
    served.url = served.url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("PUBLIC_BASE_URL", served.url)
    settings.cache_clear()
    return served


@pytest.fixture
def officer(at_localhost):
    user = make_user(Role.OFFICER, username="wang.fang", display_name="王芳")
    give_password(user)
    return user, give_second_factor(user)


@pytest.fixture
def equipped(officer, visit):
    """A window whose device has enrolled a passkey; its person has signed out again."""
    user, secret = officer
    visitor = visit()
    device = Device(visitor)
    visitor.sign_in(user.username, secret).open("/account/settings").follow("通行密钥").follow("添加通行密钥")
    visitor.fill(name="办公电脑", current_password=PASSWORD).press("下一步").press("生成").sees("通行密钥已添加", "办公电脑", "还没有用过")
    return leave(visitor), device, user


def leave(visitor):
    visitor.page.get_by_role("button", name="退出", exact=True).click()
    expect(visitor.page.locator("h1")).to_have_text("已经退出")
    return visitor


def arrives(visitor, path="/desk/cases"):
    visitor.page.wait_for_url("**" + path + "*")
    return visitor.look()


def steps(user):
    queries.session.rollback()
    return [(attempt.step, attempt.succeeded) for attempt in queries.recent_sign_ins(user.id)]


def test_a_passkey_signs_in_without_name_and_password_and_after_the_password(equipped):
    visitor, _device, user = equipped
    visitor.open("/account/sign-in").page.get_by_role("link", name="用通行密钥登录").click()
    leave(arrives(visitor))
    visitor.open("/account/sign-in").fill(username=user.username, password=PASSWORD).press("登录")
    visitor.page.get_by_role("link", name="用通行密钥继续").click()
    arrives(visitor)
    assert steps(user)[:2] == [(SignInStep.PASSKEY, True), (SignInStep.PASSKEY_ALONE, True)]
    visitor.open("/account/history").sees("登录成功（通行密钥）", "登录成功（只用通行密钥）")
    visitor.open("/account/sessions").sees("Chrome，Linux（本机）", "通行密钥")


def test_a_device_that_has_not_verified_its_owner_signs_nobody_in_alone(equipped):
    visitor, device, user = equipped
    device.tell("setUserVerified", isUserVerified=False)
    visitor.open(ALONE)
    expect(visitor.page.locator("[data-passkey-failed]")).to_be_visible()
    device.tell("setUserVerified", isUserVerified=True)
    visitor.page.get_by_role("button", name="用通行密钥登录").click()
    arrives(visitor)
    assert steps(user)[0] == (SignInStep.PASSKEY_ALONE, True)


def test_an_answer_sent_a_second_time_opens_nothing(equipped, visit):
    visitor, _device, user = equipped
    sent = []
    visitor.page.on("request", lambda request: sent.append(request.post_data) if request.method == "POST" else None)
    visitor.open("/account/sign-in").page.get_by_role("link", name="用通行密钥登录").click()
    arrives(visitor)
    answer = dict(pair.split("=", 1) for pair in sent[0].split("&"))["answer"]
    thief = visit().open(ALONE)
    thief.page.evaluate(
        "(answer) => { const form = document.querySelector('form[data-passkey]');"
        " form.elements.answer.value = decodeURIComponent(answer.replace(/[+]/g, ' ')); form.submit(); }",
        answer,
    )
    expect(thief.page.locator("[role=alert]")).to_contain_text("没有通过")
    assert steps(user)[0] == (SignInStep.PASSKEY_ALONE, False)


def test_an_old_copy_of_the_passkey_is_noticed_and_suspended(equipped, officer):
    visitor, device, user = equipped
    for _ in range(2):
        visitor.open("/account/sign-in").page.get_by_role("link", name="用通行密钥登录").click()
        leave(arrives(visitor))
    device.restore_an_old_copy()
    visitor.open("/account/sign-in").page.get_by_role("link", name="用通行密钥登录").click()
    expect(visitor.page.locator("[role=alert]")).to_contain_text("没有通过")
    assert steps(user)[0] == (SignInStep.PASSKEY_ALONE, False)
    queries.session.rollback()
    assert queries.list_passkeys(user.id)[0].suspended_at is not None


def test_a_page_at_another_address_gets_no_answer_from_the_device(equipped):
    visitor, _device, user = equipped
    visitor.page.goto(visitor.served.url.replace("localhost", "127.0.0.1") + ALONE)
    expect(visitor.page.locator("[data-passkey-failed]")).to_be_visible()
    visitor.problems = [problem for problem in visitor.problems if "another place" not in problem]
    assert steps(user)[0][1] is True


def test_without_scripts_the_pages_say_what_else_there_is_and_passwords_stay_covered(officer, visit):
    visitor = visit(scripts=False)
    visitor.open(ALONE).sees("请换一种方式")
    assert not visitor.page.get_by_role("button", name="用通行密钥登录").is_visible()
    assert not visitor.open("/account/sign-in").page.locator("[data-show-password]").is_visible()


def test_what_was_typed_is_shown_on_request_and_covered_again(officer, visit):
    visitor = visit().open("/account/sign-in").fill(username="wang.fang", password="not right yet")
    field, button = visitor.page.locator("[name=password]"), visitor.page.locator("[data-show-password]")
    for words, kind in (("隐藏", "text"), ("显示", "password"), ("隐藏", "text")):
        button.click()
        expect(field).to_have_attribute("type", kind)
        expect(button).to_contain_text(words)
    visitor.press("登录").sees("用户名或密码不对")
    expect(field).to_have_attribute("type", "password")
