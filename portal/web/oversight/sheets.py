"""Spreadsheets of the oversight area: one answer for CSV and XLSX."""

from collections.abc import Sequence

from flask import Response

from portal.errors import NotFound
from portal.spreadsheets import MEDIA_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes

KINDS = ("csv", "xlsx")
_LONGEST_TITLE = 30  # of a sheet


def check_kind(extension: str) -> None:
    """Raise ``NotFound`` for a kind of file that is not made."""
    if extension not in KINDS:
        raise NotFound("没有这种格式的文件。")


def sheet(name: str, extension: str, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Response:
    """The table as a file to keep."""
    is_csv = extension == "csv"
    content = csv_bytes(header, rows) if is_csv else xlsx_bytes(title[:_LONGEST_TITLE], header, rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{extension}"'}
    return Response(content, content_type=MEDIA_TYPE if is_csv else XLSX_TYPE, headers=headers)
