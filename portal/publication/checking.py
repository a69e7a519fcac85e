"""What in a public text could point at the reporter, part by part, and what was decided about it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from portal.attachments import queries as attachments
from portal.cases.identity import known_identity
from portal.cases.models import Case
from portal.cases.vocabulary import ReporterKind, Secrecy
from portal.errors import RuleBroken
from portal.publication import redaction
from portal.publication.models import Publication
from portal.publication.redaction.merge import merge
from portal.publication.redaction.numbers import find_numbers
from portal.publication.redaction.reading import Reading
from portal.publication.vocabulary import PARTS

_POINTS_AT_SOMEBODY = {redaction.Label.ID, redaction.Label.PHONE, redaction.Label.BANK, redaction.Label.EMAIL, redaction.Label.IM}
_SURE = 0.9
_AROUND = 12  # characters shown on either side of a finding


@dataclass(frozen=True)
class Found:
    """One finding in one part of the text. ``keep_reason`` says why somebody decided to keep it; empty when nobody did."""

    part: str
    heading: str
    finding: redaction.Finding
    keep_reason: str
    before: str = ""
    after: str = ""

    @property
    def key(self) -> str:
        """The part, the kind and the words: the same words of the same kind are decided once."""
        return keep_key(self.part, self.finding)

    @property
    def token(self) -> str:
        """The key as a short name for form fields."""
        return sha256(self.key.encode()).hexdigest()[:12]

    @property
    def blocks(self) -> bool:
        """Whether the text cannot be submitted or released while this stands."""
        return self.finding.is_direct or not self.keep_reason

    @property
    def suggested(self) -> redaction.Choice:
        """What the portal proposes: to replace where it knows by what, else to hide."""
        hidden = self.finding.suggestion == redaction.hidden_mark(self.finding.label)
        return redaction.Choice.HIDE if hidden or not self.finding.suggestion else redaction.Choice.REPLACE


@dataclass(frozen=True)
class Piece:
    """A stretch of a source text: plain (``label`` None), or found, with its kind. Direct ones come hidden already."""

    text: str
    label: redaction.Label | None = None
    is_direct: bool = False


def keep_key(part: str, finding: redaction.Finding) -> str:
    """How a decision to keep is remembered."""
    return f"{part}|{finding.label.value}|{finding.text}"


def known_values(case: Case) -> redaction.Known:
    """The identity values of the case's own reporter, for the detector alone."""
    identity = known_identity(case.report)
    organised = case.report.reporter_kind is ReporterKind.ORGANISATION
    return redaction.Known(
        name="" if organised else identity.name,
        contact_person=identity.name if organised else "",
        phone=identity.phone,
        email=identity.email,
        organisation=identity.organisation,
        credit_code=identity.credit_code,
        case_number=case.number,
        attachment_names=tuple(row.display_name for row in attachments.list_for("report", case.report.id)),
    )


def unknown_words(case: Case) -> str:
    """What to say where the portal does not know the reporter and cannot look for the name; empty where it does."""
    if known_identity(case.report).values():
        return ""
    if case.report.secrecy is Secrecy.SEALED:
        return "身份已密封，系统不掌握姓名，请特别留意。"
    if case.report.secrecy is Secrecy.ANONYMOUS:
        return "这是匿名反映，系统不掌握姓名，请特别留意能看出反映人是谁的内容。"
    return "身份信息已经销毁，系统不掌握姓名，请特别留意。"


def check_text(publication: Publication) -> list[Found]:
    """Every finding in every part of the text as it stands now."""
    known, kept = known_values(publication.case), publication.kept or {}
    return [
        Found(
            name,
            heading,
            finding,
            kept.get(keep_key(name, finding), ""),
            before=text[max(0, finding.start - _AROUND) : finding.start],
            after=text[finding.end : finding.end + _AROUND],
        )
        for name, heading, _, _ in PARTS
        for text in [getattr(publication, name) or ""]
        for finding in redaction.find(text, known)
    ]


def refuse_identifying(case: Case, field: str, text: str, kept: Collection[str] = (), part: str = "") -> None:
    """Raise ``RuleBroken`` for the first words in a public sentence that identify somebody and were not kept with a reason before."""
    for finding in redaction.find(text, known_values(case)):
        if finding.is_direct or keep_key(part, finding) not in kept:
            raise RuleBroken(field, f"这里有“{finding.text}”（{finding.label.label}），会公开显示，请去掉。")


def check_words(publication: Publication) -> list[Found]:
    """The findings as they are decided: the same words of the same kind in one part come once."""
    return list({each.key: each for each in reversed(check_text(publication))}.values())[::-1]


def pointing_words(text: str, known: redaction.Known) -> list[str]:
    """Words that may not go to a body complained of: the reporter's own values, and sure numbers and addresses of anybody."""
    found = redaction.find(text, known)
    return [each.text for each in found if each.is_direct or (each.label in _POINTS_AT_SOMEBODY and each.confidence >= _SURE)]


def without_reporter(case: Case, text: str) -> str:
    """A text for an office that may not learn who the reporter is, with × for each sign that could tell.

    Hidden are the reporter's own values in every spelling, and also doubtful numbers of anybody: that office cannot ask whose they are.
    Where the portal does not know the name, every name goes, because one of them may be it. The text keeps its length.
    """
    known = known_values(case)
    hidden = _ALWAYS_SOMEBODY | _POINTS_AT_SOMEBODY | (frozenset() if known.name or known.contact_person else _NAMES)
    for each in redaction.find(text, known):
        if each.is_direct or each.label in hidden:
            text = text[: each.start] + "×" * (each.end - each.start) + text[each.end :]
    return text


_MOBILE = frozenset({"mobile", "mobile-label"})
_CHECKED = 0.99  # a check character or the Luhn sum agrees
_OF_A_PERSON = _MOBILE | {"document-label", "account-label"}
_NUMBER_WORDS = {
    redaction.Label.ID: "身份证号或证件号",
    redaction.Label.BANK: "银行卡号或账号",
    redaction.Label.PHONE: "电话号码",
}
_NOT_ABOUT_PEOPLE = {redaction.Label.EXACT_DATE, redaction.Label.DOC_NO}
_NAMES = frozenset({redaction.Label.PERSON, redaction.Label.PERSON_TITLE})
_ALWAYS_SOMEBODY = {redaction.Label.ID, redaction.Label.BANK, redaction.Label.IM, redaction.Label.PLATE, redaction.Label.BIRTH}


def words_of_a_text(text: str) -> tuple[list[str], list[str]]:
    """For a public text with no case behind it: words that can never be public, and words that need a reason.

    Days and policy numbers say nothing of a person; an office may have its telephone and mail public, with a reason.
    """
    direct: list[str] = []
    doubtful: list[str] = []
    for each in redaction.find(text):
        if each.label in _NOT_ABOUT_PEOPLE:
            continue
        sure = each.confidence >= _SURE and (
            each.label in _ALWAYS_SOMEBODY or (each.label is redaction.Label.PHONE and each.rule in _MOBILE)
        )
        (direct if sure else doubtful).append(each.text)
    return direct, doubtful


def numbers_of_people(text: str) -> list[str]:
    """The kinds of numbers that lead to a person and seem to stand in a text, as words; much quicker than the whole detector."""
    return _kinds(each for each in _numbers(text) if each.confidence >= _SURE)


def contacts_of_people(text: str) -> list[str]:
    """Of ``numbers_of_people`` those that no office has: mobiles, documents, and accounts that are surely not the number of a contract."""
    return _kinds(each for each in _numbers(text) if each.confidence >= _CHECKED or each.rule in _OF_A_PERSON)


def _numbers(text: str) -> list[redaction.Finding]:
    return merge(find_numbers(Reading(text)), text)


def _kinds(found: Iterable[redaction.Finding]) -> list[str]:
    labels = {each.label for each in found}
    return [words for label, words in _NUMBER_WORDS.items() if label in labels]


def naming_words(text: str) -> list[str]:
    """Words in a public text about a body that name a person, a firm or a number of theirs; the dates of events may stay."""
    return [each.text for each in redaction.find(text) if each.label is not redaction.Label.EXACT_DATE]


def inspector(case: Case | None) -> Callable[[str], list[str]]:
    """The detector for a text that goes to more people than the office, with what the portal knows of the reporter of a case.

    Without a case it finds what names anybody.
    """
    if case is None:
        return naming_words
    known = known_values(case)
    return lambda text: pointing_words(text, known)


def source_texts(case: Case) -> list[tuple[str, list[Piece]]]:
    """What the public text is made from: the reply and the outcome, findings marked, the reporter's own values hidden."""
    reply, known = case.sent_reply, known_values(case)
    texts = [("处理结果和措施", case.measures), ("承诺", case.commitment)]
    if reply is not None:
        texts = [("答复：查明的事实", reply.facts), ("答复：依据", reply.basis), ("答复：结论", reply.conclusion), *texts]
    return [(heading, list(_pieces(text, known))) for heading, text in texts if text]


def _pieces(text: str, known: redaction.Known) -> Iterator[Piece]:
    position = 0
    for finding in redaction.find(text, known):
        yield Piece(text[position : finding.start])
        shown = redaction.hidden_mark(finding.label) if finding.is_direct else finding.text
        yield Piece(shown, finding.label, finding.is_direct)
        position = finding.end
    yield Piece(text[position:])
