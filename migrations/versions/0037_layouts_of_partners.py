"""How an upper platform names columns and codes values in files; the credit codes of departments, which rows that travel carry.

Revision: 0036, after 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("exchange_partner", sa.Column("layout", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("department", sa.Column("credit_code", sa.String(length=18), nullable=False, server_default=""))


def downgrade() -> None:
    for table, name in (("department", "credit_code"), ("exchange_partner", "layout")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(name)
