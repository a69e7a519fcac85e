"""The evidence files of a case: those of its reports, of its supplements, and its own."""

from portal.attachments import queries as attachments
from portal.attachments.models import Attachment
from portal.cases.models import Case


def files_of(case: Case) -> list[Attachment]:
    """All files that belong to a case, those of the report first, each kind in the order they came."""
    reports, supplements = [("report", each.id) for each in case.reports], [("supplement", each.id) for each in case.supplements]
    return attachments.list_for_owners([*reports, *supplements, ("case", case.id)])


def find_file(case: Case, token: str) -> Attachment | None:
    """The file with this token, if it belongs to the case."""
    return next((file for file in files_of(case) if file.token == token), None)
