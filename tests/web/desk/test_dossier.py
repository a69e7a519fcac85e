"""The whole file on paper: all that belongs to the case, never who reported it, and written down each time."""

import io

import pikepdf
import pytest
from sqlalchemy import func, select

from portal import jobs
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.cases import queries
from portal.cases.lists import dossier
from portal.cases.vocabulary import Status
from portal.db import session
from portal.documents import is_pdf_set_up
from portal.prepared import queries as prepared
from portal.prepared.vocabulary import FileState
from tests import factories


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    return lead, officer, head, factories.case_in(Status.CLOSED, lead, officer, head)


def prints():
    """How often a file was taken out on paper, by the log."""
    return session.scalar(select(func.count()).where(AuditEntry.action == "list:print"))


def test_the_page_tells_the_whole_case_and_never_the_reporter_and_is_written_down(house, sign_in_as):
    lead, officer, _head, case = house
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id).follow("打印卷宗")
    for words in (
        "一、基本情况",
        case.number,
        case.report.narrative,
        "责成分期支付",
        "分三期付清",
        "三十日内可以申请复查",
        "附件目录",
        "身份由平台密封保管",
    ):
        assert words in desk.main, words
    assert [link.text_content() for link in desk.page.xpath("//nav[@aria-label='目录']//a")][0] == "一、基本情况"
    content = desk.response.get_data(as_text=True)
    assert not [secret for secret in ("李建国", "13800138000", "someone@example.cn", "某某建设") if secret in content]
    assert prints() == 1
    sign_in_as(factories.make_user(Role.OFFICER)).open("desk.show_dossier", case_id=case.id, status=404)
    assert prints() == 1


def test_the_files_of_chosen_cases_become_one_pdf_of_what_may_be_seen_when_it_is_made(house, sign_in_as):
    lead, officer, _head, case = house
    other, hidden = factories.make_case(lead), factories.make_case(factories.make_department())
    desk = sign_in_as(officer).open("desk.print_cases", case=[case.id, other.id, hidden.id])
    assert case.number in desk.main and other.number in desk.main and hidden.number not in desk.main
    desk.press("把这 2 件的卷宗生成一个 PDF")
    assert "卷宗，2 件" in desk.main and prints() == 2
    jobs.prepare_files()
    file = prepared.list_own(officer.id, 1)[0]
    if not is_pdf_set_up():
        assert file.state is FileState.FAILED
        return
    pages = pikepdf.open(io.BytesIO(file.content())).pages
    assert len(pages) >= 3
    text = str(dossier.bound([queries.get_file(officer, each.id) for each in (case, other)], officer))
    assert case.number in text and other.number in text and "李建国" not in text
