"""Every route that changes something, in eight forged variants: all refused, and not one row is different afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.vocabulary import Role
from tests.browser import Browser
from tests.security.world import contents, make_world

# Who would be admitted if the request were not forged; whoever is nobody is a visitor without an account.
ADMITTED = {
    "public": None,
    "display": None,
    "account": Role.OFFICER,
    "desk": Role.OFFICER,
    "publication": Role.OFFICER,
    "custody": Role.CUSTODIAN,
    "records": Role.OFFICER,
    "leads": Role.OFFICER,
    "oversight": Role.SUPERVISOR,
    "admin": Role.SYSTEM_ADMIN,
    "exchange": None,
}
# Programs have no session to forge: without key or signature they are told so, before anything is read.
REFUSALS = {"exchange": {400, 401}}
# What a page of ours would send, so that nothing but the forgery can be the reason of a refusal.
FIELDS = {
    "reason": "伪造的理由，足够长",
    "text": "伪造的说明文字，足够长",
    "version": "1",
    "note": "伪造的备注",
    "submission_key": "forged",
}
# Tables that count strangers' attempts and their presence; they say nothing of a case, a report or a person.
COUNTERS = ("user_session",)
Send = Callable[[Browser, str, str], Any]


def own_token(visitor: Browser) -> str:
    """A good token of this visitor's session."""
    visitor.open("display.show")
    return str(visitor.value("csrf_token"))


def expired(app: Any, visitor: Browser) -> str:
    """A token that was signed long ago under another session's secret; sessions of ours end after 12 hours at the latest."""
    own_token(visitor)
    signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
    return str(signer.dumps("0" * 40))


def post(visitor: Browser, path: str, data: Any, **more: Any) -> Any:
    """One request as the browser of this visitor sends it."""
    return visitor.client.post(path, data=data, buffered=True, **more)


VARIANTS: dict[str, Send] = {
    "no token": lambda visitor, path, token: post(visitor, path, FIELDS),
    "an empty token": lambda visitor, path, token: post(visitor, path, FIELDS | {"csrf_token": ""}),
    "a made-up token": lambda visitor, path, token: post(
        visitor, path, FIELDS | {"csrf_token": "IjEyMyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}
    ),
    "the token of another session": lambda visitor, path, token: post(
        visitor, path, FIELDS | {"csrf_token": own_token(Browser(visitor.app))}
    ),
    "a token signed for a session that is over": lambda visitor, path, token: post(
        visitor, path, FIELDS | {"csrf_token": expired(visitor.app, visitor)}
    ),
    "a good token in the address": lambda visitor, path, token: post(visitor, f"{path}?csrf_token={token}", FIELDS),
    "a good token in JSON": lambda visitor, path, token: visitor.client.post(path, json=FIELDS | {"csrf_token": token}),
    "a form of another site": lambda visitor, path, token: post(
        visitor, path, FIELDS, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    ),
}


def changing_rules(app: Any, area: str) -> list[Any]:
    """The rules of an area that take anything but reading."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] == area and rule.methods - {"GET", "HEAD", "OPTIONS"}]


def test_nothing_changes_by_any_other_method_than_post_and_every_area_is_known(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods - {"GET", "HEAD", "OPTIONS", "POST"}} == set()
    assert {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules() if "POST" in rule.methods} <= set(ADMITTED)
    assert len(VARIANTS) == 8


@pytest.mark.same_queries
@pytest.mark.parametrize("area", ADMITTED)
def test_every_forged_post_is_refused_and_leaves_every_row_as_it_was(app, sign_in_as, area):
    world, role = make_world(), ADMITTED[area]
    visitor = sign_in_as(world.person(role, "unrelated" if area == "oversight" else "lead")) if role else Browser(app)
    token, before, tried = own_token(visitor), contents(without=COUNTERS), 0
    for rule in changing_rules(app, area):
        path = world.address(app, rule, "POST")
        for variant, send in VARIANTS.items():
            answer = send(visitor, path, token)
            tried += 1
            assert answer.status_code in REFUSALS.get(area, {400, 415}), f"{rule.endpoint} with {variant} gave {answer.status_code}"
    after = contents(without=COUNTERS)
    assert before == after, [name for name in before if before[name] != after[name]]
    assert tried == 8 * len(changing_rules(app, area))
