"""Terms of cases: enquiries and suggestions, final review, transfer to the discipline organs, answers of supporting departments.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0007"
down_revision = "0006"

CHECKS = {
    "case_event": {
        "ck_case_event_action": "action IN ('submit', 'escalate', 'assign', 'route', 'reassign', 'send_back', 'sign_for', 'appoint', 'confirm_respondent', 'name_person', 'lose_lead', 'exclude_named', 'exclude', 'recuse', 'readmit', 'lose_officer', 'request_recusal', 'grant_recusal', 'refuse_recusal', 'add_support', 'remove_support', 'answer_support', 'send_letter', 'take_letter_answer', 'request_supplement', 'supplement', 'lapse', 'accept', 'decline', 'classify', 'transfer', 'note', 'write', 'message', 'request_extension', 'approve_extension', 'refuse_extension', 'suspend', 'resume', 'reply', 'approve', 'refuse', 'close', 'reopen', 'remind', 'fulfil', 'renew_code', 'withdraw', 'rate', 'request_review', 'uphold', 'overturn', 'request_final_review', 'uphold_final', 'overturn_final')",
    },
    "case_file": {
        "ck_case_file_closed_has_finding": "status <> 'closed' OR (closed_at IS NOT NULL AND (finding IS NOT NULL OR matter <> 'report'))",
        "ck_case_file_matter": "matter IN ('report', 'enquiry', 'suggestion')",
    },
}


def upgrade() -> None:
    op.add_column("case_file", sa.Column("matter", sa.String(length=40), server_default="report", nullable=False))
    op.add_column("case_file", sa.Column("transferred_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("case_department", sa.Column("answer", sa.Text(), server_default="", nullable=False))
    op.add_column("case_department", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("review_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_final", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_review_request_decided_by_id"), "user", ["decided_by_id"], ["id"])
    renew_checks(op.get_bind(), CHECKS)
