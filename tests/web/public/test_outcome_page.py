"""The page of one outcome: what it tells, what it must never tell, and how it ends."""

import io
import re
from datetime import date

import pytest

from portal import clock
from portal.attachments import operations as attachments
from portal.cases import handling, replying, reporting
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import PublicationChoice, Satisfaction, Solved
from portal.db import transaction
from portal.publication import operations
from tests.attachments import sample_files
from tests.publication import stories

NOBODY_MAY_READ = Identity(
    name="慕容金丝雀",
    phone="13911122233",
    email="canary-7f@mail.example",
    organisation="天津金丝雀测绘有限公司",
    credit_code="91120101MA05ABCD1Q",
)


@pytest.fixture
def people(app):
    return stories.cast()


def canaries(case, receipt_code):
    """Every value that could lead to the reporter, as a person or a machine would write it."""
    days = [date(2026, 8, 3), date(2026, 8, 4), date(2026, 9, 8), date(2026, 10, 12), date(2025, 6, 13), date(2027, 3, 31)]
    plain = [
        NOBODY_MAY_READ.name,
        "金丝雀",
        NOBODY_MAY_READ.phone,
        "139 1112",
        NOBODY_MAY_READ.email,
        NOBODY_MAY_READ.credit_code,
        case.number,
    ]
    plain += [
        receipt_code,
        receipt_code[:4] + " " + receipt_code[4:8],
        "验收单-金丝雀",
        "乙方催款函",
        stories.NARRATIVE[:10],
        "内部只有我们知道",
        "再补一份",
    ]
    for day in days:
        plain += [f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y年%m月%d日"), f"{day.month}月{day.day}日"]
    return plain


def whole_story(people):
    """A case with everything a case can hold, up to release; returns it with its text and the tracking code."""
    receipt = stories.filed(
        people, identity=NOBODY_MAY_READ, choice=PublicationChoice.PREVIEW_FIRST, contract_on=date(2025, 6, 13), amount_fen=32_600_000
    )
    reporter = stories.closed(people, receipt)
    with transaction():
        attachments.add_file("report", reporter.report_id, io.BytesIO(sample_files.pdf()), "验收单-金丝雀.pdf", "乙方催款函")
    with clock.pretend(stories.at(2026, 10, 12)):
        stories.act(reporter.case_id, handling.note, people.officer, "内部只有我们知道")
        publication = stories.submitted(people, reporter)
        stories.change(publication, operations.answer_preview, reporter, True, "我是慕容金丝雀，可以公开")
        stories.act(reporter.case_id, reporting.rate, reporter, Solved.YES, Satisfaction.SATISFIED, "乙方催款函有用", False)
        publication = stories.release(publication, people)
    return cases.get_case(reporter.case_id), publication, receipt.tracking_code


def test_nothing_public_holds_anything_of_the_reporter(browser, people):
    case, publication, code = whole_story(people)
    paths = [
        "/",
        "/outcomes",
        "/outcomes?keyword=拖欠款项",
        "/outcomes.atom",
        f"/outcomes/{publication.public_id}",
        "/sitemap",
        "/outcomes?sort=longest",
    ]
    for path in paths:
        answer = browser.client.get(path, headers={"Accept": "*/*"})
        assert answer.status_code in {200, 404}, path
        body = answer.get_data(as_text=True) + str(answer.headers)
        found = [word for word in canaries(case, code) if word in body]
        assert not found, f"{path} tells {found}"


def test_none_of_it_can_be_searched_for(browser, people):
    case, _publication, _code = whole_story(people)
    for word in (NOBODY_MAY_READ.name, "金丝雀", NOBODY_MAY_READ.phone, case.number, "乙方催款函"):
        assert "没有符合条件" in browser.open(f"/outcomes?keyword={word}").main


def test_the_page_tells_the_outcome_in_months(browser, people):
    _case, publication, _code = whole_story(people)
    browser.open("public.outcome", public_id=publication.public_id)
    assert browser.heading == publication.title
    for words in (
        "区建委",
        "区财政局",
        "属实",
        "超期",
        "30 天",  # arrears to an enterprise: 保障中小企业款项支付条例 25
        "2026年9月答复",
        "2027年3月前",
        "承诺履行中",
        "满意",
        "2026年10月至2027年10月",
    ):
        assert words in browser.main, words
    assert not re.search(r"[0-9]月[0-9]+日", browser.main)
    crumbs = browser.page.xpath("//ol[@class='breadcrumb']//a/@href")
    assert crumbs == ["/", "/outcomes"]
    assert browser.page.xpath("//meta[@name='ArticleTitle']/@content") == [publication.title]
    assert publication.public_id not in case_words(publication)


def case_words(publication):
    return f"{publication.case_id} {publication.case.number}"


def test_the_preview_is_the_published_page_byte_for_byte(browser, people, sign_in_as):
    desk = sign_in_as(people.publisher)
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.submitted(people)
        preview = desk.open("publication.preview", public_id=publication.public_id).response.data
        stories.release(publication, people)
        published = browser.open("public.outcome", public_id=publication.public_id).response.data
    token = re.compile(rb'name="csrf_token" value="[^"]+"')
    assert token.sub(b"", preview) == token.sub(b"", published)


def test_a_withdrawn_page_answers_410_with_its_reason(browser, people):
    publication = stories.released(people)
    stories.change(publication, operations.withdraw, people.publisher, "部门名称写错了，更正后再公开")
    browser.open("public.outcome", 410, public_id=publication.public_id)
    assert "部门名称写错了" in browser.main
    assert publication.title not in browser.text
    assert publication.title not in browser.open("public.outcomes").text
    assert publication.public_id not in browser.client.get("/outcomes.atom").text


def test_withdrawn_means_gone_from_everything_that_was_public_and_from_kept_copies(browser, people):
    publication, stays = stories.released(people), stories.released(people)
    client, path = browser.client, f"/outcomes/{publication.public_id}"
    lists = ["/", "/outcomes", "/outcomes?keyword=拖欠款项", "/outcomes?end=1", "/outcomes.atom", "/outcomes.csv", "/outcomes.json"]
    lists += ["/data/outcomes.csv", "/data/outcomes.json", "/sitemap/outcomes-2026-09.xml", "/api/v1/outcomes"]
    every = [*lists, path, f"/api/v1{path}", "/outcomes.xlsx", "/data/outcomes.xlsx", "/data/datapackage.json"]
    for each in every:
        client.get(each)
    tags = {each: client.get(each).headers.get("ETag", "") for each in every}
    assert not [each for each in lists if publication.public_id not in client.get(each).get_data(as_text=True)]
    kept = {each: client.get(each, headers={"If-None-Match": tag}).status_code for each, tag in tags.items() if each != "/"}
    assert set(kept.values()) == {304}, kept
    stories.change(publication, operations.withdraw, people.publisher, "部门名称写错了")
    for each, tag in tags.items():
        answer = client.get(each, headers={"If-None-Match": tag})
        assert answer.status_code == (410 if path in each else 200), f"{each} answers {answer.status_code}: an old copy must not live on"
        if each not in {"/outcomes.xlsx", "/data/outcomes.xlsx"} and path not in each:
            assert publication.public_id not in answer.get_data(as_text=True), each
    assert stays.public_id in client.get("/outcomes").get_data(as_text=True)


def test_what_is_not_public_does_not_exist(browser, people):
    publication = stories.draft(people, stories.closed_case(people))
    browser.open("public.outcome", 404, public_id=publication.public_id)
    publication = stories.change(stories.settle_findings(publication, people), operations.submit, people.officer)
    browser.open("public.outcome", 404, public_id=publication.public_id)
    browser.open("public.outcome", 404, public_id="nothing-here")


def test_a_kept_promise_and_a_reopened_case_show_on_the_page(browser, people):
    reporter = stories.closed_case(people)
    publication = stories.released(people, reporter)
    with clock.pretend(stories.at(2026, 11, 3)):
        stories.act(reporter.case_id, replying.fulfil_commitment, people.officer, "付款凭证已经核对")
        browser.open("public.outcome", public_id=publication.public_id)
        assert "承诺已履行" in browser.main and "2026年11月已经履行" in browser.main
        assert "付款凭证" not in browser.main
    stories.act(reporter.case_id, replying.reopen, people.head, "事实还要再查")
    assert "该办件正在重新办理" in browser.open("public.outcome", public_id=publication.public_id).main
    assert "正在重新办理" in browser.open("public.outcomes").main


def test_a_broken_promise_stays_on_the_page_of_its_department_however_many_newer_ones_are_open(browser, people):
    broken = stories.released(people, promised_on=date(2026, 10, 31))
    for _ in range(60):
        stories.add_outcome(broken, title="更新的一条", commitment_month="2027-06", released_at=stories.at(2026, 11, 1, 0))
    with clock.pretend(stories.at(2026, 11, 2)):
        page = browser.open("public.department", department_id=broken.department_id)
    assert "过了期限还没有兑现" in page.main and broken.title in page.main


def test_a_promise_whose_month_is_over_is_said_to_be_late(browser, people):
    publication = stories.released(people, promised_on=date(2026, 10, 31))
    with clock.pretend(stories.at(2026, 10, 31)):
        assert "承诺履行中" in browser.open("public.outcome", public_id=publication.public_id).main
    with clock.pretend(stories.at(2026, 11, 1)):
        assert "承诺逾期未履行" in browser.open("public.outcome", public_id=publication.public_id).main
