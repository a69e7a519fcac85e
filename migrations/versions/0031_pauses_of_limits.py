"""What stops a clock is set by the administrator too, where the law leaves it open.

Revision: 0031, after 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("limit_setting", sa.Column("pauses", sa.String(length=80), nullable=True))
    for name in ("old_pauses", "new_pauses"):
        op.add_column("limit_change", sa.Column(name, sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    for table, name in (("limit_change", "new_pauses"), ("limit_change", "old_pauses"), ("limit_setting", "pauses")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
