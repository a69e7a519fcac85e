"""How evidence comes to a browser: as a download that can do nothing, under our name, to those who may have it."""

from io import BytesIO

import pytest

from portal.accounts.vocabulary import Role
from portal.attachments import queries
from portal.attachments.operations import add_file, destroy_originals, open_file
from portal.db import transaction
from portal.web.public.report_steps import EVIDENCE
from tests import factories
from tests.attachments import sample_files
from tests.browser import Browser
from tests.web.public.filling import first_pages


def check(answer, name):
    """The headers of a download."""
    headers = answer.headers
    assert headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Accept-Ranges"] == "none"
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    assert headers["Cache-Control"] == "no-store" and headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert int(headers["Content-Length"]) == len(answer.data)


@pytest.fixture
def officer(app, sign_in_as):
    """An officer, a case of theirs, and a file whose sender gave it a telling name."""
    case = factories.make_case()
    with transaction():
        file = add_file("report", case.report.id, sample_files.photo(), "张三的院子.html.jpg", "现场照片")
    values = (case.id, file.token, case.lead_department)
    return sign_in_as(factories.make_user(Role.COORDINATOR, department=values[2])), f"/desk/cases/{values[0]}", values[1]


def test_an_officer_gets_a_download_under_our_name(officer):
    visitor, case, token = officer
    visitor.open(f"{case}/files/{token}")
    answer = visitor._last
    check(answer, "%E6%9D%90%E6%96%991.jpg")
    assert answer.data.startswith(b"\xff\xd8") and answer.mimetype == "image/jpeg"
    assert "张三" not in str(answer.headers) and "html" not in str(answer.headers)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "asked", ["bytes=0-3", "bytes=5-", "bytes=-3", "bytes=0-0,2-2", "bytes=99999999-", "bytes=-0", "pages=1-2", "bytes=x-y"]
)
def test_a_part_that_is_asked_for_comes_as_the_whole(officer, asked):
    visitor, case, token = officer
    answer = visitor.client.get(f"{case}/files/{token}", headers={"Range": asked})
    check(answer, "%E6%9D%90%E6%96%991.jpg")
    assert answer.status_code == 200 and answer.data == open_file(queries.find_by_token(token))


def test_a_sender_gets_the_cleaned_copy_of_a_draft(app, heping):
    visitor = first_pages(Browser(app), "anonymous").press("继续")
    visitor.fill(file=(BytesIO(sample_files.pdf()), "合同.pdf")).press("上传这份，再加一份")
    token = queries.find_by_id(1).token
    visitor.open(f"/report/files/{token}")
    check(visitor._last, "%E6%9D%90%E6%96%991.pdf")
    assert b"JavaScript" not in visitor._last.data
    Browser(app).open(f"/report/files/{token}", status=404)
    visitor.open(f"/report/{EVIDENCE}")
    assert "材料1.pdf" in visitor.main and not visitor.page.xpath("//main//img")


def test_a_list_says_that_an_original_was_destroyed(officer):
    visitor, case, token = officer
    with transaction():
        destroy_originals("report", queries.find_by_token(token).owner_id)
    visitor.open(case)
    assert "现场照片；原件已按期限销毁" in visitor.main
    visitor.open(f"{case}/files/{token}")
    check(visitor._last, "%E6%9D%90%E6%96%991.jpg")
