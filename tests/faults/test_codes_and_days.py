"""Codes that are wrong, mistyped or used up, and days whose holidays nobody has announced yet."""

import pyotp
import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.cases.tracking import new_tracking_code
from tests import factories
from tests.browser import Browser
from tests.web.public.filling import code_on

LAST_ANNOUNCED = 2026


def test_a_code_never_given_and_a_code_of_another_portal_get_the_same_sentence(company):
    company.press("提交反映")
    stranger = Browser(company.app)
    sentences = {tuple(stranger.open("/track").fill(code=new_tracking_code()).press("查进度").errors) for _ in range(3)}
    assert len(sentences) == 1 and "没有找到" in sentences.pop()[0]


@pytest.mark.parametrize(
    ("spoil", "words"), [(lambda code: code[:-4], "少了 4 个字符"), (lambda code: code[1] + code[0] + code[2:], "抄错")]
)
def test_a_mistyped_code_says_so_and_the_right_one_opens_the_case(company, spoil, words):
    code = code_on(company.press("提交反映"))
    stranger = Browser(company.app)
    if spoil(code) != code:
        assert words in stranger.open("/track").fill(code=spoil(code)).press("查进度").errors[0]
    stranger.open("/track").fill(code=code.lower().replace("0", "o")).press("查进度")
    assert "测试建筑公司" not in stranger.url and stranger.url == "/track/case"


def test_a_one_time_code_opens_once(app, database):
    user = factories.make_user(Role.OFFICER, username="li.na")
    factories.give_password(user)
    code = pyotp.TOTP(factories.give_second_factor(user)).at(clock.now())
    first, second = Browser(app), Browser(app)
    for visitor in (first, second):
        visitor.open("/account/sign-in").fill(username="li.na", password=factories.PASSWORD).press("登录").fill(code=code)
    assert first.press("继续").url.startswith("/desk")
    assert "已经用过" in second.press("继续").errors[0]


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("start", "unit", "is_provisional"),
    [
        (f"{LAST_ANNOUNCED}-09-18", "working", False),
        (f"{LAST_ANNOUNCED + 1}-03-01", "working", True),
        (f"{LAST_ANNOUNCED + 1}-03-01", "natural", True),
        (f"{LAST_ANNOUNCED + 14}-01-04", "working", True),
    ],
)
def test_a_term_in_a_year_without_a_notice_is_called_provisional(app, start, unit, is_provisional):
    answer = app.test_cli_runner().invoke(args=["deadline", start, "--days", "5", "--unit", unit])
    assert answer.exit_code == 0
    assert ("provisional" in answer.output) is is_provisional
