"""Every SELECT on the accountability log."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from portal.accountability.models import LogLeaf, LogNode, LogSize, SignedHead
from portal.accountability.vocabulary import LeafKind
from portal.audit import queries as audit
from portal.cases.models import SUBJECT, Case, Report
from portal.db import session
from portal.deadlines.limits import INTERNAL_RULES
from portal.deadlines.models import Deadline

SIZE_ID = 1


def find_size_for_update() -> LogSize | None:
    """The row with the number of leaves, locked until the end of the transaction."""
    wanted = select(LogSize).where(LogSize.id == SIZE_ID).with_for_update().execution_options(populate_existing=True)
    return session.execute(wanted).scalar_one_or_none()


def present_size() -> int:
    """How many leaves there are."""
    return session.scalar(select(LogSize.size).where(LogSize.id == SIZE_ID)) or 0


def case_numbers(case_ids: set[int]) -> dict[int, str]:
    """The numbers of these cases."""
    if not case_ids:
        return {}
    return {case_id: number for case_id, number in session.execute(select(Case.id, Case.number).where(Case.id.in_(case_ids)))}


def fetch_nodes(places: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The digests of these (level, place), as far as they exist."""
    by_level = defaultdict(list)
    for level, place in places:
        by_level[level].append(place)
    if not by_level:
        return {}
    wanted = or_(*(and_(LogNode.level == level, LogNode.place.in_(found)) for level, found in by_level.items()))
    rows = session.execute(select(LogNode.level, LogNode.place, LogNode.digest).where(wanted))
    return {(level, place): digest for level, place, digest in rows}


def iterate_nodes(level: int, chunk: int = 2000) -> Iterator[tuple[int, bytes]]:
    """Place and digest of every node of one level, from the left."""
    query = select(LogNode.place, LogNode.digest).where(LogNode.level == level).order_by(LogNode.place)
    yield from ((place, digest) for place, digest in session.execute(query.execution_options(yield_per=chunk)))


def highest_level() -> int:
    """The highest level that has a node; 0 in an empty log."""
    return session.scalar(select(func.max(LogNode.level))) or 0


def list_leaves_of(case_id: int) -> list[LogLeaf]:
    """What can be opened of one case, in the order of the log."""
    return list(session.scalars(select(LogLeaf).where(LogLeaf.case_id == case_id).order_by(LogLeaf.position)))


def iterate_leaves(chunk: int = 1000) -> Iterator[LogLeaf]:
    """Everything that can be opened, in the order of the log."""
    yield from session.scalars(select(LogLeaf).order_by(LogLeaf.position).execution_options(yield_per=chunk))


def present_openings() -> int:
    """How many leaves can be opened, as the head row counts them."""
    return session.scalar(select(LogSize.openings).where(LogSize.id == SIZE_ID)) or 0


def list_anchors() -> list[LogLeaf]:
    """The leaves that bind the audit log, in the order of the log."""
    return list(session.scalars(select(LogLeaf).where(LogLeaf.kind == LeafKind.AUDIT).order_by(LogLeaf.position)))


def audit_hash(entry_id: int) -> str | None:
    """The hash of an audit entry; None when there is no such entry."""
    return audit.hashes_at([entry_id]).get(entry_id)


def reports_since(first_at: str | None) -> set[tuple[int, str, str]]:
    """Case, number and receipt hash of every report submitted since the log began at ``first_at`` (as leaves write it), or in the log."""
    if first_at is None:
        return set()
    query = select(Report.case_id, Case.number, Report.receipt_hash).join(Case, Case.id == Report.case_id)
    is_logged = Report.case_id.in_(select(LogLeaf.case_id).where(LogLeaf.kind == LeafKind.RECEIVED))
    rows = session.execute(query.where(or_(Report.submitted_at >= _instant(first_at), is_logged)))
    return {(case_id, number, own) for case_id, number, own in rows}


def clocks_since(first_at: str | None) -> dict[int, str]:
    """By clock of a case started since the log began: its last day as it is registered now, in ISO form; older ones in the log too."""
    if first_at is None:
        return {}
    is_new = Deadline.created_at >= _instant(first_at)
    is_logged = Deadline.id.in_(select(LogLeaf.deadline_id).where(LogLeaf.deadline_id.is_not(None)))
    of_a_case = (Deadline.subject_kind == SUBJECT, Deadline.rule_key.not_in(INTERNAL_RULES))
    rows = session.execute(select(Deadline.id, Deadline.due_on).where(*of_a_case, or_(is_new, is_logged)))
    return {deadline_id: on.isoformat() for deadline_id, on in rows}


def _instant(said: str) -> datetime:
    return datetime.fromisoformat(said)


def find_head(on: date) -> SignedHead | None:
    """The head of a day."""
    return session.get(SignedHead, on)


def find_head_of_size(size: int) -> SignedHead | None:
    """The published head of a log of that size, if there is one."""
    return session.execute(select(SignedHead).where(SignedHead.size == size)).scalar_one_or_none()


def newest_head() -> SignedHead | None:
    """The head published last."""
    return session.execute(select(SignedHead).order_by(SignedHead.size.desc()).limit(1)).scalar_one_or_none()


def list_heads(limit: int | None = None) -> list[SignedHead]:
    """The published heads, newest first."""
    return list(session.scalars(select(SignedHead).order_by(SignedHead.size.desc()).limit(limit)))
