"""The words of the online appraisal."""

from portal.vocabulary import Labelled


class AppraisalStatus(Labelled):
    """Where a round stands. Whether an open one has begun yet is computed from its first day."""

    OPEN = "open", "评议中"
    ENDED = "ended", "已公布"
    CANCELLED = "cancelled", "已取消"


class Question(Labelled):
    """What is asked of each department."""

    PROMISES = "promises", "说到做到"
    SPEED = "speed", "办事效率"
    MANNER = "manner", "服务态度"
    OPENNESS = "openness", "公开透明"
    FAIRNESS = "fairness", "公平公正"


class Answer(Labelled):
    """The five words, best first."""

    VERY_GOOD = "very_good", "很满意"
    GOOD = "good", "满意"
    FAIR = "fair", "一般"
    POOR = "poor", "不满意"
    VERY_POOR = "very_poor", "很不满意"


CONTENT = frozenset({Answer.VERY_GOOD, Answer.GOOD})


class RemarkStatus(Labelled):
    """What became of the words beside a voice."""

    NONE = "none", "没有留言"
    WAITING = "waiting", "待审核"
    SHOWN = "shown", "已显示"
    REFUSED = "refused", "不显示"
