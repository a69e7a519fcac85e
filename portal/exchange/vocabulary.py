"""The words of data exchange."""

from portal.vocabulary import Labelled


class PartnerKind(Labelled):
    """What the other side is to us, and by which way we reach it."""

    UPPER = "upper", "上级平台（接口）"
    UPPER_FILES = "upper_files", "上级平台（文件）"
    LOWER = "lower", "下级平台"
    HOTLINE = "hotline", "热线平台"

    @property
    def takes_records(self) -> bool:
        """Whether our records are aggregated to it."""
        return self in {PartnerKind.UPPER, PartnerKind.UPPER_FILES}


class Scope(Labelled):
    """What a hotline platform's key opens."""

    WRITE = "reports:write", "转来反映"
    READ = "reports:read", "查询办理状态"


class MessageKind(Labelled):
    """What a message to another system carries."""

    BATCH = "batch", "失信记录批次"
    CASE = "case", "转交办件"
    CASE_NEWS = "case_news", "办件进展上报"
    CASE_END = "case_end", "办件收回告知"
    WEBHOOK = "webhook", "状态通知"


class MessageState(Labelled):
    """Where a message stands."""

    PENDING = "pending", "待送达"
    DONE = "done", "已送达"
    FAILED = "failed", "未送达"
    TAKEN_BACK = "taken_back", "已收回"

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return {"done": "green", "failed": "red", "taken_back": "neutral"}.get(self.value, "blue")


class Problem(Labelled):
    """Why an attempt did not succeed, in words that tell nothing of the content."""

    UNREACHABLE = "unreachable", "连接不上对方"
    TIMEOUT = "timeout", "对方没有按时回应"
    TLS = "tls", "对方的证书不可信"
    ADDRESS = "address", "地址不允许访问"
    BUSY = "busy", "对方暂时不能处理"
    REFUSED = "refused", "对方不接受"
    REDIRECTED = "redirected", "对方要求改换地址，没有跟随"
    BAD_ANSWER = "bad_answer", "对方的回应看不懂"
    BROKEN_SEAL = "not_open", "报文的密封打不开"


class RowState(Labelled):
    """Where one version of a record stands at one partner."""

    PENDING = "pending", "未报"
    SENT = "sent", "已报"
    ACCEPTED = "accepted", "已收"
    REJECTED = "rejected", "被退"
    REPLACED = "replaced", "被退，已改报"

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return {"accepted": "green", "rejected": "red", "sent": "blue"}.get(self.value, "neutral")


class PassingState(Labelled):
    """How far a case is that was handed to a lower platform."""

    SENT = "sent", "已转交"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"
    ANSWERED = "answered", "已答复"
    REOPENED = "reopened", "重新办理"
    ENDED = "ended", "已收回"


class RecordCode(Labelled):
    """The state of a record as the exchange format says it (one digit)."""

    NORMAL = "0", "正常"
    CORRECTED = "1", "更正"
    OBJECTED = "2", "异议中"
    REVOKED = "3", "已撤销"
    REPAIRED = "4", "已修复"
    OVER = "5", "到期"

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return {"0": "red", "1": "red", "2": "amber"}.get(self.value, "neutral")

    @property
    def is_over(self) -> bool:
        """Whether the record stands no longer: whoever never had it need not hear of it."""
        return self in {RecordCode.REVOKED, RecordCode.REPAIRED, RecordCode.OVER}
