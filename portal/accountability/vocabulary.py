"""The words of the accountability log."""

from portal.vocabulary import Labelled


class LeafKind(Labelled):
    """What a leaf says."""

    RECEIVED = "received", "收到反映"
    CLOCK_STARTED = "clock_started", "开始计时"
    CLOCK_EXTENDED = "clock_extended", "延长期限"
    CLOCK_SUSPENDED = "clock_suspended", "中止计时"
    CLOCK_RESUMED = "clock_resumed", "恢复计时"
    CLOCK_MOVED = "clock_moved", "节假日安排变化，期限移动"
    CLOSED = "closed", "结束"
    AUDIT = "audit", "审计日志的位置"
