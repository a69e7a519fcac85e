"""Sending what waits for partners: lease, call outside any transaction, mark, log. Several workers may do it at once."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from portal import clock
from portal.crypto import SealBroken, random_token
from portal.db import add, savepoint, transaction
from portal.events import emit
from portal.exchange import outbox, partners, queries, signing
from portal.exchange.aggregation import operations as aggregation
from portal.exchange.calling import Answer, post
from portal.exchange.models import ExchangeAttempt, ExchangeMessage
from portal.exchange.passing import operations as passing
from portal.exchange.vocabulary import MessageKind, MessageState, Problem
from portal.upkeep.events import PartnerOutOfReach

LEASE = timedelta(minutes=5)  # longer than one call may last
LONGEST_RUN_SECONDS = 60  # the worker has other work
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
GIVE_UP_AFTER = timedelta(days=7)
TELL_AFTER = timedelta(days=1)

_log = logging.getLogger(__name__)
_Heard = Callable[[ExchangeMessage, Answer], None]


def _nothing(_message: ExchangeMessage, _answer: Answer) -> None:
    """The answer says no more than that it arrived."""


# What an answer means, and what it means that a message will never arrive. Each may raise anything for an answer that it cannot read.
_ANSWERED: Mapping[MessageKind, _Heard] = {MessageKind.BATCH: aggregation.read_answer, MessageKind.CASE: passing.read_answer}
_REFUSED: Mapping[MessageKind, _Heard] = {MessageKind.BATCH: aggregation.read_refusal, MessageKind.CASE: passing.read_refusal}
# The rows of a batch that could not be delivered wait until somebody sends it again; the clock of a case does not.
_GIVEN_UP: Mapping[MessageKind, _Heard] = {MessageKind.CASE: passing.read_refusal}
_FORGOTTEN = frozenset({MessageKind.CASE, MessageKind.CASE_NEWS})  # what may hold a person's words is wiped when it has arrived


@dataclass(frozen=True)
class _Leased:
    """A message in hand: what must be known of it outside a transaction."""

    key: int
    partner_id: int
    lease_token: str
    url: str
    key_id: str
    secret: str
    body: bytes


def exchange() -> int:
    """Queue records for new partners, cut batches, and send what waits for other platforms; returns how many messages arrived."""
    while True:
        with transaction():
            filled = aggregation.fill_new_partners()
        if not filled:
            break
    with transaction():
        aggregation.cut_batches()
        partners.forget_nonces()
    while give_up_closed():
        pass
    return send_pending()


def give_up_closed(limit: int = 100) -> int:
    """Give up what may hold a person's words and has waited for a closed link as long as for one that does not answer."""
    with transaction():
        waiting = queries.list_too_long_closed(_FORGOTTEN, clock.now() - GIVE_UP_AFTER, limit)
        for message in waiting:
            _give_up(_GIVEN_UP, message, Answer(None))
        return len(waiting)


def send_pending(limit: int = 100) -> int:
    """Send up to ``limit`` messages that are due, for about a minute; returns how many arrived. Must not run in a transaction.

    A partner that kept us waiting in vain is left alone for the rest of the run, so that the others get their turn.
    """
    arrived, slow, until = 0, set[int](), monotonic() + LONGEST_RUN_SECONDS
    for _ in range(limit):
        leased = _lease_next(slow) if monotonic() < until else None
        if leased is None:
            break
        answer = _call(leased)
        if answer.problem is Problem.TIMEOUT:
            slow.add(leased.partner_id)
        arrived += _mark(leased, answer)
    return arrived


def _lease_next(slow: Collection[int]) -> _Leased | None:
    moment = clock.now()
    with transaction():
        message = queries.lock_next_due(moment, slow)
        if message is None:
            return None
        token = random_token()
        message.lease(token, moment + LEASE)
        try:
            body, secret = outbox.body_of(message), partners.secret_of(message.partner)
        except SealBroken:
            body, secret = b"", ""
        partner = message.partner
        return _Leased(message.id, partner.id, token, partner.address + message.path, partner.key_id, secret, body)


def _call(leased: _Leased) -> Answer:
    """The answer of the other side, or why there is none. Each try has a time and a nonce of its own; the body stays the same."""
    if not leased.body:
        return Answer(None, problem=Problem.BROKEN_SEAL)
    path = urlsplit(leased.url).path or "/"
    seconds = int(clock.now().timestamp())
    headers = signing.headers_for(leased.key_id, leased.secret, "POST", path, leased.body, seconds, random_token(18))
    return post(leased.url, leased.body, headers)


def _mark(leased: _Leased, answer: Answer) -> bool:
    """Note what came of an attempt. Whatever an answer holds, the attempt counts: what cannot be kept was not understood."""
    for said in (answer, Answer(None, problem=Problem.BAD_ANSWER)):
        try:
            with transaction():
                return _noted(leased, said)
        except Exception as error:
            _tell(leased.key, error)
    return False


def _tell(key: int, error: Exception) -> None:
    """The class alone: the words of an error may repeat what the other side wrote."""
    _log.error("the answer to exchange message %s could not be kept (%s)", key, type(error).__name__)


def _noted(leased: _Leased, answer: Answer) -> bool:
    moment = clock.now()
    message = queries.find_leased(leased.key, leased.lease_token)
    if message is None:
        return False  # the lease ran out and another worker has it
    message.attempts += 1
    message.first_attempt_at = message.first_attempt_at or moment
    if answer.problem is None and not _heard(_ANSWERED, message, answer):
        answer = Answer(answer.status, problem=Problem.BAD_ANSWER)
    message.problem = answer.problem
    add(ExchangeAttempt(message_id=message.id, at=moment, status=answer.status, problem=answer.problem))
    if answer.problem is None:
        message.enter(MessageState.DONE, moment)
        partners.note_heard(message.partner)
        if message.kind in _FORGOTTEN:
            outbox.forget_body(message)
    else:
        _log.warning("exchange message %s not delivered: %s %s", message.id, answer.problem.value, answer.status or "")
        _postpone_or_fail(message, answer, moment)
    return answer.problem is None


def _heard(meaning: Mapping[MessageKind, _Heard], message: ExchangeMessage, answer: Answer) -> bool:
    """Tell whoever waits for it what came of a message; whether it made sense there. What did not changes nothing."""
    try:
        with savepoint():
            meaning.get(message.kind, _nothing)(message, answer)
    except Exception as error:  # the other side chooses what it answers, so anything may be raised
        _tell(message.id, error)
        return False
    return True


def _postpone_or_fail(message: ExchangeMessage, answer: Answer, moment: datetime) -> None:
    if answer.is_final or moment - (message.first_attempt_at or moment) >= GIVE_UP_AFTER:
        _give_up(_REFUSED if answer.is_final else _GIVEN_UP, message, answer)
    else:
        if _is_out_of_reach(message, moment):
            _tell_administrators(message, "已经一天以上联系不上，有报文没有送达")
        message.enter(MessageState.PENDING, moment)
        message.next_attempt_at = moment + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]


def _give_up(meaning: Mapping[MessageKind, _Heard], message: ExchangeMessage, answer: Answer) -> None:
    _heard(meaning, message, answer)
    _tell_administrators(message, "有报文没有送达，不再自动发送")
    message.enter(MessageState.FAILED, clock.now())
    if message.kind in _FORGOTTEN:
        outbox.forget_body(message)


def _is_out_of_reach(message: ExchangeMessage, moment: datetime) -> bool:
    """Whether nothing has been heard of a partner for a day, and a message has waited as long."""
    heard = message.partner.last_heard_at
    return all(
        since is not None and moment - since >= TELL_AFTER for since in (message.first_attempt_at, heard or message.first_attempt_at)
    )


def _tell_administrators(message: ExchangeMessage, what: str) -> None:
    partner = message.partner
    emit(PartnerOutOfReach(f"数据交换：{partner.name}{what}，请查看报文日志。", f"exchange:{partner.id}:{clock.today()}"))
