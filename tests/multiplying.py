"""More of the same rows, each with other departments, people and parents: a page that asks for each row on its own shows itself."""

from collections.abc import Collection
from itertools import count
from typing import Any

from sqlalchemy import UniqueConstraint, inspect

from portal.accounts.models import Department
from portal.db import Base, session, transaction
from tests.databases import statements

_marks = count(1)


def multiply(row: Any, number: int, keep: Collection[str] = ()) -> None:
    """Add so many copies of a row, its parents copied with it but for the columns named in ``keep``."""
    with transaction():
        again = session.get_one(type(row), inspect(row).identity)
        for _ in range(number):
            _copy(again, keep)


def _copy(row: Any, keep: Collection[str] = ()) -> Any:
    mapper = inspect(type(row))
    values = {each.key: getattr(row, each.key) for each in mapper.column_attrs}
    for column in mapper.local_table.columns:
        key = mapper.get_property_by_column(column).key
        target = next(iter(column.foreign_keys), None)
        if target is not None and values[key] is not None and key not in keep:
            values[key] = getattr(_copy(_parent(target.column.table, values[key])), target.column.key)
        elif column.primary_key:
            values.pop(key)
    for names in _uniques(mapper):
        if not any(mapper.local_table.columns[name].foreign_keys and mapper.local_table.columns[name].key not in keep for name in names):
            _make_other(mapper, values, names, next(_marks))
    made = type(row)(**values)
    session.add(made)
    session.flush()
    if isinstance(made, Department):
        made.path = f"/{made.id}/"
        session.flush()
    return made


def _parent(table: Any, key: Any) -> Any:
    (kind,) = [each.class_ for each in Base.registry.mappers if each.local_table is table]
    return session.get_one(kind, key)


def _uniques(mapper: Any) -> list[list[str]]:
    table = mapper.local_table
    found = [[column.name for column in each.columns] for each in table.constraints if isinstance(each, UniqueConstraint)]
    return found + [[column.name for column in each.columns] for each in table.indexes if each.unique]


def _make_other(mapper: Any, values: dict[str, Any], names: list[str], number: int) -> None:
    """Change one value of a unique key: a number, else a text."""
    keys = [mapper.get_property_by_column(mapper.local_table.columns[name]).key for name in names]
    numbers = [key for key in keys if type(values.get(key)) is int]
    texts = [key for key in keys if type(values.get(key)) is str]
    if numbers:
        values[numbers[-1]] += 1000 + number
    elif texts:
        mark, length = f"x{number}", mapper.local_table.columns[names[keys.index(texts[-1])]].type.length or 60
        values[texts[-1]] = f"{values[texts[-1]][: length - len(mark)]}{mark}"


def queries_of(act: Any) -> list[str]:
    """The statements that an act sends to the database."""
    with statements() as said:
        act()
    return said
