"""Objections to records with a ground and a code of their own; requests to repair credit; their proofs.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0017"
down_revision = "0016"

_OWNERS = "'draft', 'report', 'supplement', 'message', 'reply', 'case', 'order', 'letter', 'deliverable', 'finding', 'rectification', 'recognition'"
_GROUNDS = "ground IN ('wrong', 'wrong_subject', 'fulfilled', 'expired', 'other')"


def upgrade() -> None:
    op.add_column("public_objection", sa.Column("ground", sa.String(length=40), nullable=True))
    op.add_column("public_objection", sa.Column("remedy", sa.Text(), nullable=False, server_default=""))
    op.add_column("public_objection", sa.Column("tracking_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_public_objection_tracking", "public_objection", ["tracking_hash"], unique=True)
    op.create_table(
        "credit_repair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "confirmed", "granted", "refused", name="repairstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=True),
        sa.Column("fulfilled", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_hash", sa.String(length=64), nullable=False),
        sa.Column("tracking_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "status NOT IN ('granted', 'refused') OR (reasons <> '' AND decided_at IS NOT NULL)",
            name=op.f("ck_credit_repair_decided_with_reasons"),
        ),
        sa.CheckConstraint("status <> 'confirmed' OR confirmed_by_id IS NOT NULL", name=op.f("ck_credit_repair_confirmed_by_somebody")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_credit_repair_confirmed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_credit_repair_decided_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_credit_repair_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_repair")),
        sa.UniqueConstraint("submission_hash", name=op.f("uq_credit_repair_submission_hash")),
        sa.UniqueConstraint("tracking_hash", name=op.f("uq_credit_repair_tracking_hash")),
    )
    op.create_index("ix_credit_repair_record", "credit_repair", ["record_id", "status"])
    op.create_index("ix_credit_repair_status", "credit_repair", ["status", "id"])
    renew_checks(
        op.get_bind(),
        {
            "attachment": {"ck_attachment_ownerkind": f"owner_kind IN ({_OWNERS}, 'objection', 'repair')"},
            "public_objection": {"ck_public_objection_objectionground": _GROUNDS},
        },
    )


def downgrade() -> None:
    raise NotImplementedError("objections and requests cannot be taken back; restore the backup made before the upgrade")
