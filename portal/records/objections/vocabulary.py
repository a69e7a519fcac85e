"""The words of objections."""

from portal.vocabulary import Labelled


class Objector(Labelled):
    """Who objects to something public."""

    UNIT = "unit", "被公示的单位"
    PERSON = "person", "文字里说到的人"
    OTHER = "other", "其他有关的人或者单位"


class ObjectionGround(Labelled):
    """What is said to be wrong with something public."""

    WRONG = "wrong", "信息有误"
    WRONG_SUBJECT = "wrong_subject", "主体错误"
    FULFILLED = "fulfilled", "已经履行"
    EXPIRED = "expired", "超过公示期"
    OTHER = "other", "其他"


class ObjectionStatus(Labelled):
    """Where an objection stands."""

    OPEN = "open", "异议处理中"
    DECIDED = "decided", "已处理"


class ObjectionOutcome(Labelled):
    """What came of an objection."""

    KEPT = "kept", "异议不成立，维持"
    CORRECTED = "corrected", "异议成立，已经更正"
    WITHDRAWN = "withdrawn", "异议成立，撤下"
