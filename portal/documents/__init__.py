"""Official papers: one model of a document, shown as a page, written as DOCX, printed as PDF."""

from portal.documents.blocks import Contents, Document, Heading, PageBreak, Paragraph, Signature, Table
from portal.documents.docx import docx_bytes
from portal.documents.markup import body
from portal.documents.pdf import PdfNotSetUp, is_pdf_set_up, pdf_bytes

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"

__all__ = [
    "DOCX_TYPE",
    "PDF_TYPE",
    "Contents",
    "Document",
    "Heading",
    "PageBreak",
    "Paragraph",
    "PdfNotSetUp",
    "Signature",
    "Table",
    "body",
    "docx_bytes",
    "is_pdf_set_up",
    "pdf_bytes",
]
