"""Rectification, dishonesty records, sanctions, officials' discipline, agreements.

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from migrations.checks import renew_checks

revision = "0006"
down_revision = "0005"


# CHECKs of older tables that hold new words now.
CHECKS = {
    "attachment": {
        "ck_attachment_ownerkind": "owner_kind IN ('draft', 'report', 'supplement', 'message', 'reply', 'case', 'order', 'letter', 'deliverable', 'finding', 'rectification', 'recognition')",
    },
}


def upgrade() -> None:
    op.create_table(
        "recognition_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "judgment",
                "penalty",
                "ruling",
                "discipline",
                "accountability",
                "statutory",
                "refusal",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("organ_credit_code", sa.String(length=18), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.Column("gone_why", sa.Text(), nullable=False),
        sa.CheckConstraint("gone_on IS NULL OR gone_why <> ''", name=op.f("ck_recognition_document_gone_with_reason")),
        sa.CheckConstraint("number <> '' AND organ <> ''", name=op.f("ck_recognition_document_names_itself")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_document")),
        sa.UniqueConstraint("number", "organ", name=op.f("uq_recognition_document_number_organ")),
    )
    op.create_table(
        "record_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "government",
                "department",
                "institution",
                "township",
                name="subjectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("present_department_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("credit_code <> '' OR department_id IS NOT NULL", name=op.f("ck_record_subject_can_be_told_apart")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_record_subject_has_name")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_record_subject_department_id")),
        sa.ForeignKeyConstraint(["present_department_id"], ["department.id"], name=op.f("fk_record_subject_present_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_subject")),
        sa.UniqueConstraint("department_id", name=op.f("uq_record_subject_department_id")),
    )
    with op.batch_alter_table("record_subject", schema=None) as batch_op:
        batch_op.create_index("ix_record_subject_credit_code", ["credit_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_subject_name"), ["name"], unique=False)
        batch_op.create_index("ix_record_subject_present", ["present_department_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("contract", "promise", "ppp", name="agreementkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("counterparty", sa.String(length=120), nullable=False),
        sa.Column("area_key", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "preparation",
                "bidding",
                "procurement",
                "financing",
                "implementation",
                name="pppstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "performing",
                "fulfilled",
                "changed",
                "breached",
                name="agreementstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'ppp') = (stage IS NOT NULL)", name=op.f("ck_agreement_ppp_has_stage")),
        sa.ForeignKeyConstraint(["keeper_id"], ["department.id"], name=op.f("fk_agreement_keeper_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["record_subject.id"], name=op.f("fk_agreement_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_keeper", ["keeper_id", "status", "id"], unique=False)
        batch_op.create_index("ix_agreement_status", ["status", "id"], unique=False)
        batch_op.create_index("ix_agreement_subject", ["subject_id", "id"], unique=False)

    op.create_table(
        "honours_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("award", "project", "pilot", "funds", name="checkpurpose", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("matter", sa.String(length=200), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("matter <> ''", name=op.f("ck_honours_check_says_why")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_honours_check_asked_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_honours_check_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honours_check")),
        sa.UniqueConstraint("number", name=op.f("uq_honours_check_number")),
    )
    with op.batch_alter_table("honours_check", schema=None) as batch_op:
        batch_op.create_index("ix_honours_check_asked", ["asked_at"], unique=False)
        batch_op.create_index("ix_honours_check_department", ["department_id", "id"], unique=False)

    op.create_table(
        "official_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_official_reading_says_why")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_official_reading_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_reading")),
    )
    with op.batch_alter_table("official_reading", schema=None) as batch_op:
        batch_op.create_index("ix_official_reading_at", ["at", "id"], unique=False)

    op.create_table(
        "official_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warning",
                "demerit",
                "grave_demerit",
                "demotion",
                "removal",
                name="disciplinekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("document_number <> '' AND organ <> ''", name=op.f("ck_official_record_rests_on_document")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_official_record_department_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_official_record_entered_by_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["department.id"], name=op.f("fk_official_record_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_record")),
    )
    with op.batch_alter_table("official_record", schema=None) as batch_op:
        batch_op.create_index("ix_official_record_ends", ["expired_at", "ends_on"], unique=False)
        batch_op.create_index("ix_official_record_name", ["name_hash"], unique=False)

    op.create_table(
        "agreement_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "national_interest",
                "public_interest",
                "statutory",
                name="lawfulground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "pretext",
            sa.Enum(
                "region_change",
                "new_government",
                "reorganisation",
                "new_person",
                "new_representative",
                "internal_payment",
                "acceptance_filing",
                "final_audit",
                name="pretext",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=False),
        sa.Column("compensation", sa.Text(), nullable=False),
        sa.Column("compensation_fen", sa.BigInteger(), nullable=True),
        sa.Column("is_lawful", sa.Boolean(), nullable=False),
        sa.Column("failings", sa.JSON(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(ground IS NULL) <> (pretext IS NULL)", name=op.f("ck_agreement_change_ground_or_pretext")),
        sa.CheckConstraint("NOT is_lawful OR ground IS NOT NULL", name=op.f("ck_agreement_change_pretext_never_lawful")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_change_agreement_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["user.id"], name=op.f("fk_agreement_change_reported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_change")),
    )
    with op.batch_alter_table("agreement_change", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_change_agreement", ["agreement_id", "id"], unique=False)

    op.create_table(
        "agreement_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "preparation",
                "bidding",
                "procurement",
                "financing",
                "implementation",
                name="pppstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("responsible", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_stage_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_stage")),
    )
    with op.batch_alter_table("agreement_stage", schema=None) as batch_op:
        batch_op.create_index("ix_agreement_stage_agreement", ["agreement_id", "id"], unique=False)

    op.create_table(
        "honours_check_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("is_known", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["honours_check.id"], name=op.f("fk_honours_check_row_check_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honours_check_row")),
    )
    with op.batch_alter_table("honours_check_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_honours_check_row_check_id"), ["check_id"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "ordered",
                "answered",
                "returned",
                "accepted",
                "refused",
                "cancelled",
                name="rectificationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("demand <> ''", name=op.f("ck_rectification_demands_something")),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'refused', 'cancelled') OR (closed_at IS NOT NULL AND outcome <> '')",
            name=op.f("ck_rectification_closed_why"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_rectification_case_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_rectification_department_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user.id"], name=op.f("fk_rectification_issued_by_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["department.id"], name=op.f("fk_rectification_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("number", name=op.f("uq_rectification_number")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index("ix_rectification_case", ["case_id", "id"], unique=False)
        batch_op.create_index("ix_rectification_inbox", ["department_id", "status", "issued_at", "id"], unique=False)
        batch_op.create_index("ix_rectification_status", ["status", "issued_at", "id"], unique=False)

    op.create_table(
        "dishonesty_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column(
            "source",
            sa.Enum("case", "entry", "import", name="recordsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "recorded",
                "submitted",
                "reviewed",
                "published",
                "kept",
                "ended",
                "repaired",
                "revoked",
                "archived",
                name="recordstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_name", sa.String(length=120), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("rectification_id", sa.Integer(), nullable=True),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("area_key", sa.String(length=40), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column(
            "conduct",
            sa.Enum(
                "breach",
                "arrears",
                "judgment_default",
                "promise_broken",
                "purchaser_fault",
                "bid_evasion",
                "sham_bid",
                "collusion",
                "unlawful_debt",
                "unlawful_guarantee",
                "commitment_unmet",
                "inaction",
                "self_dealing",
                "dereliction",
                "unfair",
                "policy_reversal",
                "successor_refusal",
                name="recordconduct",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "pretext",
            sa.Enum(
                "region_change",
                "new_government",
                "reorganisation",
                "new_person",
                "new_representative",
                "internal_payment",
                "acceptance_filing",
                "final_audit",
                name="pretext",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("loss_fen", sa.BigInteger(), nullable=True),
        sa.Column(
            "impact",
            sa.Enum("local", "wide", "grave", name="socialimpact", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "severity",
            sa.Enum("minor", "general", "serious", name="severity", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("severity_reason", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column(
            "rectification_state",
            sa.Enum(
                "open", "under_way", "done", "refused", name="rectificationstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "repair_state",
            sa.Enum("none", "applied", "refused", "repaired", name="repairstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("is_objected", sa.Boolean(), nullable=False),
        sa.Column("display_until", sa.Date(), nullable=True),
        sa.Column("effect_until", sa.Date(), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("repairable_from", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("publisher_id", sa.Integer(), nullable=True),
        sa.Column("recognised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("severity IS NULL OR severity_reason <> ''", name=op.f("ck_dishonesty_record_graded_with_reason")),
        sa.CheckConstraint("source <> 'case' OR rectification_id IS NOT NULL", name=op.f("ck_dishonesty_record_case_was_refused")),
        sa.CheckConstraint(
            "status <> 'published' OR (published_at IS NOT NULL AND publisher_id IS NOT NULL AND display_until IS NOT NULL)",
            name=op.f("ck_dishonesty_record_published_by_somebody"),
        ),
        sa.CheckConstraint("status NOT IN ('revoked', 'repaired') OR ending <> ''", name=op.f("ck_dishonesty_record_ended_with_reason")),
        sa.CheckConstraint(
            "publisher_id IS NULL OR (publisher_id <> author_id AND publisher_id <> reviewer_id)",
            name=op.f("ck_dishonesty_record_published_by_third"),
        ),
        sa.CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name=op.f("ck_dishonesty_record_reviewed_by_another")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_dishonesty_record_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_dishonesty_record_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["recognition_document.id"], name=op.f("fk_dishonesty_record_document_id")),
        sa.ForeignKeyConstraint(["publisher_id"], ["user.id"], name=op.f("fk_dishonesty_record_publisher_id")),
        sa.ForeignKeyConstraint(["rectification_id"], ["rectification.id"], name=op.f("fk_dishonesty_record_rectification_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["department.id"], name=op.f("fk_dishonesty_record_responsible_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_dishonesty_record_reviewer_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["record_subject.id"], name=op.f("fk_dishonesty_record_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dishonesty_record")),
        sa.UniqueConstraint("document_id", "subject_id", "conduct", name=op.f("uq_dishonesty_record_document_id_subject_id_conduct")),
        sa.UniqueConstraint("public_id", name=op.f("uq_dishonesty_record_public_id")),
        sa.UniqueConstraint("rectification_id", name=op.f("uq_dishonesty_record_rectification_id")),
    )
    with op.batch_alter_table("dishonesty_record", schema=None) as batch_op:
        batch_op.create_index("ix_dishonesty_record_area", ["status", "area_key", "published_on", "id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_case", ["case_id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_changed", ["status", "changed_at"], unique=False)
        batch_op.create_index("ix_dishonesty_record_display", ["status", "display_until"], unique=False)
        batch_op.create_index("ix_dishonesty_record_document", ["document_id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_kept", ["status", "kept_until"], unique=False)
        batch_op.create_index("ix_dishonesty_record_name", ["status", "subject_name", "published_on", "id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_newest", ["status", "published_on", "id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_region", ["status", "region_code", "published_on", "id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_responsible", ["responsible_id", "status", "id"], unique=False)
        batch_op.create_index("ix_dishonesty_record_subject", ["subject_id", "status", "published_on", "id"], unique=False)

    op.create_table(
        "rectification_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("done", "partly", "declined", name="stance", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "pretext",
            sa.Enum(
                "region_change",
                "new_government",
                "reorganisation",
                "new_person",
                "new_representative",
                "internal_payment",
                "acceptance_filing",
                "final_audit",
                name="pretext",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "ordered",
                "answered",
                "returned",
                "accepted",
                "refused",
                "cancelled",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_rectification_answer_says_something")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_rectification_answer_answered_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_rectification_answer_decided_by_id")),
        sa.ForeignKeyConstraint(["rectification_id"], ["rectification.id"], name=op.f("fk_rectification_answer_rectification_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_answer")),
    )
    with op.batch_alter_table("rectification_answer", schema=None) as batch_op:
        batch_op.create_index("ix_rectification_answer_rectification", ["rectification_id", "id"], unique=False)

    op.create_table(
        "leniency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("lighter", "exempt", name="leniencykind", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "loss_made_good",
                "effect_undone",
                "harm_prevented",
                name="leniencyground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.CheckConstraint("reasons <> ''", name=op.f("ck_leniency_has_reasons")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_leniency_decided_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_leniency_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leniency")),
        sa.UniqueConstraint("record_id", name=op.f("uq_leniency_record_id")),
    )
    op.create_table(
        "record_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "recognise",
                "edit",
                "grade",
                "submit",
                "give_back",
                "review",
                "publish",
                "keep",
                "report_progress",
                "correct",
                "note_basis_gone",
                "revoke",
                "repair",
                "end",
                "archive",
                name="recordaction",
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
                "recorded",
                "submitted",
                "reviewed",
                "published",
                "kept",
                "ended",
                "repaired",
                "revoked",
                "archived",
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
                "recorded",
                "submitted",
                "reviewed",
                "published",
                "kept",
                "ended",
                "repaired",
                "revoked",
                "archived",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_record_event_actor_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_record_event_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_event")),
    )
    with op.batch_alter_table("record_event", schema=None) as batch_op:
        batch_op.create_index("ix_record_event_record", ["record_id", "id"], unique=False)

    op.create_table(
        "record_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "under_way", "done", "refused", name="rectificationstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_record_progress_says_something")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_record_progress_record_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["user.id"], name=op.f("fk_record_progress_reported_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_progress")),
    )
    with op.batch_alter_table("record_progress", schema=None) as batch_op:
        batch_op.create_index("ix_record_progress_record", ["record_id", "id"], unique=False)

    op.create_table(
        "record_term",
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_record_term_record_id")),
        sa.PrimaryKeyConstraint("term", "record_id", name=op.f("pk_record_term")),
    )
    with op.batch_alter_table("record_term", schema=None) as batch_op:
        batch_op.create_index("ix_record_term_record", ["record_id"], unique=False)

    op.create_table(
        "record_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_record_version_made_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_record_version_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_record_version_record_id_number")),
    )
    op.create_table(
        "sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "explanation",
                "honours",
                "criticism",
                "accountability",
                "funds",
                "projects",
                "pilots",
                name="sanctionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("lifted_by_organ", sa.String(length=120), nullable=False),
        sa.Column("imposed_by_id", sa.Integer(), nullable=False),
        sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("basis <> '' AND lifted_by_organ <> ''", name=op.f("ck_sanction_says_basis_and_organ")),
        sa.CheckConstraint("lifted_on IS NULL OR lifted_why <> ''", name=op.f("ck_sanction_lifted_with_reason")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_sanction_has_days")),
        sa.ForeignKeyConstraint(["imposed_by_id"], ["user.id"], name=op.f("fk_sanction_imposed_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["user.id"], name=op.f("fk_sanction_lifted_by_id")),
        sa.ForeignKeyConstraint(["record_id"], ["dishonesty_record.id"], name=op.f("fk_sanction_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index("ix_sanction_record", ["record_id", "id"], unique=False)
        batch_op.create_index("ix_sanction_running", ["lifted_on", "ends_on"], unique=False)

    renew_checks(op.get_bind(), CHECKS)


def downgrade() -> None:
    raise NotImplementedError("records cannot be taken back; restore the backup made before the upgrade")
