"""A document as PDF. Slow (a tenth of a second a page): for the worker and the command line, never for a request."""

from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from portal.documents.blocks import Document
from portal.documents.markup import body
from portal.errors import PortalError

_STYLE = Path(__file__).with_name("official.css")
_FRAME = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title><style>{}</style></head><body>{}</body></html>'


class PdfNotSetUp(PortalError):
    """The libraries that lay out PDF are not on this machine."""

    def __init__(self) -> None:
        super().__init__("这台服务器还没有装好生成 PDF 的组件。请系统管理员运行 apt-get install libpangoft2-1.0-0 fonts-noto-cjk。")


def is_pdf_set_up() -> bool:
    """Whether PDF can be made here."""
    return _library() is not None


def pdf_bytes(document: Document) -> bytes:
    """The document on A4 pages in the official typefaces, or what stands in for them, with page numbers. Raises ``PdfNotSetUp``."""
    library = _library()
    if library is None:
        raise PdfNotSetUp
    page = _FRAME.format(escape(document.title), _STYLE.read_text(encoding="utf-8"), body(document, heading_level=1))
    # Nothing is fetched: whatever the text says, no address in it is opened.
    fetcher = library.urls.URLFetcher(allowed_protocols=[])
    return bytes(library.HTML(string=page, url_fetcher=fetcher).write_pdf(presentational_hints=True))


@cache
def _library() -> Any:
    """The library that lays out pages, loaded on first use: it is large, and fails to load without Pango on the system."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None
