"""Filling in the report form as a person would, page by page."""

from typing import Any

from portal.cases import queries
from portal.cases.models import Case
from portal.cases.tracking import new_tracking_code, tracking_hash
from portal.db import transaction
from tests.browser import Browser

STORY = "区建委的道路改造工程去年九月就验收了，工程款拖到现在没有付，要求依法支付。"


def first_pages(browser: Browser, kind: str, **answers: Any) -> Browser:
    """Pages 1 to 4: as whom, what, which body, what happened."""
    answers = {"conduct": "arrears", "respondent_text": "区建委", "narrative": STORY, **answers}
    browser.open("/report").follow("开始填写")
    browser.fill(reporter_kind=kind).press("继续")
    browser.fill(conduct=answers["conduct"], area_key="gov_procurement").press("继续")
    browser.fill(respondent_text=answers["respondent_text"]).press("继续")
    return browser.fill(narrative=answers["narrative"]).press("继续")


def to_check(browser: Browser, kind: str = "anonymous", **answers: Any) -> Browser:
    """All pages up to the one that checks."""
    first_pages(browser, kind, **answers).press("继续").press("继续")
    if kind == "anonymous":
        return browser
    contact = {"name": "王建国", "phone": "13800138000", **answers.get("contact", {})}
    return browser.fill(**contact).press("继续")


def submit(browser: Browser, kind: str = "anonymous", **answers: Any) -> Browser:
    """A whole report; the browser is then on the page with the code."""
    return to_check(browser, kind, **answers).fill(is_truthful=True).press("提交反映")


def code_on(browser: Browser) -> str:
    """The tracking code on the page."""
    return "".join(browser.page.xpath("//*[contains(@class, 'panel-digits')]//text()")).replace("-", "").strip()


def follow_case(browser: Browser, case: Case, status: int = 200) -> Browser:
    """The progress page of a case, as its reporter sees it with the tracking code."""
    with transaction():
        code = new_tracking_code()
        queries.get_case(case.id).report.tracking_hash = tracking_hash(code)
    browser.open("/track").fill(code=code)
    return browser.press("查进度", status)
