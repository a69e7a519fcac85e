"""Tables that somebody filled in (XLSX, CSV, JSON): read by their headings, checked row by row in plain words, entered all or in part."""

import csv
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Generic, TypeVar
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal import clock
from portal.db import savepoint
from portal.errors import PortalError, RuleBroken
from portal.identifiers import normalise_width
from portal.vocabulary import Labelled

MOST_ROWS = 500
MOST_COLUMNS = 40
FIRST_ROW = 2  # the first line of a table is its headings
_MOST_PARTS, _MOST_UNPACKED = 200, 30 * 1024 * 1024  # of a workbook, which is a ZIP: a small one may hide a huge table
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # what no database stores
# What readers raise for files that are not what their name says, or were made to break them; broken XML is a SyntaxError.
UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError, MemoryError, NotImplementedError),
    *(csv.Error, zlib.error, SyntaxError, BadZipFile, InvalidFileException),
)
New = TypeVar("New")
Made = TypeVar("Made")


@dataclass(frozen=True)
class FilledRow(Generic[New]):
    """A row of the file with its number there, what it would make, and everything that is wrong with it or worth a look."""

    number: int
    values: Mapping[str, str]
    new: New | None = None
    errors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_rows(data: bytes, name: str, needed: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a file by heading. Raises ``RuleBroken("file", …)`` when it cannot be read or lacks a heading of ``needed``."""
    kind = name.rsplit(".", 1)[-1].lower()
    readers = {"xlsx": _read_xlsx, "csv": _read_csv, "json": _read_json}
    if kind not in readers:
        raise RuleBroken("file", "请上传 XLSX、CSV 或者 JSON 文件，可以先下载模板。")
    try:
        rows = readers[kind](data)
    except UNREADABLE:
        raise RuleBroken("file", "文件打不开，请用模板另存一份再上传。") from None
    if not rows:
        raise RuleBroken("file", "文件里没有数据。第一行是表头，从第二行开始填。")
    if len(rows) > MOST_ROWS:
        raise RuleBroken("file", f"一次最多导入 {MOST_ROWS} 行，这个文件不止，请分成几个文件。")
    missing = [each for each in needed if each not in rows[0]]
    if missing:
        raise RuleBroken("file", f"缺少这些列：{'、'.join(missing)}。请用模板的表头。")
    return rows


def _read_xlsx(data: bytes) -> list[dict[str, str]]:
    with ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise RuleBroken("file", "文件解开以后太大。请只留要导入的那张表，另存一份再上传。")
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    return _by_heading(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True))


def _read_csv(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    return _by_heading(csv.reader(io.StringIO(text)))


def _read_json(data: bytes) -> list[dict[str, str]]:
    found = json.loads(data.decode("utf-8-sig"))
    return [{_text(name): _text(value) for name, value in islice(row.items(), MOST_COLUMNS)} for row in found[: MOST_ROWS + 1]]


def _by_heading(lines: Iterable[Iterable[Any]]) -> list[dict[str, str]]:
    """At most one row more than may be imported, so that it can be told that there are too many."""
    read = ([_text(cell) for cell in islice(line, MOST_COLUMNS)] for line in lines)
    headings = [cell.strip() for cell in next(read, [])]
    filled = (line for line in read if any(cell.strip() for cell in line))
    return [dict(zip(headings, [*line, *[""] * len(headings)], strict=False)) for line in islice(filled, MOST_ROWS + 1)]


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else _NOT_TEXT.sub("", str(value))


def cells(row: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """The cells of a row without outer blanks, in usual width, and without the apostrophe that keeps a cell from being a formula."""
    return {name: normalise_width(row.get(name, "")).strip().lstrip("'") for name in columns}


def missing(said: Mapping[str, str], needed: Sequence[str]) -> list[str]:
    """A sentence for each cell that must be filled in and is empty."""
    return [f"没有填“{name}”。" for name in needed if not said[name]]


def member(kind: type[Labelled] | Sequence[Labelled], said: Mapping[str, str], name: str, errors: list[str]) -> Any:
    """The member whose Chinese word or stored value stands in a column; None for an empty cell, and with an error for any other."""
    text = said[name]
    found = next((each for each in kind if text in {each.label, str(each.value)}), None)
    if text and found is None:
        errors.append(f"“{name}”里的“{text}”不认识，可以写：{'、'.join(each.label for each in kind)}。")
    return found


def day(said: Mapping[str, str], name: str, errors: list[str]) -> date | None:
    """The day in a column, not after today; None for an empty cell, and with an error for one that is no day."""
    text = said[name]
    if not text:
        return None
    try:
        found = date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        errors.append(f"“{name}”里的“{text}”要像 2026-09-01 这样写。")
        return None
    if found > clock.today():
        errors.append(f"“{name}”不能晚于今天。")
    return found


def length(said: Mapping[str, str], name: str, errors: list[str], most: int, least: int = 0) -> None:
    """An error when the words in a column are too few or too many; an empty cell has none."""
    number = len(said[name])
    if number > most:
        errors.append(f"“{name}”最多 {most} 个字（现在 {number} 个字）。")
    elif 0 < number < least:
        errors.append(f"“{name}”至少 {least} 个字（现在 {number} 个字）。")


def enter(rows: Sequence[FilledRow[New]], make: Callable[[New], Made]) -> tuple[list[Made], list[FilledRow[New]]]:
    """Make something of every row that is right, each in a savepoint; also gives the rows that failed after all, with the reason."""
    made: list[Made] = []
    failed: list[FilledRow[New]] = []
    for row in rows:
        if row.new is None:
            continue
        try:
            with savepoint():
                made.append(make(row.new))
        except PortalError as error:
            failed.append(FilledRow(row.number, row.values, None, (error.message,)))
    return made, failed
