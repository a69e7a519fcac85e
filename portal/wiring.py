"""The only list of who hears what."""

from portal.accountability.handlers import keep_clock, keep_end, keep_received
from portal.accounts import events as accounts
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.audit.handlers import log_account_event, log_custody_event
from portal.bulletins import papers as bulletins
from portal.bulletins.events import BulletinStepped
from portal.cases.events import (
    CasesChanged,
    CaseStepped,
    IdentityDecided,
    IdentityRequested,
    PassedCaseHeard,
    ReporterErased,
    ReportSubmitted,
)
from portal.cases.handlers import (
    end_merges,
    end_questions,
    end_waiting_for_supplement,
    follow_changed_tree,
    follow_moved,
    follow_moved_clock,
    follow_named_department,
    follow_new_name,
)
from portal.cases.letters.events import LetterRefused, LetterSent, LetterSubmitted
from portal.cases.lists import dossier
from portal.cases.lists import export as list_export
from portal.cases.secrecy import handlers as secrecy
from portal.custody import events as custody
from portal.deadlines import events as clocks
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineMoved, DeadlineOverdue, DeadlineSuperviseDue
from portal.deadlines.handlers import follow_profile
from portal.evaluation import handlers as evaluation
from portal.evaluation.events import EvaluationStepped, ObjectionDecided, ObjectionMade
from portal.events import subscribe
from portal.exchange import discipline
from portal.exchange.aggregation import operations as aggregation
from portal.exchange.hotline import operations as hotline
from portal.exchange.passing import ends as passing_ends
from portal.exchange.passing import operations as passing
from portal.leads import export as lead_export
from portal.leads import handlers as leads
from portal.leads.events import LeadStepped
from portal.ledger import events as ledger
from portal.ledger import handlers as ledger_handlers
from portal.notifications import handlers as notify
from portal.notifications import ledger_handlers as ledger_notices
from portal.notifications import letter_handlers as letters
from portal.notifications.custody_handlers import tell_of_rotation
from portal.notifications.exchange_handlers import tell_of_partner, tell_of_passed_case
from portal.notifications.figures_handlers import (
    tell_of_bulletin,
    tell_of_evaluation,
    tell_of_moved_objection_time,
    tell_of_objection_decided,
    tell_of_objection_made,
    tell_of_objection_term,
)
from portal.notifications.identity_handlers import forget_addresses, tell_custodians, tell_requester
from portal.notifications.lead_handlers import tell_of_new_lead
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
from portal.notifications.record_handlers import (
    tell_of_record,
    tell_of_record_clock,
    tell_of_rectification,
    tell_of_rectification_clock,
)
from portal.notifications.register_handlers import tell_of_entry, tell_of_promise_clock
from portal.notifications.request_handlers import tell_of_record_objection, tell_of_repair, tell_of_request_clock
from portal.prepared.operations import Maker, register_maker
from portal.publication.events import ObjectionReceived, PreviewAnswered, PreviewEnding, PublicationStepped, ReplyAsked, ReplyGiven
from portal.publication.handlers import follow_case, follow_commitment
from portal.publication.replies import ask_about_new_words
from portal.records import handlers as records
from portal.records.events import ObjectionFiled, ObjectionSettled, RecordStepped, RectificationStepped, RepairStepped
from portal.registers.commitments import follow_moved as follow_moved_promise
from portal.registers.commitments import follow_overdue as follow_overdue_promise
from portal.registers.events import EntryStepped
from portal.routing.events import ProfileLoaded
from portal.supervision import handlers as supervision
from portal.supervision.events import OrderAnswered, OrderDismissed, OrderIssued, OrderPrepared, WarningsFound
from portal.supervision.facts import operations as facts
from portal.supervision.ladder import letters as order_letters
from portal.upkeep.events import PartnerOutOfReach

# Who makes which kind of prepared file: makers see only what the person who asked may see.
MAKERS: dict[str, Maker] = {
    discipline.KIND: discipline.make_paper,
    order_letters.KIND: order_letters.make_letter,
    list_export.KIND: list_export.make_list,
    dossier.KIND: dossier.make_dossier,
    lead_export.KIND: lead_export.make_list,
    bulletins.KIND: bulletins.make_paper,
}

SUBSCRIPTIONS = (
    (CasesChanged, facts.follow),
    (ReportSubmitted, notify.tell_reporter_received),
    (CaseStepped, notify.tell_staff_of_step),
    (CaseStepped, notify.tell_reporter_of_step),
    (CaseStepped, follow_case),
    (DeadlineOverdue, follow_commitment),
    (DeadlineOverdue, follow_overdue_promise),
    (DeadlineMoved, follow_moved_promise),
    (EntryStepped, tell_of_entry),
    (DeadlineDueSoon, tell_of_promise_clock),
    (DeadlineDueToday, tell_of_promise_clock),
    (DeadlineOverdue, tell_of_promise_clock),
    (PublicationStepped, tell_of_publication),
    (PublicationStepped, ask_about_new_words),
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
    (CaseStepped, end_questions),
    (CaseStepped, end_merges),
    (LetterSubmitted, letters.tell_of_submitted_letter),
    (LetterRefused, letters.tell_of_refused_letter),
    (LetterSent, letters.tell_of_letter),
    (DeadlineDueSoon, letters.tell_of_letter_clock),
    (DeadlineDueToday, letters.tell_of_letter_clock),
    (DeadlineOverdue, letters.tell_of_letter_clock),
    (DeadlineMoved, follow_moved_clock),
    (DeadlineMoved, notify.tell_of_moved_clock),
    (DeadlineMoved, records.follow_moved_clock),
    (DeadlineMoved, supervision.follow_moved_clock),
    (DeadlineMoved, evaluation.follow_moved_clock),
    (DeadlineMoved, letters.tell_of_letter_clock),
    (DeadlineMoved, tell_of_promise_clock),
    (DeadlineMoved, tell_of_objection_clock),
    (DeadlineMoved, tell_of_reply_clock),
    (DeadlineMoved, tell_of_rectification_clock),
    (DeadlineMoved, tell_of_request_clock),
    (DeadlineMoved, tell_of_record_clock),
    (DeadlineMoved, ledger_notices.tell_of_ledger_clock),
    (DeadlineMoved, tell_of_objection_term),
    (DeadlineMoved, tell_of_moved_objection_time),
    (RectificationStepped, tell_of_rectification),
    (DeadlineDueSoon, tell_of_rectification_clock),
    (DeadlineDueToday, tell_of_rectification_clock),
    (DeadlineOverdue, tell_of_rectification_clock),
    (ObjectionFiled, tell_of_record_objection),
    (RepairStepped, tell_of_repair),
    (DeadlineDueSoon, tell_of_request_clock),
    (DeadlineDueToday, tell_of_request_clock),
    (DeadlineOverdue, tell_of_request_clock),
    (RecordStepped, tell_of_record),
    (DeadlineDueSoon, tell_of_record_clock),
    (DeadlineDueToday, tell_of_record_clock),
    (DeadlineOverdue, tell_of_record_clock),
    (CaseStepped, hotline.follow_case),
    (CaseStepped, passing.follow_case),
    (CaseStepped, passing_ends.follow_case),
    (PassedCaseHeard, tell_of_passed_case),
    (PartnerOutOfReach, tell_of_partner),
    (RecordStepped, aggregation.follow),
    (ObjectionFiled, aggregation.follow),
    (ObjectionSettled, aggregation.follow),
    (RepairStepped, aggregation.follow),
    (CaseStepped, records.follow_case),
    (ReportSubmitted, leads.keep_report),
    (CaseStepped, leads.follow_case),
    (DepartmentChanged, follow_changed_tree),
    (DepartmentChanged, records.follow_succession),
    (DepartmentChanged, follow_named_department),
    (DepartmentAdded, follow_named_department),
    (DepartmentAdded, leads.follow_department),
    (DepartmentChanged, leads.follow_department),
    (accounts.UserCreated, follow_new_name),
    (accounts.UserEnabled, follow_new_name),
    (accounts.PersonEdited, follow_new_name),
    (accounts.UserCreated, leads.follow_new_name),
    (accounts.UserEnabled, leads.follow_new_name),
    (accounts.PersonEdited, leads.follow_new_name),
    (accounts.PersonEdited, follow_moved),
    (custody.CustodyKeyMade, secrecy.seal_what_waits),
    (custody.ActApproved, secrecy.refuse_conflict),
    (custody.ActGranted, secrecy.follow_grant),
    (custody.ActRefused, secrecy.follow_refusal),
    (custody.ActEnded, secrecy.follow_end),
    (IdentityRequested, tell_custodians),
    (IdentityDecided, tell_requester),
    (LeadStepped, tell_of_new_lead),
    (ReporterErased, forget_addresses),
    (ReporterErased, leads.follow_erasure),
    (CaseStepped, supervision.follow_step),
    (DeadlineOverdue, supervision.follow_overdue),
    (OrderIssued, supervision.follow_issued),
    (OrderDismissed, supervision.follow_dismissed),
    (OrderIssued, notify.tell_of_order),
    (OrderPrepared, notify.tell_of_draft),
    (WarningsFound, notify.tell_of_warnings),
    (OrderAnswered, notify.tell_of_answer),
    (ReportSubmitted, keep_received),
    (CaseStepped, keep_end),
    (clocks.DeadlineStarted, keep_clock),
    (clocks.DeadlineExtended, keep_clock),
    (clocks.DeadlineSuspended, keep_clock),
    (clocks.DeadlineResumed, keep_clock),
    (DeadlineMoved, keep_clock),
    (ProfileLoaded, supervision.log_profile_loaded),
    (ProfileLoaded, follow_profile),
    (ProfileLoaded, ledger_handlers.follow_profile),
    (DepartmentAdded, ledger_handlers.follow_department),
    (DepartmentChanged, ledger_handlers.follow_department),
    (DeadlineMoved, ledger_handlers.follow_moved_clock),
    (ledger.TaskReminded, ledger_notices.tell_of_reminder),
    (ledger.RoundOpened, ledger_notices.tell_of_round),
    (ledger.FindingStepped, ledger_notices.tell_of_finding),
    (DeadlineDueSoon, ledger_notices.tell_of_ledger_clock),
    (DeadlineDueToday, ledger_notices.tell_of_ledger_clock),
    (DeadlineOverdue, ledger_notices.tell_of_ledger_clock),
    (BulletinStepped, tell_of_bulletin),
    (EvaluationStepped, tell_of_evaluation),
    (ObjectionMade, tell_of_objection_made),
    (ObjectionDecided, tell_of_objection_decided),
    (DeadlineDueSoon, tell_of_objection_term),
    (DeadlineDueToday, tell_of_objection_term),
    (DeadlineOverdue, tell_of_objection_term),
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
    """Connect every event to its handlers and every kind of file to its maker; calling it again changes nothing."""
    for event_class, handler in SUBSCRIPTIONS:
        subscribe(event_class, handler)
    for kind, maker in MAKERS.items():
        register_maker(kind, maker)
