"""What revision 0002 does to rows that exist: plain SQL, so that later models cannot change it."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

# A named tip-off is sealed, whatever an older version called it; its key goes into custody at the key ceremony, and until then
# the portal treats it as sealed already. What handlers see of the name tells nothing any more.
SECRECY = (
    "UPDATE report SET secrecy = 'sealed', shares_identity = (1 = 0) WHERE kind = 'tip_off' AND reporter_kind <> 'anonymous'",
    "UPDATE reporter_identity SET masked_name = '举报人' WHERE report_id IN (SELECT id FROM report WHERE secrecy = 'sealed')",
    "INSERT INTO reporter_consent (report_id, wording_version, given_at)"
    " SELECT id, 1, submitted_at FROM report WHERE secrecy = 'open' AND shares_identity",
)


# Logs only grow: the database itself refuses to change or delete their rows, and a head row only moves forward to a row that exists.
_LAST_ENTRY = "UPDATE audit_head SET last_id = (SELECT coalesce(max(id), 0) FROM audit_entry)"
_CLOSED = ("audit_entry", "log_node", "log_leaf", "signed_head")
_UNCHANGED = ("audit_personal",)
_FORWARD = {
    "audit_head": "NEW.id = OLD.id AND NEW.last_id > OLD.last_id AND "
    "EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = NEW.last_id AND e.entry_hash = NEW.entry_hash)",
    "log_size": "NEW.id = OLD.id AND NEW.size > OLD.size"
    " AND EXISTS (SELECT 1 FROM log_node n WHERE n.level = 0 AND n.place = NEW.size - 1)",
}


def up(connection: Connection) -> None:
    """Bring the rows of the first version to where this one wants them."""
    for statement in SECRECY:
        connection.execute(text(statement))
    connection.execute(text(_LAST_ENTRY))
    guards = _sqlite_guards if connection.dialect.name == "sqlite" else _postgresql_guards
    for statement in guards():
        connection.exec_driver_sql(statement)


def _sqlite_guards() -> Iterator[str]:
    refuse = "CREATE TRIGGER {0}_no_{1} BEFORE {2} ON {0} BEGIN SELECT RAISE(ABORT, '{0} is {3}'); END"
    for table in (*_CLOSED, *_UNCHANGED):
        yield refuse.format(table, "update", "UPDATE", "append-only")
    for table in _CLOSED:
        yield refuse.format(table, "delete", "DELETE", "append-only")
    for table, holds in _FORWARD.items():
        yield refuse.format(table, "delete", "DELETE", "never deleted")
        yield (
            f"CREATE TRIGGER {table}_only_forward BEFORE UPDATE ON {table} WHEN NOT ({holds}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} only moves forward'); END"
        )


def _postgresql_guards() -> Iterator[str]:
    function = "CREATE OR REPLACE FUNCTION {0}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {1}RAISE EXCEPTION '{0} {2}'; END $$"
    trigger = "CREATE TRIGGER {0}_{1} BEFORE {2} ON {0} FOR EACH {3} EXECUTE FUNCTION {0}_refuse()"
    for table in (*_CLOSED, *_UNCHANGED):
        yield function.format(table, "", "is append-only")
        yield trigger.format(table, "no_change", "UPDATE OR DELETE" if table in _CLOSED else "UPDATE", "ROW")
    for table, holds in _FORWARD.items():
        yield function.format(table, f"IF TG_OP = 'UPDATE' THEN IF {holds} THEN RETURN NEW; END IF; END IF; ", "only moves forward")
        yield trigger.format(table, "only_forward", "UPDATE OR DELETE", "ROW")
    for table in (*_CLOSED, *_FORWARD):
        yield trigger.format(table, "no_truncate", "TRUNCATE", "STATEMENT")
