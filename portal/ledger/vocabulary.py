"""The words of the ledger and of its inspections."""

from portal.vocabulary import Labelled


class TaskState(Labelled):
    """How far a task has come. Overdue is no state: it follows from the last day."""

    NOT_STARTED = "not_started", "未启动"
    UNDER_WAY = "under_way", "推进中"
    DONE = "done", "已完成"


class TaskColumn(Labelled):
    """Where a task stands on the board: its state, or overdue when its last day has passed and it is not done."""

    NOT_STARTED = "not_started", "未启动"
    UNDER_WAY = "under_way", "推进中"
    DONE = "done", "已完成"
    OVERDUE = "overdue", "逾期"


class Term(Labelled):
    """When a task has to be done, as supervisors look for it."""

    MONTH = "month", "本月到期"
    QUARTER = "quarter", "本季度到期"
    YEAR = "year", "本年到期"
    EARLIER = "earlier", "往年到期"
    LATER = "later", "以后年度到期"
    CONTINUING = "continuing", "持续实施，没有期限"
    NONE = "none", "没有写明期限"


class EntryKind(Labelled):
    """What an entry in the course of a task tells."""

    MOVED = "moved", "进度变化"
    NOTE = "note", "进展说明"
    REMINDED = "reminded", "催办"
    DUE_CHANGED = "due_changed", "调整期限"
    DELIVERED = "delivered", "提交成果"
    ORGAN_ADDED = "organ_added", "明确责任单位"
    ORGAN_REMOVED = "organ_removed", "撤销责任单位"
    SOURCE_CHANGED = "source_changed", "方案修改了这项任务"
    SOURCE_REMOVED = "source_removed", "方案不再有这项任务"
    SOURCE_RETURNED = "source_returned", "方案重新列入这项任务"


class RoundKind(Labelled):
    """Where an inspection comes from."""

    PLANNED = "planned", "按方案安排"
    SPECIAL = "special", "临时安排"


class RoundStatus(Labelled):
    """Where an inspection stands."""

    PLANNED = "planned", "待开展"
    OPEN = "open", "检查中"
    CONCLUDED = "concluded", "已结束"
    CANCELLED = "cancelled", "已取消"


class CheckResult(Labelled):
    """What an inspection says of one task at one department."""

    WAITING = "waiting", "待检查"
    MET = "met", "符合要求"
    PARTLY = "partly", "基本符合"
    NOT_MET = "not_met", "不符合要求"
    NOT_APPLICABLE = "not_applicable", "本次不涉及"


class FindingStatus(Labelled):
    """Where a finding stands."""

    ISSUED = "issued", "待整改"
    ANSWERED = "answered", "待验收"
    ACCEPTED = "accepted", "已整改"
