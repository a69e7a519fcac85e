"""The evidence files of a case: those of its reports, of its supplements, and its own."""

from collections.abc import Sequence

from portal.attachments import queries as attachments
from portal.attachments.models import Attachment
from portal.cases import queries
from portal.cases.exchanges import SupplementRequest
from portal.cases.models import Case


def files_of(case: Case, supplements: Sequence[SupplementRequest] | None = None) -> list[Attachment]:
    """All files that belong to a case, those of the report first, each kind in the order they came.

    ``supplements`` are those of the case, where the caller has them already.
    """
    asked = queries.list_supplements(case.id) if supplements is None else supplements
    owners = [("report", report.id) for report in case.reports] + [("supplement", each.id) for each in asked] + [("case", case.id)]
    return attachments.list_for_owners(owners)


def find_file(case: Case, token: str) -> Attachment | None:
    """The file with this token, if it belongs to the case."""
    return next((file for file in files_of(case) if file.token == token), None)
