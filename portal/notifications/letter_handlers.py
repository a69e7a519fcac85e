"""Who is told about letters to respondents. The respondent hears that there is a letter, and nothing of the case it belongs to."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.cases.letters.events import LetterRefused, LetterSent, LetterSubmitted
from portal.cases.letters.models import RespondentLetter
from portal.cases.letters.operations import SUBJECT
from portal.cases.letters.queries import get_letter, list_recipients
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind

ARRIVED = "本单位收到一份核实函，请到“来函”查看，并按期回函。"
CLOCK_SAYS: dict[type[DeadlineEvent], tuple[MessageKind, str]] = {
    DeadlineDueSoon: (MessageKind.STAFF_DUE_SOON, "有核实函快到回函期限，请到“来函”查看。"),
    DeadlineDueToday: (MessageKind.STAFF_DUE_SOON, "有核实函今天到回函期限，请到“来函”查看。"),
    DeadlineOverdue: (MessageKind.STAFF_OVERDUE, "有核实函已过回函期限，请尽快回函。"),
    DeadlineMoved: (MessageKind.STAFF_NEWS, "放假安排有变化，有核实函的回函期限改了，请到“来函”查看。"),
}


def tell_of_letter(event: LetterSent) -> None:
    """Ring the bell of the department addressed."""
    letter = get_letter(event.letter_id)
    outbox.notify_users(list_recipients(letter), MessageKind.STAFF_NEWS, ARRIVED, None, f"letter:{letter.id}:{letter.department_id}")


def tell_of_submitted_letter(event: LetterSubmitted) -> None:
    """Tell the heads of the lead that a letter waits for them."""
    letter = get_letter(event.letter_id)
    _tell_lead(letter, accounts.heads_of(letter.sender_id), "核实函待审核。", "submitted")


def tell_of_refused_letter(event: LetterRefused) -> None:
    """Tell the author that the letter was given back."""
    letter = get_letter(event.letter_id)
    _tell_lead(letter, [letter.author], "核实函被驳回，请重写。", "refused")


def tell_of_letter_clock(event: DeadlineEvent) -> None:
    """Remind the department addressed, or tell that the day moved; tell the lead as well when the last day has passed."""
    if event.subject_kind != SUBJECT:
        return
    letter, key = get_letter(event.subject_id), f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}"
    kind, words = CLOCK_SAYS[type(event)]
    outbox.notify_users(list_recipients(letter), kind, words, None, key)
    if isinstance(event, DeadlineOverdue):
        _tell_lead(letter, [letter.author], "被反映单位没有按期回函。", "overdue")


def _tell_lead(letter: RespondentLetter, users: list[User], words: str, step: str) -> None:
    readers = [user for user in users if allows(user, Permission.CASE_READ, letter.case)]
    outbox.notify_users(readers, MessageKind.STAFF_NEWS, f"{letter.case.number} {words}", letter.case_id, f"letter:{letter.id}:{step}")
