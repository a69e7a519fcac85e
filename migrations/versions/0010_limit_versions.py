"""Limits set by administrators, and the versions of every limit.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _unit(name: str) -> sa.Enum:
    return sa.Enum("working", "natural", name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "limit_setting",
        sa.Column("rule_key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", _unit("unit"), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.CheckConstraint("value >= 1", name=op.f("ck_limit_setting_value_positive")),
        sa.PrimaryKeyConstraint("rule_key", name=op.f("pk_limit_setting")),
    )
    op.create_table(
        "limit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "source", sa.Enum("profile", "office", name="limitsource", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("old_value", sa.Integer(), nullable=True),
        sa.Column("old_unit", _unit("old_unit"), nullable=True),
        sa.Column("old_basis", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Integer(), nullable=True),
        sa.Column("new_unit", _unit("new_unit"), nullable=True),
        sa.Column("new_basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_limit_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_change")),
        sa.UniqueConstraint("rule_key", "version", name=op.f("uq_limit_change_rule_key_version")),
    )


def downgrade() -> None:
    op.drop_table("limit_change")
    op.drop_table("limit_setting")
