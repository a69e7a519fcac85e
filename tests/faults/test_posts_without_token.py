"""A POST without the CSRF token is refused on every address of the site, in the site's frame."""

import pytest
from lxml import html
from werkzeug.routing import AnyConverter

from portal.accounts.vocabulary import Role
from tests import factories
from tests.browser import Browser

WHO = {
    "public": None,
    "display": None,
    "account": Role.OFFICER,
    "custody": Role.CUSTODIAN,
    "desk": Role.OFFICER,
    "leads": Role.OFFICER,
    "publication": Role.OFFICER,
    "records": Role.SUPERVISOR,
    "oversight": Role.SUPERVISOR,
    "admin": Role.SECURITY_ADMIN,
}
SIGNED = {"exchange"}  # other platforms prove themselves by a signature or a key: security/test_forged_posts.py


def sample(converter):
    """Something that fits a place of an address."""
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else 1


def post_addresses(app, area):
    """An address for every endpoint of an area that takes a POST."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] == area and "POST" in rule.methods:
            places = {name: sample(converter) for name, converter in rule._converters.items()}
            yield adapter.build(rule.endpoint, places, method="POST")


def test_every_area_that_takes_posts_is_tried(app):
    areas = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert areas == set(WHO) | SIGNED


@pytest.mark.same_queries
@pytest.mark.parametrize("area", WHO)
def test_a_post_without_token_changes_nothing_and_is_told_in_the_frame(app, sign_in_as, area):
    role = WHO[area]
    client = (sign_in_as(factories.make_user(role)) if role else Browser(app)).client
    addresses = list(post_addresses(app, area))
    assert addresses
    for address in addresses:
        answer = client.post(address, data={"narrative": "这句话不能丢", "csrf_token": "made up"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 400, f"{address} gave {answer.status_code}"
        page = html.document_fromstring(answer.get_data(as_text=True))
        assert page.xpath("//header") and len(page.xpath("//h1")) == 1, address
        assert "这句话不能丢" in page.text_content(), address
