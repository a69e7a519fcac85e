"""Messages to partners: queued in the caller's transaction, sent later by the worker."""

import json
from datetime import datetime
from typing import Any

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.crypto import seal_bytes, unseal_bytes
from portal.db import add, flush
from portal.errors import TransitionRefused
from portal.exchange import queries
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.vocabulary import MessageKind, MessageState

_CONTEXT = "exchange:message"


def encoded(content: dict[str, Any]) -> bytes:
    """A JSON object as the bytes that travel: UTF-8, nothing escaped that need not be, no blanks."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def queue(
    partner: ExchangePartner,
    kind: MessageKind,
    reference: str,
    path: str,
    content: dict[str, Any],
    dedupe_key: str,
    not_before: datetime | None = None,
) -> ExchangeMessage | None:
    """Put a message into the outbox; None when ``dedupe_key`` was used before. ``path`` follows the partner's address."""
    if queries.is_queued(dedupe_key):
        return None
    at = clock.now()
    message = ExchangeMessage(
        partner_id=partner.id,
        kind=kind,
        reference=reference,
        path=path,
        body=seal_bytes(encoded(content), _CONTEXT),
        dedupe_key=dedupe_key,
        created_at=at,
        next_attempt_at=max(at, not_before or at),
    )
    add(message)
    flush()
    return message


def body_of(message: ExchangeMessage) -> bytes:
    """The bytes of a message. Raises ``SealBroken``."""
    return unseal_bytes(message.body, _CONTEXT)


def forget_body(message: ExchangeMessage) -> None:
    """Wipe what a message said."""
    message.body = b""


def take_back(message: ExchangeMessage) -> None:
    """A message that is on its way shall not arrive: it is not sent again, and what it said is wiped."""
    message.enter(MessageState.TAKEN_BACK, clock.now())
    forget_body(message)


def try_again(actor: Actor, message: ExchangeMessage) -> None:
    """Give a message that was given up its days anew. Raises ``TransitionRefused``."""
    require(actor, Permission.EXCHANGE_EDIT)
    if message.state is not MessageState.FAILED or not message.body:
        raise TransitionRefused("只有未送达、内容还在的报文才能重新发送。")
    message.enter(MessageState.PENDING, clock.now())
    message.attempts, message.first_attempt_at, message.next_attempt_at = 0, None, clock.now()
    audit.record(actor, "exchange:try_again", "exchange_message", message.id, {"kind": message.kind.value})
