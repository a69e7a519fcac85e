"""What somebody with the rights of the database's owner can do: switch the triggers off and change rows that must not change."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from portal.db import engine, session, transaction


@contextmanager
def unguarded() -> Iterator[None]:
    """A transaction in which no trigger of the database speaks."""
    with transaction():
        if engine().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield
            return
        found = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _sql in found:
            session.execute(text(f'DROP TRIGGER "{name}"'))
        yield
        session.flush()
        for _name, sql in found:
            session.connection().exec_driver_sql(sql)
