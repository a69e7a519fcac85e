"""Writing, freezing, approving, replacing and withdrawing bulletins."""

import re

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.bulletins import queries
from portal.bulletins.events import BulletinStepped
from portal.bulletins.figures import Asked, Values, compute, told
from portal.bulletins.models import Bulletin, BulletinText
from portal.bulletins.vocabulary import Block, BulletinStatus, Scope
from portal.bulletins.workflow import TRANSITIONS, BulletinAction, BulletinTransition, check
from portal.cases.handling import TEXT_MAX, checked_text, refuse_placeholders
from portal.crypto import random_token
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.publication.checking import words_of_a_text
from portal.supervision.disclosure import SMALLEST
from portal.supervision.facts.operations import refuse_incomplete
from portal.supervision.periods import label_of, whole

_NUMERALS = "\\d.０-９一二三四五六七八九十百千万零两第"
_FEW = re.compile(rf"(?<![{_NUMERALS}])(?:[1-4１-４]|[一二两三四])\s*(?:件|人|起|户)")


def begin(actor: Actor, asked: Asked, scope_name: str, is_public: bool) -> Bulletin:
    """Begin the first version about a whole period that is over. Raises ``RuleBroken`` (``period``, ``value``)."""
    require(actor, TRANSITIONS[BulletinAction.BEGIN].permission)
    _check_period(asked.period)
    if asked.scope is not Scope.ALL and not asked.value:
        raise RuleBroken("region" if asked.scope is Scope.REGION else "kind", f"请选择是哪{asked.scope.label[1:]}。")
    last = queries.find_last_version(asked.period, asked.scope, asked.value)
    if last is not None:
        raise RuleBroken("period", f"这个统计期和范围已经有通报（第 {last.version} 版），要改请在那里起草新版本。")
    return _made(actor, asked, scope_name, is_public, None)


def _check_period(key: str) -> None:
    try:
        period, _months = whole(key)
    except ValueError:
        raise RuleBroken("period", "请选择一个季度、半年或全年。") from None
    if period.last >= clock.today():
        raise RuleBroken("period", "这个统计期还没有结束，通报只做过完的整季、半年或全年。")


def _made(actor: Actor, asked: Asked, scope_name: str, is_public: bool, previous: Bulletin | None) -> Bulletin:
    of_whom = "" if asked.scope is Scope.ALL else f"（{scope_name}）"
    made = Bulletin(
        period=asked.period,
        scope=asked.scope,
        scope_value=asked.value,
        scope_name=scope_name,
        title=f"{label_of(asked.period)}政务诚信投诉举报办理情况通报{of_whom}",
        is_public=is_public,
        status=BulletinStatus.DRAFT,
        version=queries.last_number(asked.period, asked.scope, asked.value) + 1,
        previous_id=previous.id if previous else None,
        public_key=_new_key(),
        figures={},
        author_id=actor.id or 0,
        created_at=clock.now(),
    )
    add(made)
    flush()
    _log(actor, made, BulletinAction.BEGIN)
    return made


def _new_key() -> str:
    while True:
        key = random_token(9).replace("-", "a").replace("_", "b")
        if not queries.is_public_key(key):
            return key


def asked_of(bulletin: Bulletin) -> Asked:
    """What a bulletin is about."""
    return Asked(bulletin.period, bulletin.scope, bulletin.scope_value)


def figures_of(bulletin: Bulletin) -> Values:
    """Its numbers: those that were frozen, or for a draft those of now."""
    return dict(bulletin.figures) if bulletin.is_frozen else compute(asked_of(bulletin))


def told_of(bulletin: Bulletin) -> Values | None:
    """What the public reads of it in numbers: frozen, or for a draft those of now; None while there is nothing to tell."""
    return bulletin.figures.get("told") if bulletin.is_frozen else told(asked_of(bulletin))


def write(bulletin: Bulletin, actor: Actor, block: Block, text: str) -> BulletinText:
    """Write a block anew; what it said before is kept. Raises ``RuleBroken`` (``text``)."""
    _checked(bulletin, actor, BulletinAction.WRITE)
    text = text.strip()
    if len(text) > TEXT_MAX:
        raise RuleBroken("text", f"最多 {TEXT_MAX} 个字（现在 {len(text)} 个字），请精简。")
    check_words("text", text, bulletin.is_public)
    return _keep(bulletin, actor, block, text)


def _keep(bulletin: Bulletin, actor: Actor, block: Block, text: str) -> BulletinText:
    version = max((each.version for each in bulletin.texts if each.block is block), default=0) + 1
    row = add(BulletinText(block=block, version=version, text=text, written_by_id=actor.id or 0, written_at=clock.now()))
    bulletin.texts.append(row)
    flush()
    audit.record(actor, "bulletin:write", "bulletin", bulletin.id, {"block": block.value, "version": version})
    return row


def check_words(field: str, text: str, is_public: bool) -> None:
    """Nothing that points at a person; in a public bulletin no number that stands for a group under five. Raises ``RuleBroken``."""
    refuse_placeholders(field, text)
    direct, _others = words_of_a_text(text)
    if direct:
        raise RuleBroken(field, f"这些内容会指向具体的人，请删去：{'、'.join(dict.fromkeys(direct))}。")
    few = _FEW.search(text) if is_public else None
    if few is not None:
        raise RuleBroken(field, f"公开的通报不能写不满 {SMALLEST} 的件数或人数：{few.group()}。")


def freeze(bulletin: Bulletin, actor: Actor) -> None:
    """Copy every number into the bulletin, where it stays, and lay it before a second supervisor."""
    row = _checked(bulletin, actor, BulletinAction.FREEZE)
    _check_all(bulletin)
    refuse_incomplete()
    figures = compute(asked_of(bulletin))
    if bulletin.is_public:
        shown = told(asked_of(bulletin))
        if shown is None:
            raise TransitionRefused("这个统计期的公开数字还没有统计出来，请等每月初的统计完成后再定稿。")
        figures["told"] = shown
    bulletin.figures, bulletin.frozen_at = figures, clock.now()
    _step(bulletin, actor, row)


def submit(bulletin: Bulletin, actor: Actor) -> None:
    """Lay a bulletin that was given back before a second supervisor again. Its numbers stay."""
    row = _checked(bulletin, actor, BulletinAction.SUBMIT)
    _check_all(bulletin)
    _step(bulletin, actor, row)


def _check_all(bulletin: Bulletin) -> None:
    if not bulletin.words[Block.OVERVIEW]:
        raise TransitionRefused(f"请先写“{Block.OVERVIEW.label}”。")
    for block, text in bulletin.words.items():
        try:
            check_words("text", text, bulletin.is_public)
        except RuleBroken as broken:
            raise TransitionRefused(f"“{block.label}”：{broken.message}") from None


def approve(bulletin: Bulletin, actor: Actor) -> None:
    """A supervisor who wrote none of it approves; a public one appears on the site."""
    row = _checked(bulletin, actor, BulletinAction.APPROVE)
    _check_all(bulletin)
    bulletin.approved_by_id, bulletin.approved_at, bulletin.refusal = actor.id, clock.now(), ""
    _step(bulletin, actor, row)


def refuse(bulletin: Bulletin, actor: Actor, reason: str) -> None:
    """Give the words back to be changed."""
    row = _checked(bulletin, actor, BulletinAction.REFUSE)
    bulletin.refusal = checked_text("reason", reason, "退回的理由", 5)
    _step(bulletin, actor, row)


def drop(bulletin: Bulletin, actor: Actor) -> None:
    """It will not be used."""
    _step(bulletin, actor, _checked(bulletin, actor, BulletinAction.DROP))


def revise(bulletin: Bulletin, actor: Actor) -> Bulletin:
    """Begin the version after this one, with its words; its numbers will be counted anew when it is frozen."""
    _checked(bulletin, actor, BulletinAction.REVISE)
    later = queries.find_next(bulletin.id)
    if later is not None:
        raise TransitionRefused(f"已经有第 {later.version} 版了。")
    made = _made(actor, asked_of(bulletin), bulletin.scope_name, bulletin.is_public, bulletin)
    for block, text in bulletin.words.items():
        if text:
            _keep(made, actor, block, text)
    return made


def withdraw(bulletin: Bulletin, actor: Actor, reason: str) -> None:
    """Take it back, saying why; a public one leaves that at its address."""
    row = _checked(bulletin, actor, BulletinAction.WITHDRAW)
    bulletin.withdrawal_reason, bulletin.withdrawn_at = checked_text("reason", reason, "撤下的理由", 5), clock.now()
    _step(bulletin, actor, row)


def may(bulletin: Bulletin, actor: Actor, action: BulletinAction) -> bool:
    """Whether the actor can do this to it now, the permission aside."""
    row = TRANSITIONS[action]
    return bulletin.status in row.sources and not (row.by_second and bulletin.was_written_by(actor.id))


def _checked(bulletin: Bulletin, actor: Actor, action: BulletinAction) -> BulletinTransition:
    row = check(action, bulletin.status)
    require(actor, row.permission)
    if row.by_second and bulletin.was_written_by(actor.id):
        raise TransitionRefused("通报要由没有参加起草的另一位监督人员决定。")
    return row


def _step(bulletin: Bulletin, actor: Actor, row: BulletinTransition) -> None:
    bulletin.status = row.target or bulletin.status
    flush()
    _log(actor, bulletin, row.action)
    emit(BulletinStepped(bulletin.id, row.action, actor.id or 0))


def _log(actor: Actor, bulletin: Bulletin, action: BulletinAction) -> None:
    audit.record(actor, f"bulletin:{action.value}", "bulletin", bulletin.id, {"period": bulletin.period, "version": bulletin.version})
