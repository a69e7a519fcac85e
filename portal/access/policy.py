"""The matrix: for each permission the clauses of which one must hold, each clause a list of predicates that all must."""

from collections.abc import Callable
from typing import Any

from portal.access import predicates as p
from portal.access.permissions import Permission as P

Predicate = Callable[[Any, Any], bool]
Clause = tuple[Predicate, ...]

_IN_LEAD = (p.department_leads, p.is_not_conflicted)
_TAKES_PART = (p.department_takes_part, p.is_not_conflicted)

POLICY: dict[P, tuple[Clause, ...]] = {
    P.CASE_READ: (
        (p.is_officer, *_TAKES_PART),
        (p.is_head, *_TAKES_PART),
        (p.is_coordinator, p.is_not_conflicted),
        (p.is_supervisor, p.is_not_conflicted),
        (p.is_publisher, p.is_not_conflicted, p.case_is_decided),
    ),
    P.CASE_ASSIGN: ((p.is_coordinator, p.is_not_conflicted), (p.is_supervisor, p.is_not_conflicted)),
    P.CASE_ROUTE: ((p.is_system,), (p.is_its_reporter,)),
    P.CASE_SIGN_FOR: ((p.is_officer, *_IN_LEAD), (p.is_head, *_IN_LEAD)),
    P.CASE_SEND_BACK: ((p.is_officer, *_IN_LEAD), (p.is_head, *_IN_LEAD)),
    P.CASE_HANDLE: ((p.is_officer, *_IN_LEAD),),
    P.CASE_APPOINT: ((p.is_officer, *_IN_LEAD), (p.is_head, *_IN_LEAD)),
    P.CASE_NOTE: (
        (p.is_officer, *_TAKES_PART),
        (p.is_head, *_TAKES_PART),
        (p.is_coordinator, p.is_not_conflicted),
        (p.is_supervisor, p.is_not_conflicted),
    ),
    P.CASE_REVIEW: ((p.is_head, *_IN_LEAD, p.did_not_write_reply),),
    P.CASE_CLOSE: ((p.is_officer, *_IN_LEAD), (p.is_head, *_IN_LEAD)),
    P.CASE_REOPEN: ((p.is_supervisor, p.is_not_conflicted), (p.is_head, *_IN_LEAD)),
    P.CASE_REMIND: ((p.is_supervisor, p.is_not_conflicted), (p.is_coordinator, p.is_not_conflicted)),
    P.CASE_SUPERVISE: ((p.is_supervisor, p.is_not_conflicted),),
    P.CASE_ANSWER_ORDER: ((p.is_officer, *_IN_LEAD), (p.is_head, *_IN_LEAD)),
    P.CASE_DECIDE_REVIEW: ((p.is_supervisor, p.is_not_conflicted, p.did_not_handle),),
    P.CASE_CONFIRM_RESPONDENT: (
        (p.is_officer, *_IN_LEAD),
        (p.is_coordinator, p.is_not_conflicted),
        (p.is_supervisor, p.is_not_conflicted),
    ),
    P.CASE_RECUSE: (
        (p.is_officer, *_TAKES_PART),
        (p.is_head, *_TAKES_PART),
        (p.is_coordinator, p.is_not_conflicted),
        (p.is_supervisor, p.is_not_conflicted),
        (p.is_publisher, p.is_not_conflicted, p.case_is_decided),
    ),
    P.CASE_DECIDE_RECUSAL: ((p.is_head, *_IN_LEAD), (p.is_supervisor, p.is_not_conflicted)),
    P.CASE_READMIT: ((p.is_supervisor, p.is_not_conflicted),),
    P.LETTER_WRITE: ((p.is_officer, *_IN_LEAD),),
    P.LETTER_SEND: ((p.is_head, *_IN_LEAD),),
    P.LETTER_ANSWER: ((p.is_officer, p.letter_is_addressed), (p.is_head, p.letter_is_addressed)),
    P.REPORT_SUPPLEMENT: ((p.is_its_reporter,),),
    P.REPORT_WITHDRAW: ((p.is_its_reporter,),),
    P.REPORT_RATE: ((p.is_its_reporter,),),
    P.REPORT_RENEW_CODE: ((p.is_its_reporter,),),
    P.REPORT_REQUEST_REVIEW: ((p.is_its_reporter,),),
    P.REPORT_REQUEST_RECUSAL: ((p.is_its_reporter,),),
    P.REPORT_WRITE: ((p.is_its_reporter,), (p.is_officer, *_IN_LEAD)),
    P.REPORT_CHOOSE: ((p.is_its_reporter,),),
    P.REPORT_ERASE: ((p.is_its_reporter,),),
    P.IDENTITY_READ: ((p.is_officer, *_IN_LEAD),),
    P.IDENTITY_DECIDE: ((p.is_custodian, p.is_impartial_custodian),),
    P.CASE_HOLD: ((p.is_supervisor, p.is_not_conflicted),),
    P.PUBLICATION_DRAFT: ((p.is_officer, *_IN_LEAD, p.case_is_decided),),
    P.PUBLICATION_RELEASE: ((p.is_publisher, p.is_not_conflicted),),
    P.PUBLICATION_ANSWER: ((p.is_officer, p.reply_is_asked_of), (p.is_head, p.reply_is_asked_of)),
    P.PUBLICATION_WITHDRAW: ((p.is_publisher, p.is_not_conflicted),),
    P.FIGURES_READ: ((p.is_supervisor,),),
    P.DEPARTMENT_EDIT: ((p.is_system_admin,),),
    P.ACCOUNT_CREATE: ((p.is_system_admin,),),
    P.ACCOUNT_READ: ((p.is_system_admin,), (p.is_security_admin,), (p.is_audit_admin,)),
    P.ROLE_GRANT: ((p.is_security_admin,),),
    P.CALENDAR_EDIT: ((p.is_system_admin,),),
    P.TEMPLATE_EDIT: ((p.is_system_admin,),),
    P.PROFILE_LOAD: ((p.is_system_admin,),),
    P.HEALTH_READ: ((p.is_system_admin,),),
    P.AUDIT_READ: ((p.is_audit_admin,),),
    P.CUSTODY_FOUND: ((p.is_security_admin,),),
    P.CUSTODY_ACT: ((p.is_custodian,),),
}
