"""The version of a received record that counts is found by an index of its own, however many versions there are.

Revision: 0035, after 0034
"""

from alembic import op

revision = "0035"
down_revision = "0034"
_NAME, _TABLE = "ix_received_row_counts", "received_row"


def upgrade() -> None:
    op.create_index(_NAME, _TABLE, ["partner_id", "record_ref", "is_newest"], unique=False)


def downgrade() -> None:
    op.drop_index(_NAME, table_name=_TABLE)
