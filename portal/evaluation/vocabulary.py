"""The words of evaluation."""

from portal.vocabulary import Labelled


class Subject(Labelled):
    """Who is scored."""

    DEPARTMENT = "department", "单位"
    REGION = "region", "地区"


class Source(Labelled):
    """Where the value of an indicator comes from. Each is a share in percent, more is better."""

    ON_TIME = "on_time", "按时办结率"
    SATISFIED = "satisfied", "满意率"
    NOT_OVERDUE = "not_overdue", "在办未超期率"
    CLEAR = "clear", "查明结论率"
    KEPT = "kept", "承诺履行率"
    RECTIFIED = "rectified", "整改合格率"
    LEDGER = "ledger", "台账任务完成率"
    MANUAL = "manual", "人工录入"


class EvaluationStatus(Labelled):
    """Where a version of an evaluation stands."""

    DRAFT = "draft", "评分中"
    OPEN = "open", "异议期"
    FINAL = "final", "已定分"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤下"
    DROPPED = "dropped", "作废"


class ObjectionStatus(Labelled):
    """Where an objection to a score stands."""

    WAITING = "waiting", "待决定"
    UPHELD = "upheld", "成立"
    REJECTED = "rejected", "不成立"
