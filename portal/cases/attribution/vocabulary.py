"""The words of attribution."""

from portal.vocabulary import Labelled


class Party(Labelled):
    """Whom a day of a case belongs to."""

    DEPARTMENT = "department", "单位办理"
    REPORTER = "reporter", "等反映人补充"
    EXTENSION = "extension", "批准的延期"
    HEARING = "hearing", "听证、鉴定等中止"


class Stage(Labelled):
    """The part of the procedure a day falls into."""

    TRIAGE = "triage", "受理"
    HANDLING = "handling", "办理"
    REVIEW = "review", "复查"
