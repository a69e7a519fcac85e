"""What somebody with the rights of the database's owner can do: switch triggers and foreign keys off and change what must not change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from portal.db import engine, session, transaction


@contextmanager
def unguarded() -> Iterator[None]:
    """A transaction in which no trigger and no foreign key of the database speaks."""
    if engine().dialect.name == "postgresql":
        with transaction():
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield
        return
    with transaction():
        driver: Any = session.connection().connection.dbapi_connection
        for statement in ("ROLLBACK", "PRAGMA foreign_keys=OFF", "BEGIN IMMEDIATE"):
            driver.execute(statement)
        found = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _sql in found:
            session.execute(text(f'DROP TRIGGER "{name}"'))
        yield
        session.flush()
        for _name, sql in found:
            session.connection().exec_driver_sql(sql)
    driver.execute("PRAGMA foreign_keys=ON")
