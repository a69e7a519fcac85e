"""Key areas, who answers for them, and who answers for a function: the routing table of the jurisdiction."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department
from portal.db import Base, enum_column
from portal.profiles.vocabulary import OrganRole, OwnerFunction


class Area(Base):
    """A key area (重点领域) in which reports can be made. ``hint`` and ``example`` are everyday words for citizens, edited here."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    responsible_text: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(String(200), default="")
    example: Mapped[str] = mapped_column(String(200), default="")

    organs: Mapped[list["AreaOrgan"]] = relationship(
        back_populates="area", cascade="all, delete-orphan", order_by="AreaOrgan.position", lazy="selectin"
    )


class AreaOrgan(Base):
    """One department's part in one area; ``position`` is the order of the source over all roles."""

    __tablename__ = "area_organ"
    __table_args__ = (UniqueConstraint("area_id", "department_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    role: Mapped[OrganRole] = mapped_column(enum_column(OrganRole))
    position: Mapped[int] = mapped_column(default=0)

    area: Mapped[Area] = relationship(back_populates="organs")
    department: Mapped[Department] = relationship(lazy="joined")


class Owner(Base):
    """A department that answers for a function; ``is_inferred`` when the source is silent and a default was taken."""

    __tablename__ = "owner"
    __table_args__ = (UniqueConstraint("function", "department_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    function: Mapped[OwnerFunction] = mapped_column(enum_column(OwnerFunction))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    role: Mapped[OrganRole] = mapped_column(enum_column(OrganRole))
    position: Mapped[int] = mapped_column(default=0)
    is_inferred: Mapped[bool] = mapped_column(default=False)

    department: Mapped[Department] = relationship(lazy="joined")


class RoutingRules(Base):
    """The one row of the rules of the house. Empty ``content``: nobody has touched them; empty ``draft``: nothing is being prepared."""

    __tablename__ = "routing_rules"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
