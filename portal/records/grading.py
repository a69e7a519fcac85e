"""The numbers behind the severity of a record, and how long it is kept: no law says them, so each house sets its own, with a basis.

What was graded keeps its periods. The terms of display are those of 发展改革委令第36号 and no setting (``catalogue.PERIODS``).
"""

from collections.abc import Mapping

from portal.access import Permission, require
from portal.accounts.models import User
from portal.errors import RuleBroken
from portal.records import catalogue
from portal.records.vocabulary import Severity, SocialImpact
from portal.versions import numbers

KIND = "record_grading"
GENERAL_FROM, SERIOUS_FROM = "general_from", "serious_from"  # 万元
DEFAULTS: Mapping[str, int] = {
    GENERAL_FROM: 100,
    SERIOUS_FROM: 1000,
    **{f"kept_{severity.value}": periods.retention for severity, periods in catalogue.PERIODS.items()},
}


def proposed_severity(loss_fen: int | None, impact: SocialImpact) -> Severity:
    """What the table in force says to a loss (fen; None: none known) and an impact. A person decides, with a reason."""
    found = numbers.in_force(KIND, DEFAULTS)
    return catalogue.proposed_severity(loss_fen, impact, catalogue.severity_rules(found[GENERAL_FROM], found[SERIOUS_FROM]))


def months_kept(severity: Severity) -> int:
    """How many months from the date of the document a record of a severity is kept."""
    return numbers.in_force(KIND, DEFAULTS)[f"kept_{severity.value}"]


def change(actor: User, values: Mapping[str, int], basis: str) -> None:
    """Put other numbers in force for what is graded from now on. Raises ``RuleBroken`` (the name of the number, or ``basis``)."""
    require(actor, Permission.LIMIT_EDIT)
    if not 0 < values[GENERAL_FROM] < values[SERIOUS_FROM]:
        raise RuleBroken(SERIOUS_FROM, "定为严重的损失要大于定为一般的损失。")
    for severity, periods in catalogue.PERIODS.items():
        if values[f"kept_{severity.value}"] < periods.effect:
            raise RuleBroken(f"kept_{severity.value}", f"{severity.label}失信的影响有 {periods.effect} 个月，保存的时间不能更短。")
    numbers.put_in_force(KIND, DEFAULTS, values, basis, actor)
