"""The words of publication."""

from portal.vocabulary import Labelled


class PublicationStatus(Labelled):
    """Where a public text stands."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待审核公开"
    REVIEWED = "reviewed", "待签发"
    APPROVED = "approved", "待发布"
    RELEASED = "released", "已公开"
    REFUSED = "refused", "不予公开"
    WITHDRAWN = "withdrawn", "已撤下"
    ENDED = "ended", "公示期满"
    CANCELLED = "cancelled", "已作废"


class Preview(Labelled):
    """What the reporter said of the public text."""

    NOT_ASKED = "not_asked", "未征求"
    ASKED = "asked", "已请反映人过目"
    AGREED = "agreed", "反映人同意"
    OBJECTED = "objected", "反映人有意见"


class CorrectionStatus(Labelled):
    """Where a correction of a public text stands."""

    OPEN = "open", "待审核"
    REVIEWED = "reviewed", "待签发"
    APPLIED = "applied", "已更正"
    REFUSED = "refused", "不采用"


class ReplyStatus(Labelled):
    """Where the named unit's answer stands."""

    ASKED = "asked", "等回应"
    ANSWERED = "answered", "已回应"
    ACCEPTED = "accepted", "已采用"
    REFUSED = "refused", "未采用"


# The parts of a public text that people write and that are checked: field, heading, whether it must be filled, longest.
PARTS: tuple[tuple[str, str, bool, int], ...] = (
    ("title", "标题", True, 120),
    ("respondent_name", "被反映单位", True, 120),
    ("facts", "查明的事实", True, 3000),
    ("basis", "依据", False, 2000),
    ("measures", "处理结果和措施", True, 2000),
    ("commitment", "承诺", False, 1000),
)
# Those of them that stand as sections under the title of the public page.
PUBLIC_SECTIONS: tuple[tuple[str, str], ...] = tuple((name, heading) for name, heading, _, _ in PARTS[2:])
