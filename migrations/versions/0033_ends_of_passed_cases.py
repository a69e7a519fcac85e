"""A case that was handed down can be taken back, and its end told below.

Revision: 0032, after 0031
"""

from alembic import op

from migrations.checks import renew_checks

revision = "0033"
down_revision = "0032"

CHECKS = {
    "exchange_message": {
        "ck_exchange_message_messagekind": "kind IN ('batch', 'case', 'case_news', 'case_end', 'webhook')",
        "ck_exchange_message_messagestate": "state IN ('pending', 'done', 'failed', 'taken_back')",
    },
    "passed_case": {"ck_passed_case_passingstate": "state IN ('sent', 'accepted', 'declined', 'answered', 'reopened', 'ended')"},
}
OLD_CHECKS = {
    "exchange_message": {
        "ck_exchange_message_messagekind": "kind IN ('batch', 'case', 'case_news', 'webhook')",
        "ck_exchange_message_messagestate": "state IN ('pending', 'done', 'failed')",
    },
    "passed_case": {"ck_passed_case_passingstate": "state IN ('sent', 'accepted', 'declined', 'answered', 'reopened')"},
}


def upgrade() -> None:
    renew_checks(op.get_bind(), CHECKS)


def downgrade() -> None:
    """Rows of the new sorts become the nearest old ones."""
    op.execute("DELETE FROM exchange_attempt WHERE message_id IN (SELECT id FROM exchange_message WHERE kind = 'case_end')")
    op.execute("DELETE FROM exchange_message WHERE kind = 'case_end'")
    op.execute("UPDATE exchange_message SET state = 'failed' WHERE state = 'taken_back'")
    op.execute("UPDATE passed_case SET state = 'declined' WHERE state = 'ended'")
    renew_checks(op.get_bind(), OLD_CHECKS)
