"""What the reporter wants public: the choice can be changed until the text comes out; whoever wants to read it first is reminded."""

from datetime import timedelta

from portal import clock
from portal.access import SYSTEM, Permission, Reporter, require
from portal.audit import operations as audit
from portal.cases.models import Report
from portal.cases.vocabulary import PublicationChoice
from portal.deadlines import queries as deadlines
from portal.errors import TransitionRefused
from portal.events import emit
from portal.publication import queries, steps
from portal.publication.events import PreviewEnding
from portal.publication.models import Publication
from portal.publication.operations import cancel, preview_ends
from portal.publication.rules import rules
from portal.publication.vocabulary import Preview, PublicationStatus
from portal.publication.workflow import PublicationAction, check

_REMIND_BEFORE = timedelta(days=2)


def silence_words() -> str:
    """What happens when the reporter does not answer in time, said before it happens."""
    if rules().silence_publishes:
        return "到期没有回答，就按这个稿子继续审核公开。"
    return "到期没有回答，就不公开，只进入统计。"


def why_not_change(report: Report) -> str:
    """Why the reporter cannot choose otherwise now, in a sentence; empty when they can."""
    if queries.list_released(report.case_id):
        return "结果已经公开，不能再改。认为内容不对的，可以在公示页面上提出异议。"
    return ""


def change_choice(report: Report, reporter: Reporter, choice: PublicationChoice) -> None:
    """The reporter chooses otherwise. What is being written ends when they refuse, and is shown to them when they want to read it first."""
    require(reporter, Permission.REPORT_CHOOSE, report.case)
    reason = why_not_change(report)
    if reason:
        raise TransitionRefused(reason)
    if report.publication_choice is choice:
        return
    report.publication_choice = choice
    audit.record(reporter, "publication:choice", "case", report.case_id, {"choice": choice.label})
    for publication in queries.list_living(report.case_id):
        _follow(publication, choice)


def _follow(publication: Publication, choice: PublicationChoice) -> None:
    if choice is PublicationChoice.REFUSE:
        cancel(publication, "反映人改为不公开，这份稿子作废，这件办件只进入统计。")
    elif publication.status is PublicationStatus.DRAFT:
        return
    elif choice is PublicationChoice.PREVIEW_FIRST:
        _ask_again(publication)
    elif publication.preview is not Preview.NOT_ASKED:
        publication.preview = Preview.AGREED
        publication.version += 1


def _ask_again(publication: Publication) -> None:
    row = check(PublicationAction.ASK_AGAIN, publication.status)
    publication.reviewer_id = publication.publisher_id = publication.approved_at = publication.batch_on = None
    publication.preview, publication.preview_due_on, publication.preview_reminded_on = Preview.ASKED, preview_ends(), None
    steps.enter(publication, row.target)
    steps.log(publication, SYSTEM, PublicationAction.ASK_AGAIN)


def remind_previews(limit: int = 100) -> int:
    """Remind reporters whose days to read the text are nearly over, once each; returns how many."""
    ending = queries.list_previews_ending(clock.today(), clock.today() + _REMIND_BEFORE, limit)
    for publication in ending:
        publication.preview_reminded_on = clock.today()
        emit(PreviewEnding(publication.id))
    return len(ending)


def preview_days() -> int:
    """How many working days the reporter has."""
    return deadlines.limits()["preview_outcome"].value
