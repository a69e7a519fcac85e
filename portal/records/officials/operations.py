"""Entering, reading and ending officials' discipline. No page of the public, no list, export or figure reads this file."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.crypto import keyed_hash, seal, unseal
from portal.db import add, flush
from portal.errors import NotAllowed, RuleBroken
from portal.identifiers import normalise_width
from portal.records.catalogue import months_after
from portal.records.officials import queries
from portal.records.officials.models import OfficialReading, OfficialRecord
from portal.records.officials.vocabulary import EFFECT_MONTHS, DisciplineKind
from portal.records.recognising import Office

_NAME = "official:name"


@dataclass(frozen=True)
class NewDiscipline:
    """One decision about one person."""

    name: str
    department: Department
    position: str
    kind: DisciplineKind
    document_number: str
    organ: str
    decided_on: date


@dataclass(frozen=True)
class ReadDiscipline:
    """A row of the file as whoever was allowed to read it sees it."""

    name: str
    row: OfficialRecord


def enter(actor: Actor, office: Office, new: NewDiscipline) -> OfficialRecord:
    """Put a decision into the file; its end follows from its kind (公务员法 64, 政务处分法 8)."""
    require(actor, Permission.OFFICIAL_ENTER, office)
    if actor.department is None:
        raise NotAllowed
    name = normalise_width(new.name).strip()
    if len(name) < 2:
        raise RuleBroken("name", "请填写姓名。")
    number, organ = new.document_number.strip(), new.organ.strip()
    if not number or not organ:
        raise RuleBroken("document_number", "请填写处分决定的文号和作出单位。没有决定文书，不能登记。")
    if new.decided_on > clock.today():
        raise RuleBroken("decided_on", "决定日期不能晚于今天。")
    ends_on = months_after(new.decided_on, EFFECT_MONTHS[new.kind])
    if ends_on < clock.today():
        raise RuleBroken("decided_on", "这个处分的影响期已经结束，不再登记。")
    made = OfficialRecord(
        sealed_name=seal(name, _NAME),
        name_hash=_hash(name),
        department_id=new.department.id,
        position=new.position.strip()[:80],
        kind=new.kind,
        document_number=number,
        organ=organ,
        decided_on=new.decided_on,
        ends_on=ends_on,
        keeper_id=actor.department.id,
        entered_by_id=actor.id,
        entered_at=clock.now(),
    )
    add(made)
    flush()
    audit.record(actor, "official:enter", "official", made.id, {"kind": new.kind.value})
    return made


def read(actor: Actor, office: Office, purpose: str, name: str = "") -> list[ReadDiscipline]:
    """What is in effect, of one person if named. That it was read, by whom and for what is kept first."""
    require(actor, Permission.OFFICIAL_READ, office)
    if actor.department is None:
        raise NotAllowed
    purpose = checked_text("purpose", purpose, "查阅的用途", 4)
    found = queries.list_in_effect(actor.department.id, clock.today(), _hash(name) if name.strip() else "")
    add(OfficialReading(user_id=actor.id, purpose=purpose, seen=len(found), at=clock.now()))
    audit.record(actor, "official:read", "official", "file", {"seen": len(found)}, personal={"purpose": purpose})
    return [ReadDiscipline(unseal(each.sealed_name, _NAME), each) for each in found]


def expire_due(limit: int = 100) -> int:
    """Close decisions whose effect is over; nobody reads them from then on. Returns how many."""
    over = queries.list_over(clock.today(), limit)
    for each in over:
        each.expired_at = clock.now()
    return len(over)


def _hash(name: str) -> str:
    return keyed_hash(normalise_width(name).strip(), _NAME)
