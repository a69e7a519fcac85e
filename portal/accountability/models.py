"""The tree with all its nodes, what the leaves say, the head row that puts writers in line, and the signed heads."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.accountability.vocabulary import LeafKind
from portal.append_only import closed, forward
from portal.db import Base, enum_column, guard


class LogNode(Base):
    """The root of one perfect subtree: ``level`` 0 are the leaves, ``place`` counts from the left. Kept so that nothing is hashed twice."""

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class LogLeaf(Base):
    """What opens a leaf: its salt and its facts, sealed. Padding has none."""

    __tablename__ = "log_leaf"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[LeafKind] = mapped_column(enum_column(LeafKind))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    deadline_id: Mapped[int | None] = mapped_column(index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class LogSize(Base):
    """The one row that says how many leaves there are and how many of them can be opened; locking it puts writers in line."""

    __tablename__ = "log_size"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    openings: Mapped[int]


class SignedHead(Base):
    """The published head of one day."""

    __tablename__ = "signed_head"
    __table_args__ = (CheckConstraint("size >= 1", name="size_positive"),)

    on: Mapped[date] = mapped_column("day", primary_key=True)
    size: Mapped[int] = mapped_column(unique=True)
    root: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))


SIZE_HOLDS = "NEW.id = OLD.id AND NEW.size > OLD.size AND EXISTS (SELECT 1 FROM log_node n WHERE n.level = 0 AND n.place = NEW.size - 1)"
guard(LogNode.__table__, closed("log_node"))
guard(LogLeaf.__table__, closed("log_leaf"))
guard(LogSize.__table__, forward("log_size", SIZE_HOLDS))
guard(SignedHead.__table__, closed("signed_head"))
