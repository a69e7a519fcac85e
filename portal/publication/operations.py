"""Drafting, checking, handing in, the reporter's preview, and taking public texts off the page."""

import re
from collections.abc import Mapping
from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor, Permission, Reporter, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.models import Case
from portal.cases.queries import find_rating
from portal.cases.vocabulary import PublicationChoice, Status
from portal.crypto import random_token
from portal.db import add, flush
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import due_date
from portal.errors import NotAllowed, RuleBroken, StalePage, TransitionRefused
from portal.events import emit
from portal.publication import queries, redaction, steps
from portal.publication.checking import check_text, refuse_identifying
from portal.publication.events import PreviewAnswered
from portal.publication.models import Publication
from portal.publication.vocabulary import PARTS, Preview, PublicationStatus
from portal.publication.wording import first_words, told_month
from portal.publication.workflow import PublicationAction, check
from portal.richtext import plain_text

_PREVIEW = "preview_outcome"
_HIDDEN_MARK = re.compile(r"【已隐去：[^【】]*】")


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
    steps.log(publication, actor, PublicationAction.DRAFT)
    return publication


def expect_version(publication: Publication, version: int) -> None:
    """Raise ``StalePage`` when the text was changed after the page was opened."""
    if publication.version != version:
        raise StalePage("这份公示稿刚刚被别人改过。您写的内容还在，请核对后再提交。")


def save(publication: Publication, actor: Actor, texts: Mapping[str, str]) -> None:
    """Keep the edited parts (field → text). Raises ``RuleBroken`` naming the part that is too short or too long."""
    steps.may(publication, actor, PublicationAction.SAVE)
    for name, heading, needed, longest in PARTS:
        text = plain_text(texts.get(name, "")).strip()
        if len(text) > longest:
            raise RuleBroken(name, f"{heading}最多 {longest} 个字（现在 {len(text)} 个字），请精简。")
        setattr(publication, name, checked_text(name, text, heading, 2) if needed or text else "")
    _note_writer(publication, actor)


def decide(publication: Publication, actor: Actor, choices: Mapping[str, tuple[redaction.Choice, str]]) -> None:
    """Carry out what was chosen per finding (key → choice, replacement or reason). Keeping needs a reason; what comes from the
    reporter's identity cannot be kept."""
    steps.may(publication, actor, PublicationAction.SAVE)
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
    row = steps.may(publication, actor, PublicationAction.SUBMIT)
    refuse_open_findings(publication)
    steps.enter(publication, row.target)
    publication.submitted_at, publication.received_month = clock.now(), told_month(publication.case)
    publication.preview, publication.preview_remark, publication.preview_due_on = Preview.NOT_ASKED, "", None
    if wants_preview(publication.case):
        publication.preview = Preview.ASKED
        publication.preview_due_on, publication.preview_reminded_on = preview_ends(), None
    steps.log(publication, actor, PublicationAction.SUBMIT)


def preview_ends() -> date:
    """The last day on which a reporter asked today may answer."""
    term = deadlines.limits()[_PREVIEW]
    return due_date(clock.today(), term.value, term.unit, deadlines.calendar()).on


def wants_preview(case: Case) -> bool:
    """Whether the reporter asked to read the public text first."""
    return case.report.publication_choice is PublicationChoice.PREVIEW_FIRST


def refuse_open_findings(publication: Publication) -> None:
    """Raise ``RuleBroken`` for the first finding nobody decided, or left-over blanks."""
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


def withdraw(publication: Publication, actor: Actor, reason: str) -> None:
    """Take a released text off the page; the notice with the reason stays (410)."""
    row = steps.may(publication, actor, PublicationAction.WITHDRAW)
    reason = checked_text("reason", reason, "撤下的理由，会公开显示", 4)
    refuse_identifying(publication.case, "reason", reason)
    steps.take_off(publication, row.target, reason)
    steps.log(publication, actor, PublicationAction.WITHDRAW)


def supersede(publication: Publication) -> None:
    """A newer text about the same case takes the place of this one."""
    row = check(PublicationAction.SUPERSEDE, publication.status)
    steps.take_off(publication, row.target, "这件事重新办理后有了新的结果，由新的公示代替。")
    steps.log(publication, SYSTEM, PublicationAction.SUPERSEDE)


def cancel(publication: Publication, reason: str) -> None:
    """A text not yet released says what is true no longer: its case is being handled again."""
    row = check(PublicationAction.CANCEL, publication.status)
    publication.refusal = reason
    steps.enter(publication, row.target)
    steps.log(publication, SYSTEM, PublicationAction.CANCEL)


def end_expired(limit: int = 100) -> int:
    """End the display of texts whose time is over; returns how many."""
    over = queries.list_over(clock.today(), limit)
    for publication in over:
        row = check(PublicationAction.END, publication.status)
        steps.enter(publication, row.target)
        steps.forget_terms(publication)
        steps.log(publication, SYSTEM, PublicationAction.END)
    return len(over)
