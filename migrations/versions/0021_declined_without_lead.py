"""A tip-off that nobody had in hand yet may be handed to the discipline organs.

Revision: 0021, after 0020
"""

from alembic import op

from migrations.checks import renew_checks

revision = "0021"
down_revision = "0020"

_NAME = "ck_case_file_assigned_has_lead"


def upgrade() -> None:
    wanted = "status IN ('unassigned', 'withdrawn', 'declined') OR lead_department_id IS NOT NULL"
    renew_checks(op.get_bind(), {"case_file": {_NAME: wanted}})


def downgrade() -> None:
    before = "status = 'unassigned' OR status = 'withdrawn' OR lead_department_id IS NOT NULL"
    renew_checks(op.get_bind(), {"case_file": {_NAME: before}})
