"""The database: engine, declarative base, the session, and ``transaction()``, the only commit of the house."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import DDL, JSON, Dialect, Engine, FromClause, MetaData, Select, create_engine, event, make_url, tuple_
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import DateTime, TypeDecorator

from portal.config import settings

Row = TypeVar("Row")
SQLITE_BUSY_SECONDS = 15
_ENDING = "at the end"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on every database; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all tables; every constraint has a name, so that migrations can change it."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Instant, dict[str, Any]: JSON, list[Any]: JSON, list[str]: JSON}


def guard(table: FromClause, statements: dict[str, list[str]]) -> None:
    """Run the statements of the dialect in use (see ``append_only``) whenever ``table`` is made."""
    for dialect, texts in statements.items():
        for each in texts:
            event.listen(table, "after_create", DDL(each.replace("%", "%%")).execute_if(dialect=dialect))


def enum_column(enum_class: type[Enum], name: str = "", is_checked: bool = True) -> SqlEnum:
    """A text column that holds the stored value of a ``Labelled`` member and is checked by the database.

    ``name`` tells the CHECKs apart when one table holds two columns of the same enum. A copy of a column that is checked where it comes
    from need not be ``is_checked`` again.
    """
    return SqlEnum(
        enum_class,
        name=name or enum_class.__name__.lower(),
        native_enum=False,
        create_constraint=is_checked,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


session: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=True, autoflush=True))
_engine: Engine | None = None


def engine() -> Engine:
    """The engine of this process, made from the settings on first use."""
    global _engine
    if _engine is None:
        _engine = make_engine(settings().database_url)
        session.configure(bind=_engine)
        session.remove()
    return _engine


def forget_engine() -> None:
    """Close all connections and forget the engine; the next use reads the settings anew."""
    global _engine
    session.remove()
    if _engine is not None:
        _engine.dispose()
    _engine = None
    session.configure(bind=None)


def make_engine(url: str) -> Engine:
    """An engine with the house settings: SQLite in WAL mode with full synchronisation and foreign keys, PostgreSQL with pre-ping."""
    if url.startswith("sqlite"):
        made = create_engine(url, connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False})
        event.listen(made, "do_connect", lambda *_: _make_private(make_url(url).database))
        event.listen(made, "connect", _set_up_sqlite)
        event.listen(made, "begin", _begin_sqlite)
        return made
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)


def _make_private(path: str | None) -> None:
    """Make the database file readable by its owner alone; SQLite gives its side files the same rights."""
    if path and path != ":memory:":
        with suppress(FileExistsError, FileNotFoundError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # SQLAlchemy emits BEGIN itself (below): the driver's own deferred BEGIN could not be upgraded to a write under load.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work: commits at the end, rolls back on any error. The only commit of the house.

    A read transaction that is open is ended first, so that what is loaded inside is fresh and, on SQLite, the write lock
    is taken at once instead of failing on upgrade. Rows must therefore be added inside, never before. Calls do not nest.
    """
    engine()
    current = session()
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("rows were changed before transaction() began")
    current.rollback()
    current.connection(execution_options={"writing": True})
    current.info[_ENDING] = {}
    try:
        yield current
        _end(current)
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop(_ENDING, None)


def at_end(order: int, work: Callable[[list[Any]], None], item: Any) -> None:
    """Keep ``item`` for ``work``, which gets all items of this transaction once, just before the commit; the lowest ``order`` first.

    What locks a row that every writer needs belongs here: the lock is held for a moment, and always taken last and in one order.
    Raises ``RuntimeError`` outside ``transaction()``, where the item would be lost.
    """
    ending = session().info.get(_ENDING)
    if ending is None:
        raise RuntimeError("this must be said inside transaction()")
    kept, items = ending.setdefault(order, (work, []))
    if kept is not work:
        raise RuntimeError(f"two sorts of work want the place {order} at the end")
    items.append(item)


def is_in_transaction() -> bool:
    """Whether ``transaction()`` is going on, so that ``at_end`` can be told something."""
    return session().info.get(_ENDING) is not None


def _end(current: Session) -> None:
    ending: dict[int, tuple[Callable[[list[Any]], None], list[Any]]] = current.info[_ENDING]
    current.flush()
    while ending:
        work, items = ending.pop(min(ending))
        work(items)
        current.flush()


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the present transaction that is undone alone when it raises, together with what it kept for the end."""
    ending = session().info.get(_ENDING, {})
    before = {order: (work, list(items)) for order, (work, items) in ending.items()}
    try:
        with session.begin_nested():
            yield
    except BaseException:
        ending.clear()
        ending.update(before)
        raise


def add(row: Row) -> Row:
    """Add a row to the present transaction and return it."""
    session.add(row)
    return row


def add_unless_there(row: object) -> bool:
    """Add a row that another transaction may be adding at the same moment: then theirs stands, and the caller reads that one.

    Whether it was added.
    """
    try:
        with savepoint():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def stretch(
    query: Select[*tuple[Any, ...]], key: Sequence[Any], after: tuple[Any, ...] | None, limit: int, before: tuple[Any, ...] | None
) -> list[Any]:
    """The rows of a page of a list sorted by ``key``: those behind the place ``after``, or those that end just in front of ``before``."""
    if before is not None:
        backwards = query.where(tuple_(*key) < before).order_by(*(column.desc() for column in key)).limit(limit)
        return list(session.execute(backwards))[::-1]
    ahead = query if after is None else query.where(tuple_(*key) > after)
    return list(session.execute(ahead.order_by(*key).limit(limit)))


def flush() -> None:
    """Send pending changes to the database, so that new rows have their keys."""
    session.flush()
