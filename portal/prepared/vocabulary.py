"""The words of prepared files."""

from portal.vocabulary import Labelled


class FileState(Labelled):
    """How far a file has come."""

    WAITING = "waiting", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有生成"
