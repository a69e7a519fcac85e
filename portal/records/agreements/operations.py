"""Registering what a body promised or signed, its stages, its changes, and how it ended."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.errors import NotAllowed, RuleBroken, StalePage, TransitionRefused
from portal.records.agreements.lawfulness import Change, failings
from portal.records.agreements.models import Agreement, AgreementChange, AgreementStage
from portal.records.agreements.vocabulary import AgreementKind, AgreementStatus, PppStage
from portal.records.recognising import NewSubject, subject_of

STANDING = frozenset({AgreementStatus.PERFORMING, AgreementStatus.CHANGED})


@dataclass(frozen=True)
class NewAgreement:
    """What is registered. ``stage`` is given for PPP projects and for nothing else."""

    kind: AgreementKind
    title: str
    subject: NewSubject
    content: str
    signed_on: date
    due_on: date | None = None
    counterparty: str = ""
    area_key: str = ""
    amount_fen: int | None = None
    stage: PppStage | None = None
    is_demo: bool = False


def register(actor: Actor, new: NewAgreement) -> Agreement:
    """Put an agreement into the register; the actor's department keeps it."""
    require(actor, Permission.AGREEMENT_EDIT, None)
    if actor.department is None:
        raise NotAllowed
    if (new.kind is AgreementKind.PPP) != (new.stage is not None):
        raise RuleBroken("stage", "PPP 项目要选择现在的阶段，其他的不选。")
    if new.due_on is not None and new.due_on < new.signed_on:
        raise RuleBroken("due_on", "履行期限不能早于签订（承诺）日期。")
    made = Agreement(
        kind=new.kind,
        title=checked_text("title", new.title, "名称", 4)[:120],
        subject=subject_of(new.subject),
        keeper_id=actor.department.id,
        counterparty=new.counterparty.strip()[:120],
        area_key=new.area_key,
        content=checked_text("content", new.content, "主要内容", 4),
        amount_fen=new.amount_fen,
        signed_on=new.signed_on,
        due_on=new.due_on,
        stage=new.stage,
        status=AgreementStatus.PERFORMING,
        is_demo=new.is_demo,
    )
    add(made)
    flush()
    if new.stage is not None:
        _note_stage(made, new.stage, made.subject.name, "")
    audit.record(actor, "agreement:register", "agreement", made.id, {"kind": new.kind.value})
    return made


def expect_version(agreement: Agreement, version: int) -> None:
    """Raise ``StalePage`` when the agreement was changed after the page was opened."""
    if agreement.version != version:
        raise StalePage("这份合同或承诺刚刚被别人改过。您写的内容还在，请核对后再提交。")


def enter_stage(agreement: Agreement, actor: Actor, stage: PppStage, responsible: str, note: str) -> None:
    """A PPP project goes on to another stage, with its responsible party."""
    _may_change(agreement, actor)
    if agreement.kind is not AgreementKind.PPP:
        raise TransitionRefused("只有 PPP 项目分阶段。")
    agreement.stage = stage
    _note_stage(agreement, stage, checked_text("responsible", responsible, "这个阶段的责任主体", 2), note.strip())
    _changed(agreement, actor, "stage")


def report_change(agreement: Agreement, actor: Actor, change: Change) -> AgreementChange:
    """Put a change to the test; what fails is a breach, whatever is said for it."""
    _may_change(agreement, actor)
    what = checked_text("what", change.what, "变更或者解除的内容", 4)
    if (change.ground is None) == (change.pretext is None):
        raise RuleBroken("ground", "请选择一项理由。")
    found = failings(change)
    made = AgreementChange(
        agreement_id=agreement.id,
        ground=change.ground,
        pretext=change.pretext,
        what=what,
        procedure=change.procedure.strip(),
        document_number=change.document_number.strip()[:80],
        compensation=change.compensation.strip(),
        compensation_fen=change.compensation_fen,
        is_lawful=not found,
        failings=found,
        reported_by_id=actor.id,
        reported_at=clock.now(),
    )
    add(made)
    agreement.status = AgreementStatus.BREACHED if found else AgreementStatus.CHANGED
    _changed(agreement, actor, "change")
    return made


def conclude(agreement: Agreement, actor: Actor, status: AgreementStatus) -> None:
    """The agreement was fulfilled, or was breached without anybody calling it a change."""
    _may_change(agreement, actor)
    if status not in {AgreementStatus.FULFILLED, AgreementStatus.BREACHED}:
        raise RuleBroken("status", "请选择已履行或者违约。")
    agreement.status = status
    _changed(agreement, actor, status.value)


def _may_change(agreement: Agreement, actor: Actor) -> None:
    require(actor, Permission.AGREEMENT_EDIT, agreement)
    if agreement.status not in STANDING:
        raise TransitionRefused(f"现在是“{agreement.status.label}”，不能再登记变化。")


def _note_stage(agreement: Agreement, stage: PppStage, responsible: str, note: str) -> None:
    add(AgreementStage(agreement_id=agreement.id, stage=stage, responsible=responsible[:120], note=note, on=clock.today()))


def _changed(agreement: Agreement, actor: Actor, what: str) -> None:
    agreement.version += 1
    flush()
    audit.record(actor, "agreement:change", "agreement", agreement.id, {"what": what})
