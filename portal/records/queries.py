"""Every SELECT on dishonesty records: what staff see, and what the public may read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.access.actors import Actor
from portal.accounts.vocabulary import Role
from portal.cases.queries.visibility import conflicted_ids
from portal.db import session
from portal.errors import Gone, NotFound
from portal.records.models import (
    DishonestyRecord,
    RecognitionDocument,
    RecordEvent,
    RecordProgress,
    RecordSubject,
    RecordTerm,
    RecordVersion,
)
from portal.records.vocabulary import RecordConduct, RecordStatus, RectificationState, Severity
from portal.textsearch import bigrams

_NOTHING = "没有找到这条失信记录。"
_S = RecordStatus
_ONCE_PUBLIC = (_S.PUBLISHED, _S.ENDED, _S.REPAIRED, _S.REVOKED, _S.ARCHIVED)
_IN_EFFECT = (_S.PUBLISHED, _S.KEPT, _S.ENDED)
_IS_PUBLIC = DishonestyRecord.status == _S.PUBLISHED
_NEWEST = (DishonestyRecord.published_on, DishonestyRecord.id)
_MOST_TERMS = 12


@dataclass(frozen=True)
class RecordFilter:
    """What narrows the public list. ``month`` is the month of publication, as 2026-09; ``subject_ids`` the bodies meant, if given."""

    keyword: str = ""
    region_code: str = ""
    subject_name: str = ""
    subject_ids: tuple[int, ...] = ()
    area_key: str = ""
    conduct: RecordConduct | None = None
    severity: Severity | None = None
    rectification: RectificationState | None = None
    month: str = ""


def visibility(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``DishonestyRecord`` joined to its subject that says the same as ``allows(actor, RECORD_READ, record)``."""
    home = actor.department
    if home is None or not actor.is_active:
        return false()
    scopes: list[ColumnElement[bool]] = []
    if actor.roles & {Role.SUPERVISOR, Role.PUBLISHER}:
        scopes.append(true())
    elif actor.roles & {Role.OFFICER, Role.HEAD}:
        scopes.append(DishonestyRecord.responsible_id == home.id)
    if not scopes:
        return false()
    return and_(or_(*scopes), ~_is_kept(actor))


def _is_kept(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor is kept from a record: of the own department or one above it, then or now, or with such a case."""
    above = actor.department.ancestor_ids if actor.department is not None else []
    columns = (RecordSubject.department_id, RecordSubject.present_department_id, DishonestyRecord.case_id)
    kept = (above, above, conflicted_ids(actor).subquery().select())
    return or_(*(and_(column.is_not(None), column.in_(ids)) for column, ids in zip(columns, kept, strict=True)))


def kept_ids(actor: Actor) -> Select[int]:
    """The ids of the records from which the actor is kept, for what is kept apart with them."""
    return select(DishonestyRecord.id).join(RecordSubject, RecordSubject.id == DishonestyRecord.subject_id).where(_is_kept(actor))


def _visible(actor: Actor) -> Select[DishonestyRecord]:
    query = select(DishonestyRecord).join(RecordSubject, RecordSubject.id == DishonestyRecord.subject_id)
    return query.where(visibility(actor))


def get_visible(actor: Actor, public_id: str, for_update: bool = False) -> DishonestyRecord:
    """A record the actor may see, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(DishonestyRecord.id).where(DishonestyRecord.public_id == public_id).with_for_update())
    query = _visible(actor).where(DishonestyRecord.public_id == public_id).options(joinedload(DishonestyRecord.case))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_NOTHING)
    return found


def find_visible(actor: Actor, record_id: int | None) -> DishonestyRecord | None:
    """A record by its key, if the actor may see it."""
    return session.scalars(_visible(actor).where(DishonestyRecord.id == record_id)).one_or_none() if record_id is not None else None


def get_record(record_id: int) -> DishonestyRecord:
    """A record by its key, for handlers and jobs. Raises ``NotFound``."""
    found = session.get(DishonestyRecord, record_id)
    if found is None:
        raise NotFound(_NOTHING)
    return found


def list_visible(actor: Actor, status: RecordStatus | None = None, before: str = "", limit: int = 50) -> list[DishonestyRecord]:
    """A page of records the actor may see, the newest first, from behind the one with the public id ``before``."""
    query = _visible(actor).order_by(DishonestyRecord.id.desc()).limit(limit)
    if status is not None:
        query = query.where(DishonestyRecord.status == status)
    last = session.scalars(_visible(actor).where(DishonestyRecord.public_id == before)).one_or_none() if before else None
    if last is not None:
        query = query.where(DishonestyRecord.id < last.id)
    return list(session.scalars(query))


def count_visible(actor: Actor) -> dict[RecordStatus, int]:
    """How many records the actor may see stand where."""
    query = _visible(actor).with_only_columns(DishonestyRecord.status, func.count(), maintain_column_froms=True)
    counted = {row[0]: row[1] for row in session.execute(query.group_by(DishonestyRecord.status))}
    return {status: counted.get(status, 0) for status in RecordStatus}


def is_public_id(public_id: str) -> bool:
    """Whether a record bears this public id."""
    return session.scalar(select(DishonestyRecord.id).where(DishonestyRecord.public_id == public_id)) is not None


def list_public(
    wanted: RecordFilter,
    after: DishonestyRecord | None = None,
    limit: int = 20,
    before: DishonestyRecord | None = None,
    from_end: bool = False,
) -> list[DishonestyRecord]:
    """A page of published records, the newest first: those behind the row ``after``, in front of ``before``, or the last."""
    query = _public(wanted).limit(limit)
    if before is not None:
        query = query.where(tuple_(*_NEWEST) > (before.published_on, before.id))
    if before is not None or from_end:
        return list(session.scalars(query.order_by(*_NEWEST)))[::-1]
    if after is not None:
        query = query.where(tuple_(*_NEWEST) < (after.published_on, after.id))
    return list(session.scalars(query.order_by(*(column.desc() for column in _NEWEST))))


def count_public(wanted: RecordFilter) -> int:
    """How many published records fit."""
    return session.scalar(_counted(_public(wanted))) or 0


def count_ahead(wanted: RecordFilter, row: DishonestyRecord) -> int:
    """How many published records that fit stand in front of a row of the list."""
    return session.scalar(_counted(_public(wanted).where(tuple_(*_NEWEST) > (row.published_on, row.id)))) or 0


def _counted(query: Select[DishonestyRecord]) -> Select[int]:
    return query.with_only_columns(func.count(), maintain_column_froms=True)


def find_place(public_id: str) -> DishonestyRecord | None:
    """A record that was public once, as a place in the list; also when it is there no longer."""
    query = select(DishonestyRecord).where(DishonestyRecord.public_id == public_id, DishonestyRecord.published_on.is_not(None))
    return session.scalars(query).one_or_none()


def last_change() -> datetime | None:
    """The instant at which anything that is or was public last changed; one leap into the index for each status."""
    newest = [
        select(func.max(DishonestyRecord.changed_at)).where(DishonestyRecord.status == status).scalar_subquery() for status in _ONCE_PUBLIC
    ]
    return max((found for found in session.execute(select(*newest)).one() if found is not None), default=None)


def get_public(public_id: str) -> DishonestyRecord:
    """A published record. Raises ``Gone`` with the public reason when it was revoked or repaired or its time is over, ``NotFound``."""
    found = find_place(public_id)
    if found is None or found.status not in _ONCE_PUBLIC:
        raise NotFound
    if not found.is_public:
        raise Gone(_why_gone(found))
    return found


def _why_gone(record: DishonestyRecord) -> str:
    if record.lasting_status is _S.REVOKED:
        return f"这条失信记录已经撤销。原因：{record.ending}"
    if record.lasting_status is _S.REPAIRED:
        # Repair ends the display (令第36号; 上海市社会信用条例 38: within three working days): the state is told, the record is not.
        return "信用已修复。这条失信记录已经完成信用修复，依法停止公示，惩戒同时解除。"
    return "这条失信记录公示期满，不再公示。"


def _public(wanted: RecordFilter) -> Select[DishonestyRecord]:
    query = select(DishonestyRecord).where(_IS_PUBLIC)
    exact: dict[InstrumentedAttribute[Any], Any] = {
        DishonestyRecord.region_code: wanted.region_code,
        DishonestyRecord.subject_name: wanted.subject_name,
        DishonestyRecord.area_key: wanted.area_key,
        DishonestyRecord.conduct: wanted.conduct,
        DishonestyRecord.severity: wanted.severity,
        DishonestyRecord.rectification_state: wanted.rectification,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.subject_ids:
        query = query.where(DishonestyRecord.subject_id.in_(wanted.subject_ids))
    if wanted.month:
        year, month = (int(part) for part in wanted.month.split("-"))
        query = query.where(DishonestyRecord.published_on >= date(year, month, 1))
        query = query.where(DishonestyRecord.published_on < date(year + month // 12, month % 12 + 1, 1))
    for term in sorted(bigrams(wanted.keyword))[:_MOST_TERMS]:
        query = query.where(DishonestyRecord.id.in_(select(RecordTerm.record_id).where(RecordTerm.term == term)))
    return query


def list_addresses(month: str, offset: int, limit: int) -> list[tuple[str, datetime]]:
    """A stretch of the records published in a month: their public ids, and when each last changed."""
    found = _public(RecordFilter(month=month)).with_only_columns(DishonestyRecord.public_id, DishonestyRecord.changed_at)
    return [(row[0], row[1]) for row in session.execute(found.order_by(DishonestyRecord.id).offset(offset).limit(limit))]


def list_months() -> list[str]:
    """The months in which published records were published, newest first."""
    days = _values_of(DishonestyRecord.published_on)
    return sorted({f"{day:%Y-%m}" for day in days}, reverse=True)


def list_subject_names() -> list[str]:
    """The names of bodies with published records."""
    return _values_of(DishonestyRecord.subject_name)


def list_region_codes() -> list[str]:
    """The regions with published records."""
    return _values_of(DishonestyRecord.region_code)


def list_area_keys() -> list[str]:
    """The areas with published records."""
    return _values_of(DishonestyRecord.area_key)


def _values_of(column: InstrumentedAttribute[Any]) -> list[Any]:
    """The different values of a column among published records, by leaping from value to value in its index."""
    leap = select(func.min(column).label("value")).where(_IS_PUBLIC).cte(recursive=True)
    further = select(func.min(column)).where(_IS_PUBLIC, column > leap.c.value).correlate(leap).scalar_subquery()
    leap = leap.union_all(select(further).where(leap.c.value.is_not(None)))
    found = session.scalars(select(leap.c.value).where(leap.c.value.is_not(None)))
    return [value for value in found if value != ""]


def list_over(today: date, limit: int) -> list[DishonestyRecord]:
    """Published records whose display ended before today."""
    query = select(DishonestyRecord).where(_IS_PUBLIC, DishonestyRecord.display_until < today)
    return list(session.scalars(query.order_by(DishonestyRecord.id).limit(limit).with_for_update(of=DishonestyRecord)))


def list_out_of_retention(today: date, limit: int) -> list[DishonestyRecord]:
    """Records no longer on the page whose retention ended before today."""
    query = select(DishonestyRecord).where(
        DishonestyRecord.status.in_((_S.KEPT, _S.ENDED, _S.REPAIRED, _S.REVOKED)), DishonestyRecord.kept_until < today
    )
    return list(session.scalars(query.order_by(DishonestyRecord.id).limit(limit).with_for_update(of=DishonestyRecord)))


def list_in_effect(subject_ids: list[int], today: date) -> list[DishonestyRecord]:
    """Records of some subjects that count against them on a local day: decided, neither revoked nor repaired, their effect not over."""
    query = select(DishonestyRecord).where(DishonestyRecord.subject_id.in_(subject_ids), DishonestyRecord.status.in_(_IN_EFFECT))
    return list(session.scalars(query.where(DishonestyRecord.effect_until >= today).order_by(DishonestyRecord.id)))


def list_resting_on(document_id: int) -> list[DishonestyRecord]:
    """All records that rest on a document."""
    return list(session.scalars(select(DishonestyRecord).where(DishonestyRecord.document_id == document_id).order_by(DishonestyRecord.id)))


def list_of_case(case_id: int) -> list[DishonestyRecord]:
    """The records that came of a case; the caller has passed door 2."""
    return list(session.scalars(select(DishonestyRecord).where(DishonestyRecord.case_id == case_id).order_by(DishonestyRecord.id)))


def find_of_rectification(rectification_id: int) -> DishonestyRecord | None:
    """The record that came of a refused order."""
    return session.scalars(select(DishonestyRecord).where(DishonestyRecord.rectification_id == rectification_id)).one_or_none()


def find_document(number: str, organ: str) -> RecognitionDocument | None:
    """The document with that number of that organ."""
    query = select(RecognitionDocument).where(RecognitionDocument.number == number, RecognitionDocument.organ == organ)
    return session.scalars(query).one_or_none()


def find_duplicate(document_id: int, subject_id: int, conduct: RecordConduct) -> DishonestyRecord | None:
    """The record of the same body for the same conduct on the same document."""
    query = select(DishonestyRecord).where(
        DishonestyRecord.document_id == document_id, DishonestyRecord.subject_id == subject_id, DishonestyRecord.conduct == conduct
    )
    return session.scalars(query).one_or_none()


def find_subject_of(department_id: int) -> RecordSubject | None:
    """The subject that a department is."""
    return session.scalars(select(RecordSubject).where(RecordSubject.department_id == department_id)).one_or_none()


def find_subject_by_code(credit_code: str) -> RecordSubject | None:
    """The subject with a credit code."""
    query = select(RecordSubject).where(RecordSubject.credit_code == credit_code).order_by(RecordSubject.id)
    return session.scalars(query).first() if credit_code else None


def list_subjects_meant(name: str, credit_code: str, department_id: int | None) -> list[RecordSubject]:
    """Every subject that a name, a code or a department can mean: the body itself and those whose history it bears."""
    ways = [RecordSubject.name == name] if name else []
    if credit_code:
        ways.append(RecordSubject.credit_code == credit_code)
    if department_id is not None:
        ways += [RecordSubject.department_id == department_id, RecordSubject.present_department_id == department_id]
    return list(session.scalars(select(RecordSubject).where(or_(false(), *ways)).order_by(RecordSubject.id)))


def list_borne_by(department_id: int) -> list[RecordSubject]:
    """The subjects whose history a department bears now."""
    return list(session.scalars(select(RecordSubject).where(RecordSubject.present_department_id == department_id)))


def list_events(record_id: int) -> list[RecordEvent]:
    """What happened to a record, oldest first."""
    query = select(RecordEvent).where(RecordEvent.record_id == record_id).order_by(RecordEvent.id)
    return list(session.scalars(query.options(joinedload(RecordEvent.actor))))


def list_versions(record_id: int) -> list[RecordVersion]:
    """How the public record stood, from its first version on."""
    return list(session.scalars(select(RecordVersion).where(RecordVersion.record_id == record_id).order_by(RecordVersion.number)))


def list_progress(record_id: int) -> list[RecordProgress]:
    """What was done about the wrong, oldest first."""
    return list(session.scalars(select(RecordProgress).where(RecordProgress.record_id == record_id).order_by(RecordProgress.id)))


def list_terms(record_id: int) -> list[RecordTerm]:
    """The search terms of a record."""
    return list(session.scalars(select(RecordTerm).where(RecordTerm.record_id == record_id)))
