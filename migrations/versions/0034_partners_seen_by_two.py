"""Who moved a partner of the exchange, which stays closed until another administrator has looked.

Revision: 0034, after 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("exchange_partner", sa.Column("changed_by_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("exchange_partner") as batch_op:
        batch_op.drop_column("changed_by_id")
