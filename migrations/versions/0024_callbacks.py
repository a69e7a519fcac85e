"""The step by which a reporter is called back after the reply.

Revision: 0024, after 0023
"""

from alembic import op

from migrations.checks import renew_checks

revision = "0024"
down_revision = "0023"

_NAME = "ck_case_event_action"


def upgrade() -> None:
    wanted = "action IN ('submit', 'escalate', 'assign', 'route', 'reassign', 'send_back', 'sign_for', 'appoint', 'confirm_respondent', 'name_person', 'lose_lead', 'exclude_named', 'exclude', 'recuse', 'readmit', 'lose_officer', 'request_recusal', 'grant_recusal', 'refuse_recusal', 'add_support', 'remove_support', 'answer_support', 'send_letter', 'take_letter_answer', 'request_supplement', 'supplement', 'lapse', 'accept', 'decline', 'classify', 'transfer', 'note', 'add_lead', 'remove_lead', 'write', 'message', 'request_extension', 'approve_extension', 'refuse_extension', 'suspend', 'resume', 'reply', 'approve', 'refuse', 'close', 'reopen', 'remind', 'fulfil', 'call_back', 'renew_code', 'withdraw', 'rate', 'request_review', 'uphold', 'overturn', 'request_final_review', 'uphold_final', 'overturn_final')"
    renew_checks(op.get_bind(), {"case_event": {_NAME: wanted}})


def downgrade() -> None:
    before = "action IN ('submit', 'escalate', 'assign', 'route', 'reassign', 'send_back', 'sign_for', 'appoint', 'confirm_respondent', 'name_person', 'lose_lead', 'exclude_named', 'exclude', 'recuse', 'readmit', 'lose_officer', 'request_recusal', 'grant_recusal', 'refuse_recusal', 'add_support', 'remove_support', 'answer_support', 'send_letter', 'take_letter_answer', 'request_supplement', 'supplement', 'lapse', 'accept', 'decline', 'classify', 'transfer', 'note', 'add_lead', 'remove_lead', 'write', 'message', 'request_extension', 'approve_extension', 'refuse_extension', 'suspend', 'resume', 'reply', 'approve', 'refuse', 'close', 'reopen', 'remind', 'fulfil', 'renew_code', 'withdraw', 'rate', 'request_review', 'uphold', 'overturn', 'request_final_review', 'uphold_final', 'overturn_final')"
    renew_checks(op.get_bind(), {"case_event": {_NAME: before}})
