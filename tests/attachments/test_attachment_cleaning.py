"""What is served tells nothing of its sender and does nothing by itself."""

import io
import zipfile

import openpyxl
import openpyxl.chart
import openpyxl.comments
import openpyxl.drawing.image
import pikepdf
import pytest
from PIL import Image

from portal.attachments.clean import clean
from tests.attachments import sample_files as make


def opened(cleaned):
    return Image.open(io.BytesIO(cleaned.data))


@pytest.mark.parametrize(
    ("format_name", "name", "media_type"),
    [
        ("JPEG", "IMG_1.JPG", "image/jpeg"),
        ("PNG", "a.png", "image/png"),
        ("WEBP", "a.webp", "image/jpeg"),
        ("GIF", "a.gif", "image/png"),
    ],
)
def test_pictures_lose_camera_and_place(format_name, name, media_type):
    cleaned = clean(make.photo(format_name), name)
    picture = opened(cleaned)
    assert cleaned.media_type == media_type == Image.MIME[picture.format]
    assert (cleaned.width, cleaned.height) == picture.size == (400, 300)
    assert not dict(picture.getexif()) and not picture.getexif().get_ifd(make.GPS_TAG)
    assert make.MAKER.encode() not in cleaned.data and b"Exif" not in cleaned.data


def test_a_phone_photo_is_turned_upright_and_keeps_its_colours():
    cleaned = clean(make.photo(orientation=6), "a.jpg")
    picture = opened(cleaned).convert("RGB")
    assert picture.size == (300, 400)
    top, bottom = picture.getpixel((150, 20)), picture.getpixel((150, 380))
    assert top[2] > 200 and bottom[0] > 200


def test_an_iphone_photo_becomes_a_jpeg():
    cleaned = clean(make.heic(), "IMG_0001.HEIC")
    assert (cleaned.media_type, cleaned.extension, cleaned.width) == ("image/jpeg", "jpg", 400)
    assert not dict(opened(cleaned).getexif())


def test_a_large_photo_is_shrunk_and_a_small_one_is_not():
    assert (clean(make.photo(size=(6000, 4000)), "a.jpg").width, clean(make.photo(size=(40, 30)), "a.jpg").width) == (2560, 40)


def test_of_a_moving_picture_the_first_frame_stays():
    out = io.BytesIO()
    frames = [Image.new("P", (20, 20), colour) for colour in (0, 1, 2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert getattr(opened(clean(out.getvalue(), "a.gif")), "n_frames", 1) == 1


def test_a_pdf_neither_acts_nor_hides_nor_tells():
    cleaned = clean(make.pdf(), "合同.pdf")
    assert (cleaned.media_type, cleaned.page_count) == ("application/pdf", 2)
    with pikepdf.open(io.BytesIO(cleaned.data)) as document:
        streams = [one.read_raw_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
        flat = b"".join([*streams, *(one.unparse(resolved=True) for one in document.objects)])
        for gone in (b"JavaScript", b"OpenAction", b"/AA", b"Launch", b"cmd.exe", b"EmbeddedFile", b"payload", b"FileAttachment"):
            assert gone not in flat, gone
        assert b"Author" not in flat and b"Metadata" not in flat
        assert make.MAKER.encode() not in flat and b"Exif" not in flat
        assert "/Info" not in document.trailer
        assert b"FieldName" in flat and b"/Link" in flat
        assert pikepdf.PdfImage(document.pages[0].get_images()["/Im0"]).as_pil_image().size == (400, 300)


def test_a_pdf_that_only_forbids_printing_is_taken_and_unlocked():
    document = pikepdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="secret", user=""))
    with pikepdf.open(io.BytesIO(clean(out.getvalue(), "a.pdf").data)) as opened_pdf:
        assert not opened_pdf.is_encrypted


@pytest.mark.parametrize(("make_file", "name"), [(make.docx, "合同.docx"), (make.xlsx, "台账.xlsx")])
def test_office_files_lose_their_authors_and_keep_their_text(make_file, name):
    cleaned = clean(make_file(), name)
    assert cleaned.media_type.startswith("application/vnd.openxmlformats") and name.endswith(cleaned.extension)
    with zipfile.ZipFile(io.BytesIO(cleaned.data)) as container:
        everything = b"".join(container.read(part) for part in container.namelist())
        names = container.namelist()
    for gone in (
        b"Zhang",
        b"ZS",
        b"zhangsan",
        b"tracker.example",
        make.MAKER.encode(),
        b"Exif",
        b"00AB12CD",
        b"03:04:05",
        b"attachedTemplate",
    ):
        assert gone not in everything, gone
    assert not [one for one in names if one.startswith("docProps")]
    assert "合同正文".encode() in everything
    assert b"https://www.gov.cn/" in everything


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", ["工程款至今未付，共 14 个月。\r\n", "付款", "From: 某人\n", '{"a": 1}', "GIF89a公司"])
def test_chinese_text_of_old_machines_is_readable(text, encoding):
    assert clean(text.encode(encoding), "说明.txt").data.decode("utf-8-sig") == text


@pytest.mark.parametrize(("brand", "name", "media_type"), [(b"isom", "a.mp4", "video/mp4"), (b"M4A ", "a.m4a", "audio/mp4")])
def test_films_lose_place_and_time_and_keep_their_length(brand, name, media_type):
    source = make.mp4(brand)
    cleaned = clean(source, name)
    assert cleaned.media_type == media_type and len(cleaned.data) == len(source)
    for gone in (b"between", b"Zhang", b"SecretPhone"):
        assert gone not in cleaned.data, gone
    assert b"+39.12" not in cleaned.data and b"\xe1\xe1" not in cleaned.data and b"\xe2\xe2" not in cleaned.data
    assert b"pictures" * 50 in cleaned.data


def test_sound_loses_its_tags():
    cleaned = clean(make.mp3(), "录音.mp3")
    assert b"Zhang" not in cleaned.data and cleaned.data.startswith(b"\xff\xfb\x90\x64") and len(cleaned.data) == 8 * 417


def test_a_workbook_of_another_program_is_still_one(tmp_path):
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.lastModifiedBy = "Zhang San"
    sheet = book.active
    sheet.append(["单位", "金额"])
    sheet.append(["某某公司", 1200.5])
    sheet["B3"] = "=SUM(B2:B2)"
    sheet["A1"].comment = openpyxl.comments.Comment("核对", "Zhang San")
    sheet["A4"].hyperlink = "https://www.gov.cn/"
    (tmp_path / "p.png").write_bytes(make.photo("PNG"))
    sheet.add_image(openpyxl.drawing.image.Image(str(tmp_path / "p.png")))
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "D5")
    out = io.BytesIO()
    book.save(out)
    cleaned = clean(out.getvalue(), "台账.xlsx").data
    again = openpyxl.load_workbook(io.BytesIO(cleaned)).active
    assert [[cell.value for cell in row] for row in again["A1:B3"]] == [["单位", "金额"], ["某某公司", 1200.5], [None, "=SUM(B2:B2)"]]
    assert again["A1"].comment.text == "核对" and again["A4"].hyperlink.target == "https://www.gov.cn/"
    assert len(again._images) == len(again._charts) == 1
    with zipfile.ZipFile(io.BytesIO(cleaned)) as container:
        assert not any(b"Zhang" in container.read(part) for part in container.namelist())


def test_cleaning_twice_changes_nothing_more():
    for made, name in ((make.docx, "a.docx"), (make.xlsx, "a.xlsx"), (make.pdf, "a.pdf"), (make.mp4, "a.mp4"), (make.mp3, "a.mp3")):
        once = clean(made(), name).data
        twice = clean(once, name).data
        assert len(once) == len(twice) and (not name.endswith("x") or unpacked(once) == unpacked(twice))


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist() if not name.endswith(".jpg")}
