"""A fresh database and data folder for each test of evidence files."""

import pytest

from portal import db
from portal.attachments import models  # noqa: F401  registers the table
from portal.config import settings


@pytest.fixture(autouse=True)
def fresh_store(tmp_path, monkeypatch):
    """An empty database and an empty evidence folder; returns the data folder."""
    monkeypatch.setenv("XINNUO_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.sqlite3'}")
    settings.cache_clear()
    db.forget_engine()
    db.Base.metadata.create_all(db.engine(), tables=[models.Attachment.__table__])
    yield tmp_path
    db.forget_engine()
    settings.cache_clear()
