"""The jurisdiction this installation serves, and the ledger of its source document."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, enum_column
from portal.profiles.sites import credit_site_of, short_name_of
from portal.profiles.vocabulary import Level


class Jurisdiction(Base):
    """The one row that says whom the portal serves. ``content`` is the profile as loaded; ``settings`` is edited here and never loaded."""

    __tablename__ = "jurisdiction"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    region_name: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(String(6), default="")
    source_title: Mapped[str] = mapped_column(String(200))
    sites: Mapped[list[Any]] = mapped_column(default=list)
    channels: Mapped[list[Any]] = mapped_column(default=list)
    aggregation: Mapped[list[Any]] = mapped_column(default=list)
    commitment_categories: Mapped[list[str]] = mapped_column(default=list)
    # Left out of ordinary reads: every page loads this row for the site's name.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime]

    @property
    def short_name(self) -> str:
        """The name without its last administrative word: 和平区 → 和平."""
        return short_name_of(self.name, self.level)

    @property
    def credit_site_name(self) -> str:
        """How the page of published outcomes is called here: the source's 信用 site, else 「政务诚信公示」."""
        return credit_site_of(self.sites, self.short_name)

    @property
    def limit_overrides(self) -> dict[str, Any]:
        """Legal terms that this jurisdiction sets otherwise: rule key → value, unit and basis."""
        found: dict[str, Any] = self.settings.get("limits", {})
        return found


class LedgerTask(Base):
    """One row of the source's ledger (工作台账), every cell verbatim."""

    __tablename__ = "ledger_task"
    __table_args__ = (UniqueConstraint("task_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_key: Mapped[str] = mapped_column(String(80))
    seq: Mapped[int]
    group: Mapped[str] = mapped_column("group_title", String(200))
    section: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(300), default="")
    text: Mapped[str] = mapped_column(Text)
    responsible_text: Mapped[str] = mapped_column(Text, default="")
    lead: Mapped[list[str]] = mapped_column(default=list)
    responsible: Mapped[list[str]] = mapped_column(default=list)
    support: Mapped[list[str]] = mapped_column(default=list)
    schedule: Mapped[str] = mapped_column(Text, default="")
    inspection: Mapped[list[str]] = mapped_column(default=list)
    deliverables: Mapped[list[str]] = mapped_column(default=list)
    items: Mapped[list[str]] = mapped_column(default=list)
    detail: Mapped[str] = mapped_column(Text, default="")
    detail_responsible_text: Mapped[str] = mapped_column(Text, default="")
    is_current: Mapped[bool] = mapped_column(default=True)
