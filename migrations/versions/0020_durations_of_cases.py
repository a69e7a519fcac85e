"""How long cases took is kept by month and department; lists of overdue cases and of a party's days have indexes.

Revision: 0020, after 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

PLACE = ["received_month", "department_id", "area_key", "region_code", "channel"]
RUNNING = [*PLACE, "clock_on", "stopped_days", "stopped_on", "case_id"]


def upgrade() -> None:
    op.create_table(
        "duration_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duration_cell")),
    )
    op.create_index("ix_duration_cell_month", "duration_cell", ["month", "department_id", "days", "number"])
    changes = sa.text("NOT is_settled")
    op.create_index("ix_duration_cell_changes", "duration_cell", ["id"], sqlite_where=changes, postgresql_where=changes)
    op.execute(
        "INSERT INTO duration_cell (is_settled, month, department_id, days, number) "
        "SELECT true, received_month, department_id, days_used, count(*) FROM case_fact "
        "WHERE days_used IS NOT NULL GROUP BY received_month, department_id, days_used"
    )
    is_open, ended = sa.text("is_open"), sa.text("days > 0")
    op.create_index("ix_case_fact_due_on", "case_fact", ["due_on", "case_id"], sqlite_where=is_open, postgresql_where=is_open)
    running = sa.text("is_open AND days_used IS NULL AND clock_on IS NOT NULL")
    op.create_index("ix_case_fact_running", "case_fact", RUNNING, sqlite_where=running, postgresql_where=running)
    op.drop_index("ix_case_fact_received", table_name="case_fact")
    op.create_index("ix_case_fact_received", "case_fact", [*PLACE, "days_used", "case_id"])
    op.create_index("ix_case_span_party", "case_span", ["party", "department_id", "case_id"], sqlite_where=ended, postgresql_where=ended)


def downgrade() -> None:
    op.drop_index("ix_case_span_party", table_name="case_span")
    op.drop_index("ix_case_fact_running", table_name="case_fact")
    op.drop_index("ix_case_fact_received", table_name="case_fact")
    former = [*PLACE, "days_used", "is_open", "clock_on", "stopped_days", "stopped_on", "case_id"]
    op.create_index("ix_case_fact_received", "case_fact", former)
    op.drop_index("ix_case_fact_due_on", table_name="case_fact")
    op.drop_table("duration_cell")
