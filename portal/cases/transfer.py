"""Handing a tip-off about an official to the discipline organs (检举控告规则 art. 15, 16, 47): no department handles or reads it then."""

from portal import clock
from portal.access import Actor
from portal.cases import vocabulary as v
from portal.cases.handling import checked_text
from portal.cases.models import Case
from portal.cases.steps import take
from portal.cases.workflow import Action
from portal.errors import TransitionRefused

TO_REPORTER = "反映公职人员涉嫌违纪违法，依法由纪检监察机关处理，已经移送。您可以向接收机关查询，也可以拨打 12388。"


def transfer(case: Case, actor: Actor, organ: str, reason: str) -> None:
    """Hand the case to a discipline organ. The departments that had it lose sight of it at once.

    ``organ`` is told to the reporter; ``reason`` stays in the house. The paper itself is made by ``prepared`` files.
    """
    if case.kind is not v.ReportKind.TIP_OFF:
        raise TransitionRefused("只有举报可以移送纪检监察机关；投诉请按“不予受理”说明去处，或者照常办理。")
    organ = checked_text("organ", organ, "移送给哪个机关", 4)
    reason = checked_text("reason", reason, "移送的理由", 5)
    take(case, Action.TRANSFER, actor, reason, {"organ": organ})
    case.transferred_at = clock.now()
    case.decline_ground = v.DeclineGround.DISCIPLINE
