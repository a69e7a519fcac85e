"""Objections to outcomes come with proofs as files, like those to records: what was typed as proof joins what is said to be wrong.

Revision: 0022, after 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute("UPDATE public_objection SET wrong = wrong || '\n' || proof WHERE proof <> ''")
    op.drop_column("public_objection", "proof")


def downgrade() -> None:
    op.add_column("public_objection", sa.Column("proof", sa.Text(), nullable=False, server_default=""))
