"""Tables for spreadsheet programs: the one way a CSV or XLSX file is made, so that no cell of it can act as a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPE = "text/csv; charset=utf-8"
# Full-width forms too: a Chinese Excel takes them for the plain ones.
_STARTS_A_FORMULA = frozenset("=+-@|%\t\r\n＝＋－＠")
# Characters that XML 1.0, and so a sheet, cannot hold.
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


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


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]], has_mark: bool = True) -> bytes:
    """A CSV file with a header row: UTF-8 with a mark, so that Excel reads Chinese; every text cell quoted and ``harmless``."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if has_mark else "utf-8")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet named ``title``, the bold first line fixed; text is text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in header])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, title: str) -> Any:
    head = _xlsx_cell(sheet, title)
    head.font = Font(bold=True)
    return head


def _xlsx_cell(sheet: Any, value: object) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=str(harmless(value)).translate(_NO_XML))
    cell.data_type = "s"
    return cell
