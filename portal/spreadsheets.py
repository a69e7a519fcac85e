"""Tables for spreadsheet programs: the one way a CSV file is made, so that no cell of it can act as a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"
# Full-width forms too: a Chinese Excel takes them for the plain ones.
_STARTS_A_FORMULA = frozenset("=+-@|%\t\r\n＝＋－＠")


def harmless(value: object) -> object:
    """The value of a cell that no spreadsheet program computes: text that could start a formula gets a leading apostrophe.

    Numbers stay numbers, so a negative one can still be added up; None becomes an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = str(value).replace("\0", "")
    return "'" + text if _may_compute(text) else text


def _may_compute(text: str) -> bool:
    """Programs skip white space and invisible characters before they look for the sign, so these are skipped here."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    shown = next((char for char in text if not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc"} and char not in "'\""), "")
    return shown in _STARTS_A_FORMULA and bool(shown)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file with a header row: UTF-8 with a mark, so that Excel reads Chinese; every text cell quoted and ``harmless``."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
