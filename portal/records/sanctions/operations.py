"""Imposing and lifting sanctions, leniency, and answering whether a body may be honoured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.departments import queries as departments
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.numbers import unused_digits
from portal.db import add, flush, session
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.identifiers import normalise_code, normalise_width, valid_credit_code
from portal.records import queries as records
from portal.records.models import DishonestyRecord
from portal.records.sanctions import queries
from portal.records.sanctions.models import HonoursCheck, HonoursCheckRow, Leniency, Sanction
from portal.records.sanctions.vocabulary import SANCTION_BASES, CheckPurpose, LeniencyGround, LeniencyKind, SanctionKind
from portal.records.vocabulary import RecordStatus

_DECIDED = frozenset({RecordStatus.PUBLISHED, RecordStatus.KEPT, RecordStatus.ENDED})
MOST_ASKED = 200
LOG_KEPT = timedelta(days=5 * 366)  # credit queries: five years (深圳经济特区社会信用条例; elsewhere a setting of the house)


@dataclass(frozen=True)
class NewSanction:
    """What is to follow a record; the basis is that of the list unless a document is named."""

    kind: SanctionKind
    starts_on: date
    ends_on: date
    lifted_by_organ: str
    measure: str = ""


def impose(record: DishonestyRecord, actor: Actor, new: NewSanction) -> Sanction:
    """Let a sanction of the list follow a record that was decided, within the record's effect, lighter where leniency says so."""
    require(actor, Permission.SANCTION_IMPOSE, record)
    if record.status not in _DECIDED or record.effect_until is None:
        raise TransitionRefused("记录公示（或者决定留存）以后才能实施惩戒。")
    if any(each.kind is new.kind for each in queries.list_not_lifted(record.id)):
        raise RuleBroken("kind", f"“{new.kind.label}”已经在实施。")
    if new.ends_on < new.starts_on:
        raise RuleBroken("ends_on", "截止日期不能早于开始日期。")
    latest = _latest_end(record, record.effect_until)
    if new.ends_on > latest:
        raise RuleBroken("ends_on", f"惩戒最晚到 {latest.year}年{latest.month}月{latest.day}日，不能超过记录的影响期（从轻的减半）。")
    organ = normalise_width(new.lifted_by_organ).strip()
    if not organ:
        raise RuleBroken("lifted_by_organ", "请填写由哪个单位解除。")
    made = Sanction(
        record_id=record.id,
        kind=new.kind,
        basis=SANCTION_BASES[new.kind],
        measure=new.measure.strip(),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        lifted_by_organ=organ,
        imposed_by_id=actor.id,
        imposed_at=clock.now(),
    )
    add(made)
    flush()
    audit.record(actor, "sanction:impose", "record", record.public_id, {"kind": new.kind.value, "until": new.ends_on.isoformat()})
    return made


def _latest_end(record: DishonestyRecord, effect_until: date) -> date:
    """The last day a sanction may have: that of the effect; half of it under leniency. Exemption allows none."""
    leniency = queries.find_leniency(record.id)
    if leniency is None:
        return effect_until
    if leniency.kind is LeniencyKind.EXEMPT:
        raise TransitionRefused("这条记录已经决定免于惩戒。")
    return record.document.issued_on + (effect_until - record.document.issued_on) / 2


def lift(sanction: Sanction, record: DishonestyRecord, actor: Actor, why: str) -> None:
    """End a sanction before its day."""
    require(actor, Permission.SANCTION_IMPOSE, record)
    if sanction.lifted_on is not None:
        raise TransitionRefused("这项惩戒已经解除。")
    _lift(sanction, record, actor, checked_text("why", why, "解除的理由", 2))


def lift_all(record: DishonestyRecord, actor: Actor, why: str) -> int:
    """The record counts no longer: every sanction of it ends. Returns how many. The caller has the right to end the record."""
    standing = queries.list_not_lifted(record.id)
    for each in standing:
        _lift(each, record, actor, why)
    return len(standing)


def _lift(sanction: Sanction, record: DishonestyRecord, actor: Actor, why: str) -> None:
    sanction.lifted_on, sanction.lifted_why, sanction.lifted_by_id = clock.today(), why, actor.id
    audit.record(actor, "sanction:lift", "record", record.public_id, {"kind": sanction.kind.value})


def decide_leniency(record: DishonestyRecord, actor: Actor, kind: LeniencyKind, ground: LeniencyGround, reasons: str) -> Leniency:
    """Grant lighter sanctions or none, on one of the three grounds, with reasons. Once for a record."""
    require(actor, Permission.LENIENCY_DECIDE, record)
    if record.status not in _DECIDED:
        raise TransitionRefused("记录公示（或者决定留存）以后才能决定从轻、免于惩戒。")
    if queries.find_leniency(record.id) is not None:
        raise TransitionRefused("这条记录已经作过从轻、免于惩戒的决定。")
    made = Leniency(
        record_id=record.id,
        kind=kind,
        ground=ground,
        reasons=checked_text("reasons", reasons, "决定的理由", 10),
        decided_by_id=actor.id,
        decided_on=clock.today(),
    )
    add(made)
    flush()
    if kind is LeniencyKind.EXEMPT:
        lift_all(record, actor, "决定免于惩戒")
    else:
        _shorten(record)
    audit.record(actor, "leniency:decide", "record", record.public_id, {"kind": kind.value, "ground": ground.value})
    return made


def _shorten(record: DishonestyRecord) -> None:
    """What was imposed ends no later than what could be imposed now, but neither before its first day nor in the past."""
    latest = _latest_end(record, record.effect_until or record.document.issued_on)
    for each in queries.list_not_lifted(record.id):
        each.ends_on = min(each.ends_on, max(latest, each.starts_on, clock.today()))


def check_honours(actor: Actor, purpose: CheckPurpose, matter: str, asked: Sequence[tuple[str, str]]) -> HonoursCheck:
    """Answer for bodies (name, credit code) whether records count against them today; question and answer are kept and logged."""
    require(actor, Permission.HONOURS_CHECK)
    if actor.department is None:
        raise NotAllowed
    matter = checked_text("matter", matter, "为哪次评选、申报或创建查询", 4)
    bodies = [(normalise_width(name).strip(), normalise_code(code)) for name, code in asked]
    bodies = [body for body in dict.fromkeys(bodies) if any(body)]
    if not bodies:
        raise RuleBroken("names", "请写要查询的单位，一行一个。")
    if len(bodies) > MOST_ASKED:
        raise RuleBroken("names", f"一次最多查询 {MOST_ASKED} 个单位（现在 {len(bodies)} 个），请分几次查。")
    check = HonoursCheck(
        number=_new_number(),
        purpose=purpose,
        matter=matter[:200],
        asked_by_id=actor.id,
        department_id=actor.department.id,
        asked_at=clock.now(),
    )
    check.rows = [_answered(name, code) for name, code in bodies]
    add(check)
    flush()
    audit.record(actor, "honours:check", "honours_check", check.number, {"purpose": purpose.value, "bodies": len(bodies)})
    return check


def _answered(name: str, code: str) -> HonoursCheckRow:
    if code and not valid_credit_code(code):
        raise RuleBroken("names", f"“{name} {code}”的统一社会信用代码不对，请核对。")
    department = departments.find_department(name) if name else None
    subjects = records.list_subjects_meant(name, code, department.id if department else None)
    borne = [each for one in subjects if one.department_id for each in records.list_borne_by(one.department_id)]
    found = records.list_in_effect([each.id for each in (*subjects, *borne)], clock.today())
    running = [each for each in queries.list_of([record.id for record in found]) if each.is_in_force(clock.today())]
    return HonoursCheckRow(
        name=name or code,
        credit_code=code,
        is_known=bool(department or subjects),
        answers=[_answer(record, [each.kind.label for each in running if each.record_id == record.id]) for record in found],
    )


def _answer(record: DishonestyRecord, sanctions: list[str]) -> dict[str, Any]:
    return {
        "id": record.public_id,
        "subject": record.subject_name,
        "conduct": record.conduct.label,
        "severity": record.severity.label if record.severity else "",
        "document": f"{record.document.organ} {record.document.number}",
        "from": record.document.issued_on.isoformat(),
        "until": record.effect_until.isoformat() if record.effect_until else "",
        "repair": record.repair_state.label,
        "objection": "异议处理中" if record.is_objected else "",
        "sanctions": sanctions,
    }


def forget_old_checks(limit: int = 100) -> int:
    """Forget questions after five years; returns how many."""
    old = queries.list_checks_before(clock.now() - LOG_KEPT, limit)
    for check in old:
        session.delete(check)
    return len(old)


def _new_number() -> str:
    before = f"{clock.today().year}-"
    return before + unused_digits(lambda digits: queries.is_check_number(before + digits))
