"""Drafting, checking, releasing and withdrawing public texts. Who wrote a text never releases it."""

import re
from collections.abc import Mapping
from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor, Permission, Reporter, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.models import Case
from portal.cases.queries import find_rating
from portal.cases.vocabulary import PublicationChoice, PublicationStage, Status
from portal.crypto import random_token
from portal.db import add, flush, session
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit, due_date
from portal.errors import NotAllowed, RuleBroken, StalePage, TransitionRefused
from portal.events import emit
from portal.publication import queries, redaction
from portal.publication.checking import check_text, known_values
from portal.publication.events import PreviewAnswered, PublicationStepped
from portal.publication.models import Publication, PublicationTerm
from portal.publication.vocabulary import PARTS, Preview, PublicationStatus
from portal.publication.wording import first_words
from portal.publication.workflow import PublicationAction, PublicationTransition, check
from portal.richtext import plain_text
from portal.textsearch import bigrams

PREVIEW_WORKING_DAYS = 5
SHOWN_DAYS = 365
_HIDDEN_MARK = re.compile(r"【已隐去：[^【】]*】")
_STAGES = {
    PublicationStatus.DRAFT: PublicationStage.DRAFTED,
    PublicationStatus.SUBMITTED: PublicationStage.SUBMITTED,
    PublicationStatus.RELEASED: PublicationStage.RELEASED,
    PublicationStatus.REFUSED: PublicationStage.REFUSED,
    PublicationStatus.WITHDRAWN: PublicationStage.WITHDRAWN,
    PublicationStatus.ENDED: PublicationStage.WITHDRAWN,
    PublicationStatus.CANCELLED: PublicationStage.NONE,
}


def why_not_draft(case: Case) -> str:
    """Why no public text can be begun for the case now, in a sentence; empty when one can."""
    if case.status is not Status.CLOSED or case.finding is None:
        return "办结以后才能起草公示。"
    if case.report.publication_choice is PublicationChoice.REFUSE:
        return "反映人选择不公开，这件办件只进入统计，不起草公示。"
    return "这件办件已有公示稿。" if queries.find_living(case.id) is not None else ""


def draft(case: Case, actor: Actor) -> Publication:
    """Begin a public text from the structured outcome; the reporter's words are not in it. One living text per case."""
    require(actor, Permission.PUBLICATION_DRAFT, case)
    reason = why_not_draft(case)
    if reason:
        raise TransitionRefused(reason)
    rating, at = find_rating(case.id), clock.now()
    publication = Publication(
        public_id=random_token(9).replace("-", "a").replace("_", "b"),
        status=PublicationStatus.DRAFT,
        author_id=actor.id,
        writer_ids=[actor.id],
        drafted_at=at,
        changed_at=at,
        satisfaction=rating.satisfaction if rating else None,
        is_demo=case.is_demo,
        kept={},
        seen_before={},
        **first_words(case),
    )
    publication.case = case
    add(publication)
    flush()
    _log(publication, actor, PublicationAction.DRAFT)
    return publication


def expect_version(publication: Publication, version: int) -> None:
    """Raise ``StalePage`` when the text was changed after the page was opened."""
    if publication.version != version:
        raise StalePage("这份公示稿刚刚被别人改过。您写的内容还在，请核对后再提交。")


def save(publication: Publication, actor: Actor, texts: Mapping[str, str]) -> None:
    """Keep the edited parts (field → text). Raises ``RuleBroken`` naming the part that is too short or too long."""
    _may(publication, actor, PublicationAction.SAVE)
    for name, heading, needed, longest in PARTS:
        text = plain_text(texts.get(name, "")).strip()
        if len(text) > longest:
            raise RuleBroken(name, f"{heading}最多 {longest} 个字（现在 {len(text)} 个字），请精简。")
        setattr(publication, name, checked_text(name, text, heading, 2) if needed or text else "")
    _note_writer(publication, actor)


def decide(publication: Publication, actor: Actor, choices: Mapping[str, tuple[redaction.Choice, str]]) -> None:
    """Carry out what was chosen per finding (key → choice, replacement or reason). Keeping needs a reason; what comes from the
    reporter's identity cannot be kept."""
    _may(publication, actor, PublicationAction.SAVE)
    kept: dict[str, str] = {}
    decisions: dict[str, list[redaction.Decision]] = {name: [] for name, _, _, _ in PARTS}
    for each in check_text(publication):
        choice, words = choices.get(each.key, (redaction.Choice.KEEP if each.keep_reason else None, each.keep_reason))
        if choice is redaction.Choice.KEEP:
            kept[each.key] = _keep_reason(each.finding, words)
        elif choice is not None:
            found = each.finding
            decisions[each.part].append(redaction.Decision(found.start, found.end, found.label, choice, words.strip() or found.suggestion))
    for name, wanted in decisions.items():
        setattr(publication, name, redaction.apply(getattr(publication, name) or "", wanted))
    publication.kept = kept
    _note_writer(publication, actor)


def _keep_reason(finding: redaction.Finding, reason: str) -> str:
    if finding.is_direct:
        raise RuleBroken("findings", f"“{finding.label.label}”来自反映人的身份信息，不能保留。")
    if len(reason.strip()) < 2:
        raise RuleBroken("findings", f"保留“{finding.text}”要写明理由。")
    return reason.strip()


def _note_writer(publication: Publication, actor: Actor) -> None:
    publication.writer_ids = sorted({*(publication.writer_ids or []), actor.id})
    publication.changed_at = clock.now()
    publication.version += 1


def submit(publication: Publication, actor: Actor) -> None:
    """Hand the text to a second person. Refused while a finding is undecided or points at the reporter directly."""
    row = _may(publication, actor, PublicationAction.SUBMIT)
    _refuse_open_findings(publication)
    _enter(publication, row.target)
    publication.submitted_at = clock.now()
    publication.preview, publication.preview_remark, publication.preview_due_on = Preview.NOT_ASKED, "", None
    if wants_preview(publication.case):
        publication.preview = Preview.ASKED
        publication.preview_due_on = due_date(clock.today(), PREVIEW_WORKING_DAYS, Unit.WORKING, deadlines.calendar()).on
    _log(publication, actor, PublicationAction.SUBMIT)


def wants_preview(case: Case) -> bool:
    """Whether the reporter asked to read the public text first."""
    return case.report.publication_choice is PublicationChoice.PREVIEW_FIRST


def _refuse_open_findings(publication: Publication) -> None:
    for each in check_text(publication):
        if each.blocks:
            raise RuleBroken("findings", f"“{each.heading}”里的“{each.finding.text}”（{each.finding.label.label}）还没有处理。")
    for name, _, _, _ in PARTS:
        refuse_placeholders(name, _HIDDEN_MARK.sub("", getattr(publication, name)))


def answer_preview(publication: Publication, reporter: Reporter, agrees: bool, remark: str) -> None:
    """The reporter has read the public text and agrees, or says what is wrong."""
    if not isinstance(reporter, Reporter) or reporter.case_id != publication.case_id:
        raise NotAllowed
    if not asks_reporter(publication):
        raise TransitionRefused("现在没有等您过目的公开稿。")
    remark = remark.strip() if agrees else checked_text("remark", remark, "哪里不妥，我们会修改")
    publication.preview = Preview.AGREED if agrees else Preview.OBJECTED
    publication.preview_remark = remark
    publication.version += 1
    audit.record(reporter, "publication:preview", "case", publication.case_id, {"agrees": agrees})
    emit(PreviewAnswered(publication.id, agrees))


def asks_reporter(publication: Publication) -> bool:
    """Whether the reporter was asked to read the text and has not answered."""
    return publication.status is PublicationStatus.SUBMITTED and publication.preview is Preview.ASKED


def waits_for_reporter(publication: Publication) -> bool:
    """Whether release must wait: the reporter objects, or was asked, has not answered, and the days for it are not over."""
    if publication.preview is Preview.OBJECTED:
        return True
    return publication.preview is Preview.ASKED and publication.preview_due_on is not None and clock.today() <= publication.preview_due_on


def why_not_release(publication: Publication, actor: Actor) -> str:
    """Why this person cannot release the text now, in a sentence; empty when nothing but the policy stands in the way."""
    if publication.was_written_by(actor.id):
        return "起草人不能审核自己的公示稿，请由另一位审核员办理。"
    if publication.case.status is not Status.CLOSED:
        return f"这件办件现在是“{publication.case.status.label}”，再次办结以前不能公开。"
    if publication.preview is Preview.OBJECTED:
        return "反映人对公开稿有意见，请退回修改。"
    return "还在等反映人过目，暂时不能公开。" if waits_for_reporter(publication) else ""


def release(publication: Publication, actor: Actor) -> None:
    """A second person publishes the text; everything is checked once more. An older text of a reopened case gives way to it."""
    row = _review(publication, actor, PublicationAction.RELEASE)
    reason = why_not_release(publication, actor)
    if reason:
        raise TransitionRefused(reason)
    _refuse_open_findings(publication)
    for older in queries.list_released(publication.case_id):
        supersede(older)
    publication.reviewer_id, publication.released_at = actor.id, clock.now()
    publication.ends_on = last_day_shown()
    _enter(publication, row.target)
    flush()
    words = " ".join(
        [publication.title, publication.respondent_name, publication.department.name, *(text for _, _, text in publication.sections)]
    )
    for term in sorted(bigrams(words)):
        add(PublicationTerm(term=term, publication_id=publication.id))
    _log(publication, actor, PublicationAction.RELEASE)


def last_day_shown() -> date:
    """The last local day on which a text released today is shown."""
    return due_date(clock.today(), SHOWN_DAYS, Unit.NATURAL, deadlines.calendar()).on


def give_back(publication: Publication, actor: Actor, reason: str) -> None:
    """The second person wants changes; the words they saw are kept, so that the next version can be compared."""
    row = _review(publication, actor, PublicationAction.GIVE_BACK)
    publication.refusal = checked_text("reason", reason, "退回的理由")
    publication.seen_before = {name: getattr(publication, name) for name, _, _, _ in PARTS}
    _enter(publication, row.target)
    _log(publication, actor, PublicationAction.GIVE_BACK)


def refuse(publication: Publication, actor: Actor, reason: str) -> None:
    """The second person decides that nothing is published about this case."""
    row = _review(publication, actor, PublicationAction.REFUSE)
    publication.refusal = checked_text("reason", reason, "不予公开的理由")
    publication.reviewer_id = actor.id
    _enter(publication, row.target)
    _log(publication, actor, PublicationAction.REFUSE)


def withdraw(publication: Publication, actor: Actor, reason: str) -> None:
    """Take a released text off the page; the notice with the reason stays (410)."""
    row = _may(publication, actor, PublicationAction.WITHDRAW)
    reason = checked_text("reason", reason, "撤下的理由，会公开显示", 4)
    found = redaction.find(reason, known_values(publication.case))
    if found:
        raise RuleBroken("reason", f"理由里有“{found[0].text}”（{found[0].label.label}），会公开显示，请去掉。")
    _take_off(publication, row.target, reason)
    _log(publication, actor, PublicationAction.WITHDRAW)


def supersede(publication: Publication) -> None:
    """A newer text about the same case takes the place of this one."""
    row = check(PublicationAction.SUPERSEDE, publication.status)
    _take_off(publication, row.target, "这件事重新办理后有了新的结果，由新的公示代替。")
    _log(publication, SYSTEM, PublicationAction.SUPERSEDE)


def cancel(publication: Publication, reason: str) -> None:
    """A text not yet released says what is true no longer: its case is being handled again."""
    row = check(PublicationAction.CANCEL, publication.status)
    publication.refusal = reason
    _enter(publication, row.target)
    _log(publication, SYSTEM, PublicationAction.CANCEL)


def end_expired(limit: int = 100) -> int:
    """End the display of texts whose time is over; returns how many."""
    over = queries.list_over(clock.today(), limit)
    for publication in over:
        row = check(PublicationAction.END, publication.status)
        _enter(publication, row.target)
        _forget_terms(publication)
        _log(publication, SYSTEM, PublicationAction.END)
    return len(over)


def _take_off(publication: Publication, target: PublicationStatus, reason: str) -> None:
    publication.withdrawal_reason, publication.withdrawn_at = reason, clock.now()
    _enter(publication, target)
    _forget_terms(publication)


def _forget_terms(publication: Publication) -> None:
    for term in queries.list_terms(publication.id):
        session.delete(term)


def _review(publication: Publication, actor: Actor, action: PublicationAction) -> PublicationTransition:
    row = _may(publication, actor, action)
    if publication.was_written_by(actor.id):
        raise NotAllowed("起草人不能审核自己的公示稿，请由另一位审核员办理。")
    return row


def _may(publication: Publication, actor: Actor, action: PublicationAction) -> PublicationTransition:
    row = check(action, publication.status)
    if row.permission is not None:
        require(actor, row.permission, publication.case)
    return row


def _enter(publication: Publication, status: PublicationStatus) -> None:
    publication.status = status
    publication.changed_at = clock.now()
    publication.version += 1


def _log(publication: Publication, actor: Actor, action: PublicationAction) -> None:
    publication.case.publication_stage = _STAGES[publication.status]
    audit.record(actor, f"publication:{action.value}", "publication", publication.public_id, {"case": publication.case_id})
    emit(PublicationStepped(publication.id, action))
