"""The browser fixtures for the journeys."""

import pytest

from tests.journeys.fixtures import mail, served, visit

__all__ = ["mail", "scripts", "served", "visit"]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the windows run scripts."""
    return bool(request.param)
