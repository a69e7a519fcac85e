"""The words of opening and destroying an identity."""

from portal.vocabulary import Labelled


class Purpose(Labelled):
    """For what an identity is opened. The reporter reads it."""

    VERIFY_CLAIM = "verify_claim", "核实主张"
    CHECK_CONTRACT = "check_contract", "核对付款、合同"
    SERVE_PAPERS = "serve_papers", "送达文书"
    ASK_MATERIAL = "ask_material", "联系补充材料"
    PROTECT_REPORTER = "protect_reporter", "保护反映人"


class RequestStatus(Labelled):
    """Where a request to open an identity stands."""

    REQUESTED = "requested", "等待身份保管人决定"
    APPROVED = "approved", "已批准，可以查看"
    OPENED = "opened", "正在查看"
    ENDED = "ended", "查看已结束"
    REFUSED = "refused", "没有批准"
    EXPIRED = "expired", "已过期"
    WITHDRAWN = "withdrawn", "申请人已撤回"


class ErasedThing(Labelled):
    """What of a reporter was destroyed."""

    IDENTITY = "identity", "身份信息"
    ADDRESS = "address", "通知邮箱"
    ORIGINALS = "originals", "材料原件"


class ErasureCause(Labelled):
    """Why it was destroyed (个人信息保护法 art. 47)."""

    RETENTION = "retention", "保存期满"
    REQUEST = "request", "反映人申请"
