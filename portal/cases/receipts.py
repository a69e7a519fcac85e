"""What anybody can check of a receipt: that its number and its short hash belong together."""

import hmac

from portal.cases import queries
from portal.cases.models import Report
from portal.identifiers import normalise_code

_LENGTH = 12


def short_hash(receipt_hash: str) -> str:
    """The beginning of the hash, as the receipt prints it."""
    return receipt_hash[:_LENGTH]


def find_genuine(case_number: str, printed: str) -> Report | None:
    """The report of a true receipt; None when number and hash do not belong together, or nothing has that number."""
    report = queries.find_report_by_number("".join(case_number.split()))
    shown = normalise_code(printed).lower()
    if report is None or not hmac.compare_digest(short_hash(report.receipt_hash).encode(), shown.encode()):
        return None
    return report
