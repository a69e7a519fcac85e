"""One document comes out the same as page, DOCX and PDF, and nothing in a text can act."""

import io
import re
from datetime import date

import pikepdf
import pytest
from docx import Document as read_docx
from docx.oxml.ns import qn

from portal.documents import Document, Heading, PageBreak, Paragraph, Signature, Table, body, docx_bytes, is_pdf_set_up, pdf_bytes

HOSTILE = '<script src="http://198.51.100.7/x.js"></script><img src=file:///etc/hosts onerror=alert(1)>'
ORDER = Document(
    "督办通知单",
    (
        Paragraph("第一段。\n第二段。"),
        Heading("一、要求"),
        Table(("序号", "事项"), (("1", "付清工程款\n并书面答复"), ("2", HOSTILE)), "表一", (1, 9)),
        Signature("和平区发展改革委", date(2026, 3, 5)),
        PageBreak(),
        Paragraph("附件", flush=True),
    ),
    organ="和平区人民政府",
    number="和督〔2026〕1号",
    addressee="区财政局",
)


def test_the_page_says_every_part_in_order():
    text = re.sub(r"<[^>]+>", "|", str(body(ORDER)))
    words = [
        "和平区人民政府",
        "和督〔2026〕1号",
        "督办通知单",
        "区财政局：",
        "第一段。",
        "第二段。",
        "一、要求",
        "表一",
        "序号",
        "付清工程款",
    ]
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert "2026年3月5日" in text


def test_no_text_becomes_markup():
    assert "<script" not in body(ORDER) and "<img" not in body(ORDER)
    assert "&lt;script" in body(ORDER)


def test_the_headings_follow_the_level_of_the_title():
    found = re.findall(r"<h(\d) class=\"(official-\w+(?:-\d)?)\"", str(body(ORDER, heading_level=1)))
    assert found == [("1", "official-title"), ("2", "official-heading-1")]


def test_a_table_says_how_wide_its_columns_are():
    assert re.findall(r'<col width="([\d.]+)%">', str(body(ORDER))) == ["10.0", "90.0"]


def test_word_reads_titles_tables_and_a_head_that_repeats():
    file = read_docx(io.BytesIO(docx_bytes(ORDER)))
    said = [(paragraph.style.name, paragraph.text) for paragraph in file.paragraphs if paragraph.text]
    assert ("Title", "督办通知单") in said and ("Heading 1", "一、要求") in said and ("Normal", "第二段。") in said
    (table,) = file.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["序号", "事项"], ["1", "付清工程款\n并书面答复"], ["2", HOSTILE]]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert file.core_properties.author == ""


def test_chinese_in_word_has_an_official_typeface():
    file = read_docx(io.BytesIO(docx_bytes(ORDER)))
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in file.paragraphs for run in paragraph.runs if run.text.strip()}
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体"} <= fonts and None not in fonts


def test_word_takes_a_text_with_characters_that_xml_cannot_hold():
    file = read_docx(io.BytesIO(docx_bytes(Document("标题\x00\x0b", (Paragraph("一\x1f二"),)))))
    assert "一二" in [paragraph.text for paragraph in file.paragraphs]


@pytest.mark.skipif(not is_pdf_set_up(), reason="Pango is not on this machine")
def test_a_pdf_has_pages_of_the_size_of_a4_and_fetches_nothing():
    with pikepdf.open(io.BytesIO(pdf_bytes(ORDER))) as file:
        assert len(file.pages) == 2
        assert [round(float(side)) for side in file.pages[0].mediabox] == [0, 0, 595, 842]
    wide = Document("台账", (Table(("序号",), tuple((str(number),) for number in range(60))),), landscape=True)
    with pikepdf.open(io.BytesIO(pdf_bytes(wide))) as file:
        assert len(file.pages) > 1
        assert [round(float(side)) for side in file.pages[0].mediabox] == [0, 0, 842, 595]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("督办通知单", ["督办通知单"]),
        ("关于办件440400-20260801-740948的督办通知单", ["关于办件440400-20260801-740948的", "督办通知单"]),
        ("关于办件440400-20260830-682844的催办函", ["关于办件440400-20260830-682844的", "催办函"]),
        ("关于市监察局(预防腐败局)逾期未办结投诉的通报", ["关于市监察局(预防腐败局)", "逾期未办结投诉的通报"]),
        ("2026年第三季度政务诚信投诉举报办理情况通报", ["2026年第三季度政务诚信", "投诉举报办理情况通报"]),
        ("A" * 60, ["A" * 60]),
    ],
)
def test_a_long_title_is_broken_between_words_and_no_character_stands_alone(title, lines):
    assert Document(title).title_lines() == lines


def test_numbers_in_tables_are_centred_and_words_are_not():
    made = body(Document("表", (Table(("单位", "率"), (("市财政局", "63.6%"), ("第1科", "—"), ("区局", "12 件"))),)))
    assert re.findall(r'class="official-figure">([^<]*)<', str(made)) == ["63.6%", "—", "12 件"]
