"""Door 1, generated: every role against every endpoint of the URL map."""

import pytest

from portal import models_registry  # noqa: F401
from portal.accounts.vocabulary import ADMINISTRATORS, CASE_ROLES, Role
from portal.web.areas import AREAS, admits, area_of
from tests.factories import make_user

# What each area must be, said a second time on purpose: a slip in one place shows here.
EXPECTED = {
    "static": None,
    "public": None,
    "display": None,
    "account": None,
    "api": None,
    "exchange": None,
    "desk": CASE_ROLES,
    "publication": CASE_ROLES,
    "records": CASE_ROLES,
    "leads": CASE_ROLES - {Role.PUBLISHER},
    "oversight": frozenset({Role.SUPERVISOR}),
    "admin": ADMINISTRATORS,
    "downloads": frozenset(Role),
    "custody": frozenset({Role.CUSTODIAN}),
}
NOBODY = "nobody"
# Pages of the account area that need no one to be signed in; all others ask for it themselves.
OPEN_ACCOUNT_PAGES = {
    "account.sign_in",
    "account.sign_in_together",
    "account.passkey_sign_in",
    "account.signed_out",
    "account.sign_out",
    "account.enter_invitation",
}


def staff_rules(app):
    """One openable address and one postable address for every endpoint of a closed area."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if EXPECTED.get(rule.endpoint.split(".")[0], frozenset()) is None:
            continue
        values = {argument: 1 for argument in rule.arguments}
        for method in sorted(rule.methods & {"GET", "POST"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def test_the_areas_are_those_that_were_meant():
    assert {name: area.admits for name, area in AREAS.items()} == EXPECTED


def test_every_endpoint_lies_in_an_area(app):
    homeless = [rule.endpoint for rule in app.url_map.iter_rules() if area_of(rule.endpoint) is None]
    assert not homeless


@pytest.mark.parametrize("role", [NOBODY, *Role])
def test_an_area_admits_exactly_the_roles_meant_for_it(role):
    held = frozenset() if role == NOBODY else frozenset({role})
    for name, area in AREAS.items():
        meant = EXPECTED[name] is None or bool(held & EXPECTED[name])
        assert admits(area, held, True) is meant
        assert admits(area, held, False) is (EXPECTED[name] is None)
    assert not admits(None, held, True)


def test_who_is_not_signed_in_is_sent_to_sign_in_from_every_staff_page(app):
    client = app.test_client()
    for endpoint, method, path in staff_rules(app):
        answer = client.open(path, method=method)
        assert answer.status_code == 302, f"{method} {endpoint}: {answer.status_code}"
        assert answer.location.startswith("/account/sign-in?next=/"), f"{method} {endpoint}: {answer.location}"


@pytest.mark.same_queries
@pytest.mark.parametrize("role", [NOBODY, *Role])
def test_whoever_has_no_business_in_an_area_gets_404_for_each_of_its_pages(app, sign_in_as, role):
    held = frozenset() if role == NOBODY else frozenset({role})
    client = sign_in_as(make_user(*held)).client
    for endpoint, method, path in staff_rules(app):
        if held & EXPECTED[endpoint.split(".")[0]]:
            continue
        answer = client.open(path, method=method)
        assert answer.status_code == 404, f"{role}: {method} {endpoint} gave {answer.status_code}"


@pytest.mark.parametrize("role", list(Role))
def test_door_one_lets_those_in_who_belong_there(app, sign_in_as, role):
    """Past the door a page may still say 404 for a row or 403 for an act, but never sends a signed-in person to sign in."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = sign_in_as(make_user(role)).client
    for endpoint, method, path in staff_rules(app):
        if role in EXPECTED[endpoint.split(".")[0]]:
            answer = client.open(path, method=method)
            assert "/account/sign-in" not in (answer.location or ""), f"{role}: {method} {endpoint}"
            assert answer.status_code < 500, f"{role}: {method} {endpoint} gave {answer.status_code}"


def test_account_pages_ask_for_somebody_themselves(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("account.") or rule.endpoint in OPEN_ACCOUNT_PAGES or "GET" not in rule.methods:
            continue
        answer = client.get(rule.rule.replace("<int:passkey_id>", "1"))
        assert answer.status_code in {302, 303, 410}, f"{rule.endpoint} gave {answer.status_code}"
