"""The words of leads are kept for a time.

Revision: 0032, after 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_KEPT = sa.text("erased_at IS NULL")


def upgrade() -> None:
    op.add_column("lead", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_lead_kept", "lead", ["id"], sqlite_where=_KEPT, postgresql_where=_KEPT)


def downgrade() -> None:
    op.drop_index("ix_lead_kept", table_name="lead")
    with op.batch_alter_table("lead") as batch_op:
        batch_op.drop_column("erased_at")
