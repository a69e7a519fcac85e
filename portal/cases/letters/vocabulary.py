"""The words of letters to respondents."""

from portal.vocabulary import Labelled


class LetterStatus(Labelled):
    """Where a letter stands."""

    SUBMITTED = "submitted", "待审核"
    REFUSED = "refused", "已驳回"
    SENT = "sent", "待回函"
    ANSWERED = "answered", "已回函"
    ENDED = "ended", "已终止"
