"""The words of leads. Where a lead comes from is said with the channels of reports, so that one word goes all the way."""

from portal.cases.vocabulary import Channel
from portal.vocabulary import Labelled

# What people say to the portal themselves is a report at once.
SOURCES: tuple[Channel, ...] = tuple(each for each in Channel if each is not Channel.WEB)

ERASED = "（保存期满，内容已销毁）"


class LeadStatus(Labelled):
    """Where a lead stands."""

    WAITING = "waiting", "待处理"
    REPORTED = "reported", "已转投诉举报"
    RECORDED = "recorded", "已转失信记录"
    ATTACHED = "attached", "已并入办件"
    MERGED = "merged", "已合并"
    DECLINED = "declined", "不采用"
