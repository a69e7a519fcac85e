"""The words of warnings."""

from portal.vocabulary import Labelled


class UnitKind(Labelled):
    """What a warning is about."""

    DEPARTMENT = "department", "单位"
    REGION = "region", "区域"
    REGION_AREA = "region_area", "区域的重点领域"
