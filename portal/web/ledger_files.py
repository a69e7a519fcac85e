"""A sheet or a paper of the ledger as a download."""

from urllib.parse import quote

from flask import Response, make_response

from portal.documents import DOCX_TYPE, Document, docx_bytes
from portal.ledger.export import Sheet
from portal.spreadsheets import XLSX_TYPE, xlsx_bytes


def sheet_answer(sheet: Sheet, name: str) -> Response:
    """A sheet as a workbook."""
    return _answer(xlsx_bytes("工作台账", sheet.header, sheet.rows), XLSX_TYPE, f"{name}.xlsx")


def document_answer(document: Document, name: str) -> Response:
    """A paper as a Word file."""
    return _answer(docx_bytes(document), DOCX_TYPE, f"{name}.docx")


def _answer(content: bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response
