"""Who is told what about a public text. Nobody hears of a case they may not read."""

from collections.abc import Callable

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.identity import notice_address
from portal.deadlines.events import DeadlineEvent, DeadlineMoved
from portal.notifications import messages, outbox
from portal.notifications.vocabulary import MessageKind, RecipientKind
from portal.publication import queries
from portal.publication.events import ObjectionReceived, PreviewAnswered, PreviewEnding, PublicationStepped, ReplyAsked, ReplyGiven
from portal.publication.models import Publication
from portal.publication.operations import asks_reporter
from portal.publication.replies import CLOCK as REPLY_CLOCK
from portal.publication.rules import rules
from portal.publication.workflow import PublicationAction
from portal.records.objections.filing import CLOCK
from portal.records.objections.queries import find_of_kind

Audience = Callable[[Publication], list[User]]


def _author(publication: Publication) -> list[User]:
    return [publication.author]


def _reviewers(publication: Publication) -> list[User]:
    """Publishers who had no hand in the words."""
    return [user for user in accounts.users_with_role(Role.PUBLISHER) if not publication.was_written_by(user.id)]


def _approvers(publication: Publication) -> list[User]:
    """Publishers who may approve: neither wrote nor, where three people are needed, reviewed."""
    return [user for user in _reviewers(publication) if user.id != publication.reviewer_id or rules().people < 3]


STAFF_HEARS: dict[PublicationAction, tuple[Audience, str]] = {
    PublicationAction.SUBMIT: (_reviewers, "公示稿待审核。"),
    PublicationAction.REVIEW: (_approvers, "公示稿审核通过，待签发。"),
    PublicationAction.GIVE_BACK: (_author, "公示稿被退回，请修改。"),
    PublicationAction.REFUSE: (_author, "审核决定不予公开。"),
    PublicationAction.TAKE_OUT: (_author, "公示稿被移出待发布，请修改。"),
    PublicationAction.PUBLISH: (_author, "公示稿已公开。"),
    PublicationAction.WITHDRAW: (_author, "公示已撤下。"),
    PublicationAction.CANCEL: (_author, "办件重新办理，公示稿作废。"),
}


def tell_of_publication(event: PublicationStepped) -> None:
    """Ring the bell of those who have to do with a step, and write to the reporter who is to read the text first."""
    publication = queries.get_publication(event.publication_id)
    if event.action in STAFF_HEARS:
        audience, words = STAFF_HEARS[event.action]
        _tell(publication, audience(publication), words, event.action.value)
    if event.action in {PublicationAction.SUBMIT, PublicationAction.ASK_AGAIN} and asks_reporter(publication):
        _mail_reporters(publication)


def tell_of_objection(event: ObjectionReceived) -> None:
    """Tell those who may decide, and the author."""
    publication = queries.get_publication(event.publication_id)
    _tell(publication, [*_author(publication), *_reviewers(publication)], "有人对公示提出异议，请处理。", f"objection:{event.objection_id}")


def tell_of_objection_clock(event: DeadlineEvent) -> None:
    """Remind those who may decide an objection."""
    objection = find_of_kind(queries.OUTCOME, event.subject_id) if event.subject_kind == CLOCK else None
    if objection is not None:
        publication = queries.get_publication(objection.subject_id)
        _tell(publication, _reviewers(publication), f"对公示的异议{_said(event)}，请处理。", _clock_key(event))


def tell_of_reply_asked(event: ReplyAsked) -> None:
    """Ring the bell of the named unit: no number, no case, only that there is a text."""
    version = queries.get_publication(event.publication_id).version  # asked again when the words are others
    _tell_unit(event.reply_id, "有一份公示请本单位回应，见“公示”里的“请本单位回应的公示”。", f"asked:{version}")


def tell_of_reply_given(event: ReplyGiven) -> None:
    """Tell author and reviewers that the named unit has answered."""
    publication = queries.get_publication(event.publication_id)
    _tell(publication, [*_author(publication), *_reviewers(publication)], "被反映单位对公示有回应，请处理。", "reply")


def tell_of_reply_clock(event: DeadlineEvent) -> None:
    """Remind the named unit before its days are over."""
    if event.subject_kind == REPLY_CLOCK:
        _tell_unit(event.subject_id, f"请本单位回应的公示{_said(event)}。", _clock_key(event))


def _said(event: DeadlineEvent) -> str:
    return "因放假安排变化改了期限" if isinstance(event, DeadlineMoved) else "要到期了"


def _clock_key(event: DeadlineEvent) -> str:
    return f"{event.deadline_id}:{event.due_on}:{type(event).__name__}"


def _tell_unit(reply_id: int, words: str, step: str) -> None:
    reply = queries.get_reply(reply_id)
    if reply is not None:
        people = [user for user in accounts.users_of_department(reply.department_id) if allows(user, Permission.PUBLICATION_ANSWER, reply)]
        outbox.notify_users(people, MessageKind.STAFF_NEWS, words, None, f"reply:{reply.id}:{step}")


def tell_of_preview_end(event: PreviewEnding) -> None:
    """Write once more to the reporter whose days to read the text are nearly over."""
    _mail_reporters(queries.get_publication(event.publication_id), "reminder")


def tell_of_preview(event: PreviewAnswered) -> None:
    """Tell author and reviewers what the reporter said."""
    publication = queries.get_publication(event.publication_id)
    words = "反映人同意公开稿。" if event.agrees else "反映人对公开稿有意见，请修改。"
    _tell(publication, [*_author(publication), *_reviewers(publication)], words, "preview")


def _tell(publication: Publication, users: list[User], words: str, step: str) -> None:
    case = publication.case
    readers = [user for user in users if allows(user, Permission.CASE_READ, case)]
    key = f"publication:{publication.id}:{publication.version}:{step}"
    outbox.notify_users(readers, MessageKind.STAFF_NEWS, f"{case.number} {words}", case.id, key)


def _mail_reporters(publication: Publication, why: str = "preview") -> None:
    for report in publication.case.reports:
        address = notice_address(report)
        if address:
            key = f"publication:{publication.id}:{publication.version}:{report.id}:{why}"
            outbox.queue(MessageKind.REPORTER_NEWS, RecipientKind.REPORTER, report.id, address, *messages.reporter_news(), dedupe_key=key)
