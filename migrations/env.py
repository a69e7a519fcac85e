"""How Alembic runs here: on the portal's own engine and settings, in batch mode so that SQLite can follow."""

from alembic import context

from portal.db import engine
from portal.models_registry import metadata


def run() -> None:
    """Run the revisions on the database of the settings, each in a transaction of its own."""
    with engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


run()
