"""A department may ask for more time to put right what an inspection found.

Revision: 0030, after 0029
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0030"
down_revision = "0029"

_NAME = "ck_inspection_finding_step_findingaction"


def upgrade() -> None:
    op.create_table(
        "finding_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_finding_extension_days_positive")),
        sa.CheckConstraint("decided_at IS NOT NULL OR is_granted IS NULL", name=op.f("ck_finding_extension_decided_has_time")),
        sa.ForeignKeyConstraint(["finding_id"], ["inspection_finding.id"], name=op.f("fk_finding_extension_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_extension")),
    )
    op.create_index("ix_finding_extension_finding_id", "finding_extension", ["finding_id"])
    undecided = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_finding_extension_one_open",
        "finding_extension",
        ["finding_id"],
        unique=True,
        sqlite_where=undecided,
        postgresql_where=undecided,
    )
    wanted = "action IN ('issue', 'answer', 'ask_time', 'grant_time', 'refuse_time', 'return', 'accept')"
    renew_checks(op.get_bind(), {"inspection_finding_step": {_NAME: wanted}})


def downgrade() -> None:
    before = "action IN ('issue', 'answer', 'return', 'accept')"
    renew_checks(op.get_bind(), {"inspection_finding_step": {_NAME: before}})
    op.drop_table("finding_extension")
