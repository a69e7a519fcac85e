"""The databases that tests use: all tables made once for a process, and emptied between its tests."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text

from portal import db


@event.listens_for(Engine, "connect")
def _in_no_order(connection: object, _record: object) -> None:
    """What asks for no order gets the newest first, so that nothing comes to lean on the order of writing, which no database promises."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def template_in(folder: Path) -> Path:
    """A SQLite file with all tables, to be copied."""
    template = folder / "template.sqlite3"
    made = db.make_engine(f"sqlite:///{template}")
    db.Base.metadata.create_all(made)
    made.dispose()
    return template


def fresh_copy(template: Path) -> Path:
    """An empty database under the one name of this process; what a straggler of the last test still writes goes to a file unlinked."""
    own = template.with_name("test.sqlite3")
    for each in own.parent.glob(f"{own.name}*"):
        each.unlink()
    return Path(shutil.copy(template, own))


def on_server(server: str) -> Iterator[str]:
    """The address of a PostgreSQL database of this process, dropped when its tests are over."""
    name = f"xinnuo_test_{os.getpid()}"
    outside = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))  # nothing of a test outlives a crash
    made = db.make_engine(server + name)
    db.Base.metadata.create_all(made)
    made.dispose()
    yield server + name
    db.forget_engine()
    with outside.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    outside.dispose()


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to the database meanwhile; not a word later, for the engine outlives the test."""
    said: list[str] = []

    def note(*given: object) -> None:
        said.append(str(given[2]))

    engine = db.engine()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def empty_all_tables() -> None:
    """Empty a PostgreSQL database, and count from 1 again."""
    # Far quicker than TRUNCATE of every table: most are empty. The replica role spares foreign keys and append-only triggers.
    names = [table.name for table in db.Base.metadata.sorted_tables]
    probe = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    with db.engine().begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in connection.scalars(text(probe)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        for sequence in connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")).all():
            connection.execute(text(f'ALTER SEQUENCE "{sequence}" RESTART'))
