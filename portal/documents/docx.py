"""A document as DOCX, after GB/T 9704-2012, in the official typefaces; a machine without them shows its own in their place."""

import io
from functools import singledispatchmethod
from typing import Any

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from portal.documents.blocks import Block, Contents, Document, Heading, PageBreak, Paragraph, Signature, Table, is_number

_TITLE, _TEXT, _BLACK, _ITALIC = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_RED = "C8102E"
_A4 = (Mm(210), Mm(297))
_UPRIGHT = (Mm(37), Mm(26), Mm(35), Mm(28))  # top, right, bottom, left
_WIDE = (Mm(26), Mm(22), Mm(24), Mm(22))
_NO_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def docx_bytes(document: Document) -> bytes:
    """The document as a Word file: real headings, a repeated table head, page numbers at the foot, nobody named as author."""
    return _Writer(document).written()


class _Writer:
    """Puts one document's blocks into a Word file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = new_document()
        self.size, self.line = (Pt(12), Pt(20)) if document.landscape else (Pt(16), Pt(28))
        self._lay_out()
        properties = self.file.core_properties
        properties.title, properties.author, properties.comments = _clean(document.title), "", ""

    def written(self) -> bytes:
        """The file's bytes."""
        document = self.document
        if document.organ:
            self._line(document.organ, _TITLE, Pt(21 if document.has_long_organ else 30), centred=True, colour=_RED)
        if document.number:
            self._line(document.number, _TEXT, self.size, centred=True, ruled=True)
        self._line(
            "\n".join(document.title_lines()), _TITLE, Pt(18) if document.landscape else Pt(22), centred=True, style="Title", spaced=True
        )
        if document.addressee:
            self._line(f"{document.addressee}：", _TEXT, self.size)
        for block in document.blocks:
            self.put(block)
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    @singledispatchmethod
    def put(self, block: Block) -> None:
        """Write one block."""
        raise TypeError(f"no way to write {type(block).__name__}")

    @put.register
    def _heading(self, block: Heading) -> None:
        self._line(block.text, _BLACK if block.level == 1 else _ITALIC, self.size, indented=True, style=f"Heading {block.level}")

    @put.register
    def _paragraph(self, block: Paragraph) -> None:
        for text in filter(str.strip, block.text.splitlines()):
            self._line(text, _TEXT, self.size, indented=not block.flush)

    @put.register
    def _signature(self, block: Signature) -> None:
        self.file.add_paragraph()
        for text in (block.organ, block.said()):
            self._line(text, _TEXT, self.size).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    @put.register
    def _contents(self, block: Contents) -> None:
        """A field that the word processor fills with headings and pages when it is refreshed."""
        self._line(block.title, _BLACK, self.size, centred=True)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), 'TOC \\o "1-1"')
        field.set(qn("w:dirty"), "true")
        self.file.add_paragraph()._p.append(field)

    @put.register
    def _page_break(self, _block: PageBreak) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    @put.register
    def _table(self, block: Table) -> None:
        if block.caption:
            self._line(block.caption, _BLACK, self.size, centred=True)
        table = self.file.add_table(rows=0, cols=len(block.header))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        section: Any = self.file.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        widths = [round(room * share) for share in block.shares()]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for number, texts in enumerate([block.header, *block.rows]):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                self._fill(cell, text, is_head=number == 0)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def _fill(self, cell: Any, text: str, is_head: bool) -> None:
        size = Pt(10) if self.document.landscape else Pt(12)
        for number, line in enumerate(text.splitlines() or [""]):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            _write(paragraph, line, _BLACK if is_head else _TEXT, size)
            if is_head or is_number(text):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _line(
        self,
        text: str,
        typeface: str,
        size: Pt,
        *,
        style: str = "Normal",
        centred: bool = False,
        indented: bool = False,
        spaced: bool = False,
        ruled: bool = False,
        colour: str = "000000",
    ) -> Any:
        paragraph = self.file.add_paragraph(style=style)
        form = paragraph.paragraph_format
        form.space_before = form.space_after = self.line if spaced else Pt(0)
        form.line_spacing = self.line if size <= self.size else None
        if indented:
            form.first_line_indent = size * 2
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if ruled:
            _rule_below(paragraph)
        _write(paragraph, text, typeface, size, colour)
        return paragraph

    def _lay_out(self) -> None:
        section = self.file.sections[0]
        width, height = reversed(_A4) if self.document.landscape else _A4
        section.orientation = WD_ORIENT.LANDSCAPE if self.document.landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        margins = _WIDE if self.document.landscape else _UPRIGHT
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins
        section.footer_distance = Cm(2.5) if not self.document.landscape else Cm(1.2)
        for name in ("Title", "Heading 1", "Heading 2"):
            # The template's own rule below titles and its blue headings are not official style.
            for rule in self.file.styles[name].element.findall(f".//{qn('w:pBdr')}"):
                rule.getparent().remove(rule)
        _number_pages(section.footer.paragraphs[0])


def _write(paragraph: Any, text: str, typeface: str, size: Pt, colour: str = "000000") -> None:
    run = paragraph.add_run(_clean(text))
    run.font.name, run.font.size, run.font.bold, run.font.italic = typeface, size, False, False
    run.font.color.rgb = RGBColor.from_string(colour)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii", "w:cs"):
        fonts.set(qn(script), typeface)


def _clean(text: str) -> str:
    return text.translate(_NO_XML)


def _rule_below(paragraph: Any) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": "12", "space": "4", "color": _RED}.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _number_pages(paragraph: Any) -> None:
    """「— 1 —」, counted by the program that shows the file."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", "宋体", Pt(14))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    _write(paragraph, " —", "宋体", Pt(14))
