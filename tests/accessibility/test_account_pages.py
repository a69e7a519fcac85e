"""The pages somebody sees once: invitation, binding an authenticator, recovery codes, the second step, setting a house up."""

import pyotp
import pytest

from portal.accounts import operations, queries
from portal.db import transaction
from tests import factories
from tests.accessibility.looking import faults
from tests.factories import PASSWORD
from tests.journeys.fixtures import mail, served, visit

__all__ = ["mail", "served", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def link_for(user=None):
    """A one-time link, for a person or for setting the house up."""
    with transaction():
        return "/account/invitation/" + operations.create_invitation(user and queries.get_user(user.id))


def test_the_pages_of_the_first_sign_in(served, visit):
    user = factories.make_user(*[role for role in factories.Role if role is factories.Role.OFFICER], username="li.na")
    window, seen = visit(), {}

    def look():
        seen[window.page.url] = faults(window.page)

    window.open(link_for(user))
    look()
    window.fill(password=PASSWORD, password_again=PASSWORD).press("设置密码").fill(username="li.na", password=PASSWORD).press("登录")
    look()
    secret = "".join(window.page.locator("main .code").first.inner_text().split())
    window.fill(code=pyotp.TOTP(secret).at(served.now())).press(
        "继续" if window.page.get_by_role("button", name="继续", exact=True).count() else "绑定"
    )
    look()
    other = visit()
    other.open("/account/sign-in").fill(username="li.na", password=PASSWORD).press("登录")
    seen[other.page.url] = faults(other.page)
    other.open("/account/recovery-code")
    seen[other.page.url] = faults(other.page)
    assert {path: problems for path, problems in seen.items() if problems} == {}
    assert len(seen) == 5


def test_the_pages_of_setting_a_house_up(visit):
    window = visit().open(link_for())
    seen = {window.page.url: faults(window.page)}
    for number, role in enumerate(("system_admin", "security_admin", "audit_admin")):
        window.fill(**{f"{role}_username": f"admin.{number}", f"{role}_display_name": f"管理员{number}"})
    window.page.locator("main form button").first.click()
    window.page.wait_for_url("**/account/set-up/links")
    seen[window.look().page.url] = faults(window.page)
    assert {path: problems for path, problems in seen.items() if problems} == {}
    assert len(seen) == 2
