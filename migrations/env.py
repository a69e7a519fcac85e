"""How Alembic runs here: on the portal's own engine and settings, in batch mode so that SQLite can follow."""

from typing import Any

from alembic import context

from portal.db import Instant, engine
from portal.models_registry import metadata


def _plain(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column type as what it is in the database: a revision must not change when the portal does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run() -> None:
    """Run the revisions on the database of the settings, each in a transaction of its own."""
    with engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_plain,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


run()
