"""The evidence files of a case: those of its reports, of its supplements, and its own."""

from portal.attachments import queries as attachments
from portal.attachments.models import Attachment
from portal.cases import queries
from portal.cases.models import Case


def files_of(case: Case) -> list[Attachment]:
    """All files that belong to a case, those of the report first, each kind in the order they came."""
    owners = {
        "report": [report.id for report in case.reports],
        "supplement": [each.id for each in queries.list_supplements(case.id)],
        "case": [case.id],
    }
    found = []
    for kind, ids in owners.items():
        by_owner = attachments.list_for_many(kind, ids) if ids else {}
        found += [file for owner_id in ids for file in by_owner[str(owner_id)]]
    return found


def find_file(case: Case, token: str) -> Attachment | None:
    """The file with this token, if it belongs to the case."""
    return next((file for file in files_of(case) if file.token == token), None)
