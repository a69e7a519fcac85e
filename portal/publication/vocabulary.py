"""The words of publication."""

from portal.vocabulary import Labelled


class PublicationStatus(Labelled):
    """Where a public text stands."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待审核公开"
    RELEASED = "released", "已公开"
    REFUSED = "refused", "不予公开"
    WITHDRAWN = "withdrawn", "已撤下"
    ENDED = "ended", "公示期满"


class Preview(Labelled):
    """What the reporter said of the public text."""

    NOT_ASKED = "not_asked", "未征求"
    ASKED = "asked", "已请反映人过目"
    AGREED = "agreed", "反映人同意"
    OBJECTED = "objected", "反映人有意见"


# The parts of a public text: field, heading on the page, whether it must be filled.
PARTS: tuple[tuple[str, str, bool], ...] = (
    ("title", "标题", True),
    ("facts", "查明的事实", True),
    ("basis", "依据", False),
    ("measures", "处理结果和措施", True),
    ("commitment", "承诺", False),
)
