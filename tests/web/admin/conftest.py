"""A loaded jurisdiction and the three administrators, each with a browser."""

from collections.abc import Callable

import pytest

from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.profiles.loader import read_profile
from portal.routing.loading import load_profile
from tests import factories
from tests.browser import Browser


@pytest.fixture
def heping(app) -> None:
    """和平区 as its profile has it."""
    with transaction():
        load_profile(read_profile("heping"))


@pytest.fixture
def system_admin(heping, sign_in_as: Callable[[User], Browser]) -> Browser:
    """The browser of a 系统管理员."""
    return sign_in_as(factories.make_user(Role.SYSTEM_ADMIN, username="system", display_name="钱系统"))


@pytest.fixture
def security_admin(heping, sign_in_as: Callable[[User], Browser]) -> Browser:
    """The browser of a 安全管理员."""
    return sign_in_as(factories.make_user(Role.SECURITY_ADMIN, username="security", display_name="孙安全"))


@pytest.fixture
def audit_admin(heping, sign_in_as: Callable[[User], Browser]) -> Browser:
    """The browser of a 审计管理员."""
    return sign_in_as(factories.make_user(Role.AUDIT_ADMIN, username="auditor", display_name="李审计"))
