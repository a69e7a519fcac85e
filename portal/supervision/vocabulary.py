"""The words of supervision."""

from portal.vocabulary import Labelled


class OrderKind(Labelled):
    """The steps by which a department that is late is pushed, the mildest first."""

    NOTICE = "notice", "提醒"
    REMINDER = "reminder", "催办"
    ORDER = "order", "督办"
    TALK = "talk", "约谈"
    CRITICISM = "criticism", "通报批评"


class OrderStatus(Labelled):
    """Where a paper of the ladder stands. What was not sent has no number and is seen by supervisors alone."""

    DRAFT = "draft", "待决定"
    SUBMITTED = "submitted", "待批准"
    ISSUED = "issued", "待答复"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已销号"
    DISMISSED = "dismissed", "不采用"


SENT_STATUSES = (OrderStatus.ISSUED, OrderStatus.ANSWERED, OrderStatus.CLOSED)
UNSENT_STATUSES = (OrderStatus.DRAFT, OrderStatus.SUBMITTED)


class CriticismScope(Labelled):
    """Who reads a criticism."""

    INTERNAL = "internal", "内部通报"
    PUBLIC = "public", "向社会公开"
