"""The words of supervision."""

from portal.vocabulary import Labelled


class OrderStatus(Labelled):
    """Where a supervision order stands."""

    ISSUED = "issued", "待答复"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已销号"
