"""Who is told of requests to open an identity; and what the outbox forgets when a reporter is forgotten. No message says anything of it."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases.events import IdentityDecided, IdentityRequested, ReporterErased
from portal.cases.secrecy.queries import get_request
from portal.cases.secrecy.vocabulary import ErasedThing
from portal.notifications import outbox, queries
from portal.notifications.vocabulary import MessageKind


def tell_custodians(event: IdentityRequested) -> None:
    """Those who may decide hear that something waits for them; their page says what."""
    request = get_request(event.request_id)
    able = [each for each in accounts.users_with_role(Role.CUSTODIAN) if allows(each, Permission.IDENTITY_DECIDE, request)]
    outbox.notify_users(able, MessageKind.STAFF_NEWS, "有一份身份查看申请等您决定。", dedupe_key=f"identity-request:{request.id}")


def tell_requester(event: IdentityDecided) -> None:
    """The requester hears that it was decided, as long as the case is theirs to see."""
    request = get_request(event.request_id)
    if allows(request.requester, Permission.CASE_READ, request.case):
        said = "您申请查看身份，已批准，请尽快查看。" if event.is_approved else "您申请查看身份，没有批准。"
        text = f"{request.case.number} {said}"
        outbox.notify_users([request.requester], MessageKind.STAFF_NEWS, text, request.case_id, f"identity-decided:{request.id}")


def forget_addresses(event: ReporterErased) -> None:
    """Wipe the reporter's address from every message, sent or not; that each was sent, and when, stays as proof of notice."""
    for message in queries.list_to_reporter(event.report_id) if event.what is ErasedThing.ADDRESS else []:
        outbox.forget_address(message)
