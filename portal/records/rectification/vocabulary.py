"""The words of rectification."""

from portal.vocabulary import Labelled


class RectificationStatus(Labelled):
    """Where an order stands."""

    ORDERED = "ordered", "待整改"
    ANSWERED = "answered", "待验收"
    RETURNED = "returned", "退回整改"
    ACCEPTED = "accepted", "整改合格"
    REFUSED = "refused", "拒不整改"
    CANCELLED = "cancelled", "已终止"


class Stance(Labelled):
    """What the body says of its rectification."""

    DONE = "done", "已经整改完毕"
    PARTLY = "partly", "完成了一部分，还在整改"
    DECLINED = "declined", "不整改"
