"""Kinds of discipline below dismissal, with the months of their effect."""

from collections.abc import Mapping

from portal.vocabulary import Labelled


class DisciplineKind(Labelled):
    """What was decided (公务员法 62, 政务处分法 7)."""

    WARNING = "warning", "警告"
    DEMERIT = "demerit", "记过"
    GRAVE_DEMERIT = "grave_demerit", "记大过"
    DEMOTION = "demotion", "降级"
    REMOVAL = "removal", "撤职"


EFFECT_MONTHS: Mapping[DisciplineKind, int] = {
    DisciplineKind.WARNING: 6,
    DisciplineKind.DEMERIT: 12,
    DisciplineKind.GRAVE_DEMERIT: 18,
    DisciplineKind.DEMOTION: 24,
    DisciplineKind.REMOVAL: 24,
}
