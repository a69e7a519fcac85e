"""What the virus scanner says of a file, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from portal.attachments import clamd
from portal.attachments.models import ScanState
from portal.clock import now


@dataclass(frozen=True)
class Scan:
    """How a file stands: without a scanner, waiting for one, clean or infected; when, and what was found."""

    state: ScanState
    scanned_at: datetime | None = None
    signature: str = ""


def scan(data: bytes) -> Scan:
    """Ask the scanner about a file as it came. A scanner that gives no verdict leaves it pending; never raises."""
    if not clamd.is_configured():
        return Scan(ScanState.NOT_CONFIGURED)
    try:
        signature = clamd.find_virus([data])
    except clamd.ScannerDown:
        return Scan(ScanState.PENDING)
    return Scan(ScanState.INFECTED if signature else ScanState.CLEAN, now(), signature)
