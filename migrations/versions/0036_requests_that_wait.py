"""What waits of objections and of requests for repair is listed by age.

Revision: 0035, after 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_WAITS = sa.text("decided_at IS NULL")


def upgrade() -> None:
    where = {"sqlite_where": _WAITS, "postgresql_where": _WAITS}
    op.create_index("ix_public_objection_waiting", "public_objection", ["subject_kind", "received_at", "id"], **where)
    op.drop_index("ix_credit_repair_status", table_name="credit_repair")
    op.create_index("ix_credit_repair_waiting", "credit_repair", ["received_at", "id"], **where)


def downgrade() -> None:
    op.drop_index("ix_credit_repair_waiting", table_name="credit_repair")
    op.create_index("ix_credit_repair_status", "credit_repair", ["status", "id"])
    op.drop_index("ix_public_objection_waiting", table_name="public_objection")
