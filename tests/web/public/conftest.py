"""A jurisdiction to report in, and short ways through the report form."""

import pytest

from portal.db import transaction
from portal.profiles import loader
from portal.routing import loading


@pytest.fixture
def heping(database: str) -> None:
    """The portal serves 和平区."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
