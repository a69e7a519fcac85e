"""From the text handed in to the public page: one reviews, another approves, the first of the month publishes.

Approved texts wait for the first day of the next month and come out together, so that no date ties an outcome to a report.
"""

from datetime import date, datetime

from portal import clock
from portal.access import SYSTEM, Actor
from portal.cases.handling import checked_text
from portal.cases.vocabulary import Status
from portal.db import add, flush
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import due_date
from portal.errors import NotAllowed, TransitionRefused
from portal.publication import queries, steps, versions
from portal.publication.models import Publication, PublicationTerm
from portal.publication.operations import refuse_open_findings, supersede, waits_for_reporter
from portal.publication.replies import why_wait
from portal.publication.rules import rules
from portal.publication.vocabulary import PARTS, Preview, PublicationStatus
from portal.publication.workflow import PublicationAction, PublicationTransition
from portal.textsearch import bigrams

_SHOWN = "show_outcome"


def why_not_review(publication: Publication, actor: Actor) -> str:
    """Why this person cannot pass the text now, in a sentence; empty when nothing but the policy stands in the way."""
    if publication.was_written_by(actor.id):
        return "起草人不能审核自己的公示稿，请由另一位审核员办理。"
    return _why_not_now(publication)


def why_not_approve(publication: Publication, actor: Actor) -> str:
    """Why this person cannot approve the reviewed text for release now, in a sentence; empty when nothing stands in the way."""
    if publication.was_written_by(actor.id):
        return "起草人不能签发自己的公示稿，请由另一位审核员办理。"
    if publication.reviewer_id == actor.id and rules().people == 3:
        return "审核人不能签发自己审核的公示稿，请由第三个人签发。"
    return _why_not_now(publication)


def _why_not_now(publication: Publication) -> str:
    if publication.case.status is not Status.CLOSED:
        return f"这件办件现在是“{publication.case.status.label}”，再次办结以前不能公开。"
    if publication.preview is Preview.OBJECTED:
        return "反映人对公开稿有意见，请退回修改。"
    if waits_for_reporter(publication):
        return "还在等反映人过目，暂时不能公开。"
    if publication.preview is Preview.ASKED and not rules().silence_publishes:
        return "反映人到期没有回答，按本地规则不公开，请选“不予公开”。"
    return why_wait(publication)


def review(publication: Publication, actor: Actor) -> None:
    """The second person passes the text on to whoever approves; everything is checked once more."""
    row = _second(publication, actor, PublicationAction.REVIEW)
    _refuse(why_not_review(publication, actor))
    refuse_open_findings(publication)
    publication.reviewer_id = actor.id
    steps.enter(publication, row.target)
    steps.log(publication, actor, PublicationAction.REVIEW)


def approve(publication: Publication, actor: Actor) -> None:
    """The third person puts the text into the batch of the next month; a jurisdiction that says so publishes at once."""
    row = _second(publication, actor, PublicationAction.APPROVE)
    if publication.reviewer_id == actor.id and rules().people == 3:
        raise NotAllowed(why_not_approve(publication, actor))
    _refuse(why_not_approve(publication, actor))
    refuse_open_findings(publication)
    in_force = rules()
    publication.publisher_id, publication.approved_at = actor.id, clock.now()
    publication.batch_on = clock.today() if in_force.at_once else next_batch_on(clock.today())
    steps.enter(publication, row.target)
    steps.log(publication, actor, PublicationAction.APPROVE, people=in_force.people, at_once=in_force.at_once)
    if in_force.at_once:
        _publish(publication)


def next_batch_on(day: date) -> date:
    """The first day of the month after ``day``."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def take_out(publication: Publication, actor: Actor, reason: str) -> None:
    """Take a text out of the batch; it goes back to whoever writes, with the reason."""
    row = steps.may(publication, actor, PublicationAction.TAKE_OUT)
    _back(publication, row, reason, "移出的理由")
    steps.log(publication, actor, PublicationAction.TAKE_OUT)


def publish_due(limit: int = 100) -> int:
    """Publish the texts whose batch has come; returns how many. Whatever cannot be public any more stays where it is."""
    published = 0
    for publication in queries.list_due_batch(clock.today(), limit):
        if not _why_not_now(publication):
            _publish(publication)
            published += 1
    return published


def take_over_ratings(limit: int = 100) -> int:
    """Put ratings given after the release under their texts, all of a month at once with the batch; returns how many.

    A page, feed or file that changed on the day of the rating would tell on which day its reporter was here.
    """
    late = queries.list_late_ratings(month_start(clock.today()), limit)
    for publication, satisfaction in late:
        publication.satisfaction, publication.changed_at = satisfaction, clock.now()
        publication.version += 1
    return len(late)


def _publish(publication: Publication) -> None:
    """Every instant that the public could ask for is the first of the month; an older text of a reopened case gives way."""
    row = steps.may(publication, SYSTEM, PublicationAction.PUBLISH)
    for older in queries.list_released(publication.case_id):
        supersede(older)
    publication.released_at = month_start(clock.today())
    publication.ends_on = last_day_shown(publication)
    steps.enter(publication, row.target)
    flush()
    index(publication)
    versions.keep(publication, None, "首次公开")
    steps.log(publication, SYSTEM, PublicationAction.PUBLISH)


def index(publication: Publication) -> None:
    """Make the text findable by its words."""
    steps.forget_terms(publication)
    flush()
    words = " ".join(
        [publication.title, publication.respondent_name, publication.department.name, *(text for _, _, text in publication.sections)]
    )
    for term in sorted(bigrams(words)):
        add(PublicationTerm(term=term, publication_id=publication.id))


def month_start(day: date) -> datetime:
    """Midnight of the first of the month: as exact as anything public tells a time."""
    return clock.start_of(day.replace(day=1))


def published_on(publication: Publication) -> date:
    """The first of the month in which the text came out or, as far as is known now, will come out: what a preview shows."""
    if publication.released_at is not None:
        return clock.local_date(publication.released_at)
    today = clock.today()
    return publication.batch_on or (today.replace(day=1) if rules().at_once else next_batch_on(today))


def last_day_shown(publication: Publication) -> date:
    """The last local day on which the text is shown."""
    term = deadlines.limits()[_SHOWN]
    return publication.ends_on or due_date(published_on(publication), term.value, term.unit, deadlines.calendar()).on


def give_back(publication: Publication, actor: Actor, reason: str) -> None:
    """The second or third person wants changes; the words they saw are kept, so that the next version can be compared."""
    row = _second(publication, actor, PublicationAction.GIVE_BACK)
    _back(publication, row, reason, "退回的理由")
    steps.log(publication, actor, PublicationAction.GIVE_BACK)


def refuse(publication: Publication, actor: Actor, reason: str) -> None:
    """The second or third person decides that nothing is published about this case."""
    row = _second(publication, actor, PublicationAction.REFUSE)
    publication.refusal = checked_text("reason", reason, "不予公开的理由")
    publication.reviewer_id = actor.id
    steps.enter(publication, row.target)
    steps.log(publication, actor, PublicationAction.REFUSE)


def _back(publication: Publication, row: PublicationTransition, reason: str, heading: str) -> None:
    publication.refusal = checked_text("reason", reason, heading)
    publication.seen_before = {name: getattr(publication, name) for name, _, _, _ in PARTS}
    publication.reviewer_id = publication.publisher_id = publication.approved_at = publication.batch_on = None
    steps.enter(publication, row.target)


def _second(publication: Publication, actor: Actor, action: PublicationAction) -> PublicationTransition:
    row = steps.may(publication, actor, action)
    if publication.was_written_by(actor.id):
        raise NotAllowed(why_not_review(publication, actor))
    return row


def _refuse(reason: str) -> None:
    if reason:
        raise TransitionRefused(reason)


def is_waiting(publication: Publication) -> bool:
    """Whether the text waits for somebody's decision."""
    return publication.status in {PublicationStatus.SUBMITTED, PublicationStatus.REVIEWED}
