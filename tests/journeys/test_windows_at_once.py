"""Impatient fingers and two colleagues with the same case, in real windows."""

import pytest
from sqlalchemy import func, select

from portal.cases.models import Case
from portal.db import session
from tests.browser import apart
from tests.journeys import cast
from tests.journeys.reporting import file_report, fill_in_all_pages, shown_code

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def cases():
    """How many cases there are."""
    with apart():
        return session.scalar(select(func.count()).select_from(Case))


def test_a_double_click_on_submit_makes_one_case(served, visit, scripts):
    company = visit(scripts=scripts)
    fill_in_all_pages(company)
    company.page.get_by_role("button", name="提交反映", exact=True).dblclick()
    company.page.wait_for_url("**/report/done")
    code = shown_code(company.look())
    assert cases() == 1
    company.page.go_back()
    company.page.goto("/report/done")
    assert shown_code(company.look()) == code and cases() == 1


def test_of_two_officers_one_wins_and_the_other_keeps_the_text(served, visit, scripts):
    people = cast.staff()
    file_report(visit(scripts=scripts))
    first = visit(scripts=scripts).sign_in(people["officer"].username, people["officer"].secret)
    second = visit(scripts=scripts).sign_in(people["colleague"].username, people["colleague"].secret)
    for window in (first, second):
        window.open("/desk/cases").follow("拖欠款项")
    second.follow("要求补正").fill(wanted="请补充竣工验收单的盖章页。")
    first.press("受理")
    second.press("要求补正", status=409).sees("请补充竣工验收单的盖章页")
    first.open("/desk/cases").follow("拖欠款项").sees("办理中")


def test_leaving_quickly_leaves_nothing_behind(served, visit, scripts):
    company = visit(scripts=scripts)
    file_report(company)
    company.open("/report/done")
    company.page.route("**/*", lambda route: route.continue_())
    answer = company.context.request.get("/leave", max_redirects=0)
    assert answer.status in {302, 303}
    company.open("/report/done")
    assert company.page.locator(".panel-digits").count() == 0
    company.open("/report/receipt", status=404)
