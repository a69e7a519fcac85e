"""What in a public text could point at the reporter, part by part, and what was decided about it."""

from dataclasses import dataclass

from portal.attachments import queries as attachments
from portal.cases.identity import known_identity
from portal.cases.models import Case
from portal.cases.vocabulary import ReporterKind
from portal.publication import redaction
from portal.publication.models import Publication
from portal.publication.vocabulary import PARTS


@dataclass(frozen=True)
class Found:
    """One finding in one part of the text. ``key`` names it in forms; ``is_kept`` that somebody decided to keep it, and why."""

    part: str
    heading: str
    finding: redaction.Finding
    keep_reason: str

    @property
    def key(self) -> str:
        """The part, the kind and the words: the same words of the same kind are decided once."""
        return keep_key(self.part, self.finding)

    @property
    def blocks(self) -> bool:
        """Whether the text cannot be submitted or released while this stands."""
        return self.finding.is_direct or not self.keep_reason


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


def check_text(publication: Publication) -> list[Found]:
    """Every finding in every part of the text as it stands now."""
    known = known_values(publication.case)
    return [
        Found(name, heading, finding, (publication.kept or {}).get(keep_key(name, finding), ""))
        for name, heading, _ in PARTS
        for finding in redaction.find(getattr(publication, name) or "", known)
    ]
