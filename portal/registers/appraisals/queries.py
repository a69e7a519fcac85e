"""Every SELECT on online appraisals."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.errors import Gone, NotFound
from portal.registers.appraisals.models import Appraisal, AppraisalResult, Voice
from portal.registers.appraisals.vocabulary import AppraisalStatus, RemarkStatus

CHUNK = 500


def list_appraisals(before_id: int | None = None, limit: int = 20) -> list[Appraisal]:
    """A page of rounds that were not cancelled, the newest first."""
    query = select(Appraisal).where(Appraisal.status != AppraisalStatus.CANCELLED)
    if before_id is not None:
        query = query.where(Appraisal.id < before_id)
    return list(session.scalars(query.order_by(Appraisal.id.desc()).limit(limit)))


def list_all_appraisals(limit: int = 200) -> list[Appraisal]:
    """Rounds for staff, cancelled ones too, the newest first."""
    return list(session.scalars(select(Appraisal).order_by(Appraisal.id.desc()).limit(limit)))


def get_appraisal(public_id: str) -> Appraisal:
    """A round by its public id. Raises ``Gone`` with the reason when it was cancelled, ``NotFound``."""
    found = session.scalars(select(Appraisal).where(Appraisal.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound
    if found.status is AppraisalStatus.CANCELLED:
        raise Gone(f"这次评议已经取消。原因：{found.reason}")
    return found


def get_by_key(appraisal_id: int, for_update: bool = False) -> Appraisal:
    """A round by its key. Raises ``NotFound``."""
    query = select(Appraisal).where(Appraisal.id == appraisal_id)
    found = session.scalars(query.with_for_update() if for_update else query).one_or_none()
    if found is None:
        raise NotFound("没有找到这次评议。")
    return found


def find_by_submission(submission_hash: str) -> Appraisal | None:
    """The round that came with this key."""
    return session.scalars(select(Appraisal).where(Appraisal.submission_hash == submission_hash)).one_or_none()


def list_over(today: date, limit: int) -> list[Appraisal]:
    """Open rounds whose last day was before today."""
    query = select(Appraisal).where(Appraisal.status == AppraisalStatus.OPEN, Appraisal.ends_on < today)
    return list(session.scalars(query.order_by(Appraisal.id).limit(limit)))


def find_voice(appraisal_id: int, department_id: int, mark: str) -> Voice | None:
    """The voice that bears this mark."""
    wanted = (Voice.appraisal_id == appraisal_id, Voice.department_id == department_id, Voice.mark == mark)
    return session.scalars(select(Voice).where(*wanted)).one_or_none()


def list_voices(appraisal_id: int, department_id: int) -> list[Voice]:
    """Every voice about a department in a round: read once, when the round is over."""
    return list(session.scalars(select(Voice).where(Voice.appraisal_id == appraisal_id, Voice.department_id == department_id)))


def count_voices(appraisal_id: int) -> int:
    """How many voices a round has, all departments together."""
    return session.scalar(select(func.count()).select_from(Voice).where(Voice.appraisal_id == appraisal_id)) or 0


def get_voice(voice_id: int, for_update: bool = False) -> Voice:
    """A voice by its key. Raises ``NotFound``."""
    query = select(Voice).where(Voice.id == voice_id)
    found = session.scalars(query.with_for_update() if for_update else query).one_or_none()
    if found is None:
        raise NotFound("没有找到这条留言。")
    return found


def list_waiting_remarks(limit: int = 100) -> list[Voice]:
    """Remarks that wait to be moderated, the oldest first."""
    query = select(Voice).where(Voice.remark_status == RemarkStatus.WAITING)
    return list(session.scalars(query.options(joinedload(Voice.appraisal), joinedload(Voice.department)).order_by(Voice.id).limit(limit)))


def list_shown_remarks(appraisal_id: int, limit: int = 200) -> list[Voice]:
    """Remarks of a round that may be shown, in the order of their random marks: their order tells nothing."""
    query = select(Voice).where(Voice.appraisal_id == appraisal_id, Voice.remark_status == RemarkStatus.SHOWN)
    return list(session.scalars(query.options(joinedload(Voice.department)).order_by(Voice.mark).limit(limit)))


def list_results(appraisal_id: int) -> list[AppraisalResult]:
    """What is told of a round that is over."""
    return list(session.scalars(select(AppraisalResult).where(AppraisalResult.appraisal_id == appraisal_id)))


def list_told(after: AppraisalResult | None = None, limit: int = CHUNK) -> list[AppraisalResult]:
    """A page of the results of all rounds that are over, the newest round first, behind the last one of the page before."""
    query = select(AppraisalResult).options(joinedload(AppraisalResult.appraisal))
    if after is not None:
        same = and_(AppraisalResult.appraisal_id == after.appraisal_id, AppraisalResult.department_id > after.department_id)
        query = query.where(or_(AppraisalResult.appraisal_id < after.appraisal_id, same))
    return list(session.scalars(query.order_by(AppraisalResult.appraisal_id.desc(), AppraisalResult.department_id).limit(limit)))


def find_place(told_id: str) -> AppraisalResult:
    """The result that an open data row names, ``round/department``. Raises ``NotFound``."""
    public_id, _slash, department_id = told_id.partition("/")
    query = select(AppraisalResult).join(AppraisalResult.appraisal)
    found = session.scalars(query.where(Appraisal.public_id == public_id, AppraisalResult.department_id == int(department_id)))
    result = found.one_or_none()
    if result is None:
        raise NotFound("没有这个编号。")
    return result


def iterate_results() -> Iterator[AppraisalResult]:
    """All results of rounds that are over, the newest round first, read by key in chunks."""
    last = None
    while True:
        found = list_told(last)
        yield from found
        if len(found) < CHUNK:
            return
        last = found[-1]


def last_change() -> datetime | None:
    """The instant at which anything public about appraisals last changed; rounds are few."""
    return session.scalar(select(func.max(Appraisal.changed_at)))
