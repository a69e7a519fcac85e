"""Every SELECT on selections, tags, acts on many cases and what stands beside the queue. Cases come through door 2 only."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.accounts.models import User
from portal.bookmarks.models import SavedView
from portal.cases.lists.models import BulkRun, CaseTag, Tag
from portal.cases.models import Case, Report
from portal.cases.queries import QueueFilter
from portal.cases.queries.queue import key_columns, narrowed
from portal.cases.queries.visibility import visible_to
from portal.cases.vocabulary import Channel, Conduct
from portal.db import session
from portal.errors import NotFound

MOST_TAGS = 60
PAGE = "desk.list_cases"  # the page whose views these are


def list_selected(actor: Actor, case_ids: Collection[int]) -> list[Case]:
    """The cases of a selection that the actor may see, the nearest deadline first, with all that the policy asks of them loaded."""
    officer = joinedload(Case.officer)
    query = visible_to(actor).where(Case.id.in_(case_ids)).order_by(Case.due_on, Case.id)
    query = query.options(joinedload(Case.lead_department), officer.lazyload(User.grants), officer.lazyload(User.department))
    return list(session.scalars(query).unique())


def lock_selected(actor: Actor, case_ids: Collection[int]) -> list[Case]:
    """``list_selected`` with the rows locked until the end of the transaction."""
    session.execute(select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update())
    return list_selected(actor, case_ids)


def list_matching_ids(actor: Actor, wanted: QueueFilter, limit: int) -> list[int]:
    """The ids of the first cases of a filtered queue, in its order."""
    query = narrowed(actor, wanted).with_only_columns(Case.id, maintain_column_froms=True)
    return list(session.scalars(query.order_by(*key_columns(actor)).limit(limit)))


@dataclass(frozen=True)
class ReportFacts:
    """What an export tells of the report that opened a case; none of its words."""

    channel: Channel
    conduct: Conduct
    amount_fen: int | None


def list_report_facts(case_ids: Collection[int]) -> dict[int, ReportFacts]:
    """By case, the facts of its first report."""
    query = select(Report.case_id, Report.channel, Report.conduct, Report.amount_fen).where(Report.case_id.in_(case_ids))
    facts: dict[int, ReportFacts] = {}
    for case_id, channel, conduct, amount_fen in session.execute(query.order_by(Report.id)):
        facts.setdefault(case_id, ReportFacts(channel, conduct, amount_fen))
    return facts


def list_tags(actor: Actor) -> list[Tag]:
    """The tags of the own department, by their words."""
    return list(session.scalars(select(Tag).where(Tag.department_id == _home(actor)).order_by(Tag.words).limit(MOST_TAGS)))


def find_tag(actor: Actor, words: str) -> Tag | None:
    """The own department's tag of these words."""
    return session.scalars(select(Tag).where(Tag.department_id == _home(actor), Tag.words == words)).one_or_none()


@dataclass(frozen=True)
class Beside:
    """What stands around the queue: the own department's tags, the views one can open, and the people of the own department."""

    tags: list[tuple[int, str]]
    views: list["OfferedView"]
    officers: list[tuple[int, str]]


@dataclass(frozen=True)
class OfferedView:
    """A saved view as a link; ``owner`` is empty for one's own."""

    id: int
    name: str
    query: str
    owner: str


def list_beside(actor: Actor) -> Beside:
    """``Beside``, in one query; the people also where they have left."""
    home = _home(actor)
    shared = and_(SavedView.page == PAGE, or_(SavedView.owner_id == actor.id, SavedView.department_id == home))
    whose = case((SavedView.owner_id == actor.id, ""), else_=User.display_name)
    nothing = literal("")
    kinds = (
        select(literal("tag"), Tag.id, Tag.words, nothing, nothing).where(Tag.department_id == home),
        select(literal("view"), SavedView.id, SavedView.name, SavedView.query, whose).join(SavedView.owner).where(shared),
        select(literal("person"), User.id, User.display_name, nothing, nothing).where(User.department_id == home),
    )
    rows = sorted(session.execute(union_all(*kinds)).all(), key=lambda row: (row[2], row[1]))
    return Beside(
        tags=[(row[1], row[2]) for row in rows if row[0] == "tag"],
        views=[OfferedView(*row[1:]) for row in rows if row[0] == "view"],
        officers=[(row[1], row[2]) for row in rows if row[0] == "person"],
    )


@dataclass
class RowFacts:
    """What a row of the queue tells beside the case: the ids of its reports, the sum the first of them names (fen), its tags."""

    report_ids: list[int] = field(default_factory=list)
    amount_fen: int | None = None
    tags: list[str] = field(default_factory=list)


def list_row_facts(actor: Actor, case_ids: Collection[int]) -> dict[int, RowFacts]:
    """By case, ``RowFacts``; in one query. Tags are those of the own department."""
    reports = select(Report.case_id, Report.id, Report.amount_fen, literal("")).where(Report.case_id.in_(case_ids))
    marks = select(CaseTag.case_id, literal(0), cast(null(), BigInteger), Tag.words).join(CaseTag.tag)
    marks = marks.where(CaseTag.case_id.in_(case_ids), Tag.department_id == _home(actor))
    facts = {case_id: RowFacts() for case_id in case_ids}
    found: list[Any] = sorted(session.execute(union_all(reports, marks)).all(), key=lambda row: (row[1], row[3]))
    for case_id, report_id, amount_fen, words in found:
        row = facts[case_id]
        if words:
            row.tags.append(words)
            continue
        row.amount_fen = row.amount_fen if row.report_ids else amount_fen
        row.report_ids.append(report_id)
    return facts


def list_case_tags(tag: Tag, case_ids: Collection[int]) -> list[CaseTag]:
    """The marks that say which of the cases bear a tag."""
    return list(session.scalars(select(CaseTag).where(CaseTag.tag_id == tag.id, CaseTag.case_id.in_(case_ids))))


def get_own_run(actor: Actor, run_id: int) -> BulkRun:
    """What an act of the actor's own came to. Raises ``NotFound``."""
    found = session.scalars(select(BulkRun).where(BulkRun.id == run_id, BulkRun.user_id == actor.id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这次办理的结果。")
    return found


def find_run(press_hash: str) -> BulkRun | None:
    """What the same press of a button came to before."""
    return session.scalars(select(BulkRun).where(BulkRun.press_hash == press_hash)).one_or_none()


def _home(actor: Actor) -> int | None:
    return actor.department.id if actor.department is not None else None
