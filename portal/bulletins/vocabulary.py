"""The words of bulletins."""

from portal.vocabulary import Labelled


class Scope(Labelled):
    """Which departments a bulletin is about."""

    ALL = "all", "全部单位"
    REGION = "region", "一个地区"
    KIND = "kind", "一类单位"


class BulletinStatus(Labelled):
    """Where a version of a bulletin stands. The numbers move only while it is a draft."""

    DRAFT = "draft", "起草中"
    FROZEN = "frozen", "待批准"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批准"
    WITHDRAWN = "withdrawn", "已撤下"
    DROPPED = "dropped", "不采用"


class Block(Labelled):
    """The parts of a bulletin that are written by hand, in their order."""

    OVERVIEW = "overview", "总体情况"
    PRACTICE = "practice", "主要做法"
    CASES = "cases", "典型案例"
    PROBLEMS = "problems", "存在的问题"
    NEXT = "next", "下一步工作"
