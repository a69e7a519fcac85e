"""The other ways in, through the pages: passkeys, password and code together, and who slows whom down."""

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher

from portal import clock
from portal.accounts import queries, second_factor, signing_in
from portal.accounts.vocabulary import Role
from portal.config import settings
from portal.db import Base, session, transaction
from tests.accounts.soft_passkey import SoftPasskey
from tests.browser import Browser
from tests.factories import PASSWORD, give_password, give_second_factor, make_user

MINUTE = timedelta(minutes=1)
REFUSED = "用户名、密码或验证码不对，或者验证码已经用过。请等手机上换成下一个，再全部填一次；也可以改用恢复码。"


@pytest.fixture
def behind_tls(app, monkeypatch):
    """An address that browsers take passkeys for; our own client speaks to this machine all the same."""
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://localhost")
    settings.cache_clear()


@pytest.fixture
def officer(app):
    user = make_user(Role.OFFICER, username="wang.fang", display_name="王芳")
    give_password(user)
    return user, give_second_factor(user)


def code_of(secret):
    return second_factor.code_at(secret, clock.now())


def give_name_and_password(browser, password=PASSWORD, username="wang.fang"):
    return browser.open("account.sign_in").fill(username=username, password=password).press("登录")


def from_address(app, address):
    visitor = Browser(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


def options_on(browser):
    return browser.page.xpath("//form[@data-passkey]/@data-passkey")[0]


def answer(browser, words, heading):
    """Send what the script would send."""
    browser.post(browser.url, {"answer": words})
    assert browser.heading == heading
    return browser


def with_passkey(browser, user, secret):
    give_name_and_password(browser).fill(code=code_of(secret)).press("继续")
    key = SoftPasskey("https://localhost")
    browser.open("account.settings").follow("通行密钥").follow("添加通行密钥")
    browser.fill(name="办公电脑", current_password=PASSWORD).press("下一步")
    answer(browser, key.make(options_on(browser)), "通行密钥")
    assert "已添加" in browser.banner and "办公电脑" in browser.main
    browser.post("account.sign_out")
    return key


def test_a_passkey_is_added_used_after_the_password_and_used_alone(behind_tls, browser, officer):
    key = with_passkey(browser, *officer)
    give_name_and_password(browser).follow("用通行密钥继续")
    answer(browser, key.use(options_on(browser)), "办件")
    browser.post("account.sign_out")
    browser.open("account.sign_in", next="/account/history").follow("用通行密钥登录")
    answer(browser, key.use(options_on(browser)), "谁在什么时候登录过")
    assert "登录成功（只用通行密钥）" in browser.main and "登录成功（通行密钥）" in browser.main


def test_adding_needs_the_password_and_a_wrong_answer_starts_again(behind_tls, browser, officer):
    give_name_and_password(browser).fill(code=code_of(officer[1])).press("继续")
    browser.open("account.add_passkey").fill(name="钥匙", current_password="wrong").press("下一步")
    assert browser.errors == ["现在的密码不对，请重新输入"]
    browser.fill(name="", current_password=PASSWORD).press("下一步")
    assert browser.errors == ["请给这个通行密钥起个名字"]
    browser.fill(name="钥匙", current_password=PASSWORD).press("下一步")
    answer(browser, SoftPasskey("https://evil.example").make(options_on(browser)), "添加通行密钥")
    assert "没有添加成功" in browser.banner
    assert browser.open("account.make_passkey").heading == "添加通行密钥"


def test_a_refused_passkey_gets_a_new_question_each_time_and_no_page_starts_by_itself_again(behind_tls, browser, officer):
    key = with_passkey(browser, *officer)
    browser.open("account.passkey_sign_in")
    asked = options_on(browser)
    assert browser.page.xpath("//form[@data-passkey-starts]")
    answer(browser, key.use(asked, origin="https://evil.example"), "用通行密钥登录")
    assert "没有通过" in browser.errors[0]
    assert options_on(browser) != asked and not browser.page.xpath("//form[@data-passkey-starts]")
    answer(browser, key.use(asked), "用通行密钥登录")
    answer(browser, "", "用通行密钥登录")
    answer(browser, key.use(options_on(browser)), "办件")


def test_an_answer_from_another_browser_or_without_its_question_is_refused(behind_tls, app, browser, officer):
    key = with_passkey(browser, *officer)
    browser.open("account.passkey_sign_in")
    stolen = key.use(options_on(browser))
    thief = Browser(app).open("account.passkey_sign_in")
    answer(thief, stolen, "用通行密钥登录")


def test_where_passkeys_cannot_work_they_are_not_offered(browser, officer):
    assert "用通行密钥登录" not in browser.open("account.sign_in").links()
    browser.open("account.passkey_sign_in", status=404)
    give_name_and_password(browser)
    browser.open("account.use_passkey", status=404)
    browser.open("account.second_factor_code").fill(code=code_of(officer[1])).press("继续")
    assert "要用域名" in browser.open("account.passkeys").main
    browser.open("account.add_passkey", status=404)


def test_somebody_elses_passkey_does_not_exist(behind_tls, app, browser, officer, sign_in_as):
    with_passkey(browser, *officer)
    theirs = queries.list_passkeys(officer[0].id)[0].id
    stranger = sign_in_as(make_user(Role.OFFICER))
    stranger.open("account.remove_passkey", status=404, passkey_id=theirs)


def test_under_attack_the_owner_comes_in_from_a_fresh_browser_at_once(app, officer):
    """Strangers at two hundred addresses, three wrong passwords a minute each; the owner has only what they know and hold."""
    for number in range(200):
        stranger = from_address(app, f"198.51.{number // 100}.{number % 100 + 1}")
        give_name_and_password(stranger, "wrong") if number < 8 else fail(officer[0])
    owner = from_address(app, "203.0.113.7")
    give_name_and_password(owner)
    assert "用户名或密码不对" in owner.errors[0]
    owner.follow("密码和验证码一起填").fill(username="wang.fang", password=PASSWORD, code=code_of(officer[1])).press("登录")
    assert owner.heading == "办件"
    everything = " ".join(str(row) for table in Base.metadata.sorted_tables for row in session.execute(table.select()))
    assert "wang.fang" in everything and "203.0.113" not in everything and "198.51." not in everything


def fail(user):
    """A stranger's wrong password, without the work of hashing."""
    with transaction():
        signing_in.admit_password(queries.get_user(user.id), False)


def test_one_address_that_has_used_up_its_attempts_does_not_slow_down_another(app, officer):
    stranger, owner = from_address(app, "198.51.100.1"), from_address(app, "203.0.113.7")
    for _ in range(15):
        give_name_and_password(stranger, "wrong")
    stranger.open("account.sign_in").fill(username="wang.fang", password="wrong").press("登录", status=429)
    with time_machine.travel(clock.now() + 31 * MINUTE):
        give_name_and_password(owner)
        assert owner.heading == "输入动态验证码"


def test_a_neighbour_behind_the_same_address_does_not_keep_a_known_browser_out(app, officer):
    known, neighbour = from_address(app, "203.0.113.7"), from_address(app, "203.0.113.7")
    give_name_and_password(known).fill(code=code_of(officer[1])).press("继续").post("account.sign_out")
    neighbour.open("account.sign_in")
    sent = {"csrf_token": neighbour.value("csrf_token"), "password": "x"}
    answers = [neighbour.client.post("/account/sign-in", data={**sent, "username": f"nobody{number}"}) for number in range(70)]
    assert answers[-1].status_code == 429
    give_name_and_password(known)
    assert known.heading == "输入动态验证码"


def test_both_other_ways_lead_to_the_wanted_page_and_never_elsewhere(app, officer):
    browser = Browser(app).open("account.sign_in", next="/account/history").follow("密码和验证码一起填")
    browser.fill(username="wang.fang", password=PASSWORD, code=code_of(officer[1])).press("登录")
    assert browser.heading == "谁在什么时候登录过"
    with time_machine.travel(clock.now() + MINUTE):
        lured = Browser(app).open("account.sign_in", next="//evil.example").follow("密码和验证码一起填")
        lured.fill(username="wang.fang", password=PASSWORD, code=code_of(officer[1])).press("登录")
        assert lured.heading == "办件"


@pytest.mark.parametrize(
    ("username", "password", "code"), [("wang.fang", "wrong", ""), ("wang.fang", PASSWORD, "000000"), ("nobody", PASSWORD, "")]
)
def test_together_never_tells_which_part_was_wrong(browser, officer, username, password, code):
    browser.open("account.sign_in_together").fill(username=username, password=password, code=code or code_of(officer[1])).press("登录")
    assert browser.errors == [REFUSED]
    assert browser.value("password") == "" and browser.value("username") == username


def test_codes_that_are_locked_say_so_after_the_right_password_and_a_recovery_code_opens(browser, officer):
    give_name_and_password(browser)
    for _ in range(5):
        browser.fill(code="000000").press("继续")
    assert "动态验证码输错太多次" in browser.banner
    give_name_and_password(browser).fill(code=code_of(officer[1])).press("继续")
    assert "请改用恢复码" in browser.errors[0]
    with transaction():
        row = queries.find_session(signing_in.begin_session(queries.get_user(officer[0].id)))
        signing_in.renew_recovery_codes(row)
        code = signing_in.fresh_recovery_codes(row)[0]
    browser.follow("用恢复码登录").fill(code=code).press("继续")
    assert browser.heading == "办件"


def test_signing_in_renews_a_hash_made_with_other_parameters(browser, officer):
    with transaction():
        old = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(PASSWORD)
        queries.get_user(officer[0].id).password_hash = old
    give_name_and_password(browser, "wrong")
    session.rollback()
    assert queries.get_user(officer[0].id).password_hash == old
    give_name_and_password(browser)
    assert browser.heading == "输入动态验证码"
    session.rollback()
    assert "m=19456,t=2,p=1" in queries.get_user(officer[0].id).password_hash


@pytest.mark.parametrize(("policy", "words"), [("dengbao", "每 90 天换一次"), ("modern", "至少 15 个字符")])
def test_the_page_tells_the_rule_of_the_active_policy_and_keeps_to_it(app, sign_in_as, monkeypatch, policy, words):
    monkeypatch.setenv("PASSWORD_POLICY", policy)
    settings.cache_clear()
    user = make_user(Role.OFFICER)
    give_password(user)
    browser = sign_in_as(user).open("account.change_password")
    assert words in browser.main
    new = "Tianjin20260101"
    browser.fill(current_password=PASSWORD, password=new, password_again=new).press("修改密码")
    assert "容易被猜到" in browser.errors[0]
    browser.fill(current_password=PASSWORD, password="Four odd lamps", password_again="Four odd lamps").press("修改密码")
    assert ("至少 15 个字符（现在 14 个）" in browser.text, "密码已修改" in browser.banner) == (policy == "modern", policy == "dengbao")
    assert ("前要更换" in browser.open("account.settings").main) is (policy == "dengbao")


def test_a_password_may_begin_and_end_with_blanks_and_be_pasted(app, sign_in_as):
    user = make_user(Role.OFFICER, username="li.na")
    give_password(user)
    new = "  Four odd lamps 7 "
    browser = sign_in_as(user).open("account.change_password")
    assert not browser.page.xpath("//input[@type='password'][@maxlength or @onpaste]")
    browser.fill(current_password=PASSWORD, password=new, password_again=new).press("修改密码")
    assert "已修改" in browser.banner
    fresh = Browser(app)
    give_name_and_password(fresh, new.strip(), "li.na")
    assert "不对" in fresh.errors[0]
    give_name_and_password(fresh, new.replace(" ", "　"), "li.na")
    assert fresh.heading == "绑定动态验证码"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge，Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 13; HarmonyOS) AppleWebKit/537.36 Chrome/114 Mobile Safari/537.36", "Chrome，鸿蒙"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17 Mobile Safari/604", "Safari，iPhone"),
        ("curl/8", "其他浏览器"),
    ],
)
def test_the_list_of_sessions_names_the_browser(browser, officer, agent, words):
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    give_name_and_password(browser).fill(code=code_of(officer[1])).press("继续").open("account.own_sessions")
    assert f"{words}（本机）" in browser.main
