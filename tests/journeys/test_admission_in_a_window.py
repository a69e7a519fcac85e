"""The page that asks for a little patience, in a real window: with scripts it goes on by itself, without them after a short wait."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal import clock
from portal.cases.models import Case
from portal.db import session
from portal.web import throttle
from tests.browser import apart
from tests.journeys.reporting import fill_in_all_pages, shown_code

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
FREE = throttle.Limit("report-submit", burst=10, every_seconds=120)


def test_a_report_goes_in_though_others_at_the_address_used_up_its_share(served, visit, scripts):
    company = visit(scripts=scripts)
    fill_in_all_pages(company)
    with clock.pretend(served.now()):
        for _ in range(FREE.burst):
            throttle.spend(FREE, "127.0.0.1")
    company._may_fail_with.add(429)
    if scripts:
        company.page.get_by_role("button", name="提交反映", exact=True).click()
        company.page.wait_for_url("**/report/done")
        company.look()
    else:
        company.press("提交反映", status=429)
        expect(company.page.locator("h1")).to_have_text("请稍等，再按一次“提交”")
        expect(company.page.locator("main")).to_contain_text("您写的内容都还在")
        served.wait(15)
        company.press("提交")
    assert shown_code(company)
    with apart():
        assert session.scalar(select(func.count()).select_from(Case)) == 1
