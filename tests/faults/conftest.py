"""和平区 with one report ready to be sent."""

import pytest
from flask import Flask

from portal.db import transaction
from portal.profiles import loader
from portal.routing import loading
from tests.browser import Browser
from tests.web.public.filling import to_check


@pytest.fixture
def heping(database: str) -> None:
    """The profile of 和平区."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))


@pytest.fixture
def company(app: Flask, heping: None) -> Browser:
    """A company at the last page of the form, everything filled in."""
    contact = {"organisation": "测试建筑公司", "email": "someone@company.example"}
    return to_check(Browser(app), "organisation", contact=contact).fill(is_truthful=True)
