"""Tags, acts on many cases, and the columns a person wants to see.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_tag_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("department_id", "words", name=op.f("uq_tag_department_id_words")),
    )
    op.create_table(
        "case_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_tag_case_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_case_tag_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tag")),
        sa.UniqueConstraint("case_id", "tag_id", name=op.f("uq_case_tag_case_id_tag_id")),
    )
    op.create_index("ix_case_tag_tag", "case_tag", ["tag_id", "case_id"])
    op.create_table(
        "bulk_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("press_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_bulk_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("press_hash", name=op.f("uq_bulk_run_press_hash")),
    )
    op.create_index("ix_bulk_run_user", "bulk_run", ["user_id", "id"])
    op.add_column("user", sa.Column("list_columns", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("user", "list_columns")
    for table in ("bulk_run", "case_tag", "tag"):
        op.drop_table(table)
