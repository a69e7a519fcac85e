"""Putting doubles together under one lead, and taking them apart again. Both keep their words and their history."""

from portal.access import Actor, Permission, allows
from portal.db import flush
from portal.errors import RuleBroken, TransitionRefused
from portal.leads import belonging, queries
from portal.leads.models import Lead, LeadExclusion, LeadUnit
from portal.leads.steps import take
from portal.leads.workflow import LeadAction


def merge(lead: Lead, main: Lead, actor: Actor) -> None:
    """Put ``lead`` under ``main``. Whoever is kept from it is kept from ``main`` from now on: its history tells of both.

    Persons are kept from the case of ``main``, too, and stay so when the merge is undone. Both rows must be locked.

    Raises ``RuleBroken`` on ``into``, also where the case or record of ``main`` could not be shown ``lead``; ``TransitionRefused``,
    ``NotAllowed``.
    """
    if lead.id == main.id:
        raise RuleBroken("into", "不能和自己合并，请填另一条线索的编号。")
    if queries.has_merged(lead.id):
        raise TransitionRefused("这条线索下面已经合并了别的线索。请反过来，把另一条合并到这一条；或者先撤销原来的合并。")
    belonging.check_goes_with(lead, main)
    take(lead, LeadAction.MERGE, actor, other=main, main_id=main.id)
    take(main, LeadAction.TAKE_IN, actor, other=lead)
    _keep_out_too(lead, main)
    belonging.keep_out_of_case(main)
    if not allows(actor, Permission.LEAD_READ, main):
        raise RuleBroken("into", "合并以后您要回避，不能由您合并。")


def _keep_out_too(lead: Lead, main: Lead) -> None:
    for unit in lead.own_respondents:
        main.respondents.append(
            LeadUnit(department_id=unit.department_id, department=unit.department, is_sure=unit.is_sure, via_id=lead.id)
        )
    for kept in lead.exclusions:
        if kept.lifted_at is None and kept.via_id is None:
            main.exclusions.append(
                LeadExclusion(
                    user_id=kept.user_id,
                    user=kept.user,
                    kind=kept.kind,
                    reason=kept.reason,
                    excluded_at=kept.excluded_at,
                    via_id=lead.id,
                )
            )
    flush()


def refresh(lead: Lead) -> None:
    """Keep from the main lead, too, whoever is kept from a merged one since; for one that is not merged nothing happens."""
    if lead.main_id is not None:
        main = queries.get_lead(lead.main_id, for_update=True)
        _let_back(lead, main)
        _keep_out_too(lead, main)


def undo(lead: Lead, actor: Actor, reason: str) -> None:
    """Take a double out again: it waits anew, and who was kept from the main lead only because of it is let back.

    Both rows must be locked.
    """
    main = queries.get_lead(lead.main_id or 0)
    take(lead, LeadAction.UNDO_MERGE, actor, reason, other=main)
    take(main, LeadAction.LET_GO, actor, other=lead)
    _let_back(lead, main)


def _let_back(lead: Lead, main: Lead) -> None:
    for unit in [row for row in main.respondents if row.via_id == lead.id]:
        main.respondents.remove(unit)
    for kept in [row for row in main.exclusions if row.via_id == lead.id]:
        main.exclusions.remove(kept)
    flush()
