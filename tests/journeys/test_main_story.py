"""The main job from end to end in real Chromium, once with scripts and once without: what issue 2 promises, point by point."""

from datetime import timedelta

import pytest

from portal import clock
from portal.attachments import queries as attachments
from portal.cases import queries
from portal.cases.vocabulary import Status
from portal.publication import releasing
from tests.browser import apart
from tests.journeys import cast
from tests.journeys.reporting import come_back, file_report, letters_hold_nothing_of_the_case
from tests.journeys.serving import Served
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_report_goes_in_is_answered_and_its_outcome_is_public(served, visit, scripts, tmp_path):
    people = cast.staff()
    company = visit(scripts=scripts, width=375)

    # 1. The company files its complaint with two files, and gets a code, a number, a receipt and a silent mail.
    code, number = file_report(company, *cast.evidence(tmp_path))
    company.sees(number, "区财政局审查", "被反映的单位看不到这件反映")
    company.follow("打印回执").sees(number, "查询联（请保密）", "校验码")
    served.work()
    assert [letter["To"] for letter in served.sink.letters if cast.EMAIL in str(letter["To"])] == [cast.EMAIL]
    letters_hold_nothing_of_the_case(served, code)

    # 2. The case is at 区财政局, and the desk shows why.
    officer = visit(scripts=scripts).sign_in(people["officer"].username, people["officer"].secret)
    officer.open("/desk/cases?tab=pending").sees("拖欠款项", cast.RESPONDENT, "386.5 万元").follow("拖欠款项")
    case_path = officer.page.url.removeprefix(served.url).split("?")[0]
    officer.page.get_by_text("为什么派到这里").click()
    officer.sees("政府采购", "区财政局", number)
    assert cast.COMPANY not in officer.text and cast.CONTACT not in officer.text

    # 3. Supplement, acceptance, support, note, reply, approval, closing.
    supplement(officer, company, code)
    answer(officer, case_path)
    head = visit(scripts=scripts).sign_in(people["head"].username, people["head"].secret)
    head.open(case_path).follow("审核通过并发出答复").sees("民法典").press("审核通过并发出")
    close(officer, case_path, served)

    # 4. The company reads every step and rates.
    read_and_rate(company, code)

    # 6. The author drafts the public text, a second person reviews it, a third signs it, the next month brings it out, and anybody
    # reads it without a trace of the company.
    publisher = visit(scripts=scripts).sign_in(people["publisher"].username, people["publisher"].secret)
    signer = visit(scripts=scripts).sign_in(people["signer"].username, people["signer"].secret)
    publish(officer, publisher, signer, case_path)
    with clock.pretend(served.now()):
        first = releasing.next_batch_on(clock.today())
        served.wait(int((clock.start_of(first) - clock.now()).total_seconds()) + 60)
    served.work()
    anybody = visit(scripts=scripts, width=375)
    read_outcome(anybody, number, code, served)

    # 7. The respondent and a third department get 404 by every route; so does whoever is above or below them.
    for part in ("respondent", "respondent_head", "third"):
        outsider = visit(scripts=scripts).sign_in(people[part].username, people[part].secret)
        outsider.open("/desk/cases")
        assert number not in outsider.page.content() and cast.NARRATIVE[:8] not in outsider.page.content()
        for path in case_routes(served, case_path):
            outsider.open(path, status=404)
    letters_hold_nothing_of_the_case(served, code)


def supplement(officer: Visitor, company: Visitor, code: str) -> None:
    """The officer asks for one paper, the clock stops, the company answers from the progress page, the clock runs on."""
    officer.follow("要求补正").fill(wanted="请补充竣工验收单的盖章页。").press("要求补正").sees("待补正")
    come_back(company, code).sees("请补充竣工验收单的盖章页").follow("补充材料")
    company.fill(text="盖章页已经补上，见附件。").press("提交补充材料")
    assert "办理时间从明天起继续计算" in company.banner
    company.press("退出")


def answer(officer: Visitor, case_path: str) -> None:
    """The officer accepts, brings in another department, notes, and writes the reply with a look at what will be sent."""
    officer.open(case_path).sees("盖章页已经补上").press("受理")
    assert "已受理" in officer.banner
    officer.follow("增加配合单位").fill(department=cast.SUPPORTING).press("增加配合单位").sees(f"配合：{cast.SUPPORTING}")
    officer.follow("写内部备注").fill(note="已电话联系区建委财务科，等付款台账。").press("保存").sees("等付款台账")
    officer.follow("写答复").fill(
        claim="要求支付拖欠的工程款。",
        facts="工程已经验收合格，合同约定的付款期已过。",
        basis="《中华人民共和国民法典》第五百零九条，合同第八条。",
        conclusion="情况属实，责成被反映单位限期支付。",
        remedy="如不服本答复，可以自收到之日起三十日内申请复查。",
    ).press("预览")
    officer.sees("反映人看到的就是下面的内容", "第五百零九条").press("提交审核")
    assert "等单位负责人审核" in officer.banner


def close(officer: Visitor, case_path: str, served: Served) -> None:
    """The officer closes with a finding and a promise to pay by a day."""
    due = (clock.local_date(served.now()) + timedelta(60)).isoformat()
    officer.open(case_path).follow("办结")
    officer.fill(
        finding="substantiated", measures="责成区建委分两期支付剩余工程款。", commitment="分两期付清剩余工程款", commitment_due_on=due
    )
    officer.press("办结")
    assert "已办结，认定属实" in officer.banner


def read_and_rate(company: Visitor, code: str) -> None:
    """Every step is there in plain words, nothing internal is, and two choices rate it."""
    come_back(company, code).sees("第五百零九条", "三十日内申请复查", "分两期付清剩余工程款", "谁看过", "区财政局")
    assert "付款台账" not in company.text
    company.follow("评价这次办理").fill(solved="partly", satisfaction="satisfied").press("提交评价")
    assert "谢谢您的评价" in company.banner
    company.press("退出").open("/track/case")
    assert company.heading == "查进度"


def publish(officer: Visitor, publisher: Visitor, signer: Visitor, case_path: str) -> None:
    """The officer drafts and cannot review; the publisher, who cannot open the case file, reviews and cannot sign."""
    officer.open(case_path).follow("起草公示").press("起草公示").sees("逐处处理")
    if officer.page.get_by_role("button", name="应用", exact=True).count():
        officer.press("应用")
    officer.press("提交审核")
    assert "由另一位工作人员审核" in officer.banner
    assert officer.page.get_by_role("button", name="审核通过").count() == 0
    publisher.open("/desk/publications").follow("拖欠款项问题").fill(confirmed=True).press("审核通过")
    assert publisher.page.get_by_role("button", name="签发").count() == 0
    signer.open("/desk/publications?status=reviewed").follow("拖欠款项问题").fill(confirmed=True).press("签发")
    assert "已签发" in signer.banner


def read_outcome(anybody: Visitor, number: str, code: str, served: Served) -> None:
    """The outcome is in the list and on its own page, and nothing on either leads to the reporter."""
    anybody.open("/").open("/outcomes")
    assert anybody.heading == "信用和平"
    pages = [anybody.page.content()]
    anybody.page.locator("main article a").first.click()
    anybody.look().sees("责成区建委分两期支付剩余工程款", "区财政局", "属实")
    public_path = anybody.page.url.removeprefix(served.url)
    pages.append(anybody.page.content())
    found = [secret for secret in (*cast.CANARIES, number, code, "盖章页", "验收现场") for page in pages if secret in page]
    assert not found, found
    assert number not in public_path


def case_routes(served: Served, case_path: str) -> list[str]:
    """Every address of the site that shows something of one case to staff."""
    case_id = int(case_path.rsplit("/", 1)[1])
    adapter = served.app.url_map.bind("portal")
    rules = [rule for rule in served.app.url_map.iter_rules() if "case_id" in rule.arguments and "GET" in (rule.methods or ())]
    assert len(rules) > 20
    with apart():
        token = first_file_token(case_id)
        values = {"case_id": case_id, "token": token, "number": "2026-100001", "kind": "order", "sample_id": 1}
    return [adapter.build(rule.endpoint, {name: values[name] for name in rule._converters}) for rule in rules if not rule.defaults]


def first_file_token(case_id: int) -> str:
    """The token of the first file of a case."""
    case = queries.get_case(case_id)
    assert case.status is Status.CLOSED
    return attachments.list_for("report", case.report.id)[0].token
