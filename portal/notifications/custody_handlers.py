"""Custodians hear that the custody key is to be changed."""

from portal.accounts.models import User
from portal.custody import queries
from portal.custody.custodians import is_custodian
from portal.custody.events import ActBegun
from portal.custody.vocabulary import ActKind
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind


def tell_of_rotation(event: ActBegun) -> None:
    """Whoever holds a share of the present key, and the three who are to hold the new one."""
    if event.kind is not ActKind.ROTATE:
        return
    act = queries.get_act(event.object_id)
    holders = [share.custodian.user for share in queries.list_shares(act.custody_key_id)]
    coming = [row.user for row in queries.list_custodians() if row.user_id in act.new_custodian_ids]
    people: dict[int, User] = {user.id: user for user in [*holders, *coming] if is_custodian(user)}
    outbox.notify_users(
        people.values(), MessageKind.STAFF_NEWS, "有一项更换密封密钥的申请等保管人决定。", dedupe_key=f"custody-act:{act.id}"
    )
