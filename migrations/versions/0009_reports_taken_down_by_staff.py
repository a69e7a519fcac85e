"""Reports taken down by staff.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("report", sa.Column("registered_by_id", sa.Integer(), nullable=True))
    op.add_column("report", sa.Column("original_number", sa.String(length=60), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("report", "original_number")
    op.drop_column("report", "registered_by_id")
