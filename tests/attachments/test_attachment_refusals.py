"""Files that are not taken, and the sentence that says why."""

import io
import zipfile

import pytest

from portal.attachments import operations
from portal.config import settings
from portal.errors import RuleBroken
from tests.attachments import sample_files as make


def refused(data, name):
    """The sentence that refuses a file."""
    with pytest.raises(RuleBroken) as caught:
        operations.check_file(data, name)
    assert caught.value.field == "file"
    return caught.value.message


def zip_of(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["合同.jpg", "合同.pdf", "合同.docx", "合同.txt", "合同.mp3", "合同.mp4"])
def test_a_renamed_program_is_refused_under_every_name(name):
    assert "内容却不是" in refused(make.EXE, name)


@pytest.mark.parametrize("name", ["合同.pdf.exe", "照片.jpg.html", "a.svg", "a.zip", "a.html", "没有扩展名", "a.docm", ".jpg.", "a.jpg/b"])
def test_only_the_last_extension_counts(name):
    message = refused(make.photo(), name) if name != ".jpg." else refused(make.photo(), "jpg")
    assert "不能上传" in message and "PDF" in message


def test_markup_is_not_a_text_file():
    assert "内容却不是" in refused(b"<!DOCTYPE html><html><script>alert(1)</script></html>", "a.txt")
    assert "内容却不是" in refused(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a.txt")


def test_a_picture_under_the_name_of_another_kind_is_refused():
    assert "以 .png 结尾" in refused(make.photo("JPEG"), "a.png")


def test_an_empty_file_is_refused():
    assert "0 字节" in refused(b"", "合同.pdf")


def test_a_file_over_the_limit_is_refused_with_both_sizes():
    message = refused(bytes(21 * 1024 * 1024), "视频.mp4")
    assert "21 MB" in message and "不超过 20 MB" in message


def test_a_file_a_little_over_the_limit_is_not_said_to_be_as_big_as_the_limit():
    assert "略大" in refused(bytes(settings().max_file_bytes + 1), "视频.mp4")


def test_a_broken_picture_is_refused():
    whole = make.photo(size=(1600, 1200))
    assert "损坏" in refused(whole[: len(whole) // 2], "照片.jpg")
    assert "损坏" in refused(b"\x89PNG\r\n\x1a\n" + bytes(300), "照片.png")


def test_a_forty_megapixel_bomb_is_refused_and_a_large_photo_is_not():
    message = refused(make.bomb(8000, 5000), "照片.png")
    assert "8000×5000" in message and "4000 万像素" in message and "3600 万像素" in message
    assert operations.check_file(make.bomb(6000, 6000), "照片.png").cleaned.width == 2560


def test_a_picture_that_claims_a_monstrous_size_is_refused_before_it_is_decoded():
    for side in (13_000, 60_000):
        assert "3600 万像素" in refused(make.bomb(side, side, rows=10), "照片.png")


def test_a_truncated_pdf_is_refused():
    whole = make.pdf()
    for kept in (40, len(whole) // 2, len(whole) - 60):
        assert "损坏" in refused(whole[:kept], "合同.pdf")


def test_a_pdf_with_nothing_in_it_is_refused():
    assert "损坏" in refused(b"%PDF-1.7\n" + b"garbage " * 100 + b"\n%%EOF", "合同.pdf")


def test_a_locked_pdf_is_refused():
    assert "密码保护" in refused(make.pdf(password="secret"), "合同.pdf")


def test_a_locked_word_document_is_refused():
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    assert "密码保护" in refused(container + "EncryptedPackage".encode("utf-16-le") + bytes(1000), "合同.docx")
    assert "旧版" in refused(container, "合同.docx")
    assert "另存为" in refused(container, "合同.doc")


def test_a_zip_under_an_office_name_is_refused():
    assert "内容却不是" in refused(zip_of(a="b"), "合同.docx")
    assert "内容却不是" in refused(make.xlsx(), "合同.docx")


def test_macros_are_refused():
    assert "宏" in refused(make.docx({"word/vbaProject.bin": b"code"}), "合同.docx")


def test_a_word_document_that_unpacks_to_too_much_is_refused():
    assert "展开后" in refused(make.docx({"word/big.xml": bytes(210 * 1024 * 1024)}), "合同.docx")


def test_a_word_document_with_two_parts_of_one_name_is_refused():
    with zipfile.ZipFile(container := io.BytesIO(make.docx()), "a") as document:
        document.writestr("Word/Document.xml", "<other/>")
    assert "损坏" in refused(container.getvalue(), "合同.docx")


def test_a_broken_word_document_is_refused():
    whole = make.docx()
    assert "损坏" in refused(whole[: len(whole) // 2], "合同.docx")


def test_text_with_control_characters_is_refused():
    assert "内容却不是" in refused("付款".encode() + b"\x01\x02", "说明.txt")
    assert "内容却不是" in refused(b"#!/bin/sh\nrm -rf /", "说明.txt")


def test_a_cut_off_film_and_silence_are_refused():
    assert "损坏" in refused(make.mp4()[:-30], "视频.mp4")
    assert "损坏" in refused(b"ID3\x03\0\0\0\0\0\0" + b"no sound here", "录音.mp3")
