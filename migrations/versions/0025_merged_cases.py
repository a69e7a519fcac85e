"""Cases that are answered with another one.

Revision: 0025, after 0024
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0025"
down_revision = "0024"

_NAME = "ck_case_event_action"
_OPEN = sa.text("answered_at IS NULL AND undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("main_id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> main_id", name=op.f("ck_case_merge_another_case")),
        sa.CheckConstraint("answered_at IS NULL OR undone_at IS NULL", name=op.f("ck_case_merge_answered_or_undone")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_merge_case_id")),
        sa.ForeignKeyConstraint(["main_id"], ["case_file.id"], name=op.f("fk_case_merge_main_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merge")),
    )
    op.create_index("ix_case_merge_case", "case_merge", ["case_id", "id"])
    op.create_index("ix_case_merge_main", "case_merge", ["main_id", "id"])
    op.create_index("uq_case_merge_one_open", "case_merge", ["case_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    wanted = "action IN ('submit', 'escalate', 'assign', 'route', 'reassign', 'send_back', 'sign_for', 'appoint', 'confirm_respondent', 'name_person', 'lose_lead', 'exclude_named', 'exclude', 'recuse', 'readmit', 'lose_officer', 'request_recusal', 'grant_recusal', 'refuse_recusal', 'add_support', 'remove_support', 'answer_support', 'send_letter', 'take_letter_answer', 'request_supplement', 'supplement', 'lapse', 'accept', 'decline', 'classify', 'transfer', 'note', 'add_lead', 'remove_lead', 'write', 'message', 'request_extension', 'approve_extension', 'refuse_extension', 'merge', 'unmerge', 'suspend', 'resume', 'reply', 'approve', 'answer_with_main', 'refuse', 'close', 'reopen', 'remind', 'fulfil', 'call_back', 'renew_code', 'withdraw', 'rate', 'request_review', 'uphold', 'overturn', 'request_final_review', 'uphold_final', 'overturn_final')"
    renew_checks(op.get_bind(), {"case_event": {_NAME: wanted}})


def downgrade() -> None:
    before = "action IN ('submit', 'escalate', 'assign', 'route', 'reassign', 'send_back', 'sign_for', 'appoint', 'confirm_respondent', 'name_person', 'lose_lead', 'exclude_named', 'exclude', 'recuse', 'readmit', 'lose_officer', 'request_recusal', 'grant_recusal', 'refuse_recusal', 'add_support', 'remove_support', 'answer_support', 'send_letter', 'take_letter_answer', 'request_supplement', 'supplement', 'lapse', 'accept', 'decline', 'classify', 'transfer', 'note', 'add_lead', 'remove_lead', 'write', 'message', 'request_extension', 'approve_extension', 'refuse_extension', 'suspend', 'resume', 'reply', 'approve', 'refuse', 'close', 'reopen', 'remind', 'fulfil', 'call_back', 'renew_code', 'withdraw', 'rate', 'request_review', 'uphold', 'overturn', 'request_final_review', 'uphold_final', 'overturn_final')"
    renew_checks(op.get_bind(), {"case_event": {_NAME: before}})
    op.drop_table("case_merge")
