"""Handling several reports of the same facts once, and taking them apart again. Nothing of one reporter goes to another."""

from portal import clock
from portal.access import SYSTEM, Actor, Permission, allows
from portal.cases.handling import checked_text
from portal.cases.inspecting import Inspector, refuse_telling
from portal.cases.merging import queries
from portal.cases.merging.models import CaseMerge
from portal.cases.models import Case
from portal.cases.steps import take
from portal.cases.workflow import Action
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused

INTO, MAIN = "into", "main"  # the side a case is on, as the history of both has it


def merge(case: Case, main: Case, actor: Actor, inspector: Inspector, claim: str, reason: str) -> CaseMerge:
    """Let a case be answered with a main one; its number, its code and its clocks stay.

    Both are in hand, with the same lead, of the same kind and matter; no chains. ``claim`` is what the reporter of this case asks
    for, and tells nothing of the main one's. Raises ``RuleBroken`` (fields ``number``, ``claim``, ``reason``), ``NotAllowed`` and
    ``TransitionRefused`` for either case.
    """
    _check_pair(case, main)
    claim = checked_text("claim", claim, "本件反映人的诉求", 4)
    refuse_telling(main, "claim", claim, inspector(main))
    if main.number in reason or case.number in reason:
        raise RuleBroken("reason", "理由里不要写受理编号，能看到其中一件的人不一定能看到另一件。")
    take(case, Action.MERGE, actor, reason, {"side": INTO})
    take(main, Action.MERGE, actor, reason, {"side": MAIN})
    row = add(CaseMerge(case_id=case.id, main_id=main.id, claim=claim, merged_at=clock.now()))
    flush()
    return row


def main_of(actor: Actor, chosen_id: int | None, number: str) -> Case:
    """The case that was chosen or, when a number was typed, the one with it, locked.

    Raises ``RuleBroken`` (field ``number``), the same for a case that the actor cannot see and for none.
    """
    number = number.strip()
    if not number and chosen_id is None:
        raise RuleBroken("number", "请选择一件办件，或者填写它的受理编号。")
    found = queries.find_main_for_update(actor, chosen_id, number)
    if found is None:
        raise RuleBroken("number", "没有找到这件办件，请核对编号。")
    return found


def _check_pair(case: Case, main: Case) -> None:
    if case.id == main.id:
        raise RuleBroken("number", "不能合并到自己，请填另一件办件。")
    if case.lead_department_id != main.lead_department_id:
        raise RuleBroken("number", "两件办件要由同一单位牵头才能合并，请先改派。")
    if (case.kind, case.matter) != (main.kind, main.matter):
        raise RuleBroken("number", "投诉、举报、咨询、建议的办理规则不同，只有同一类办件可以合并。")
    if queries.find_open(case.id) is not None:
        raise RuleBroken("number", "这件办件已经合并到另一件，要换主办件的先撤销合并。")
    if queries.find_open(main.id) is not None:
        raise RuleBroken("number", "填写的办件自己已经合并到另一件，请填那一件的编号。")
    if queries.count_waiting(case.id):
        raise RuleBroken("number", "有别的办件合并到这一件，要先撤销那些合并。")


def unmerge(case: Case, actor: Actor, reason: str) -> None:
    """Take a case out again, as long as the main one is not answered; it then needs an answer of its own."""
    row = queries.find_open(case.id)
    if row is None:
        raise TransitionRefused("这件办件没有和别的办件合并，或者已经随主办件答复。")
    split(row, actor, reason)


def split(row: CaseMerge, actor: Actor, reason: str) -> None:
    """End a merge that has not led to an answer; both histories tell."""
    row.undone_at = clock.now()
    flush()
    take(row.case, Action.UNMERGE, actor, reason, {"side": INTO})
    take(row.main, Action.UNMERGE, actor if allows(actor, Permission.CASE_MERGE, row.main) else SYSTEM, reason, {"side": MAIN})


def split_all(case: Case, reason: str) -> None:
    """A case that another department takes, or that its reporter takes back, is no longer handled with others."""
    own = queries.find_open(case.id)
    for row in [*([own] if own else []), *queries.list_waiting(case.id)]:
        split(row, SYSTEM, reason)
