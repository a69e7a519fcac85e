"""New names and successors of departments from a day on, and their history.

Revision: 0029, after 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

_WAITING = sa.text("done_at IS NULL AND cancelled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "department_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("old_name", sa.String(length=120), nullable=False),
        sa.Column("new_name", sa.String(length=120), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.CheckConstraint("new_name <> '' OR successor_id IS NOT NULL", name=op.f("ck_department_change_changes_something")),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> department_id", name=op.f("ck_department_change_another_department")),
        sa.CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name=op.f("ck_department_change_done_or_cancelled")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_department_change_department_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["department.id"], name=op.f("fk_department_change_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_change")),
    )
    only_waiting = {"sqlite_where": _WAITING, "postgresql_where": _WAITING}
    op.create_index("uq_department_change_one_waiting", "department_change", ["department_id"], unique=True, **only_waiting)
    op.create_index("ix_department_change_due", "department_change", ["from_on", "id"], **only_waiting)
    op.create_index("ix_department_change_department", "department_change", ["department_id", "id"])


def downgrade() -> None:
    op.drop_table("department_change")
