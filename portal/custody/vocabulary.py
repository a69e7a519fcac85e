"""What two custodians do together, and how far it has come."""

from portal.vocabulary import Labelled


class ActKind(Labelled):
    """What the custody key is wanted for."""

    OPEN = "open", "打开一份密封的身份"
    ROTATE = "rotate", "更换密封密钥"


class ActState(Labelled):
    """How far an act has come. Only the first two are still open to custodians."""

    WAITING = "waiting", "等待两位保管人"
    HALF = "half", "一位已同意，等待另一位"
    GRANTED = "granted", "两位已同意"
    REFUSED = "refused", "不同意"
    ENDED = "ended", "已结束"
    EXPIRED = "expired", "已过期"


OPEN_STATES = (ActState.WAITING, ActState.HALF)
RUNNING_STATES = (*OPEN_STATES, ActState.GRANTED)
