"""Changing what is public already: proposed by whoever writes, passed by a second person, put on the page by a third, told on the page."""

from collections.abc import Mapping
from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.vocabulary import Status
from portal.db import add, flush
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication import queries, versions
from portal.publication.checking import refuse_identifying
from portal.publication.models import Publication, PublicationCorrection
from portal.publication.releasing import index
from portal.publication.rules import rules
from portal.publication.vocabulary import PARTS, CorrectionStatus, PublicationStatus
from portal.richtext import plain_text
from portal.versions.difference import Stretch, compared

_LONGEST_YEARS = 5


def why_not_propose(publication: Publication) -> str:
    """Why no correction can be proposed now, in a sentence; empty when one can."""
    if publication.status is not PublicationStatus.RELEASED:
        return "已经公开的文字才能更正。"
    if publication.case.status is not Status.CLOSED:
        return "办件正在重新办理，办结以后由新的公示代替。"
    return "已有一份更正在等审核。" if queries.find_correction(publication.id) else ""


def propose(publication: Publication, actor: Actor, texts: Mapping[str, str], what: str) -> PublicationCorrection:
    """Propose other words. Nothing that identifies anybody may be in them, but for what was kept with a reason before release."""
    require(actor, Permission.PUBLICATION_DRAFT, publication.case)
    reason = why_not_propose(publication)
    if reason:
        raise TransitionRefused(reason)
    wanted = {name: _checked(publication, name, heading, needed, longest, texts) for name, heading, needed, longest in PARTS}
    if wanted == versions.texts_of(publication):
        raise RuleBroken("title", "文字没有改动。")
    what = checked_text("what", what, "更正了什么，会公开显示", 4)
    refuse_identifying(publication.case, "what", what)
    correction = PublicationCorrection(
        publication_id=publication.id,
        status=CorrectionStatus.OPEN,
        texts=wanted,
        what=what,
        author_id=actor.id,
        made_at=clock.now(),
    )
    add(correction)
    flush()
    _record(publication, actor, "propose")
    return correction


def _checked(publication: Publication, name: str, heading: str, needed: bool, longest: int, texts: Mapping[str, str]) -> str:
    text = plain_text(texts.get(name, "")).strip()
    if len(text) > longest:
        raise RuleBroken(name, f"{heading}最多 {longest} 个字（现在 {len(text)} 个字），请精简。")
    if needed or text:
        checked_text(name, text, heading, 2)
    refuse_identifying(publication.case, name, text, publication.kept or {}, name)
    return text


def differences(publication: Publication, correction: PublicationCorrection) -> list[tuple[str, list[Stretch]]]:
    """What the correction changes, part by part, word for word."""
    pairs = [(heading, getattr(publication, name), correction.texts.get(name, "")) for name, heading, _, _ in PARTS]
    return [(heading, compared(old, new)) for heading, old, new in pairs if old != new]


def why_not_decide(correction: PublicationCorrection, actor: Actor) -> str:
    """Why this person cannot pass or apply the correction, in a sentence; empty when they can."""
    if correction.author_id == actor.id:
        return "提出更正的人不能审核和签发，请由另一位审核员办理。"
    if correction.status is CorrectionStatus.REVIEWED and correction.reviewer_id == actor.id and rules().people == 3:
        return "审核人不能签发，请由第三个人签发。"
    return ""


def decide(correction: PublicationCorrection, actor: Actor) -> None:
    """The second person passes the correction on; the third puts it on the public page, at once: what is wrong does not wait."""
    _expect(correction, actor)
    if correction.status is CorrectionStatus.OPEN:
        correction.reviewer_id, correction.status = actor.id, CorrectionStatus.REVIEWED
        _record(correction.publication, actor, "review")
    else:
        _apply(correction, actor)


def refuse(correction: PublicationCorrection, actor: Actor, reason: str) -> None:
    """The second or third person does not want the correction; the public text stays."""
    _expect(correction, actor)
    correction.refusal = checked_text("reason", reason, "不采用的理由")
    correction.status, correction.decided_at = CorrectionStatus.REFUSED, clock.now()
    _record(correction.publication, actor, "refuse")


def _expect(correction: PublicationCorrection, actor: Actor) -> None:
    require(actor, Permission.PUBLICATION_RELEASE, correction.publication.case)
    if correction.status not in {CorrectionStatus.OPEN, CorrectionStatus.REVIEWED}:
        raise TransitionRefused("这份更正已经有了决定。")
    reason = why_not_decide(correction, actor)
    if reason:
        raise NotAllowed(reason)
    if correction.publication.status is not PublicationStatus.RELEASED:
        raise TransitionRefused("这条公示已经不在公开页面上。")


def _apply(correction: PublicationCorrection, actor: Actor) -> None:
    publication = correction.publication
    for name, text in correction.texts.items():
        refuse_identifying(publication.case, "reason", text, publication.kept or {}, name)
        setattr(publication, name, text)
    correction.publisher_id, correction.status, correction.decided_at = actor.id, CorrectionStatus.APPLIED, clock.now()
    _changed(publication, actor, correction.what)
    index(publication)
    _record(publication, actor, "apply")


def change_term(publication: Publication, actor: Actor, until: date, reason: str) -> None:
    """Show the text longer or end it earlier; the reason stands in the corrections log of the page."""
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    if publication.status is not PublicationStatus.RELEASED or publication.ends_on is None:
        raise TransitionRefused("只有正在公开的公示才能改公示期。")
    today = clock.today()
    if until < today or until > today.replace(year=today.year + _LONGEST_YEARS, day=1):
        raise RuleBroken("until", f"请填从今天起 {_LONGEST_YEARS} 年以内的日子。")
    if until == publication.ends_on:
        raise RuleBroken("until", "公示期没有改动。")
    reason = checked_text("reason", reason, "改公示期的理由，会公开显示", 4)
    refuse_identifying(publication.case, "reason", reason)
    word = "延长" if until > publication.ends_on else "提前"
    publication.ends_on = until
    _changed(publication, actor, f"公示期{word}到{until.year}年{until.month}月：{reason}")
    _record(publication, actor, "term")


def _changed(publication: Publication, actor: Actor, what: str) -> None:
    publication.changed_at = clock.now()
    publication.version += 1
    versions.keep(publication, actor.id, what)


def _record(publication: Publication, actor: Actor, what: str) -> None:
    audit.record(actor, f"correction:{what}", "publication", publication.public_id, {"case": publication.case_id})
