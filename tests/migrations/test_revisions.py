"""The revisions make exactly the tables of the models, on an empty database and on one with data."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from portal import db
from portal.cli import alembic_config
from portal.config import settings
from portal.models_registry import metadata
from tests.conftest import ON_POSTGRESQL, SERVER
from tests.migrations.filling import fill_every_table

NAME = f"xinnuo_test_revisions_{os.getpid()}"


@pytest.fixture
def empty(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a database without any table; the settings point to it."""
    url = SERVER + NAME if ON_POSTGRESQL else f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    _on_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME}")
    _point_to(monkeypatch, url)
    yield url
    _point_to(monkeypatch, database)
    _on_server(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _point_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    db.forget_engine()


def _on_server(*statements: str) -> None:
    if not ON_POSTGRESQL:
        return
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    server.dispose()


@pytest.fixture
def config() -> Config:
    """Alembic's configuration, as the command line uses it."""
    return alembic_config()


def revisions(config: Config) -> list[str]:
    """All revisions, the oldest first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


def differences(connection: Connection) -> list[object]:
    """What autogenerate would change."""
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def checks_of(connection: Connection) -> dict[str, dict[str, str]]:
    """The CHECKs of every table, which autogenerate does not compare: name and condition."""
    found = inspect(connection)
    return {
        table: {str(check["name"]): str(check["sqltext"]) for check in found.get_check_constraints(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def triggers_of(connection: Connection) -> set[tuple[str, str]]:
    """Every trigger and, on PostgreSQL, every function of ours, with its text."""
    query = (
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        if ON_POSTGRESQL
        else "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    return {(name, text) for name, text in connection.exec_driver_sql(query)}


def test_there_is_one_line_of_revisions(config):
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_an_empty_database_gets_exactly_the_tables_of_the_models(empty, config):
    command.upgrade(config, "head")
    with db.engine().connect() as connection:
        assert differences(connection) == []
        migrated, guarded = checks_of(connection), triggers_of(connection)
    metadata.drop_all(db.engine())
    metadata.create_all(db.engine())
    with db.engine().connect() as connection:
        assert migrated == checks_of(connection)
        assert guarded == triggers_of(connection) != set()


def test_upgrading_twice_changes_nothing(app, empty, config):
    runner = app.test_cli_runner()
    for _ in range(2):
        answer = runner.invoke(args=["migrate"])
        assert answer.exit_code == 0, answer.output
    with db.engine().connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_every_revision_takes_the_rows_of_the_one_before_along(empty, config):
    for revision in revisions(config):
        before = counts()
        command.upgrade(config, revision)
        after = counts()
        assert {table: after[table] for table in before if table in after} == {table: before[table] for table in before if table in after}
        filled = fill_every_table(db.engine())
        assert filled >= 0.8 * len(after), f"only {filled} of {len(after)} tables took a row"


def counts() -> dict[str, int]:
    """How many rows each table has."""
    with db.engine().connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


def test_sqlite_runs_as_the_house_wants_it(empty, config):
    if ON_POSTGRESQL:
        pytest.skip("about SQLite")
    command.upgrade(config, "head")
    with db.engine().connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert sqlite3.sqlite_version_info >= (3, 35)
