"""Files that are too large, not what they say, broken, or bombs: told in a sentence, stored nowhere, and no other word is lost."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.attachments.models import Attachment
from portal.config import settings
from portal.db import session
from tests.attachments import sample_files
from tests.browser import Browser
from tests.web.public.filling import STORY, first_pages

MEGABYTE = 1024 * 1024
BAD = {
    "21 MB": ("合同.pdf", lambda: sample_files.pdf() + bytes(21 * MEGABYTE), "20 MB"),
    "a program called a photo": ("现场.jpg", lambda: sample_files.EXE, ""),
    "a program called a PDF": ("合同.pdf", lambda: sample_files.EXE, ""),
    "a broken picture": ("现场.jpg", lambda: sample_files.photo()[:700], ""),
    "a bomb of 40 megapixels and more": ("现场.png", lambda: sample_files.bomb(9000, 5000), ""),
    "an empty file": ("现场.jpg", lambda: b"", ""),
}


@pytest.fixture
def evidence(app, heping):
    """A visitor at the page for evidence."""
    return first_pages(Browser(app), "anonymous").press("继续")


@pytest.mark.same_queries
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_told_and_costs_nothing(evidence, kind):
    name, make, words = BAD[kind]
    evidence.fill(file=(BytesIO(make()), name), description="合同的第一页").press("上传这份，再加一份")
    assert len(evidence.errors) == 1 and words in evidence.errors[0]
    assert "格式错误" not in evidence.main and "非法" not in evidence.main
    assert evidence.value("description") == "合同的第一页"
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0
    stored = settings().data_dir / "evidence"
    assert not [path for path in stored.rglob("*") if path.is_file()]
    evidence.open("/report/4")
    assert evidence.value("narrative") == STORY


def test_a_file_beyond_all_limits_gets_the_413_page_with_what_was_typed(evidence):
    big = (BytesIO(bytes(settings().max_file_bytes + 11 * MEGABYTE)), "录像.mp4")
    evidence.fill(file=big, description="施工现场的录像").press("上传这份，再加一份", status=413)
    assert "施工现场的录像" in evidence.text
    assert evidence.page.xpath("//header") and evidence.page.xpath("//h1")
