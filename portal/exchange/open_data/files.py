"""A published list as a file: CSV for spreadsheets, XLSX, JSON for programs. Pure."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from portal.exchange.open_data.rows import Row
from portal.spreadsheets import XLSX_TYPE, csv_bytes, xlsx_bytes

_SAID = {True: "是", False: "否", None: ""}


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
    return xlsx_bytes("数据", titles_of(model), (_cells(row) for row in rows))


def as_json(_model: type[Row], rows: Iterable[Row]) -> bytes:
    """A list of objects with the names of the fields."""
    return json.dumps([row.model_dump() for row in rows], ensure_ascii=False, indent=1).encode("utf-8")


FORMATS: dict[str, tuple[str, Callable[[type[Row], Iterable[Row]], bytes]]] = {
    "csv": ("text/csv", as_csv),
    "xlsx": (XLSX_TYPE, as_xlsx),
    "json": ("application/json", as_json),
}
