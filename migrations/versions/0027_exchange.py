"""Data exchange: partners, messages and their log, rows of records in batches, what lower platforms sent.

Records go up in batches and come back with receipts; each row is kept with its state at each partner.

Revision: 0027, after 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "exchange_nonce",
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "nonce", name=op.f("pk_exchange_nonce")),
    )
    op.create_index("ix_exchange_nonce_at", "exchange_nonce", ["at"])
    op.create_table(
        "exchange_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("upper", "upper_files", "lower", "hotline", name="partnerkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("key_id", sa.String(length=40), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filled_to", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> 'hotline' OR key_hash IS NOT NULL", name=op.f("ck_exchange_partner_hotline_has_key")),
        sa.CheckConstraint(
            "kind <> 'lower' OR (sealed_secret IS NOT NULL AND region_code <> '')", name=op.f("ck_exchange_partner_lower_can_be_checked")
        ),
        sa.CheckConstraint(
            "kind <> 'upper' OR (address <> '' AND sealed_secret IS NOT NULL)", name=op.f("ck_exchange_partner_upper_can_be_called")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_exchange_partner_has_name")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_exchange_partner_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_partner")),
        sa.UniqueConstraint("key_id", name=op.f("uq_exchange_partner_key_id")),
        sa.UniqueConstraint("name", name=op.f("uq_exchange_partner_name")),
    )
    op.create_index("ix_exchange_partner_open", "exchange_partner", ["is_open", "kind"])
    op.create_table(
        "exchange_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("batch", "case", "case_news", "webhook", name="messagekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "done", "failed", name="messagestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=43), nullable=True),
        sa.Column(
            "problem",
            sa.Enum(
                "unreachable",
                "timeout",
                "tls",
                "address",
                "busy",
                "refused",
                "redirected",
                "bad_answer",
                "not_open",
                name="problem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_exchange_message_done_has_time")),
        sa.CheckConstraint("state = 'pending' OR lease_token IS NULL", name=op.f("ck_exchange_message_only_pending_leased")),
        sa.CheckConstraint("(leased_until IS NULL) = (lease_token IS NULL)", name=op.f("ck_exchange_message_lease_has_token")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_exchange_message_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_exchange_message_dedupe_key")),
    )
    op.create_index("ix_exchange_message_due", "exchange_message", ["state", "next_attempt_at", "id"])
    op.create_index("ix_exchange_message_partner", "exchange_message", ["partner_id", "id"])
    op.create_table(
        "received_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("accepted >= 0 AND rejected >= 0", name=op.f("ck_received_batch_counts")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_received_batch_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_batch")),
        sa.UniqueConstraint("partner_id", "number", name=op.f("uq_received_batch_partner_id_number")),
    )
    op.create_table(
        "exchange_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column(
            "problem",
            sa.Enum(
                "unreachable",
                "timeout",
                "tls",
                "address",
                "busy",
                "refused",
                "redirected",
                "bad_answer",
                "not_open",
                name="problem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["message_id"], ["exchange_message.id"], name=op.f("fk_exchange_attempt_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_attempt")),
    )
    op.create_index("ix_exchange_attempt_message", "exchange_attempt", ["message_id", "id"])
    op.create_table(
        "exchange_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_exchange_batch_made_by_id")),
        sa.ForeignKeyConstraint(["message_id"], ["exchange_message.id"], name=op.f("fk_exchange_batch_message_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_exchange_batch_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_exchange_batch_number")),
    )
    op.create_index("ix_exchange_batch_partner", "exchange_batch", ["partner_id", "id"])
    op.create_table(
        "received_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("record_ref", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum("0", "1", "2", "3", "4", "5", name="recordcode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("is_newest", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["received_batch.id"], name=op.f("fk_received_row_batch_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_received_row_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_row")),
        sa.UniqueConstraint("partner_id", "record_ref", "number", name=op.f("uq_received_row_partner_id_record_ref_number")),
    )
    op.create_index("ix_received_row_newest", "received_row", ["is_newest", "id"])
    op.create_index("ix_received_row_partner", "received_row", ["partner_id", "is_newest", "id"])
    op.create_table(
        "exchange_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum("0", "1", "2", "3", "4", "5", name="recordcode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_exchange_row_counts_from_one")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_exchange_row_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_row")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_exchange_row_record_id_number")),
    )
    op.create_table(
        "exchange_row_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "sent", "accepted", "rejected", "replaced", name="rowstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state = 'pending' OR batch_id IS NOT NULL", name=op.f("ck_exchange_row_delivery_sent_in_batch")),
        sa.ForeignKeyConstraint(["batch_id"], ["exchange_batch.id"], name=op.f("fk_exchange_row_delivery_batch_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["exchange_partner.id"], name=op.f("fk_exchange_row_delivery_partner_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_exchange_row_delivery_record_id")),
        sa.ForeignKeyConstraint(["row_id"], ["exchange_row.id"], name=op.f("fk_exchange_row_delivery_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_row_delivery")),
        sa.UniqueConstraint("partner_id", "row_id", name=op.f("uq_exchange_row_delivery_partner_id_row_id")),
    )
    op.create_index("ix_exchange_row_delivery_batch", "exchange_row_delivery", ["batch_id", "id"])
    op.create_index("ix_exchange_row_delivery_listed", "exchange_row_delivery", ["state", "id"])
    op.create_index("ix_exchange_row_delivery_record", "exchange_row_delivery", ["record_id", "partner_id", "row_id"])
    op.create_index("ix_exchange_row_delivery_state", "exchange_row_delivery", ["partner_id", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_exchange_row_delivery_state", table_name="exchange_row_delivery")
    op.drop_index("ix_exchange_row_delivery_record", table_name="exchange_row_delivery")
    op.drop_index("ix_exchange_row_delivery_listed", table_name="exchange_row_delivery")
    op.drop_index("ix_exchange_row_delivery_batch", table_name="exchange_row_delivery")
    op.drop_table("exchange_row_delivery")
    op.drop_table("exchange_row")
    op.drop_index("ix_received_row_partner", table_name="received_row")
    op.drop_index("ix_received_row_newest", table_name="received_row")
    op.drop_table("received_row")
    op.drop_index("ix_exchange_batch_partner", table_name="exchange_batch")
    op.drop_table("exchange_batch")
    op.drop_index("ix_exchange_attempt_message", table_name="exchange_attempt")
    op.drop_table("exchange_attempt")
    op.drop_table("received_batch")
    op.drop_index("ix_exchange_message_partner", table_name="exchange_message")
    op.drop_index("ix_exchange_message_due", table_name="exchange_message")
    op.drop_table("exchange_message")
    op.drop_index("ix_exchange_partner_open", table_name="exchange_partner")
    op.drop_table("exchange_partner")
    op.drop_index("ix_exchange_nonce_at", table_name="exchange_nonce")
    op.drop_table("exchange_nonce")
