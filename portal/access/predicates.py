"""Facts about an actor and a thing, each a plain yes or no. No database, no side effect.

An actor is a ``User``, a ``Reporter`` or ``SYSTEM``; a case is anything with the attributes read here.
"""

from typing import Any

from portal.access.actors import SYSTEM, Actor, Reporter
from portal.accounts.vocabulary import Role


def is_system(actor: Actor, subject: Any) -> bool:
    """The portal itself acts, by its clocks or its routing table."""
    return actor is SYSTEM


def is_its_reporter(actor: Actor, case: Any) -> bool:
    """The actor holds the tracking code of a report in this case."""
    return isinstance(actor, Reporter) and actor.case_id == case.id


def is_not_conflicted(actor: Actor, case: Any) -> bool:
    """The actor's department is no respondent of the case and lies below none, and the actor is not kept from it as a person.

    信访条例 art. 28, 30.
    """
    return actor.department is not None and not department_conflicted(actor.department, case) and not is_excluded(actor, case)


def is_excluded(actor: Actor, case: Any) -> bool:
    """Whether this very person is kept from the case: complained of, or recused."""
    return any(row.user_id == actor.id and row.lifted_at is None for row in case.exclusions)


def department_conflicted(department: Any, case: Any) -> bool:
    """Whether a department is a respondent of the case or lies below one."""
    return any(department.lies_in(row.department_id) for row in case.respondents)


def department_leads(actor: Actor, case: Any) -> bool:
    """The actor's department is the lead department of the case."""
    return actor.department is not None and case.lead_department_id == actor.department.id


def department_takes_part(actor: Actor, case: Any) -> bool:
    """The actor's department leads or supports the case."""
    return actor.department is not None and any(row.department_id == actor.department.id for row in case.departments)


def department_supports(actor: Actor, case: Any) -> bool:
    """The actor's department helps with the case and does not lead it."""
    return department_takes_part(actor, case) and not department_leads(actor, case)


def department_keeps_lead(actor: Actor, lead: Any) -> bool:
    """The actor's department took the lead in."""
    return actor.department is not None and lead.keeper_id == actor.department.id


def takes_part_in_case_of_lead(actor: Actor, lead: Any) -> bool:
    """The lead, or the one it was merged into, became or went into a case in the hands of the actor's department."""
    case = (lead.main or lead).case
    return case is not None and department_takes_part(actor, case) and case_is_in_house(actor, case)


def lead_is_not_conflicted(actor: Actor, lead: Any) -> bool:
    """Nothing keeps the actor from the lead, nor from the case or record that it, or the one it was merged into, became or went into."""
    case, record = (lead.main or lead).case, (lead.main or lead).record
    if not is_not_conflicted(actor, lead) or (case is not None and not is_not_conflicted(actor, case)):
        return False
    return record is None or record_is_not_conflicted(actor, record)


def case_is_in_house(actor: Actor, case: Any) -> bool:
    """The case was not handed to the discipline organs; from then on no department handles it or reads it (检举控告规则 art. 47)."""
    return case.transferred_at is None


def case_was_transferred(actor: Actor, case: Any) -> bool:
    """The case was handed to the discipline organs."""
    return case.transferred_at is not None


def letter_is_addressed(actor: Actor, letter: Any) -> bool:
    """The letter was sent to the actor's department, and nothing keeps the actor from its case as a person."""
    home = actor.department
    return home is not None and letter.was_sent and letter.department_id == home.id and not is_excluded(actor, letter.case)


def reply_is_asked_of(actor: Actor, reply: Any) -> bool:
    """The actor's department was asked to answer a public text, and nothing keeps the actor from its case as a person."""
    home = actor.department
    return home is not None and reply.department_id == home.id and not is_excluded(actor, reply.case)


def department_answers_for_task(actor: Actor, task: Any) -> bool:
    """The actor's department leads or is responsible for a task of the ledger."""
    return actor.department is not None and any(each.id == actor.department.id for each in task.answering)


def finding_is_own(actor: Actor, finding: Any) -> bool:
    """The finding of an inspection is about the actor's department."""
    return actor.department is not None and finding.department_id == actor.department.id


def finding_is_of_others(actor: Actor, finding: Any) -> bool:
    """The finding is about another department, and not about one that the actor's lies below."""
    return actor.department is not None and not actor.department.lies_in(finding.department_id)


def score_is_own(actor: Actor, score: Any) -> bool:
    """The score of an evaluation is that of the actor's department."""
    return actor.department is not None and score.department_id == actor.department.id


def score_is_of_others(actor: Actor, scored: Any) -> bool:
    """The score is of another department, and not of one that the actor's lies below."""
    return actor.department is not None and not actor.department.lies_in(scored.department_id)


def rectification_is_addressed(actor: Actor, order: Any) -> bool:
    """The actor's department was ordered to rectify, and nothing keeps the actor from the case as a person."""
    home = actor.department
    return home is not None and order.department_id == home.id and not is_excluded(actor, order.case)


def record_is_not_conflicted(actor: Actor, record: Any) -> bool:
    """The actor's department is not the body the record is about, then or now, nor below it, and the actor may see its case, if any."""
    home = actor.department
    if home is None or any(home.lies_in(each) for each in record.subject.department_ids):
        return False
    return record.case is None or is_not_conflicted(actor, record.case)


def department_keeps_record(actor: Actor, record: Any) -> bool:
    """The actor's department keeps the record."""
    return actor.department is not None and record.responsible_id == actor.department.id


def department_keeps_agreement(actor: Actor, agreement: Any) -> bool:
    """The actor's department keeps this contract or promise; of none in particular: may keep some."""
    return actor.department is not None and (agreement is None or agreement.keeper_id == actor.department.id)


def belongs_to_office(actor: Actor, office: Any) -> bool:
    """The actor's department is one of those that answer for a function here (``office.department_ids``)."""
    return actor.department is not None and office is not None and actor.department.id in office.department_ids


def case_is_decided(actor: Actor, case: Any) -> bool:
    """The reply has been given, so that the outcome can be prepared for the public."""
    return case.is_decided


def did_not_write_reply(actor: Actor, case: Any) -> bool:
    """The actor did not write the reply that waits for review."""
    return case.open_reply is None or case.open_reply.author_id != actor.id


def did_not_handle(actor: Actor, case: Any) -> bool:
    """The actor is not the officer in charge, and neither wrote nor approved a reply."""
    hands = {case.officer_id, *(each.author_id for each in case.replies), *(each.reviewer_id for each in case.replies)}
    return actor.id not in hands


def stands_above_first_review(actor: Actor, case: Any) -> bool:
    """The actor did not decide the first review, and belongs to another body than who did, not below it (信访条例 art. 36).

    Where who decided belongs to the topmost body, which has none above it, another person of that body may decide.
    """
    first = [each.decided_by for each in case.review_requests if not each.is_final and each.decided_by is not None]
    if not first or actor.department is None:
        return actor.department is not None
    decider = first[-1]
    if actor.id == decider.id or decider.department is None:
        return actor.id != decider.id
    is_top = decider.department.parent_id is None
    return is_top or not actor.department.lies_in(decider.department.id)


def is_impartial_custodian(actor: Actor, request: Any) -> bool:
    """The actor did not ask, is of another department than who asked and than the lead with all below it, and is not conflicted."""
    if actor.department is None or actor.id == request.requester_id:
        return False
    leads = {request.requester_department_id, request.case.lead_department_id} - {None}
    return not any(actor.department.lies_in(each) for each in leads) and is_not_conflicted(actor, request.case)


def did_not_write_publication(actor: Actor, publication: Any) -> bool:
    """The actor did not write the public text."""
    return publication.author_id != actor.id


def owns_entry(actor: Actor, entry: Any) -> bool:
    """The entry of a public register is the actor's department's own: its commitment, its news."""
    return actor.department is not None and entry.owner_department_id == actor.department.id


def does_not_own_entry(actor: Actor, entry: Any) -> bool:
    """The entry is that of a department to which the actor does not belong and below which theirs does not lie."""
    return actor.department is not None and (entry.owner_department_id is None or not actor.department.lies_in(entry.owner_department_id))


def did_not_write_entry(actor: Actor, entry: Any) -> bool:
    """The actor had no hand in the words of the entry."""
    return not entry.was_written_by(actor.id)


def is_not_appraised(actor: Actor, voice: Any) -> bool:
    """What was said in an online appraisal is about another department than the actor's, and not about one above it."""
    return actor.department is not None and not actor.department.lies_in(voice.department_id)


def holds(role: Role) -> Any:
    """The predicate that an active actor holds a role."""

    def predicate(actor: Actor, subject: Any) -> bool:
        return actor.is_active and role in actor.roles

    predicate.__name__ = f"is_{role.value}"
    predicate.__doc__ = f"The actor holds the role {role.label}."
    return predicate


is_officer = holds(Role.OFFICER)
is_head = holds(Role.HEAD)
is_coordinator = holds(Role.COORDINATOR)
is_supervisor = holds(Role.SUPERVISOR)
is_publisher = holds(Role.PUBLISHER)
is_custodian = holds(Role.CUSTODIAN)
is_system_admin = holds(Role.SYSTEM_ADMIN)
is_security_admin = holds(Role.SECURITY_ADMIN)
is_audit_admin = holds(Role.AUDIT_ADMIN)
