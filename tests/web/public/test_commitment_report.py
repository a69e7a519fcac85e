"""「这条承诺没有兑现」: unit, kind and commitment are filled in, what happened is the reporter's to say; an id alone is in the address."""

import pytest

from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.vocabulary import Conduct
from portal.db import session
from portal.registers.vocabulary import Kind
from tests.browser import Browser
from tests.registers import making


@pytest.fixture
def entry(app, heping):
    people = making.cast()
    return making.published(people, Kind.COMMITMENT)


def begin(browser, entry):
    browser.open(f"/commitments/{entry.public_id}").follow("这条承诺没有兑现")
    assert browser.url == f"/commitments/{entry.public_id}/report"
    return browser.press("开始填写")


def test_the_report_is_filled_in_and_the_case_goes_by_the_routing_table(browser, entry):
    begin(browser, entry)
    assert browser.url == "/report/1"
    browser.fill(reporter_kind="anonymous").press("继续")
    assert browser.page.xpath("//input[@name='conduct'][@value='commitment_unmet'][@checked]")
    browser.press("继续")
    assert browser.value("respondent_text") == entry.department.name
    browser.press("继续")
    text = browser.value("narrative")
    assert entry.title in text and entry.public_id in text and text.endswith("实际情况：")
    browser.press("继续")
    assert browser.errors == ["请在“实际情况：”后面写明发生了什么"]
    browser.fill(narrative=f"{text}十月递交材料，到现在四十天没有答复。").press("继续").press("继续").press("继续")
    browser.fill(is_truthful=True).press("提交反映")
    assert browser.heading == "已收到您的反映"
    case = session.query(Case).one()
    assert case.report.conduct is Conduct.COMMITMENT_UNMET and entry.title in case.report.narrative
    assert [row.department_id for row in case.respondents] == [entry.department_id]
    assert case.lead_department_id != entry.department_id and cases.get_case(case.id)


def test_the_begun_narrative_alone_cannot_be_submitted(browser, entry):
    begin(browser, entry)
    browser.fill(reporter_kind="anonymous").press("继续").press("继续").press("继续")
    assert browser.open("/report/check").url == "/report/4"


def test_opening_the_page_begins_nothing_and_an_open_draft_is_only_replaced_by_the_button(browser, entry):
    browser.open("/report").follow("开始填写").fill(reporter_kind="anonymous").press("继续")
    browser.fill(conduct="arrears").press("继续")
    browser.open(f"/commitments/{entry.public_id}/report")
    assert "会删除那一份" in browser.main
    assert browser.open("/report/2").page.xpath("//input[@value='arrears'][@checked]")
    begin(browser, entry)
    assert browser.open("/report/1").page.xpath("//input[@name='reporter_kind'][@checked]") == []


def test_of_a_withdrawn_commitment_no_report_is_begun(app, entry):
    assert Browser(app).open("/commitments/absent/report", 404).status == 404
