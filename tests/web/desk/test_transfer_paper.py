"""The paper that hands a tip-off to the discipline organs: what it says, that only its code opens it, and who gets it."""

import io
import re
import subprocess
from dataclasses import dataclass

import pikepdf
import pytest

from portal import jobs
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.audit.queries import list_entries
from portal.cases import queries, transfer
from portal.cases.models import Case
from portal.cases.vocabulary import ReporterKind
from portal.db import session, transaction
from portal.documents import body, is_pdf_set_up
from portal.exchange import discipline
from portal.prepared.models import PreparedFile
from portal.prepared.vocabulary import FileState
from tests import factories

WORDS = "分管负责人插手绿化工程发包，把一个工程拆成六个小合同给了同一个施工队。"
SECRETS = ("李建国", "13800138000", "someone@example.cn", "某某建设")


@pytest.fixture
def house(database):
    """A tip-off about a street office that was handed on by the coordinator."""
    lead, street = factories.make_department("区财政局"), factories.make_department("示例街道")
    coordinator = factories.make_user(Role.COORDINATOR, department=lead)
    case = factories.make_case(lead, respondent=street, narrative=WORDS, reporter_kind=ReporterKind.WITNESS)
    with transaction():
        attachments.add_file("report", case.report.id, ("施工合同的摘要。\n" * 500).encode(), "合同摘要.txt")
    factories.do_to(case, transfer.transfer, coordinator, "区纪委监委", "反映公职人员插手工程，属于纪检监察机关受理范围。")
    return case, coordinator, lead, street


@dataclass
class Kept:
    """A prepared file when its session is gone."""

    id: int
    state: FileState
    name: str
    parameters: str
    content: bytes


def made_for(browser, case_id):
    """Take the paper out; the code that was shown, and the file the worker made as it is kept."""
    browser.open("desk.show_case", case_id=case_id).follow("取出移送件").press("生成移送件")
    code = browser.page.xpath("string(//p[@class='panel-digits'])")
    jobs.prepare_files()
    file = session.query(PreparedFile).order_by(PreparedFile.id.desc()).first()
    return code, Kept(file.id, file.state, file.file_name, str(file.parameters), file.content())


def paper(case: Case) -> str:
    return re.sub(r"<[^>]+>", "|", str(body(discipline.paper_of(queries.get_case(case.id)))))


def test_the_paper_says_what_was_reported_to_whom_it_goes_and_nothing_of_the_reporter(house):
    case, *_ = house
    said = paper(case)
    for words in ("关于移送检举控告材料的函", "区纪委监委：", case.number, WORDS, "示例街道", "材料1.txt", "KB", "不得将材料转给"):
        assert words in said, words
    assert not [secret for secret in SECRETS if secret in said]
    assert "插手工程，属于纪检监察机关" not in said, "the reason stays in the house"


@pytest.mark.skipif(not is_pdf_set_up(), reason="no Pango on this machine")
def test_only_the_code_that_was_shown_once_opens_the_pdf(house, sign_in_as, tmp_path):
    case, coordinator, *_ = house
    case_id, number = case.id, case.number
    desk = sign_in_as(coordinator)
    code, file = made_for(desk, case_id)
    assert file.state is FileState.READY and file.name == f"{number}-移送件.pdf" and len(code) >= 12
    content = file.content
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    for typed in (code, code.replace("-", "")):
        with pikepdf.open(io.BytesIO(content), password=typed) as opened:
            assert opened.encryption.R == 6 and opened.pages
    written = tmp_path / "paper.pdf"
    written.write_bytes(content)
    text = subprocess.run(["pdftotext", "-upw", code, written, "-"], capture_output=True, text=True, check=True).stdout
    assert WORDS[:12] in text.replace("\n", "") and not [secret for secret in SECRETS if secret in text]
    again, other = made_for(desk, case_id)
    assert again != code and other.id != file.id, "each taking has a code of its own"
    assert code.replace("-", "") not in file.parameters + other.parameters
    assert [entry.object_id for entry in list_entries(action="case:take_transfer")] == [str(case_id)] * 2


def test_who_is_kept_from_the_case_when_the_file_is_made_gets_none(house, sign_in_as):
    case, coordinator, lead, _street = house
    case_id = case.id
    sign_in_as(coordinator).open("desk.take_transfer", case_id=case_id).press("生成移送件")
    with transaction():
        session.get_one(type(coordinator), coordinator.id).is_active = False
    jobs.prepare_files()
    assert session.query(PreparedFile).one().state is FileState.FAILED
    for role in (Role.OFFICER, Role.HEAD, Role.PUBLISHER):
        sign_in_as(factories.make_user(role, department=lead)).open("desk.take_transfer", 404, case_id=case_id)


def test_a_case_that_was_not_transferred_has_no_paper(house, sign_in_as):
    _case, coordinator, lead, street = house
    other = factories.make_case(lead, respondent=street, reporter_kind=ReporterKind.WITNESS)
    sign_in_as(coordinator).open("desk.take_transfer", 403, case_id=other.id)
