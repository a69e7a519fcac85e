"""The pages of passkeys, which exist only under a name that browsers take passkeys for; and the two ways beside the password."""

import pytest

from portal.accounts import passkeys, queries
from portal.accounts.vocabulary import PasskeyPurpose, Role
from portal.config import settings
from portal.db import transaction
from tests.accessibility.looking import faults
from tests.accounts.soft_passkey import SoftPasskey
from tests.factories import PASSWORD, give_password, give_second_factor, make_user, open_session_of
from tests.journeys.fixtures import mail, served, visit

__all__ = ["mail", "served", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def owner(served, monkeypatch):
    """An officer with a passkey, and the authenticator's secret."""
    served.url = served.url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("PUBLIC_BASE_URL", served.url)
    settings.cache_clear()
    user = make_user(Role.OFFICER, username="wang.fang", display_name="王芳")
    give_password(user)
    secret = give_second_factor(user)
    row = queries.find_session(open_session_of(user))
    with transaction():
        asked = passkeys.ask(PasskeyPurpose.ENROL, row, "一个名字很长很长的办公室台式电脑")
    with transaction():
        passkeys.enrol(asked, row, SoftPasskey(served.url).make(passkeys.options(asked, PasskeyPurpose.ENROL, row)))
    return user, secret, queries.list_passkeys(user.id)[0].id


def test_the_pages_of_passkeys_and_of_the_other_ways_in(owner, visit):
    user, secret, passkey_id = owner
    window, seen = visit(), {}

    def look(path):
        seen[path] = faults(window.open(path).page)

    look("/account/sign-in/passkey")
    look("/account/sign-in/together")
    window.open("/account/sign-in").fill(username=user.username, password=PASSWORD).press("登录")
    look("/account/passkey")
    window.sign_in(user.username, secret)
    look("/account/passkeys")
    look("/account/sessions")
    look(f"/account/passkeys/{passkey_id}/remove")
    look("/account/passkeys/new")
    window.fill(name="手机", current_password=PASSWORD).press("下一步")
    seen[window.page.url] = faults(window.page)
    assert {path: problems for path, problems in seen.items() if problems} == {}
    assert len(seen) == 8
