"""The words of this package."""

from portal.vocabulary import Labelled


class MessageKind(Labelled):
    """What a message or notice is about; each kind has its templates in ``templates/email/<value>/``."""

    REPORTER_RECEIVED = "reporter_received", "收到反映"
    REPORTER_NEWS = "reporter_news", "反映有新进展"
    STAFF_NEWS = "staff_news", "办件有新情况"
    STAFF_NEW_CASE = "staff_new_case", "新办件"
    STAFF_DUE_SOON = "staff_due_soon", "办件即将到期"
    STAFF_OVERDUE = "staff_overdue", "办件逾期"
    STAFF_ORDER = "staff_order", "督办"
    STAFF_LEDGER = "staff_ledger", "工作台账"
    STAFF_FIGURES = "staff_figures", "通报和考评"
    STAFF_DIGEST = "staff_digest", "每日提要"


class RecipientKind(Labelled):
    """Whom a message goes to."""

    REPORTER = "reporter", "投诉举报人"
    USER = "user", "工作人员"


class DeliveryStatus(Labelled):
    """Where a message stands."""

    PENDING = "pending", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class DeliveryProblem(Labelled):
    """Why the last attempt failed. Never holds an address or a server's own words."""

    CONNECTION = "connection", "邮件服务器连接不上"
    TIMEOUT = "timeout", "邮件服务器没有及时应答"
    REFUSED_FOR_NOW = "refused_for_now", "邮件服务器暂时不收"
    SETTINGS = "settings", "邮件服务器不接受本平台的账号或发件地址"
    REFUSED = "refused", "收件地址或邮件被拒收"
    BAD_ADDRESS = "bad_address", "收件地址写法不能使用"
    UNREADABLE = "unreadable", "收件地址无法解密，请检查服务器密钥"
    NO_ADDRESS = "no_address", "收件地址已按规定销毁"
    UNEXPECTED = "unexpected", "发送程序出错"
