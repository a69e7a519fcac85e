"""What is the same for every objection: taking it in, its clocks, who it is from, its end."""

from dataclasses import dataclass

from portal import clock
from portal.access import Actor
from portal.attachments import operations as attachments
from portal.cases.handling import checked_text
from portal.cases.tracking import new_tracking_code, tracking_hash
from portal.crypto import keyed_hash, seal, unseal
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.deadlines.limits import Pause
from portal.errors import TransitionRefused
from portal.records import contacts
from portal.records.objections import queries
from portal.records.objections.models import PublicObjection
from portal.records.objections.vocabulary import ObjectionGround, ObjectionOutcome, ObjectionStatus, Objector
from portal.richtext import plain_text

CLOCK = "objection"
OWN, OTHERS, MARK = "objection_decide_own", "objection_decide_other", "objection_mark"
FILES = "objection"
_NAME, _CONTACT = "objection:name", "objection:contact"


KEPT = "有人对这条信息提出异议，经核对，维持原来的内容"
REMEDY = "不服处理结果的，可以自知道结果之日起向上一级信用主管部门申请复核，也可以依法申请行政复议或者提起行政诉讼。"


@dataclass(frozen=True)
class NewObjection:
    """What somebody says is wrong, on what ground, who they are, and how they can be reached."""

    who: Objector
    name: str
    contact: str
    wrong: str
    ground: ObjectionGround


@dataclass(frozen=True)
class Decision:
    """What comes of an objection, why, and what the objector can do about it."""

    outcome: ObjectionOutcome
    reasons: str
    remedy: str = ""

    def checked(self) -> "Decision":
        """The same without blanks around it. Raises ``RuleBroken``: every decision has reasons, a dismissal names the remedy."""
        reasons, remedy = checked_text("reasons", self.reasons, "处理的理由", 4), self.remedy.strip()
        if self.outcome is ObjectionOutcome.KEPT:
            remedy = checked_text("remedy", remedy, "不服怎么办", 4)
        return Decision(self.outcome, reasons, remedy)


def file(
    kind: str,
    subject_id: int,
    new: NewObjection,
    submission_key: str,
    draft_files: tuple[str, int] | None = None,
    department_id: int | None = None,
) -> tuple[PublicObjection, str]:
    """Write an objection down and start its clocks; gives it with the code that opens its page.

    ``draft_files`` names the owner of the proofs that were uploaded before. The caller marks the thing in public in the same
    transaction: that clock is met here.
    """
    code = new_tracking_code()
    objection = PublicObjection(
        subject_kind=kind,
        subject_id=subject_id,
        who=new.who,
        ground=new.ground,
        sealed_name=seal(new.name, _NAME),
        sealed_contact=seal(new.contact, _CONTACT),
        wrong=plain_text(new.wrong),
        status=ObjectionStatus.OPEN,
        received_at=clock.now(),
        submission_hash=keyed_hash(submission_key, "objection"),
        tracking_hash=tracking_hash(code),
    )
    add(objection)
    flush()
    if draft_files is not None:
        attachments.hand_over(*draft_files, FILES, objection.id)
    for rule in (OWN, MARK):
        deadlines.start(CLOCK, objection.id, rule, clock.today(), department_id)
    deadlines.meet(CLOCK, objection.id, MARK, clock.now())
    return objection, code


def name_and_contact(objection: PublicObjection) -> tuple[str, str]:
    """Who objects and how to reach them; empty when it is forgotten."""
    name, contact = objection.sealed_name, objection.sealed_contact
    return unseal(name, _NAME) if name else "", unseal(contact, _CONTACT) if contact else ""


def lengthen(objection: PublicObjection, department_id: int | None = None) -> None:
    """Another body has to check it: the longer limit runs, from the day the objection came in."""
    if deadlines.cancel(CLOCK, objection.id, OWN) is None:
        raise TransitionRefused("已经请其他单位核实。")
    deadlines.start(CLOCK, objection.id, OTHERS, clock.local_date(objection.received_at), department_id)


def begin_expertise(objection: PublicObjection, why: str) -> None:
    """Experts look at it: their time is not counted (河南省社会信用条例 41)."""
    why = checked_text("reasons", why, "请专家看什么", 4)
    if not deadlines.suspend(CLOCK, objection.id, clock.today(), why, ground=Pause.EXPERT_REVIEW):
        raise TransitionRefused("已经在等专家意见。")


def end_expertise(objection: PublicObjection) -> None:
    """The experts have answered: the clock runs again from tomorrow."""
    if not deadlines.resume(CLOCK, objection.id, clock.today(), (OWN, OTHERS)):
        raise TransitionRefused("没有在等专家意见。")


def is_with_experts(objection: PublicObjection) -> bool:
    """Whether the clock stands still for experts."""
    return any(each.is_paused for each in clocks.list_open(CLOCK, objection.id))


def close(objection: PublicObjection, actor: Actor, decision: Decision) -> None:
    """Write the decision down; the clock is met."""
    objection.outcome, objection.reasons, objection.remedy = decision.outcome, decision.reasons, decision.remedy
    objection.status, objection.decided_by_id, objection.decided_at = ObjectionStatus.DECIDED, actor.id, clock.now()
    flush()
    for rule in (OWN, OTHERS):
        deadlines.meet(CLOCK, objection.id, rule, clock.now())


def forget_contacts(limit: int = 100) -> int:
    """Forget names, contacts and proofs when the term after the decision is over; returns how many objections."""
    return contacts.forget_decided(queries.list_with_contact(limit), FILES)
