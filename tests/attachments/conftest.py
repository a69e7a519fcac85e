"""An evidence folder of its own for each test."""

from pathlib import Path

import pytest

from portal.config import settings


@pytest.fixture
def fresh_store(database: str) -> Path:
    """An empty database and an empty evidence folder; gives the data folder."""
    return settings().data_dir
