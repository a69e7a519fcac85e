"""Opening rounds, taking voices, moderating remarks, telling results when a round is over.

No department can vote itself up unnoticed: a voice with a tracking code counts as verified only about a department that dealt with that
very report, once; any other voice costs a proof of work, and the two are told apart. Who is signed in as staff has no voice (the web
sees to that), and a department's people do not moderate what is said of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.crypto import keyed_hash, random_token
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.registers.appraisals import queries
from portal.registers.appraisals.counting import told
from portal.registers.appraisals.models import Appraisal, AppraisalResult, Voice
from portal.registers.appraisals.vocabulary import Answer, AppraisalStatus, Question, RemarkStatus
from portal.registers.events import AppraisalEnded
from portal.registers.operations import Inspect, checked_reason
from portal.richtext import plain_text

MOST_DAYS, MOST_REMARK = 92, 300


@dataclass(frozen=True)
class NewAppraisal:
    """A round as a supervisor wants it."""

    title: str
    starts_on: date
    ends_on: date
    departments: tuple[Department, ...]


@dataclass(frozen=True)
class Speaker:
    """Whose voice it is: a key that is used once (a report by its id, a token of work), and whether the department knows that report."""

    key: str
    is_verified: bool = False


def open_round(actor: Actor, wanted: NewAppraisal, submission_key: str, is_demo: bool = False) -> Appraisal:
    """Open a round; the same key gives the same round. Raises ``RuleBroken`` for days or departments that make no sense."""
    require(actor, Permission.APPRAISAL_OPEN)
    pressed = keyed_hash(submission_key, "appraisal-round")
    earlier = queries.find_by_submission(pressed)
    if earlier is not None:
        return earlier
    title = plain_text(wanted.title).strip()
    _check(title, wanted)
    at = clock.now()
    appraisal = Appraisal(
        public_id=random_token(9).replace("-", "a").replace("_", "b"),
        title=title,
        status=AppraisalStatus.OPEN,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        opened_by_id=actor.id,
        opened_at=at,
        changed_at=at,
        submission_hash=pressed,
        is_demo=is_demo,
        departments=list(wanted.departments),
    )
    add(appraisal)
    flush()
    audit.record(actor, "appraisal:open", "appraisal", appraisal.public_id, {"until": wanted.ends_on.isoformat()})
    return appraisal


def _check(title: str, wanted: NewAppraisal) -> None:
    if not 4 <= len(title) <= 120:
        raise RuleBroken("title", f"请写评议名称，4 到 120 个字（现在 {len(title)} 个字）。")
    if wanted.starts_on < clock.today():
        raise RuleBroken("starts_on", "开始日期不能早于今天。")
    if not 1 <= (wanted.ends_on - wanted.starts_on).days <= MOST_DAYS:
        raise RuleBroken("ends_on", f"结束日期要在开始日期以后，最长 {MOST_DAYS} 天。")
    if not wanted.departments or any(each.is_collective for each in wanted.departments):
        raise RuleBroken("departments", "请选择要评议的单位。")


def cancel(appraisal: Appraisal, actor: Actor, reason: str) -> None:
    """End a round without results; the reason is public (410)."""
    require(actor, Permission.APPRAISAL_OPEN)
    if appraisal.status is not AppraisalStatus.OPEN:
        raise TransitionRefused(f"这次评议{appraisal.status.label}，不能取消。")
    appraisal.reason = checked_reason("reason", reason, "取消的理由，会公开显示")
    appraisal.status, appraisal.changed_at = AppraisalStatus.CANCELLED, clock.now()
    audit.record(actor, "appraisal:cancel", "appraisal", appraisal.public_id, {"reason": appraisal.reason})


def mark_of(appraisal: Appraisal, speaker: Speaker) -> str:
    """What tells a second voice of the same speaker in the same round; it leads back to nobody."""
    return keyed_hash(f"{appraisal.public_id}:{speaker.key}", "appraisal")


def has_spoken(appraisal: Appraisal, department_id: int, speaker: Speaker) -> bool:
    """Whether this speaker has said something of the department in this round."""
    return queries.find_voice(appraisal.id, department_id, mark_of(appraisal, speaker)) is not None


def speak(appraisal: Appraisal, department: Department, speaker: Speaker, answers: Mapping[str, Answer | str], remark: str = "") -> Voice:
    """Count one voice. Raises ``TransitionRefused`` outside the period or for a second voice, ``RuleBroken`` for missing answers."""
    if not appraisal.is_open_on(clock.today()):
        raise TransitionRefused("现在不在这次评议的时间里。")
    if department.id not in {each.id for each in appraisal.departments}:
        raise TransitionRefused("这次评议不评这个单位。")
    if has_spoken(appraisal, department.id, speaker):
        raise TransitionRefused("这次评议里您已经评过这个单位，每人只有一票。")
    remark = plain_text(remark).strip()
    if len(remark) > MOST_REMARK:
        raise RuleBroken("remark", f"留言最多 {MOST_REMARK} 个字（现在 {len(remark)} 个字），请精简。")
    voice = Voice(
        appraisal_id=appraisal.id,
        department_id=department.id,
        mark=mark_of(appraisal, speaker),
        is_verified=speaker.is_verified,
        answers=_checked(answers),
        remark=remark,
        remark_status=RemarkStatus.WAITING if remark else RemarkStatus.NONE,
    )
    add(voice)
    flush()
    return voice


def _checked(answers: Mapping[str, Answer | str]) -> dict[str, str]:
    found = {}
    for question in Question:
        given = answers.get(question.value)
        if not given:
            raise RuleBroken(question.value, f"请给“{question.label}”选一个答案。")
        found[question.value] = Answer(given).value
    return found


def show_remark(voice: Voice, actor: Actor, inspect: Inspect) -> None:
    """Let a remark be read with the results. Words that point at somebody are never shown, whoever moderates."""
    _expect(voice, actor)
    found = inspect(voice.remark)
    if found.direct or found.doubtful:
        raise RuleBroken("remark", f"留言里有“{(found.direct or found.doubtful)[0]}”，可能认出个人或企业，不能显示。")
    _moderate(voice, actor, RemarkStatus.SHOWN, "show")


def refuse_remark(voice: Voice, actor: Actor) -> None:
    """Do not show a remark; the voice still counts."""
    _expect(voice, actor)
    _moderate(voice, actor, RemarkStatus.REFUSED, "refuse")


def _expect(voice: Voice, actor: Actor) -> None:
    require(actor, Permission.APPRAISAL_MODERATE, voice)
    if voice.remark_status is not RemarkStatus.WAITING:
        raise TransitionRefused("这条留言已经审核过。")


def _moderate(voice: Voice, actor: Actor, status: RemarkStatus, what: str) -> None:
    voice.remark_status, voice.moderated_by_id = status, actor.id
    voice.appraisal.changed_at = clock.now()
    audit.record(actor, f"appraisal:{what}", "appraisal", voice.appraisal.public_id, {"number": voice.id})


def end_due(limit: int = 20) -> int:
    """Tell the results of rounds whose last day is over; returns how many."""
    over = queries.list_over(clock.today(), limit)
    for appraisal in over:
        _tell(appraisal, appraisal.departments)
    return len(over)


def _tell(appraisal: Appraisal, departments: Iterable[Department]) -> None:
    for department in departments:
        voices = queries.list_voices(appraisal.id, department.id)
        whole, verified = told((each.is_verified, each.answers) for each in voices)
        add(
            AppraisalResult(
                appraisal_id=appraisal.id,
                department_id=department.id,
                voices=whole.voices,
                verified=verified.voices,
                values=whole.shares,
                verified_values=verified.shares,
            )
        )
    appraisal.status, appraisal.changed_at = AppraisalStatus.ENDED, clock.now()
    flush()
    emit(AppraisalEnded(appraisal.id))
