"""Corrections of public entries of the registers, by two people, with what stood there before.

Revision: 0026, after 0025
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0026"
down_revision = "0025"

_FIRST, _LAST = "'write', 'save', 'submit', 'give_back', 'review', 'publish', 'fulfil', 'deny', 'miss'", "'withdraw', 'end'"
_STEP, _CHECK = "register_step", "ck_register_step_entryaction"


def upgrade() -> None:
    op.create_table(
        "register_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "applied", "refused", name="registercorrectionstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> author_id", name=op.f("ck_register_correction_decided_by_another")),
        sa.CheckConstraint("status = 'open' OR decided_by_id IS NOT NULL", name=op.f("ck_register_correction_decided_by_somebody")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_register_correction_author_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_register_correction_decided_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_register_correction_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_correction")),
    )
    op.create_index("ix_register_correction_entry", "register_correction", ["entry_id", "status"])
    op.create_index("ix_register_correction_waiting", "register_correction", ["status", "id"])
    renew_checks(op.get_bind(), {_STEP: {_CHECK: f"action IN ({_FIRST}, 'propose', 'correct', 'keep', {_LAST})"}})


def downgrade() -> None:
    op.drop_table("register_correction")
    op.execute("DELETE FROM register_step WHERE action IN ('propose', 'correct', 'keep')")
    renew_checks(op.get_bind(), {_STEP: {_CHECK: f"action IN ({_FIRST}, {_LAST})"}})
