"""Every SELECT on requests to open an identity, holds, consent and erasures."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.accounts.models import User
from portal.attachments.models import Attachment, OwnerKind
from portal.cases.exchanges import SupplementRequest
from portal.cases.models import Case, CaseEvent, Report, ReporterIdentity
from portal.cases.queries.visibility import visibility
from portal.cases.secrecy.models import Erasure, IdentityRequest, LegalHold, ReporterConsent
from portal.cases.secrecy.vocabulary import ErasedThing, RequestStatus
from portal.cases.secrecy.workflow import LIVE
from portal.cases.vocabulary import Secrecy, Status
from portal.cases.workflow import Action
from portal.custody.models import DataKey
from portal.db import session
from portal.errors import NotFound


def get_request(request_id: int, for_update: bool = False) -> IdentityRequest:
    """One request, locked on wish. Raises ``NotFound``."""
    query = select(IdentityRequest).where(IdentityRequest.id == request_id).execution_options(populate_existing=for_update)
    found = session.scalars(query.with_for_update(of=IdentityRequest) if for_update else query).one_or_none()
    if found is None:
        raise NotFound("没有找到这份申请。")
    return found


def get_own_request(user_id: int, request_id: int, for_update: bool = False) -> IdentityRequest:
    """One request of this person. Raises ``NotFound``, also for somebody else's."""
    found = get_request(request_id, for_update)
    if found.requester_id != user_id:
        raise NotFound("没有找到这份申请。")
    return found


def list_own_requests(actor: Actor, limit: int = 100) -> list[IdentityRequest]:
    """What a person asked for about cases they may still see, newest first."""
    query = select(IdentityRequest).join(Case, Case.id == IdentityRequest.case_id)
    query = query.where(IdentityRequest.requester_id == actor.id, visibility(actor)).order_by(IdentityRequest.id.desc()).limit(limit)
    return list(session.scalars(query.options(joinedload(IdentityRequest.case))))


def list_requests_of(case_id: int) -> list[IdentityRequest]:
    """All requests about a case, newest first."""
    query = select(IdentityRequest).where(IdentityRequest.case_id == case_id).order_by(IdentityRequest.id.desc())
    people = (joinedload(IdentityRequest.requester), joinedload(IdentityRequest.decided_by))
    return list(session.scalars(query.options(*(each.options(joinedload(User.department)) for each in people))).unique())


def list_undecided(at: datetime) -> list[IdentityRequest]:
    """Requests that wait for one custodian, oldest first."""
    query = select(IdentityRequest).where(
        IdentityRequest.status == RequestStatus.REQUESTED, IdentityRequest.level == Secrecy.CONFIDENTIAL, IdentityRequest.ends_at > at
    )
    return list(session.scalars(query.order_by(IdentityRequest.id)))


def list_decided_by(user_id: int, limit: int = 20) -> list[IdentityRequest]:
    """What a custodian decided, newest first."""
    query = select(IdentityRequest).where(IdentityRequest.decided_by_id == user_id).order_by(IdentityRequest.decided_at.desc())
    return list(session.scalars(query.limit(limit)))


def find_live_request(user_id: int, report_id: int, attachment_id: int | None, at: datetime) -> IdentityRequest | None:
    """The request of a person about an identity, or about one original, that can still come to something."""
    query = select(IdentityRequest).where(
        IdentityRequest.requester_id == user_id,
        IdentityRequest.report_id == report_id,
        IdentityRequest.attachment_id.is_not_distinct_from(attachment_id),
        IdentityRequest.status.in_(LIVE),
        IdentityRequest.ends_at > at,
    )
    return session.scalars(query.order_by(IdentityRequest.id.desc()).limit(1)).one_or_none()


def list_live_of(report_id: int) -> list[IdentityRequest]:
    """Requests about a report that are not over yet, locked."""
    query = select(IdentityRequest).where(IdentityRequest.report_id == report_id, IdentityRequest.status.in_(LIVE))
    return list(session.scalars(query.order_by(IdentityRequest.id).with_for_update(of=IdentityRequest)))


def list_overdue(at: datetime, limit: int) -> list[IdentityRequest]:
    """Requests whose present status has come to its end, locked for whoever ends them."""
    query = select(IdentityRequest).where(IdentityRequest.status.in_(LIVE), IdentityRequest.ends_at <= at)
    return list(session.scalars(query.order_by(IdentityRequest.id).limit(limit).with_for_update(of=IdentityRequest, skip_locked=True)))


def find_consent(report_id: int) -> ReporterConsent | None:
    """The consent a reporter gave, if any."""
    return session.scalars(select(ReporterConsent).where(ReporterConsent.report_id == report_id)).one_or_none()


def find_hold(case_id: int) -> LegalHold | None:
    """The hold in force on a case."""
    query = select(LegalHold).where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None))
    return session.scalars(query.order_by(LegalHold.id).limit(1)).one_or_none()


def list_erasures(report_id: int) -> list[Erasure]:
    """What of a reporter was destroyed, oldest first."""
    return list(session.scalars(select(Erasure).where(Erasure.report_id == report_id).order_by(Erasure.id)))


def list_to_renew(after_id: int, limit: int, with_sealed: bool) -> list[tuple[ReporterIdentity, Report]]:
    """Identities that lack the protection of their level: no data key yet, or ``with_sealed`` one whose key is not in custody."""
    is_sealed = Report.secrecy == Secrecy.SEALED
    lacking: ColumnElement[bool] = ReporterIdentity.data_key_id.is_(None)
    if with_sealed:
        lacking = lacking | and_(is_sealed, DataKey.custody_key_id.is_(None), DataKey.destroyed_at.is_(None))
    else:
        lacking = and_(lacking, ~is_sealed)
    query = (
        select(ReporterIdentity, Report)
        .join(Report, Report.id == ReporterIdentity.report_id)
        .outerjoin(DataKey, DataKey.id == ReporterIdentity.data_key_id)
        .where(ReporterIdentity.id > after_id, func.length(ReporterIdentity.sealed) > 0, lacking)
    )
    return [(row, report) for row, report in session.execute(query.order_by(ReporterIdentity.id).limit(limit))]


def list_exposed_originals(limit: int) -> list[tuple[str, str]]:
    """Owners (kind, id) of files of tip-offs whose originals the server can still open."""
    of_reports = select(cast(Report.id, String)).where(Report.secrecy.in_(_TIP_OFFS))
    of_supplements = (
        select(cast(SupplementRequest.id, String))
        .join(Report, Report.case_id == SupplementRequest.case_id)
        .where(Report.secrecy.in_(_TIP_OFFS))
    )
    owned = or_(
        and_(Attachment.owner_kind == OwnerKind.REPORT, Attachment.owner_id.in_(of_reports)),
        and_(Attachment.owner_kind == OwnerKind.SUPPLEMENT, Attachment.owner_id.in_(of_supplements)),
    )
    query = (
        select(Attachment.owner_kind, Attachment.owner_id)
        .outerjoin(DataKey, DataKey.id == Attachment.original_key_id)
        .where(owned, Attachment.original_destroyed_at.is_(None), DataKey.custody_key_id.is_(None))
    )
    return [(kind.value, key) for kind, key in session.execute(query.distinct().limit(limit))]


_TIP_OFFS = (Secrecy.SEALED, Secrecy.ANONYMOUS)


_WITHDRAWN_AT = (
    select(func.max(CaseEvent.at))
    .where(CaseEvent.case_id == Case.id, CaseEvent.action == Action.WITHDRAW)
    .correlate(Case)
    .scalar_subquery()
)
# When the handling of a case ended: from then on the time to keep runs. NULL while it goes on.
_ENDED_AT = case(
    (Case.status == Status.CLOSED, Case.closed_at),
    (Case.status == Status.DECLINED, Case.replied_at),
    (Case.status == Status.WITHDRAWN, _WITHDRAWN_AT),
)

_IS_HELD = exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_at.is_(None)).correlate(Case)


def ended_at(case_id: int) -> datetime | None:
    """When the handling of a case ended, None while it goes on."""
    return session.scalar(select(_ENDED_AT).where(Case.id == case_id))


def ended_cases(ended_before: datetime) -> Select[int]:
    """The ids of the cases whose handling ended by then and that no hold protects, for what other rooms keep of them."""
    return select(Case.id).where(ended_before >= _ENDED_AT, ~_IS_HELD)


def _due(what: ErasedThing, ended_before: datetime) -> Select[Report]:
    is_done = exists().where(Erasure.report_id == Report.id, Erasure.what == what).correlate(Report)
    wanted: list[ColumnElement[bool]] = [ended_before >= _ENDED_AT, ~_IS_HELD, ~is_done]
    if what is not ErasedThing.ORIGINALS:
        wanted.append(exists().where(ReporterIdentity.report_id == Report.id).correlate(Report))
    return select(Report).join(Case, Case.id == Report.case_id).where(*wanted)


def list_due(what: ErasedThing, ended_before: datetime, limit: int) -> list[Report]:
    """Reports of which something is to be destroyed: the case ended by then, nothing holds it, it is not done yet. Locked."""
    return list(session.scalars(_due(what, ended_before).order_by(Report.id).limit(limit).with_for_update(of=Report, skip_locked=True)))


@dataclass(frozen=True)
class DueCount:
    """How much is to be destroyed, and since when the oldest of it has been over."""

    number: int
    oldest: datetime | None


def count_due(what: ErasedThing, ended_before: datetime) -> DueCount:
    """How many reports ``list_due`` would list in all."""
    query = _due(what, ended_before).with_only_columns(func.count(Report.id), func.min(_ENDED_AT))
    number, oldest = session.execute(query).one()
    return DueCount(number, oldest)
