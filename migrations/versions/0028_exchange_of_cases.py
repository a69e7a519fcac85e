"""Reports of hotline platforms, and cases handed to lower platforms.

A case passes once between two platforms under one reference, with the clock that runs on it.

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "hotline_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("original_number", sa.String(length=60), nullable=False),
        sa.Column("idempotency_key", sa.String(length=100), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_hotline_report_case_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_hotline_report_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline_report")),
        sa.UniqueConstraint("partner_id", "idempotency_key", name=op.f("uq_hotline_report_partner_id_idempotency_key")),
        sa.UniqueConstraint("partner_id", "original_number", name=op.f("uq_hotline_report_partner_id_original_number")),
    )
    op.create_index("ix_hotline_report_case", "hotline_report", ["case_id"])
    op.create_table(
        "passed_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "declined",
                "answered",
                "reopened",
                name="passingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("their_number", sa.String(length=60), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("passed_by_id", sa.Integer(), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_on > started_on", name=op.f("ck_passed_case_has_term")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_passed_case_case_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_passed_case_partner_id")),
        sa.ForeignKeyConstraint(["passed_by_id"], ["user.id"], name=op.f("fk_passed_case_passed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_case")),
        sa.UniqueConstraint("partner_id", "reference", name=op.f("uq_passed_case_partner_id_reference")),
    )
    op.create_index("ix_passed_case_case", "passed_case", ["case_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_passed_case_case", table_name="passed_case")
    op.drop_table("passed_case")
    op.drop_index("ix_hotline_report_case", table_name="hotline_report")
    op.drop_table("hotline_report")
