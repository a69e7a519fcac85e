"""The only list of who hears what."""

from portal.accountability.handlers import keep_clock, keep_end, keep_received
from portal.accounts import events as accounts
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.audit.handlers import log_account_event, log_custody_event
from portal.cases.events import CaseStepped, IdentityDecided, IdentityRequested, ReporterErased, ReportSubmitted
from portal.cases.handlers import (
    end_letters,
    end_waiting_for_supplement,
    follow_changed_tree,
    follow_moved,
    follow_moved_clock,
    follow_named_department,
    follow_new_name,
)
from portal.cases.letters.events import LetterRefused, LetterSent, LetterSubmitted
from portal.cases.secrecy import handlers as secrecy
from portal.custody import events as custody
from portal.deadlines import events as clocks
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineMoved, DeadlineOverdue, DeadlineSuperviseDue
from portal.events import subscribe
from portal.notifications import handlers as notify
from portal.notifications import letter_handlers as letters
from portal.notifications.custody_handlers import tell_of_rotation
from portal.notifications.identity_handlers import forget_addresses, tell_custodians, tell_requester
from portal.notifications.publication_handlers import (
    tell_of_objection,
    tell_of_objection_clock,
    tell_of_preview,
    tell_of_preview_end,
    tell_of_publication,
    tell_of_reply_asked,
    tell_of_reply_clock,
    tell_of_reply_given,
)
from portal.publication.events import ObjectionReceived, PreviewAnswered, PreviewEnding, PublicationStepped, ReplyAsked, ReplyGiven
from portal.publication.handlers import follow_case, follow_commitment
from portal.routing.events import ProfileLoaded
from portal.supervision.events import OrderAnswered, OrderIssued
from portal.supervision.handlers import log_profile_loaded

SUBSCRIPTIONS = (
    (ReportSubmitted, notify.tell_reporter_received),
    (CaseStepped, notify.tell_staff_of_step),
    (CaseStepped, notify.tell_reporter_of_step),
    (CaseStepped, follow_case),
    (DeadlineOverdue, follow_commitment),
    (PublicationStepped, tell_of_publication),
    (PreviewAnswered, tell_of_preview),
    (ObjectionReceived, tell_of_objection),
    (DeadlineDueSoon, tell_of_objection_clock),
    (DeadlineDueToday, tell_of_objection_clock),
    (DeadlineOverdue, tell_of_objection_clock),
    (ReplyAsked, tell_of_reply_asked),
    (ReplyGiven, tell_of_reply_given),
    (DeadlineDueSoon, tell_of_reply_clock),
    (DeadlineDueToday, tell_of_reply_clock),
    (PreviewEnding, tell_of_preview_end),
    (DeadlineDueSoon, notify.tell_of_clock),
    (DeadlineDueToday, notify.tell_of_clock),
    (DeadlineOverdue, notify.tell_of_clock),
    (DeadlineOverdue, end_waiting_for_supplement),
    (DeadlineSuperviseDue, notify.tell_of_clock),
    (CaseStepped, end_letters),
    (LetterSubmitted, letters.tell_of_submitted_letter),
    (LetterRefused, letters.tell_of_refused_letter),
    (LetterSent, letters.tell_of_letter),
    (DeadlineDueSoon, letters.tell_of_letter_clock),
    (DeadlineDueToday, letters.tell_of_letter_clock),
    (DeadlineOverdue, letters.tell_of_letter_clock),
    (DeadlineMoved, follow_moved_clock),
    (DepartmentChanged, follow_changed_tree),
    (DepartmentChanged, follow_named_department),
    (DepartmentAdded, follow_named_department),
    (accounts.UserCreated, follow_new_name),
    (accounts.UserEnabled, follow_new_name),
    (accounts.PersonEdited, follow_new_name),
    (accounts.PersonEdited, follow_moved),
    (custody.CustodyKeyMade, secrecy.seal_what_waits),
    (custody.ActApproved, secrecy.refuse_conflict),
    (custody.ActGranted, secrecy.follow_grant),
    (custody.ActRefused, secrecy.follow_refusal),
    (custody.ActEnded, secrecy.follow_end),
    (IdentityRequested, tell_custodians),
    (IdentityDecided, tell_requester),
    (ReporterErased, forget_addresses),
    (OrderIssued, notify.tell_of_order),
    (OrderAnswered, notify.tell_of_answer),
    (ReportSubmitted, keep_received),
    (CaseStepped, keep_end),
    (clocks.DeadlineStarted, keep_clock),
    (clocks.DeadlineExtended, keep_clock),
    (clocks.DeadlineSuspended, keep_clock),
    (clocks.DeadlineResumed, keep_clock),
    (DeadlineMoved, keep_clock),
    (ProfileLoaded, log_profile_loaded),
    (accounts.UserCreated, log_account_event),
    (accounts.UserDisabled, log_account_event),
    (accounts.UserEnabled, log_account_event),
    (accounts.UserUnlocked, log_account_event),
    (accounts.PasswordSet, log_account_event),
    (accounts.SecondFactorConfirmed, log_account_event),
    (accounts.SecondFactorReset, log_account_event),
    (accounts.PasskeyAdded, log_account_event),
    (accounts.PasskeyRemoved, log_account_event),
    (accounts.PasskeySuspended, log_account_event),
    (accounts.OtherSessionsEnded, log_account_event),
    (accounts.InvitationCreated, log_account_event),
    (accounts.SignedIn, log_account_event),
    (accounts.SignedOut, log_account_event),
    (accounts.SignInFailed, log_account_event),
    (accounts.AccountLocked, log_account_event),
    (accounts.RoleGranted, log_account_event),
    (accounts.RoleRevoked, log_account_event),
    (custody.CustodyKeyMade, log_custody_event),
    (custody.CustodyKeyRotated, log_custody_event),
    (custody.CustodyKeyGivenUp, log_custody_event),
    (custody.PassphraseSet, log_custody_event),
    (custody.ShareRecovered, log_custody_event),
    (custody.SheetShown, log_custody_event),
    (custody.PassphraseWrong, log_custody_event),
    (custody.ActBegun, log_custody_event),
    (custody.ActBegun, tell_of_rotation),
    (custody.ActApproved, log_custody_event),
    (custody.ActGranted, log_custody_event),
    (custody.ActRefused, log_custody_event),
    (custody.ActCollected, log_custody_event),
    (custody.ActEnded, log_custody_event),
)


def subscribe_all() -> None:
    """Connect every event to its handlers; calling it again changes nothing."""
    for event_class, handler in SUBSCRIPTIONS:
        subscribe(event_class, handler)
