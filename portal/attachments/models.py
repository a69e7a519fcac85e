"""The table of evidence files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.crypto import random_token
from portal.db import Base, enum_column
from portal.vocabulary import Labelled

NAME_CONTEXT = "attachment.original_name"


class OwnerKind(Labelled):
    """What a file belongs to."""

    DRAFT = "draft", "草稿"
    REPORT = "report", "投诉举报"
    SUPPLEMENT = "supplement", "补正材料"
    MESSAGE = "message", "留言"
    REPLY = "reply", "答复"
    CASE = "case", "办件"
    ORDER = "order", "督办"
    LETTER = "letter", "回函"
    DELIVERABLE = "deliverable", "台账成果"
    FINDING = "finding", "检查整改"
    RECTIFICATION = "rectification", "整改情况"
    RECOGNITION = "recognition", "认定文书"
    OBJECTION = "objection", "异议证明"
    REPAIR = "repair", "修复证明"


class ScanState(Labelled):
    """What the virus scanner said of the file as it came."""

    NOT_CONFIGURED = "not_configured", "没有设置查毒"
    PENDING = "pending", "等待查毒"
    CLEAN = "clean", "没有查出病毒"
    INFECTED = "infected", "查出病毒，已隔离"


class Attachment(Base):
    """One file: what is served is the cleaned copy; the file as it came lies beside it, sealed under a key of its own for later proof."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_owner", "owner_kind", "owner_id"),
        Index("ix_attachment_scan_state", "scan_state"),
        CheckConstraint("size_bytes > 0 AND original_size_bytes > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True, default=random_token)
    owner_kind: Mapped[OwnerKind] = mapped_column(enum_column(OwnerKind))
    owner_id: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    display_name: Mapped[str] = mapped_column(String(40))
    original_name: Mapped[bytes] = mapped_column(LargeBinary)
    description: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    original_size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))  # of the file as it came: its sender can compare it with the own copy
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    original_storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    page_count: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
    # The data key that closes the original and the name it came under; None: an older file, both closed under the server key.
    original_key_id: Mapped[int | None] = mapped_column(index=True)
    original_destroyed_at: Mapped[datetime | None]
    scan_state: Mapped[ScanState] = mapped_column(
        enum_column(ScanState), default=ScanState.NOT_CONFIGURED, server_default=ScanState.NOT_CONFIGURED.value
    )
    scanned_at: Mapped[datetime | None]
    scan_signature: Mapped[str] = mapped_column(String(200), default="", server_default="")  # what the scanner calls the find

    @property
    def is_image(self) -> bool:
        """Whether the served copy is a picture."""
        return self.media_type.startswith("image/")

    @property
    def is_quarantined(self) -> bool:
        """Whether a virus was found: neither the cleaned copy nor the original is given out."""
        return self.scan_state is ScanState.INFECTED
