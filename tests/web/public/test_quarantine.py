"""What people see of a file in which the scanner found a virus, and of the scanner itself."""

from io import BytesIO

import pytest

from portal.accounts.vocabulary import Role
from portal.attachments import queries
from portal.attachments.operations import add_file
from portal.db import transaction
from portal.web.public.report_steps import EVIDENCE
from tests import factories
from tests.attachments import sample_files, scanners
from tests.attachments.scanners import use
from tests.browser import Browser
from tests.web.public.filling import first_pages

SICK = "付款".encode() + scanners.VIRUS


@pytest.fixture
def scanner(app, monkeypatch, tmp_path):
    """A scanner that knows one virus."""
    with scanners.double(tmp_path) as server:
        use(monkeypatch, server.address)
        yield server


def test_a_sender_reads_that_a_file_is_in_quarantine_and_can_remove_it(app, heping, scanner):
    visitor = first_pages(Browser(app), "anonymous").press("继续")
    visitor.fill(file=(BytesIO(SICK), "说明.txt"), description="付款说明").press("上传这份，再加一份")
    assert "材料1.txt查出病毒" in visitor.text and "换一份没有病毒的文件" in visitor.text and "已上传" not in visitor.main
    assert "付款说明；查出病毒，已隔离封存" in visitor.main
    token = queries.find_by_id(1).token
    assert not visitor.page.xpath(f"//a[contains(@href, '{token}')]")
    visitor.open(f"/report/files/{token}", status=404)
    visitor.open(f"/report/{EVIDENCE}").press("删除材料1.txt")
    assert "查出病毒" not in visitor.main


def test_an_officer_sees_that_it_exists_and_cannot_open_it(app, scanner, sign_in_as):
    case = factories.make_case()
    with transaction():
        sick = add_file("report", case.report.id, SICK, "说明.txt")
        clean = add_file("report", case.report.id, sample_files.photo(), "a.jpg")
    sick_token, clean_token, case_id, lead = sick.token, clean.token, case.id, case.lead_department
    officer = sign_in_as(factories.make_user(Role.COORDINATOR, department=lead))
    officer.open(f"/desk/cases/{case_id}")
    assert "查出病毒，已隔离封存" in officer.main
    links = " ".join(officer.page.xpath("//a/@href"))
    assert sick_token not in links and clean_token in links
    officer.open(f"/desk/cases/{case_id}/files/{sick_token}", status=404)


def test_the_health_page_says_how_the_scanner_stands(app, scanner, sign_in_as, monkeypatch):
    with transaction():
        add_file("report", 7, SICK, "说明.txt")
    admin = sign_in_as(factories.make_user(Role.SYSTEM_ADMIN))
    assert "ClamAV 1.4.6 运行正常，0 份材料等待查毒；1 份材料查出病毒，已隔离" in admin.open("/admin/health").main
    use(monkeypatch, "unix:/nowhere")
    with transaction():
        add_file("report", 7, SICK, "说明.txt")
    assert "查毒程序连不上，1 份材料的原件等待查毒" in admin.open("/admin/health").main
    use(monkeypatch, "")
    assert "没有设置查毒程序" in admin.open("/admin/health").main
