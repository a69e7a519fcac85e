"""What the clock tests share: a second clock on another subject as noise, and a PostgreSQL database for real concurrency."""

import os
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from portal import db
from portal.config import settings
from portal.deadlines import operations
from portal.deadlines.models import Deadline

SERVER = os.environ.get("XINNUO_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/")


@pytest.fixture
def database(database: str) -> str:
    """The house's empty database with its engine made, as an application has it before the first read."""
    db.engine()
    return database


@pytest.fixture
def noise(database: str) -> Callable[[], list[tuple]]:
    """Clocks nobody may touch: another case, another kind of subject. Gives a function that tells how they stand now."""
    with db.transaction():
        ids = [
            operations.start("matter", 99, "handle", date(2026, 8, 5), department_id=7).id,
            operations.start("errand", 1, "handle", date(2026, 8, 5), department_id=7).id,
        ]

    def standing() -> list[tuple]:
        rows = [db.session.get(Deadline, number) for number in ids]
        return [(row.due_on, row.paused_on, row.met_at, row.cancelled_at, row.department_id, row.due_round) for row in rows if row]

    return standing


@pytest.fixture
def postgresql(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own; the test is skipped where no server answers."""
    name = f"xinnuo_deadlines_{os.getpid()}"
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        pytest.skip("no PostgreSQL server answers")
    monkeypatch.setenv("XINNUO_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", SERVER + name)
    settings.cache_clear()
    db.forget_engine()
    db.Base.metadata.create_all(db.engine())
    yield SERVER + name
    db.forget_engine()
    settings.cache_clear()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
