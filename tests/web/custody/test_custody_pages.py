"""The custodians' pages: passphrase, sheet, recovery, and the requests that wait for them."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries as people
from portal.accounts.models import KeptPost
from portal.accounts.vocabulary import Role
from portal.audit.queries import list_entries
from portal.custody import acts, data_keys, queries
from portal.custody.vocabulary import ActState
from portal.db import session, transaction
from tests import factories
from tests.factories import make_custody, make_user

NEW = "nine green umbrellas guard the harbour"


@pytest.fixture
def custody(app):
    return make_custody()


def begin(reason="需要当面核实证据", **more):
    officer = make_user(Role.OFFICER, display_name="赵承办")
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
        act, code = acts.begin_opening(people.get_user(officer.id), key, "identity:7", "办件 17 的举报人身份", reason, **more)
        return act.id, officer.id, code, raw


def act_of(act_id):
    session.rollback()
    return queries.get_act(act_id)


def words_on(browser):
    """The words of the recovery sheet that the page shows."""
    return [item.text_content() for item in browser.page.xpath("//ol[@class='sheet-words']/li")]


def logged():
    session.rollback()
    return {entry.action for entry in list_entries(limit=50)}


def test_a_new_custodian_is_led_to_set_a_passphrase_and_then_changes_it(app, sign_in_as):
    user = make_user(Role.CUSTODIAN)
    factories.give_password(user, "Harbour-lights-in-the-fog-77")
    browser = sign_in_as(user)
    browser.open("custody.home").follow("设置保管口令")
    browser.fill(new_passphrase="short", new_passphrase_again="short").press("设置口令")
    assert "口令太短" in browser.errors[0]
    browser.fill(new_passphrase=NEW, new_passphrase_again=NEW + "x").press("设置口令")
    assert "两次写的不一样" in browser.errors[0]
    browser.fill(new_passphrase="Harbour-lights-in-the-fog-77", new_passphrase_again="Harbour-lights-in-the-fog-77").press("设置口令")
    assert "登录密码" in browser.errors[0]
    browser.fill(new_passphrase=NEW, new_passphrase_again=NEW).press("设置口令")
    assert "已设置" in browser.banner and "等待生成密封密钥" in browser.main
    other = "seven quiet lanterns above the old mill"
    browser.open("custody.set_passphrase").fill(passphrase="wrong one", new_passphrase=other, new_passphrase_again=other).press("修改口令")
    assert "口令不对" in browser.errors[0] and NEW not in browser.text
    browser.fill(passphrase=NEW, new_passphrase=other, new_passphrase_again=other).press("修改口令")
    assert "已修改" in browser.banner
    assert {"custody:PassphraseSet", "custody:PassphraseWrong"} <= logged()


def test_the_sheet_is_shown_after_the_passphrase_only_and_each_time_logged(custody, sign_in_as):
    browser = sign_in_as(custody.custodians[0])
    browser.open("custody.home").follow("打印恢复单")
    assert not words_on(browser)
    browser.fill(passphrase="not the passphrase").press("显示恢复单")
    assert "口令不对" in browser.errors[0] and not words_on(browser)
    browser.fill(passphrase=custody.passphrases[0]).press("显示恢复单")
    words = words_on(browser)
    assert len(words) == 33 and browser.headers["Cache-Control"] == "no-store"
    browser.open("custody.show_sheet")
    assert not words_on(browser)
    assert "custody:SheetShown" in logged()
    assert "最近一次显示" in browser.open("custody.home").main


def test_a_forgotten_passphrase_is_replaced_with_the_words_of_the_sheet(custody, sign_in_as):
    browser = sign_in_as(custody.custodians[0])
    browser.open("custody.show_sheet").fill(passphrase=custody.passphrases[0]).press("显示恢复单")
    words = words_on(browser)
    wrong = [words[1], words[0], *words[2:]] if words[0] != words[1] else words[::-1]
    browser.open("custody.recover").fill(recovery_words=" ".join(wrong), new_passphrase=NEW, new_passphrase_again=NEW).press("取回份额")
    assert "抄错" in browser.errors[0]
    browser.fill(recovery_words="\n".join(words), new_passphrase=NEW, new_passphrase_again=NEW).press("取回份额")
    assert "份额已经取回" in browser.banner
    browser.open("custody.show_sheet").fill(passphrase=NEW).press("显示恢复单")
    assert words_on(browser) == words


def test_two_custodians_approve_a_request_in_their_browsers(custody, sign_in_as):
    act_id, officer_id, code, raw = begin()
    first, second = sign_in_as(custody.custodians[0]), sign_in_as(custody.custodians[1])
    first.open("custody.home").follow("办件 17 的举报人身份")
    assert "需要当面核实证据" in first.main and "赵承办" in first.main
    first.fill(passphrase="not the passphrase").press("同意")
    assert "口令不对" in first.errors[0]
    first.fill(passphrase=custody.passphrases[0]).press("同意")
    assert "还需要另一个单位" in first.banner and "同意" not in first.buttons()
    second.open("custody.list_acts").follow("办件 17 的举报人身份").fill(passphrase=custody.passphrases[1]).press("同意")
    assert "两位保管人已同意" in second.banner
    with transaction():
        assert acts.collect(act_id, people.get_user(officer_id), code) == raw
    assert {"custody:ActBegun", "custody:ActApproved", "custody:ActGranted", "custody:ActCollected"} <= logged()


def test_a_refusal_needs_words_and_ends_the_request(custody, sign_in_as):
    act_id, *_ = begin()
    browser = sign_in_as(custody.custodians[2])
    browser.open("custody.show_act", act_id=act_id).follow("不同意").press("不同意")
    assert "理由" in browser.errors[0]
    browser.fill(refusal="通过平台留言就能核实").press("不同意")
    assert act_of(act_id).state is ActState.REFUSED
    assert "通过平台留言就能核实" in browser.open("custody.show_act", act_id=act_id).main


def test_who_is_barred_or_holds_no_share_finds_no_such_request(custody, sign_in_as):
    act_id, *_ = begin(barred=[custody.custodians[0].id])
    for user in (custody.custodians[0], make_user(Role.CUSTODIAN)):
        browser = sign_in_as(user)
        assert "办件 17" not in browser.open("custody.list_acts").main
        for endpoint in ("custody.show_act", "custody.refuse_act"):
            browser.open(endpoint, status=404, act_id=act_id)
    nothing = sign_in_as(custody.custodians[1]).open("custody.show_act", status=404, act_id=act_id + 1).main
    assert "办件" not in nothing


def test_after_a_day_there_is_nothing_to_approve(custody, sign_in_as):
    act_id, *_ = begin()
    with transaction():
        queries.get_act(act_id).until = clock.now() - timedelta(seconds=1)
    browser = sign_in_as(custody.custodians[0]).open("custody.show_act", act_id=act_id)
    assert "超过了 24 小时" in browser.main and "同意" not in browser.buttons()


def test_too_many_wrong_passphrases_say_when_to_come_again(custody, sign_in_as):
    act_id, *_ = begin()
    browser = sign_in_as(custody.custodians[0]).open("custody.show_act", act_id=act_id)
    for _ in range(6):
        browser.fill(passphrase="not the passphrase").press("同意")
    assert "次数太多" in browser.errors[0]


def test_a_passphrase_typed_into_a_lapsed_session_is_kept_nowhere(custody, app, sign_in_as):
    act_id, *_ = begin()
    browser = sign_in_as(custody.custodians[0]).open("custody.show_act", act_id=act_id)
    with transaction():
        for row in people.list_running_sessions(custody.custodians[0].id):
            row.last_seen_at = clock.now() - timedelta(hours=2)
    browser.fill(passphrase=custody.passphrases[0]).press("同意")
    session.rollback()
    kept = [row.fields_sealed for row in session.query(KeptPost)]
    assert not kept
