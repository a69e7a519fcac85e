"""Tables that only grow: the SQL of the triggers with which the database itself refuses to change or delete their rows. Pure.

Who owns the database can drop a trigger; that is what the hashes and the signed heads are for. The triggers stop everybody else: a
slip of our own, an injected statement, a hurried hand on the console.
"""

_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
_HEAD_SQLITE = (
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END",
    "CREATE TRIGGER {table}_only_forward BEFORE UPDATE ON {table} WHEN NOT ({holds}) "
    "BEGIN SELECT RAISE(ABORT, '{table} only moves forward'); END",
)
_HEAD_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {holds} THEN RETURN NEW; END IF; END IF; "
    "RAISE EXCEPTION '{table} only moves forward'; END $$",
    "CREATE TRIGGER {table}_only_forward BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
)
_UNCHANGED_SQLITE = _SQLITE[:1]
_UNCHANGED_POSTGRESQL = (
    _POSTGRESQL[0],
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
)


def closed(table: str) -> dict[str, list[str]]:
    """By dialect, the statements after which no row of ``table`` can be changed or deleted."""
    return _both(_SQLITE, _POSTGRESQL, table)


def erasable(table: str) -> dict[str, list[str]]:
    """By dialect, the statements after which rows of ``table`` can be deleted when their time is over, but never changed."""
    return _both(_UNCHANGED_SQLITE, _UNCHANGED_POSTGRESQL, table)


def forward(table: str, holds: str) -> dict[str, list[str]]:
    """By dialect, the statements for a table with one head row: it is never deleted, and changed only where ``holds`` (over OLD, NEW)."""
    return _both(_HEAD_SQLITE, _HEAD_POSTGRESQL, table, holds)


def _both(sqlite: tuple[str, ...], postgresql: tuple[str, ...], table: str, holds: str = "") -> dict[str, list[str]]:
    return {
        "sqlite": [each.format(table=table, holds=holds) for each in sqlite],
        "postgresql": [each.format(table=table, holds=holds) for each in postgresql],
    }
