"""Every SELECT on leads: who sees which, the list, what is beside a lead, and what its traces lead to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true, tuple_, union_all
from sqlalchemy.orm import aliased, joinedload

from portal.access.actors import Actor
from portal.accounts.vocabulary import Role
from portal.cases.models import Case, CaseDepartment, Report
from portal.cases.queries.visibility import conflicted_ids
from portal.cases.queries.visibility import visibility as case_visibility
from portal.cases.recusal.queries import SHORTEST_NAME
from portal.cases.secrecy.queries import ended_cases
from portal.cases.vocabulary import Channel
from portal.db import session
from portal.errors import NotFound
from portal.leads.models import Lead, LeadEvent, LeadExclusion, LeadUnit, MatterTrace
from portal.leads.vocabulary import LeadStatus
from portal.records import queries as records

MOST_OF_PAIR = 40  # how many texts one trace may lead to, the newest first
_NOTHING = "没有找到这条线索。"
_OPEN = (LeadStatus.WAITING,)


@dataclass(frozen=True)
class LeadFilter:
    """What narrows the list. ``unit_ids`` None does not narrow; an empty one leaves only the words of ``unit_text`` to fit."""

    status: LeadStatus | None = None
    source: Channel | None = None
    unit_text: str = ""
    unit_ids: tuple[int, ...] = ()
    region_code: str = ""
    area_key: str = ""
    number: str = ""
    received_from: date | None = None
    received_to: date | None = None


def visibility(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Lead`` that says the same as ``allows(actor, LEAD_READ, lead)``.

    Who belongs to a body that is accused or may be meant, or below it, and who keeps out as a person, is excluded here, once; also who
    is kept from the case or the record that the lead, or the one it was merged into, became or went into.
    """
    home, main = actor.department, aliased(Lead)
    if home is None or not actor.is_active:
        return false()
    if actor.roles & {Role.COORDINATOR, Role.SUPERVISOR}:
        scope: ColumnElement[bool] = true()
    elif actor.roles & {Role.OFFICER, Role.HEAD}:
        own = select(Case.id).join(CaseDepartment, CaseDepartment.case_id == Case.id)
        own = own.where(CaseDepartment.department_id == home.id, Case.transferred_at.is_(None))
        scope = or_(Lead.keeper_id == home.id, Lead.case_id.in_(own), Lead.main_id.in_(select(main.id).where(main.case_id.in_(own))))
    else:
        return false()
    units = exists().where(LeadUnit.lead_id == Lead.id, LeadUnit.department_id.in_(home.ancestor_ids))
    persons = exists().where(LeadExclusion.lead_id == Lead.id, LeadExclusion.user_id == actor.id, LeadExclusion.lifted_at.is_(None))
    mains = select(main.id).where(_belongs_to_what_is_kept(main, actor))
    apart = or_(_belongs_to_what_is_kept(Lead, actor), and_(Lead.main_id.is_not(None), Lead.main_id.in_(mains)))
    return and_(scope, ~units.correlate(Lead), ~persons.correlate(Lead), ~apart)


def _belongs_to_what_is_kept(lead: type[Lead], actor: Actor) -> ColumnElement[bool]:
    kept = ((lead.case_id, conflicted_ids(actor).subquery().select()), (lead.record_id, records.kept_ids(actor)))
    return or_(*(and_(column.is_not(None), column.in_(ids)) for column, ids in kept))


def get_visible(actor: Actor, lead_id: int, for_update: bool = False) -> Lead:
    """A lead the actor may see, as it is in the database now, its row locked when it is about to change.

    Raises ``NotFound``, also for one that does not exist.
    """
    if for_update:
        lock([lead_id])
    wanted = select(Lead).where(visibility(actor), Lead.id == lead_id).execution_options(populate_existing=True)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(_NOTHING)
    return found


def find_visible(actor: Actor, number: str) -> Lead | None:
    """The lead with this number, if the actor may see it."""
    return session.scalars(select(Lead).where(visibility(actor), Lead.number == number)).one_or_none()


def get_lead(lead_id: int, for_update: bool = False) -> Lead:
    """A lead by its key, for handlers. Raises ``NotFound``."""
    if for_update:
        lock([lead_id])
    found = session.get(Lead, lead_id, populate_existing=for_update)
    if found is None:
        raise NotFound(_NOTHING)
    return found


def list_leads(lead_ids: Collection[int]) -> list[Lead]:
    """Leads by their keys, for handlers, the first taken in first."""
    return list(session.scalars(select(Lead).where(Lead.id.in_(lead_ids)).order_by(Lead.entered_at, Lead.id)))


def lock(lead_ids: Collection[int]) -> None:
    """Lock leads, and those they were merged into, in one order, so that two people who merge crosswise do not wait for ever."""
    mains = select(Lead.main_id).where(Lead.id.in_(lead_ids), Lead.main_id.is_not(None))
    session.execute(select(Lead.id).where(or_(Lead.id.in_(lead_ids), Lead.id.in_(mains))).order_by(Lead.id).with_for_update())


def is_lead_id(lead_id: int) -> bool:
    """Whether a lead has this key."""
    return session.get(Lead, lead_id) is not None


def is_number(number: str) -> bool:
    """Whether a lead bears this number."""
    return session.scalar(select(Lead.id).where(Lead.number == number)) is not None


def list_visible(
    actor: Actor, wanted: LeadFilter, after: tuple[date, int] | None = None, limit: int = 50, before: tuple[date, int] | None = None
) -> list[Lead]:
    """A page of leads behind the place ``after`` or in front of ``before``: what waits longest first, of the others the newest."""
    query, place, oldest_first = _narrowed(actor, wanted).limit(limit), tuple_(Lead.received_on, Lead.id), wanted.status in _OPEN
    towards_new = oldest_first is (before is None)
    key = before or after
    if key is not None:
        query = query.where(place > key if towards_new else place < key)
    order = (Lead.received_on, Lead.id) if towards_new else (Lead.received_on.desc(), Lead.id.desc())
    found = list(session.scalars(query.order_by(*order)))
    return found[::-1] if before is not None else found


def count_visible(actor: Actor, wanted: LeadFilter) -> dict[LeadStatus, int]:
    """How many leads that fit the filter, whatever its status, stand where."""
    query = _narrowed(actor, wanted, with_status=False).with_only_columns(Lead.status, func.count(), maintain_column_froms=True)
    counted = {row[0]: row[1] for row in session.execute(query.group_by(Lead.status))}
    return {status: counted.get(status, 0) for status in LeadStatus}


def _narrowed(actor: Actor, wanted: LeadFilter, with_status: bool = True) -> Select[Lead]:
    query = select(Lead).where(visibility(actor))
    if with_status and wanted.status is not None:
        query = query.where(Lead.status == wanted.status)
    for column, value in ((Lead.source, wanted.source), (Lead.area_key, wanted.area_key)):
        if value:
            query = query.where(column == value)
    if wanted.region_code:
        query = query.where(Lead.region_code.startswith(wanted.region_code, autoescape=True))
    if wanted.number:
        query = query.where(or_(Lead.number == wanted.number, Lead.original_number == wanted.number))
    if wanted.unit_text:
        named = select(LeadUnit.lead_id).where(LeadUnit.department_id.in_(wanted.unit_ids), LeadUnit.is_sure)
        query = query.where(or_(Lead.unit_text == wanted.unit_text, Lead.id.in_(named)))
    if wanted.received_from is not None:
        query = query.where(Lead.received_on >= wanted.received_from)
    if wanted.received_to is not None:
        query = query.where(Lead.received_on <= wanted.received_to)
    return query


def list_merged(actor: Actor, lead_id: int) -> list[Lead]:
    """The leads merged into one that the actor may see."""
    return list(session.scalars(select(Lead).where(visibility(actor), Lead.main_id == lead_id).order_by(Lead.received_on, Lead.id)))


def has_merged(lead_id: int) -> bool:
    """Whether any lead was merged into this one."""
    return session.scalar(select(Lead.id).where(Lead.main_id == lead_id).limit(1)) is not None


def list_of_case(actor: Actor, case_id: int) -> list[Lead]:
    """The leads that became or went into a case, and that the actor may see."""
    return list(session.scalars(select(Lead).where(visibility(actor), Lead.case_id == case_id).order_by(Lead.received_on, Lead.id)))


def list_events(lead_id: int) -> list[LeadEvent]:
    """What happened to a lead, oldest first."""
    wanted = select(LeadEvent).options(joinedload(LeadEvent.actor)).where(LeadEvent.lead_id == lead_id)
    return list(session.scalars(wanted.order_by(LeadEvent.id)))


def list_numbers(actor: Actor, lead_ids: Collection[int]) -> dict[int, str]:
    """The numbers of those of these leads that the actor may see."""
    if not lead_ids:
        return {}
    rows = session.execute(select(Lead.id, Lead.number).where(visibility(actor), Lead.id.in_(lead_ids)))
    return {lead_id: number for lead_id, number in rows}


def find_case_seen(actor: Actor, case_id: int | None, for_update: bool = False) -> Case | None:
    """A case, if the actor may see it; for whoever is about to change it locked, and as it is behind the lock."""
    if case_id is None:
        return None
    if for_update:
        session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    wanted = select(Case).where(case_visibility(actor), Case.id == case_id).execution_options(populate_existing=for_update)
    return session.scalars(wanted).one_or_none()


def find_case_by_number(actor: Actor, number: str) -> Case | None:
    """The case with this number, locked, if the actor may see it."""
    found = session.scalars(select(Case.id).where(Case.number == number)).one_or_none()
    return find_case_seen(actor, found, for_update=True)


def find_by_source_key(source_key: str) -> Lead | None:
    """The lead of this source, number and organ, whoever may see it."""
    return session.scalars(select(Lead).where(Lead.source_key == source_key)).one_or_none()


def list_by_original_number(actor: Actor, number: str, besides: int) -> list[Lead]:
    """Other leads with the same number of a source that the actor may see."""
    wanted = select(Lead).where(visibility(actor), Lead.original_number == number, Lead.id != besides)
    return list(session.scalars(wanted.order_by(Lead.received_on.desc(), Lead.id.desc()).limit(MOST_OF_PAIR)))


def list_reports_by_original_number(actor: Actor, number: str) -> list[Report]:
    """Reports with the same number of a source, of cases that the actor may see."""
    wanted = select(Report).join(Case, Case.id == Report.case_id).where(case_visibility(actor), Report.original_number == number)
    return list(session.scalars(wanted.order_by(Report.id.desc()).limit(MOST_OF_PAIR)))


def list_trace_hits(unit_keys: Sequence[str], pairs: Sequence[int]) -> list[tuple[int | None, int | None]]:
    """(lead id, report id) for every text that left one of these traces, the newest ``MOST_OF_PAIR`` of each, once for each trace."""
    parts = [
        select(MatterTrace.lead_id, MatterTrace.report_id)
        .where(MatterTrace.unit_key == key, MatterTrace.pair == pair)
        .order_by(MatterTrace.id.desc())
        .limit(MOST_OF_PAIR)
        .subquery()
        for key in unit_keys
        for pair in pairs
    ]
    if not parts:
        return []
    return [(row[0], row[1]) for row in session.execute(union_all(*(select(part) for part in parts)))]


def list_seen_leads(actor: Actor, lead_ids: Collection[int]) -> list[Lead]:
    """Those of these leads that the actor may see."""
    return list(session.scalars(select(Lead).where(visibility(actor), Lead.id.in_(lead_ids)))) if lead_ids else []


def list_seen_reports(actor: Actor, report_ids: Collection[int]) -> list[Report]:
    """Those of these reports whose case the actor may see."""
    if not report_ids:
        return []
    wanted = select(Report).join(Case, Case.id == Report.case_id).where(case_visibility(actor), Report.id.in_(report_ids))
    return list(session.scalars(wanted))


def list_traces(lead_id: int | None = None, report_id: int | None = None) -> list[MatterTrace]:
    """The traces of a lead or of a report."""
    column, value = (MatterTrace.lead_id, lead_id) if lead_id is not None else (MatterTrace.report_id, report_id)
    return list(session.scalars(select(MatterTrace).where(column == value)))


def list_reports_without_traces(limit: int) -> list[Report]:
    """Reports of cases in hand that left no traces yet, because they are older than traces; the newest first."""
    traced = exists().where(MatterTrace.report_id == Report.id).correlate(Report)
    wanted = select(Report).where(~traced).order_by(Report.id.desc()).limit(limit)
    return list(session.scalars(wanted))


def list_kept_too_long(stepped_before: datetime, ended_before: datetime, limit: int) -> list[Lead]:
    """Leads whose words are to be destroyed, locked: without a case when nothing happened since, with one when it ended by then.

    Leads merged into another go with it, and no case that is held.
    """
    main = aliased(Lead)
    whole, own = func.coalesce(Lead.main_id, Lead.id), select(LeadEvent.id).where(LeadEvent.at > stepped_before)
    stepped = own.where(LeadEvent.lead_id == whole).correlate(Lead).exists()
    case_id = func.coalesce(Lead.case_id, select(main.case_id).where(main.id == Lead.main_id).correlate(Lead).scalar_subquery())
    is_over = or_(and_(case_id.is_(None), ~stepped), case_id.in_(ended_cases(ended_before)))
    wanted = select(Lead).where(Lead.erased_at.is_(None), is_over).order_by(Lead.id).limit(limit)
    return list(session.scalars(wanted.with_for_update(of=Lead, skip_locked=True)))


def list_kept_of_case(case_id: int) -> list[Lead]:
    """The leads of a case, and those merged into them, whose words are still kept; locked."""
    main = aliased(Lead)
    wanted = or_(Lead.case_id == case_id, Lead.main_id.in_(select(main.id).where(main.case_id == case_id)))
    return _locked(and_(wanted, Lead.erased_at.is_(None)))


def list_unit_words() -> list[str]:
    """Everything that is written of the bodies accused, each once."""
    return list(session.scalars(select(Lead.unit_text).where(Lead.unit_text != "").distinct().order_by(Lead.unit_text)))


def list_with_words(unit_text: str) -> list[Lead]:
    """The leads with these words of the body accused, locked for whoever reads them anew."""
    return _locked(Lead.unit_text == unit_text)


def list_naming(name: str) -> list[Lead]:
    """Leads in whose words of body and person a name stands, locked for whoever keeps its bearer from them."""
    said = "".join(name.split())
    if len(said) < SHORTEST_NAME:
        return []
    columns = (Lead.unit_text, Lead.person_text)
    return _locked(or_(*(func.replace(each, " ", "").contains(said, autoescape=True) for each in columns)))


def _locked(condition: ColumnElement[bool]) -> list[Lead]:
    """The leads that fit, locked in the order of all, and as they are behind the lock."""
    lead_ids = list(session.scalars(select(Lead.id).where(condition)))
    lock(lead_ids)
    wanted = select(Lead).where(Lead.id.in_(lead_ids), condition).execution_options(populate_existing=True)
    return list(session.scalars(wanted.order_by(Lead.id)))


def find_exclusion(lead_id: int, user_id: int) -> LeadExclusion | None:
    """What keeps somebody from a lead now, of its own and not of one merged into it."""
    wanted = select(LeadExclusion).where(
        LeadExclusion.lead_id == lead_id,
        LeadExclusion.user_id == user_id,
        LeadExclusion.lifted_at.is_(None),
        LeadExclusion.via_id.is_(None),
    )
    return session.scalars(wanted.limit(1)).first()
