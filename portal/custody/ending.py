"""The end of an act: nothing that was handed on or opened for it stays."""

from portal import clock
from portal.custody import events, queries
from portal.custody.models import CustodyAct
from portal.custody.vocabulary import RUNNING_STATES, ActState
from portal.db import flush, session
from portal.events import emit


def forget_handed(act: CustodyAct) -> None:
    """Delete what the first custodian handed to the others."""
    for handed in queries.list_handed(act.id):
        session.delete(handed)
    flush()


def end(act: CustodyAct, state: ActState, by_id: int | None = None) -> None:
    """Close an act and wipe what it held; ``by_id`` is None for the clock."""
    forget_handed(act)
    act.state, act.ended_at, act.result = state, clock.now(), None
    flush()
    emit(events.ActEnded(act.id, by_id, act.kind, act.subject))


def forget(act: CustodyAct) -> None:
    """Close an act whose thing is destroyed, if it still runs, and wipe the words that people wrote about it."""
    if act.state in RUNNING_STATES:
        end(act, ActState.ENDED)
    act.purpose = act.reason = act.refusal = ""


def begin_again(act: CustodyAct) -> None:
    """Take back a first approval, so that two custodians are asked anew within the same window."""
    forget_handed(act)
    act.state, act.first_id, act.first_at = ActState.WAITING, None, None
    flush()
