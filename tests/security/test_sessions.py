"""Sessions from outside: what is planted before does not survive, what is over cannot be used again, what is bent is not believed."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from portal import clock
from portal.accounts import operations, queries, second_factor
from portal.accounts.vocabulary import Role
from portal.db import transaction
from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tests.web.public.filling import follow_case

PAGE = "/account/settings"


@pytest.fixture
def officer(app):
    """Somebody with a password and an authenticator."""
    user = factories.make_user(Role.OFFICER, username="wang.fang")
    factories.give_password(user)
    return user.id, factories.give_second_factor(user)


def jar(browser: Browser) -> dict[str, Any]:
    """What the session cookie of a browser holds."""
    with browser.client.session_transaction() as cookie:
        return dict(cookie)


def sign_in(browser: Browser, secret: str) -> str:
    """Sign in through the pages; returns the token that was carried before the second factor."""
    browser.open("account.sign_in").fill(username="wang.fang", password=PASSWORD).press("登录")
    early = jar(browser)["staff_token"]
    browser.fill(code=second_factor.code_at(secret, clock.now())).press("继续")
    return early


def copy_of(browser: Browser) -> Browser:
    """Another browser with the same session cookie, as a thief would have it."""
    name, thief = browser.app.config["SESSION_COOKIE_NAME"], Browser(browser.app)
    cookie = browser.client.get_cookie(name)
    assert cookie is not None
    thief.client.set_cookie(name, cookie.value)
    return thief


def is_in(browser: Browser) -> bool:
    """Whether a page of the own account opens."""
    return browser.client.get(PAGE).status_code == 200


def test_nothing_that_was_planted_in_the_cookie_survives_signing_in(browser, officer):
    planted = {
        "staff_token": "planted",
        "tracked_report": [1, 2**31, 1.0],
        "report_draft": "planted",
        "csrf_token": "0" * 40,
        "_user_id": "1",
    }
    with browser.client.session_transaction() as cookie:
        cookie.update(planted)
    sign_in(browser, officer[1])
    assert is_in(browser)
    left = jar(browser)
    assert not [name for name, value in planted.items() if left.get(name) == value], left


def test_the_token_changes_when_the_session_opens_and_the_old_one_is_dead(browser, officer):
    early = sign_in(browser, officer[1])
    assert jar(browser)["staff_token"] != early
    thief = Browser(browser.app)
    thief.carry_session(early)
    assert not is_in(thief) and is_in(browser)


def end_by_signing_out(browser, user_id):
    browser.open(PAGE).post("account.sign_out")


def end_by_disabling(browser, user_id):
    admin = factories.make_user(Role.SYSTEM_ADMIN)
    with transaction():
        operations.disable(queries.get_user(user_id), by=admin)


def end_by_new_password(browser, user_id):
    with transaction():
        operations.set_password(queries.get_user(user_id), "Another-house-2027", must_change=False)


def end_by_another_role(browser, user_id):
    admin = factories.make_user(Role.SECURITY_ADMIN)
    with transaction():
        operations.grant_role(queries.get_user(user_id), Role.HEAD, by=admin)


def end_by_a_role_less(browser, user_id):
    with transaction():
        operations.revoke_role(queries.get_user(user_id), Role.OFFICER)


def end_by_resetting_the_second_factor(browser, user_id):
    admin = factories.make_user(Role.SECURITY_ADMIN)
    with transaction():
        operations.reset_second_factor(queries.get_user(user_id), by=admin)


ENDS = (
    end_by_signing_out,
    end_by_disabling,
    end_by_new_password,
    end_by_another_role,
    end_by_a_role_less,
    end_by_resetting_the_second_factor,
)


@pytest.mark.parametrize("end", ENDS)
def test_a_copied_cookie_is_worth_nothing_once_the_session_has_ended(browser, officer, end):
    sign_in(browser, officer[1])
    thief = copy_of(browser)
    assert is_in(thief)
    end(browser, officer[0])
    assert not is_in(thief)


@pytest.mark.same_queries
@pytest.mark.parametrize(("pauses", "lives"), [([29], True), ([31], False), ([25] * 28, True), ([25] * 30, False)])
def test_thirty_minutes_without_a_click_or_twelve_hours_end_it(browser, officer, pauses, lives):
    sign_in(browser, officer[1])
    began, passed = clock.now(), 0
    for minutes in pauses:
        passed += minutes
        with time_machine.travel(began + timedelta(minutes=passed), tick=False):
            was_in = is_in(browser)
    assert was_in is lives


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "bend", [lambda value: value[:-2] + "AA", lambda value: "." + value, lambda value: "e30.x.y", lambda value: value[3:]]
)
def test_a_cookie_that_was_bent_opens_nothing(browser, officer, bend):
    sign_in(browser, officer[1])
    name, thief = browser.app.config["SESSION_COOKIE_NAME"], Browser(browser.app)
    thief.client.set_cookie(name, bend(browser.client.get_cookie(name).value))
    assert not is_in(thief)


@pytest.mark.parametrize("way", ["/track/leave", "/leave"])
def test_a_copied_cookie_of_a_reporter_shows_nothing_after_leaving(browser, way):
    case = factories.make_case(factories.make_department())
    follow_case(browser, case)
    thief = copy_of(browser)
    assert thief.client.get("/track/case").status_code == 200
    rule = next(rule for rule in browser.app.url_map.iter_rules() if rule.rule == way)
    token = browser.page.xpath("//input[@name='csrf_token']/@value")[0]
    browser.client.open(way, method="POST" if "POST" in rule.methods else "GET", data={"csrf_token": token})
    assert thief.client.get("/track/case").status_code != 200


def test_a_copied_cookie_of_a_reporter_cannot_be_kept_alive_for_ever(browser):
    follow_case(browser, factories.make_case(factories.make_department()))
    thief, began, opened = copy_of(browser), clock.now(), []
    for minutes in range(25, 24 * 60, 25):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            opened.append(thief.client.get("/track/case").status_code == 200)
    assert opened[0] and not opened[-1]


def test_the_session_token_stands_in_no_page_and_no_address(browser, officer):
    sign_in(browser, officer[1])
    token = jar(browser)["staff_token"]
    for path in ("/account/settings", "/account/history", "/desk/cases"):
        answer = browser.client.get(path)
        assert token not in answer.get_data(as_text=True) and token not in (answer.location or "")
