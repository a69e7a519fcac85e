"""Hostile files: each is refused with a sentence, or taken with what is hostile in it gone."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from portal.attachments import operations
from portal.attachments.sniff import KINDS, extension_of
from portal.db import transaction
from portal.errors import RuleBroken
from tests.attachments import sample_files as make
from tests.attachments.corpus import CANARY, EMPTY, WORD, documents, names, papers, pictures, recordings

CASES = {**pictures.CASES, **recordings.CASES, **papers.CASES, **documents.CASES, **names.CASES}
CONTENTS = {
    "jpg": make.photo, "png": lambda: make.photo("PNG"), "gif": lambda: make.photo("GIF"), "webp": lambda: make.photo("WEBP"),
    "heic": make.heic,
    "pdf": make.pdf, "docx": make.docx, "xlsx": make.xlsx, "mp3": make.mp3, "mp4": make.mp4, "exe": lambda: make.EXE,
    "zip": lambda: make.zipped({"a": b"b"}), "html": lambda: b"<!doctype html><p>x", "zeros": lambda: bytes(5000),
}  # fmt: skip
EXTENSIONS = ["jpg", "png", "gif", "webp", "heic", "pdf", "docx", "xlsx", "txt", "mp3", "m4a", "mp4"]
WRONG = [
    (content, extension)
    for content in CONTENTS
    for extension in EXTENSIONS
    if content != extension and (content, extension) != ("mp4", "m4a")
]


@pytest.fixture(autouse=True)
def house(database):
    """Settings of this test alone."""


def everything_in(data):
    """All that a reader could find in a cleaned copy, in every packing and spelling."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            found += [part.filename.encode() + container.read(part) + part.comment for part in container.infolist()] + [container.comment]
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            found += [one.unparse(resolved=True) for one in document.objects]
            found += [one.read_raw_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
            found.append(document.trailer.unparse())
    elif data.startswith((b"\xff\xd8", b"\x89PNG")):
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            found.append(repr(picture.info).encode())
    return b"\n".join(found)


@pytest.mark.same_queries
@pytest.mark.parametrize("what", CASES)
def test_a_hostile_file_is_refused_or_made_harmless(what):
    name, made, sentence = CASES[what]
    data = made()
    try:
        cleaned = operations.check_file(data, name).cleaned
    except RuleBroken as refusal:
        assert sentence and sentence in refusal.message and refusal.field == "file", refusal.message
        return
    assert not sentence, "was taken"
    everything = everything_in(cleaned.data)
    for spelling in (CANARY, WORD.encode("utf-16-le"), WORD.encode("utf-16-be"), CANARY.hex().encode(), CANARY.hex().upper().encode()):
        assert spelling not in everything
    assert cleaned.extension in {extension for kind in KINDS for extension in kind.extensions}
    assert "html" not in cleaned.media_type and "svg" not in cleaned.media_type


def test_there_are_enough_of_them():
    assert len(CASES) >= 300 and sum(1 for _name, _made, sentence in CASES.values() if not sentence) >= 120


@pytest.mark.same_queries
@pytest.mark.parametrize(("content", "extension"), WRONG, ids=lambda value: value)
def test_a_file_under_the_name_of_another_kind_is_refused(content, extension):
    with pytest.raises(RuleBroken, match="内容却不是|损坏"):
        operations.check_file(CONTENTS[content](), f"材料.{extension}")


@pytest.mark.same_queries
@pytest.mark.parametrize("extension", EXTENSIONS)
def test_no_file_is_empty(extension):
    with pytest.raises(RuleBroken, match=EMPTY):
        operations.check_file(b"", f"材料.{extension}")


@pytest.mark.same_queries
@pytest.mark.parametrize("name", names.TAKEN)
def test_whatever_a_file_was_called_it_is_stored_and_served_under_our_name(name, fresh_store):
    with transaction():
        kept = operations.add_file("draft", "1", make.photo(), name)
    assert kept.display_name == "材料1.jpg" and len(operations.original_name(kept)) <= operations.MAX_NAME
    assert extension_of(operations.original_name(kept)) in {"jpg", "jpeg", "jfif"}
    assert not set(operations.original_name(kept)) & set("/\\\0\r\n\u202e\u200e")
    stored = [path for path in (fresh_store / "evidence").rglob("*") if path.is_file()]
    assert len(stored) == 2 and all(set(path.name) <= set("0123456789abcdef") for path in stored)


def test_links_to_pages_and_ordinary_formulas_stay():
    word = everything_in(operations.check_file(make.docx(), "a.docx").cleaned.data)
    assert b"https://www.gov.cn/" in word and "合同正文".encode() in word
    cells = '<c r="B1"><f>SUM(C1:C9)*2</f><v>4</v></c>'
    assert b"SUM(C1:C9)*2" in everything_in(operations.check_file(make.xlsx(cells=cells), "a.xlsx").cleaned.data)
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://www.gov.cn/"))
    assert b"https://www.gov.cn/" in everything_in(operations.check_file(papers.annotated(A=link)(), "a.pdf").cleaned.data)
