"""The lead inbox: leads, whom they accuse, their history, and the traces by which doubles are found; sources as channels of reports.

Revision: 0023, after 0022
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0023"
down_revision = "0022"

_ACTIONS = (
    "submit", "escalate", "assign", "route", "reassign", "send_back", "sign_for", "appoint", "confirm_respondent", "name_person",
    "lose_lead", "exclude_named", "exclude", "recuse", "readmit", "lose_officer", "request_recusal", "grant_recusal",
    "refuse_recusal", "add_support", "remove_support", "answer_support", "send_letter", "take_letter_answer",
    "request_supplement", "supplement", "lapse", "accept", "decline", "classify", "transfer", "note", "add_lead", "remove_lead",
    "write", "message", "request_extension", "approve_extension", "refuse_extension", "suspend", "resume", "reply", "approve",
    "refuse", "close", "reopen", "remind", "fulfil", "renew_code", "withdraw", "rate", "request_review", "uphold", "overturn",
    "request_final_review", "uphold_final", "overturn_final",
)  # fmt: skip
_NEW_ACTIONS = ("add_lead", "remove_lead")
_CHANNELS = ("web", "phone", "window", "letter", "hotline", "mailbox", "superior")
_NEW_CHANNELS = ("liaoning_hotline", "liaoning_net", "monitoring", "proposal", "media", "audit")


def _checks(actions: tuple[str, ...], channels: tuple[str, ...], sources: tuple[str, ...]) -> dict[str, dict[str, str | None]]:
    """The CHECKs of tables that are older than leads."""
    return {
        "case_event": {"ck_case_event_action": f"action IN ({_listed(actions)})"},
        "report": {"ck_report_channel": f"channel IN ({_listed(channels)})"},
        "dishonesty_record": {"ck_dishonesty_record_recordsource": f"source IN ({_listed(sources)})"},
    }


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def upgrade() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "reported",
                "recorded",
                "attached",
                "merged",
                "declined",
                name="leadstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "web",
                "phone",
                "window",
                "letter",
                "hotline",
                "mailbox",
                "superior",
                "liaoning_hotline",
                "liaoning_net",
                "monitoring",
                "proposal",
                "media",
                "audit",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("original_number", sa.String(length=60), nullable=False),
        sa.Column("source_key", sa.String(length=64), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("unit_text", sa.String(length=120), nullable=False),
        sa.Column("person_text", sa.String(length=120), nullable=False),
        sa.Column("area_key", sa.String(length=40), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "conduct",
            sa.Enum(
                "arrears",
                "breach",
                "promise_broken",
                "judgment_default",
                "purchaser_fault",
                "collusion",
                "bid_evasion",
                "unlawful_debt",
                "commitment_unmet",
                "policy_reversal",
                "successor_refusal",
                "inaction",
                "self_dealing",
                "unfair",
                "unsure",
                name="conduct",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("main_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'merged') = (main_id IS NOT NULL)", name=op.f("ck_lead_merged_has_main")),
        sa.CheckConstraint("(status = 'recorded') = (record_id IS NOT NULL)", name=op.f("ck_lead_has_record")),
        sa.CheckConstraint("(status IN ('reported', 'attached')) = (case_id IS NOT NULL)", name=op.f("ck_lead_has_case")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_lead_says_something")),
        sa.CheckConstraint("main_id <> id", name=op.f("ck_lead_main_is_another")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_lead_case_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_lead_entered_by_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["department.id"], name=op.f("fk_lead_keeper_id")),
        sa.ForeignKeyConstraint(["main_id"], ["lead.id"], name=op.f("fk_lead_main_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_lead_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("number", name=op.f("uq_lead_number")),
        sa.UniqueConstraint("source_key", name=op.f("uq_lead_source_key")),
    )
    op.create_index("ix_lead_case", "lead", ["case_id"])
    op.create_index("ix_lead_keeper", "lead", ["keeper_id", "status", "received_on", "id"])
    op.create_index("ix_lead_main", "lead", ["main_id"])
    op.create_index("ix_lead_original_number", "lead", ["original_number"])
    op.create_index("ix_lead_received", "lead", ["received_on", "id"])
    op.create_index("ix_lead_status_received", "lead", ["status", "received_on", "id"])
    op.create_table(
        "lead_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "enter",
                "classify",
                "merge",
                "take_in",
                "undo_merge",
                "let_go",
                "report",
                "record",
                "attach",
                "detach",
                "decline",
                "resume",
                "exclude_named",
                "recuse",
                "readmit",
                name="leadaction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "waiting",
                "reported",
                "recorded",
                "attached",
                "merged",
                "declined",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "waiting",
                "reported",
                "recorded",
                "attached",
                "merged",
                "declined",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_lead_event_actor_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_event_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_event")),
    )
    op.create_index("ix_lead_event_lead", "lead_event", ["lead_id", "id"])
    op.create_table(
        "lead_exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "respondent",
                "own_motion",
                "requested",
                "decided",
                name="exclusionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_lead_exclusion_lifted_by_somebody")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_exclusion_lead_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["user.id"], name=op.f("fk_lead_exclusion_lifted_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_lead_exclusion_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_exclusion")),
    )
    op.create_index("ix_lead_exclusion_lead", "lead_exclusion", ["lead_id", "user_id"])
    op.create_index("ix_lead_exclusion_user", "lead_exclusion", ["user_id", "lifted_at", "lead_id"])
    op.create_table(
        "lead_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("via_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_lead_unit_department_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_unit_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_unit")),
    )
    op.create_index("ix_lead_unit_department", "lead_unit", ["department_id", "lead_id"])
    op.create_index("ix_lead_unit_lead", "lead_unit", ["lead_id"])
    op.create_table(
        "matter_trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=40), nullable=False),
        sa.Column("pair", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(lead_id IS NULL) <> (report_id IS NULL)", name=op.f("ck_matter_trace_of_lead_or_report")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_matter_trace_lead_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_matter_trace_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_trace")),
        sa.UniqueConstraint("lead_id", "unit_key", "pair", name=op.f("uq_matter_trace_lead_id_unit_key_pair")),
        sa.UniqueConstraint("report_id", "unit_key", "pair", name=op.f("uq_matter_trace_report_id_unit_key_pair")),
    )
    op.create_index("ix_matter_trace_pair", "matter_trace", ["unit_key", "pair", "id"])
    op.create_index("ix_report_original_number", "report", ["original_number"])
    renew_checks(op.get_bind(), _checks(_ACTIONS, (*_CHANNELS, *_NEW_CHANNELS), ("case", "entry", "import", "lead")))


def downgrade() -> None:
    renew_checks(
        op.get_bind(), _checks(tuple(each for each in _ACTIONS if each not in _NEW_ACTIONS), _CHANNELS, ("case", "entry", "import"))
    )
    op.drop_index("ix_report_original_number", "report")
    for table in ("matter_trace", "lead_unit", "lead_exclusion", "lead_event", "lead"):
        op.drop_table(table)
