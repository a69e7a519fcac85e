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


def letter_is_addressed(actor: Actor, letter: Any) -> bool:
    """The letter was sent to the actor's department, and nothing keeps the actor from its case as a person."""
    home = actor.department
    return home is not None and letter.was_sent and letter.department_id == home.id and not is_excluded(actor, letter.case)


def reply_is_asked_of(actor: Actor, reply: Any) -> bool:
    """The actor's department was asked to answer a public text, and nothing keeps the actor from its case as a person."""
    home = actor.department
    return home is not None and reply.department_id == home.id and not is_excluded(actor, reply.case)


def case_is_decided(actor: Actor, case: Any) -> bool:
    """The reply has been given, so that the outcome can be prepared for the public."""
    return case.is_decided


def did_not_write_reply(actor: Actor, case: Any) -> bool:
    """The actor did not write the reply that waits for review."""
    return case.open_reply is None or case.open_reply.author_id != actor.id


def did_not_handle(actor: Actor, case: Any) -> bool:
    """The actor is not the officer in charge."""
    return case.officer_id != actor.id


def is_impartial_custodian(actor: Actor, request: Any) -> bool:
    """The actor did not ask, is of another department than who asked and than the lead with all below it, and is not conflicted."""
    if actor.department is None or actor.id == request.requester_id:
        return False
    leads = {request.requester_department_id, request.case.lead_department_id} - {None}
    return not any(actor.department.lies_in(each) for each in leads) and is_not_conflicted(actor, request.case)


def did_not_write_publication(actor: Actor, publication: Any) -> bool:
    """The actor did not write the public text."""
    return publication.author_id != actor.id


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
