"""The words of the public registers."""

from portal.vocabulary import Labelled


class Kind(Labelled):
    """Which register an entry stands in."""

    COMMITMENT = "commitment", "公开承诺"
    TYPICAL_CASE = "typical_case", "典型案例"
    RATING = "rating", "第三方评价"
    ARTICLE = "article", "政策和动态"
    LINK = "link", "公开网站"


class EntryStatus(Labelled):
    """Where an entry stands."""

    DRAFT = "draft", "起草中"
    SUBMITTED = "submitted", "待审核"
    REVIEWED = "reviewed", "待发布"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"
    ENDED = "ended", "展示期满"


class CorrectionStatus(Labelled):
    """Where a correction of a public entry stands."""

    OPEN = "open", "等审核"
    APPLIED = "applied", "已改公开页"
    REFUSED = "refused", "不采用"


class Promise(Labelled):
    """What kind of commitment it is; the last two are promises to investors and about the environment, always with a last day."""

    QUALITY = "quality", "质量承诺"
    TIME_LIMIT = "time_limit", "期限承诺"
    SAFEGUARD = "safeguard", "保障承诺"
    INVESTMENT = "investment", "招商引资承诺"
    ENVIRONMENT = "environment", "环境保护承诺"

    @property
    def has_last_day(self) -> bool:
        """Whether it is a promise that must be kept by a day, not a standing service commitment."""
        return self in {Promise.INVESTMENT, Promise.ENVIRONMENT}


class Example(Labelled):
    """What a typical case shows."""

    TRUSTWORTHY = "trustworthy", "守信"
    UNTRUSTWORTHY = "untrustworthy", "失信"


class Column(Labelled):
    """The columns of the news."""

    POLICY = "policy", "政策文件"
    WORK = "work", "工作动态"


class LinkGroup(Labelled):
    """What a linked site is for."""

    PROCUREMENT = "procurement", "政府采购"
    BIDDING = "bidding", "招标投标和黑名单"
    DEBT = "debt", "政府债务公开"
    CREDIT = "credit", "信用网站"
    OTHER = "other", "其他"


class Standing(Labelled):
    """How a commitment stands, as filter and tag."""

    RUNNING = "running", "履行中"
    KEPT = "kept", "已履行"
    MISSED = "missed", "逾期未履行"


# The words a topic can have, by register; the service categories of commitments come from the profile.
TOPICS: dict[Kind, type[Labelled]] = {Kind.TYPICAL_CASE: Example, Kind.ARTICLE: Column, Kind.LINK: LinkGroup}


def said_topic(kind: Kind, topic: str) -> str:
    """A topic in the words people read."""
    words = TOPICS.get(kind)
    return dict(words.choices()).get(topic, topic) if words else topic


# The service categories of the profiles, for a jurisdiction whose source names none.
DEFAULT_CATEGORIES = (
    "就业", "物业", "就学", "计生", "养老", "助残", "扶贫", "医保", "住房", "出行", "停车", "防火防盗", "拥军优属", "便民服务",
)  # fmt: skip
