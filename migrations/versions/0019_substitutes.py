"""Substitutes: who stands in for whom, and when.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_substitution_ends_after_start")),
        sa.CheckConstraint("user_id <> substitute_id", name=op.f("ck_substitution_another_person")),
        sa.ForeignKeyConstraint(["substitute_id"], ["user.id"], name=op.f("fk_substitution_substitute_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_substitution_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_index("ix_substitution_substitute", "substitution", ["substitute_id", "until_on"])
    op.create_index("ix_substitution_user", "substitution", ["user_id", "until_on"])


def downgrade() -> None:
    op.drop_table("substitution")
