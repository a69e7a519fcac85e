"""The words of credit repair."""

from portal.vocabulary import Labelled


class RepairStatus(Labelled):
    """Where a request for repair stands."""

    OPEN = "open", "待处理"
    CONFIRMED = "confirmed", "主体已核对，办理中"
    GRANTED = "granted", "准予修复"
    REFUSED = "refused", "不予修复"
