"""The evidence files of a case: those of its reports, of its supplements, and its own."""

from portal.attachments import operations
from portal.attachments import queries as attachments
from portal.attachments.models import Attachment
from portal.cases.models import Case, Report
from portal.cases.vocabulary import Secrecy
from portal.custody import data_keys


def files_of(case: Case) -> list[Attachment]:
    """All files that belong to a case, those of the report first, each kind in the order they came."""
    reports, supplements = [("report", each.id) for each in case.reports], [("supplement", each.id) for each in case.supplements]
    return attachments.list_for_owners([*reports, *supplements, ("case", case.id)])


def find_file(case: Case, token: str) -> Attachment | None:
    """The file with this token, if it belongs to the case."""
    return next((file for file in files_of(case) if file.token == token), None)


def protect_originals(report: Report, owner_kind: str, owner_id: int) -> None:
    """Give the originals a reporter sent just now the protection of the level: they may show who sent them.

    Of a sealed report they go into custody, of an anonymous one nothing is kept but the cleaned copy and the hash.
    """
    if report.secrecy is Secrecy.SEALED and data_keys.is_ready():
        operations.put_originals_in_custody(owner_kind, owner_id)
    elif report.secrecy is Secrecy.ANONYMOUS:
        operations.destroy_originals(owner_kind, owner_id)
