"""Drafting, checking, releasing and withdrawing public texts. Author and releaser are never the same person (domain.md §8)."""

from collections.abc import Mapping

from portal import clock
from portal.access import Actor, Reporter, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.models import Case
from portal.cases.queries import find_rating
from portal.cases.vocabulary import PublicationChoice, PublicationStage
from portal.crypto import random_token
from portal.db import add, flush, session
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit, due_date
from portal.errors import NotAllowed, RuleBroken, StalePage, TransitionRefused
from portal.publication import queries, redaction
from portal.publication.checking import check_text, known_values
from portal.publication.models import Publication, PublicationTerm
from portal.publication.vocabulary import PARTS, Preview, PublicationStatus
from portal.publication.wording import first_words
from portal.publication.workflow import TRANSITIONS, PublicationAction, PublicationTransition, check
from portal.textsearch import bigrams

PREVIEW_WORKING_DAYS = 5
SHOWN_DAYS = 365
_STAGES = {
    PublicationStatus.DRAFT: PublicationStage.DRAFTED,
    PublicationStatus.SUBMITTED: PublicationStage.SUBMITTED,
    PublicationStatus.RELEASED: PublicationStage.RELEASED,
    PublicationStatus.REFUSED: PublicationStage.REFUSED,
    PublicationStatus.WITHDRAWN: PublicationStage.WITHDRAWN,
    PublicationStatus.ENDED: PublicationStage.WITHDRAWN,
}


def draft(case: Case, actor: Actor) -> Publication:
    """Begin a public text from the structured outcome; the reporter's words are not in it. One living text per case."""
    require(actor, TRANSITIONS[PublicationAction.DRAFT].permission, case)
    if case.finding is None:
        raise TransitionRefused("办结以后才能起草公示。")
    if case.report.publication_choice is PublicationChoice.REFUSE:
        raise TransitionRefused("反映人选择不公开，这件办件只进入统计，不起草公示。")
    if queries.find_living(case.id) is not None:
        raise TransitionRefused("这件办件已有公示稿。")
    rating = find_rating(case.id)
    publication = Publication(
        public_id=random_token(9).replace("-", "a").replace("_", "b"),
        case_id=case.id,
        status=PublicationStatus.DRAFT,
        author_id=actor.id,
        drafted_at=clock.now(),
        satisfaction=rating.satisfaction if rating else None,
        is_demo=case.is_demo,
        kept={},
        **first_words(case),
    )
    add(publication)
    flush()
    _log(publication, actor, PublicationAction.DRAFT)
    return publication


def expect_version(publication: Publication, version: int) -> None:
    """Raise ``StalePage`` when the text was changed after the page was opened."""
    if publication.version != version:
        raise StalePage("这份公示稿刚刚被别人改过。您写的内容还在，请核对后再提交。")


def save(publication: Publication, actor: Actor, texts: Mapping[str, str]) -> None:
    """Keep the edited parts."""
    _may(publication, actor, PublicationAction.SAVE)
    for name, heading, needed in PARTS:
        text = texts.get(name, "").strip()
        setattr(publication, name, checked_text(name, text, heading, 4) if needed or text else "")
    publication.version += 1


def decide(publication: Publication, actor: Actor, choices: Mapping[str, tuple[redaction.Choice, str]]) -> None:
    """Carry out what was chosen per finding (key → choice, replacement or reason). Keeping needs a reason; what comes from the
    reporter's identity cannot be kept."""
    _may(publication, actor, PublicationAction.SAVE)
    found = check_text(publication)
    kept = dict(publication.kept or {})
    for name, _, _ in PARTS:
        decisions = [
            redaction.Decision(each.finding.start, each.finding.end, each.finding.label, *_carried_out(each.finding, *choices[each.key]))
            for each in found
            if each.part == name and each.key in choices and choices[each.key][0] is not redaction.Choice.KEEP
        ]
        setattr(publication, name, redaction.apply(getattr(publication, name) or "", decisions))
    for each in found:
        if each.key in choices and choices[each.key][0] is redaction.Choice.KEEP:
            kept[each.key] = _keep_reason(each.finding, choices[each.key][1])
    publication.kept = kept
    publication.version += 1


def _carried_out(finding: redaction.Finding, choice: redaction.Choice, text: str) -> tuple[redaction.Choice, str]:
    return choice, text.strip() or finding.suggestion


def _keep_reason(finding: redaction.Finding, reason: str) -> str:
    if finding.is_direct:
        raise RuleBroken("findings", f"“{finding.label.label}”来自反映人的身份信息，不能保留。")
    if len(reason.strip()) < 2:
        raise RuleBroken("findings", f"保留“{finding.text}”要写明理由。")
    return reason.strip()


def submit(publication: Publication, actor: Actor) -> None:
    """Hand the text to a second person. Refused while a finding is undecided or points at the reporter directly."""
    row = _may(publication, actor, PublicationAction.SUBMIT)
    _refuse_open_findings(publication)
    _enter(publication, row.target)
    publication.submitted_at = clock.now()
    publication.preview, publication.preview_remark, publication.preview_due_on = Preview.NOT_ASKED, "", None
    if publication.case.report.publication_choice is PublicationChoice.PREVIEW_FIRST:
        publication.preview = Preview.ASKED
        publication.preview_due_on = due_date(clock.today(), PREVIEW_WORKING_DAYS, Unit.WORKING, deadlines.calendar()).on
    _log(publication, actor, PublicationAction.SUBMIT)


def _refuse_open_findings(publication: Publication) -> None:
    for each in check_text(publication):
        if each.blocks:
            raise RuleBroken("findings", f"“{each.heading}”里的“{each.finding.text}”（{each.finding.label.label}）还没有处理。")
    for name, _, _ in PARTS:
        text = getattr(publication, name)
        refuse_placeholders(name, text.replace("【已隐去", "").replace("】", "") if "【已隐去" in text else text)


def answer_preview(publication: Publication, reporter: Reporter, agrees: bool, remark: str) -> None:
    """The reporter has read the public text and agrees, or says what is wrong."""
    if not isinstance(reporter, Reporter) or reporter.case_id != publication.case_id:
        raise NotAllowed
    if publication.status is not PublicationStatus.SUBMITTED or publication.preview is not Preview.ASKED:
        raise TransitionRefused("现在没有等您过目的公开稿。")
    if not agrees and len(remark.strip()) < 2:
        raise RuleBroken("remark", "请写明哪里不妥，我们会修改。")
    publication.preview = Preview.AGREED if agrees else Preview.OBJECTED
    publication.preview_remark = remark.strip()
    publication.version += 1
    audit.record(reporter, "publication:preview", "case", publication.case_id, {"agrees": agrees})


def waits_for_reporter(publication: Publication) -> bool:
    """Whether release must wait: the reporter was asked, has not answered, and the days for it are not over."""
    if publication.preview is Preview.OBJECTED:
        return True
    return publication.preview is Preview.ASKED and publication.preview_due_on is not None and clock.today() <= publication.preview_due_on


def release(publication: Publication, actor: Actor) -> None:
    """A second person publishes the text; everything is checked once more."""
    row = _may(publication, actor, PublicationAction.RELEASE)
    if publication.author_id == actor.id:
        raise NotAllowed("起草人不能审核自己的公示稿，请由另一位审核员办理。")
    if waits_for_reporter(publication):
        raise TransitionRefused("反映人还没有看过公开稿或有意见，暂时不能公开。")
    _refuse_open_findings(publication)
    publication.reviewer_id, publication.released_at = actor.id, clock.now()
    publication.ends_on = due_date(clock.today(), SHOWN_DAYS, Unit.NATURAL, deadlines.calendar()).on
    _enter(publication, row.target)
    flush()
    words = " ".join(text for _, _, text in publication.parts)
    for term in sorted(bigrams(f"{words} {publication.respondent_name} {publication.department.name}")):
        add(PublicationTerm(term=term, publication_id=publication.id))
    _log(publication, actor, PublicationAction.RELEASE)


def give_back(publication: Publication, actor: Actor, reason: str) -> None:
    """The second person wants changes."""
    row = _may(publication, actor, PublicationAction.GIVE_BACK)
    publication.refusal = checked_text("reason", reason, "退回的理由")
    _enter(publication, row.target)
    _log(publication, actor, PublicationAction.GIVE_BACK)


def refuse(publication: Publication, actor: Actor, reason: str) -> None:
    """The second person decides that nothing is published about this case."""
    row = _may(publication, actor, PublicationAction.REFUSE)
    publication.refusal = checked_text("reason", reason, "不予公开的理由")
    publication.reviewer_id = actor.id if actor.id != publication.author_id else None
    _enter(publication, row.target)
    _log(publication, actor, PublicationAction.REFUSE)


def withdraw(publication: Publication, actor: Actor, reason: str) -> None:
    """Take a released text off the page; the notice with the reason stays (410)."""
    row = _may(publication, actor, PublicationAction.WITHDRAW)
    publication.withdrawal_reason = checked_text("reason", reason, "撤下的理由，会公开显示", 4)
    found = redaction.find(publication.withdrawal_reason, known_values(publication.case))
    if found:
        raise RuleBroken("reason", f"理由里有“{found[0].text}”（{found[0].label.label}），会公开显示，请去掉。")
    publication.withdrawn_at = clock.now()
    _enter(publication, row.target)
    _forget_terms(publication)
    _log(publication, actor, PublicationAction.WITHDRAW)


def end_expired(limit: int = 100) -> int:
    """End the display of texts whose time is over; returns how many."""
    over = queries.list_over(clock.today(), limit)
    for publication in over:
        _enter(publication, check(PublicationAction.END, publication.status).target)
        _forget_terms(publication)
    return len(over)


def _forget_terms(publication: Publication) -> None:
    for term in queries.list_terms(publication.id):
        session.delete(term)


def _may(publication: Publication, actor: Actor, action: PublicationAction) -> PublicationTransition:
    row = check(action, publication.status)
    if row.permission is not None:
        require(actor, row.permission, publication.case)
    return row


def _enter(publication: Publication, status: PublicationStatus) -> None:
    publication.status = status
    publication.version += 1
    publication.case.publication_stage = _STAGES[status]


def _log(publication: Publication, actor: Actor, action: PublicationAction) -> None:
    publication.case.publication_stage = _STAGES[publication.status]
    audit.record(actor, f"publication:{action.value}", "publication", publication.public_id, {"case": publication.case_id})
