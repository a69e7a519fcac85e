"""From a refusal to rectify to a record on the public page, its objection and its repair, in real Chromium."""

from datetime import date

import pytest

from portal.accounts.vocabulary import Role
from portal.records.vocabulary import RecordConduct
from tests.journeys import cast
from tests.journeys.test_release_story import closed_case

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
REFUSAL = "现任班子不认以前签的合同，不再支付。"
FACTS = "该单位与某企业签订的工程合同已经履行完毕并验收，合同约定的尾款到期没有支付，责令整改后仍不支付。"
CORRECTED = FACTS.replace("到期没有支付", "到期后支付了一部分")
LISTS = ("/records", "/records.json", "/records.csv", "/records.atom", "/sitemap.xml")


@pytest.fixture
def people(served, visit):
    """Opens a window for a part, signed in."""
    staff = cast.staff()
    staff["other_supervisor"] = cast.hired("other_supervisor", cast.CREDIT_LEAD, Role.SUPERVISOR)  # who entered it decides nothing
    case_path = closed_case(staff)
    return case_path, lambda part: visit().sign_in(staff[part].username, staff[part].secret)


def recognised(people, tmp_path, severity):
    """The desk page of a record that stands on a refusal, and the windows of the supervisor and of who published it."""
    case_path, window = people
    supervisor = window("supervisor").open(case_path).follow("责令整改")
    supervisor.fill(department=cast.RESPONDENT, demand="请书面说明没有按期支付的原因，并在期限内支付，报送凭证。", days="5")
    order = supervisor.press("发出整改通知").heading

    accused = window("respondent").open("/desk/rectifications/received").follow(order).follow("报送整改情况")
    accused.fill(stance="declined", text=REFUSAL, pretext="政府换届").press("报送")
    supervisor.open(f"/desk/rectifications/{order}").sees(REFUSAL).follow("处理")
    supervisor.fill(outcome="refuse", reason="书面表示不支付，认定拒不整改。").press("确定")

    paper = tmp_path / "认定文书.txt"
    paper.write_text("责令整改后拒不整改的认定。\n", encoding="utf-8")
    supervisor.follow("认定失信记录").fill(number="和信认〔2026〕3号", organ="和平区发展改革委", issued_on=f"{date.today()}")
    supervisor.fill(conduct=RecordConduct.ARREARS.label, facts=FACTS, files=paper).press("录入")
    supervisor.follow("确定严重程度").fill(severity=severity, months="3", reason="按损失和影响确定").press("确定")
    supervisor.follow("提交审核").press("提交审核")
    path = supervisor.page.url
    window("publisher").open(path).follow("审核、发布").fill(outcome="review").press("确定")
    second = window("signer").open(path).follow("审核、发布").fill(outcome="publish").press("确定")
    return path, supervisor, second


def listed(served, public_path):
    """The lists of the public site in which the record stands."""
    client = served.app.test_client()
    return [path for path in LISTS[:4] if public_path.rsplit("/", 1)[1] in client.get(path).text]


def test_a_refusal_becomes_a_record_and_an_upheld_objection_corrects_it_everywhere(served, visit, people, tmp_path):
    path, _supervisor, second = recognised(people, tmp_path, "general")
    second.follow("打开公示页").sees(cast.RESPONDENT, "到期没有支付")
    public_path = second.page.url.removeprefix(served.url)
    assert listed(served, public_path) == list(LISTS[:4])

    # The unit objects with a code of its own; the mark is on the page at once.
    unit = visit(width=375).open(public_path).follow("有异议")
    unit.fill(who="unit", ground="wrong", wrong="去年十二月已经支付了一部分，有银行凭证。", name="区建委办公室", contact="022-27000000")
    unit.press("继续").press("提交异议").sees("查询码")
    visit().open(public_path).sees("异议处理中")

    second.open(path).follow("更正").fill(facts=CORRECTED, what="更正了支付的情况。").press("更正")
    second.open("/desk/record-requests").follow(cast.RESPONDENT)
    second.fill(outcome="corrected", reasons="银行凭证表明支付过一部分。").press("办结异议")
    anybody = visit().open(public_path).sees("到期后支付了一部分", "更正了支付的情况")
    assert "异议处理中" not in anybody.text and "022-27000000" not in anybody.page.content()
    client = served.app.test_client()
    assert CORRECTED in client.get("/records.json").text and FACTS not in client.get("/records.json").text


def test_a_repaired_record_takes_its_sanctions_along(served, visit, people, tmp_path):
    path, supervisor, second = recognised(people, tmp_path, "minor")
    public_path = second.follow("打开公示页").page.url.removeprefix(served.url)
    supervisor.open(path).follow("实施惩戒").fill(kind="取消评选评优资格", lifted_by_organ="区发展改革委").press("实施")
    supervisor.sees("实施中")

    proof = tmp_path / "付款凭证.txt"
    proof.write_text("尾款已经全部支付。\n", encoding="utf-8")
    unit = visit(width=375).open(public_path).follow("申请信用修复")
    unit.fill(fulfilled="尾款和利息已经在本月全部支付。", files=proof, promises=True, name="区建委办公室", contact="022-27000000")
    unit.press("继续").press("提交申请").sees("查询码")

    _case_path, window = people
    other = window("other_supervisor").open("/desk/record-requests").follow(cast.RESPONDENT).press("是本单位申请，公开信用承诺")
    visit().open(public_path).sees("公开承诺")
    other.fill(outcome="granted", reasons="款项已经付清。").press("决定")
    supervisor.open(path).sees("信用已修复")
    assert "实施中" not in supervisor.text
    assert listed(served, public_path) == []
    visit().open(public_path, status=410)
