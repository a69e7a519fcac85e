"""The state machine of a letter. Nothing leads to it from a tip-off; whoever wrote it does not send it."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.cases.letters.vocabulary import LetterStatus
from portal.errors import TransitionRefused
from portal.vocabulary import Labelled


class LetterAction(Labelled):
    """What can happen to a letter."""

    WRITE = "write", "起草核实函"
    REFUSE = "refuse", "驳回核实函"
    SEND = "send", "审核发出核实函"
    ANSWER = "answer", "回函"
    END = "end", "终止核实函"


@dataclass(frozen=True)
class LetterTransition:
    """One row of the table; ``permission`` is asked of the case, for the answer of the letter."""

    action: LetterAction
    sources: tuple[LetterStatus, ...]
    target: LetterStatus
    permission: P


_S = LetterStatus
TRANSITIONS: dict[LetterAction, LetterTransition] = {
    row.action: row
    for row in (
        LetterTransition(LetterAction.WRITE, (), _S.SUBMITTED, P.LETTER_WRITE),
        LetterTransition(LetterAction.REFUSE, (_S.SUBMITTED,), _S.REFUSED, P.LETTER_SEND),
        LetterTransition(LetterAction.SEND, (_S.SUBMITTED,), _S.SENT, P.LETTER_SEND),
        LetterTransition(LetterAction.ANSWER, (_S.SENT,), _S.ANSWERED, P.LETTER_ANSWER),
        LetterTransition(LetterAction.END, (_S.SUBMITTED, _S.SENT), _S.ENDED, P.CASE_ROUTE),
    )
}


def check(action: LetterAction, status: LetterStatus) -> LetterTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份核实函现在是“{status.label}”，不能“{action.label}”。")
    return row
