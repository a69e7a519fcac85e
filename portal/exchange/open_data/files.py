"""A published list as a file: CSV for spreadsheets, XLSX, JSON for programs. Pure."""

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from portal.exchange.open_data.rows import Row
from portal.spreadsheets import csv_bytes, harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAID = {True: "是", False: "否", None: ""}
# Characters that XML 1.0, and so a sheet, cannot hold.
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def titles_of(model: type[Row]) -> list[str]:
    """The headings of the columns, in Chinese."""
    return [field.title or name for name, field in model.model_fields.items()]


def _cells(row: Row) -> list[Any]:
    values = row.model_dump().values()
    return [_SAID[value] if isinstance(value, bool) or value is None else value for value in values]


def as_csv(model: type[Row], rows: Iterable[Row]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Chinese; no cell can act as a formula."""
    return csv_bytes(titles_of(model), (_cells(row) for row in rows))


def as_xlsx(model: type[Row], rows: Iterable[Row]) -> bytes:
    """One sheet, the first line fixed; text is text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.freeze_panes = "A2"
    heads = []
    for title in titles_of(model):
        head = WriteOnlyCell(sheet, value=title)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in _cells(row)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=str(harmless(value)).translate(_NO_XML))
    cell.data_type = "s"
    return cell


def as_json(_model: type[Row], rows: Iterable[Row]) -> bytes:
    """A list of objects with the names of the fields."""
    return json.dumps([row.model_dump() for row in rows], ensure_ascii=False, indent=1).encode("utf-8")


FORMATS: dict[str, tuple[str, Callable[[type[Row], Iterable[Row]], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": (XLSX, as_xlsx),
    "json": ("application/json", as_json),
}
