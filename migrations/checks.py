"""Renewing CHECKs of tables that hold data: autogenerate does not compare them, and SQLite cannot alter them."""

import re
from collections.abc import Mapping

from sqlalchemy import Connection, text


def renew_checks(connection: Connection, wanted: Mapping[str, Mapping[str, str | None]]) -> None:
    """Give tables the CHECKs of ``{table: {name: condition}}``; a condition of None takes the CHECK away.

    The rows are not rewritten. On SQLite the stored definition of the table is edited, as its documentation advises for constraints.
    """
    if connection.dialect.name == "sqlite":
        _edit_definitions(connection, wanted)
        return
    for table, checks in wanted.items():
        for name, condition in checks.items():
            connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'))
            if condition is not None:
                connection.execute(text(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({_plain(condition)})'))


def _plain(condition: str) -> str:
    return condition.replace(":", "\\:")  # no bound parameters in here


def _edit_definitions(connection: Connection, wanted: Mapping[str, Mapping[str, str | None]]) -> None:
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar() or 0
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for table, checks in wanted.items():
        select = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        definition = str(connection.exec_driver_sql(select, (table,)).scalar())
        for name, condition in checks.items():
            definition = with_check(definition, name, condition)
        connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (definition, table))
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")


def with_check(definition: str, name: str, condition: str | None) -> str:
    """A table's definition with one CHECK replaced, added, or (None) taken away."""
    found = re.search(rf',?\s*CONSTRAINT "?{re.escape(name)}"? CHECK \(', definition)
    if found:
        definition = definition[: found.start()] + definition[_closing(definition, found.end() - 1) + 1 :]
    if condition is None:
        return definition
    end = definition.rindex(")")
    return f"{definition[:end].rstrip()}, \n\tCONSTRAINT {name} CHECK ({condition})\n{definition[end:]}"


def _closing(definition: str, opening: int) -> int:
    """Where the bracket that opens at ``opening`` closes; brackets in quoted values do not count."""
    depth, quoted = 0, False
    for position in range(opening, len(definition)):
        char = definition[position]
        if char == "'":
            quoted = not quoted
        elif not quoted:
            depth += {"(": 1, ")": -1}.get(char, 0)
            if depth == 0:
                return position
    raise ValueError("the definition ends within brackets")
