"""网上评议 in the browser: a voice for work or for a tracking code, none for staff, results with numbers when it is over."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.db import transaction
from portal.registers.appraisals import operations, queries
from portal.registers.appraisals.vocabulary import Question
from tests import factories
from tests.browser import Browser, apart
from tests.registers import making
from tests.web.public.filling import follow_case
from tests.web.test_admission import solved

ANSWERS = {each.value: "good" for each in Question}


@pytest.fixture
def people(app):
    return making.cast()


def voice(browser, appraisal, department, **more):
    """Fill the form and press; without a known report the page with the ticket comes."""
    browser.open("public.appraise", appraisal_key=appraisal.public_id, department_id=department.id)
    return browser.fill(**{**ANSWERS, **more})


def count(appraisal):
    with apart():
        return queries.count_voices(appraisal.id)


def test_a_stranger_speaks_for_a_proof_of_work_and_never_without(app, people):
    appraisal = making.opened(people)
    browser = Browser(app)
    browser.open("/").follow("网上评议").follow(appraisal.title).follow(f"评{people.home.name}")
    browser.fill(**ANSWERS).press("提交评价", 429)
    assert count(appraisal) == 0
    browser.fill(admission_proof=solved(browser)).press("提交")
    assert "已收到您对" in browser.banner and count(appraisal) == 1


def test_a_ticket_gives_one_voice_and_an_address_only_few(app, people):
    appraisal = making.opened(people)
    for number in range(7):
        browser = Browser(app)
        voice(browser, appraisal, people.home).press("提交评价", 429)
        browser.fill(admission_proof=solved(browser)).press("提交")
        assert ("已收到" in browser.banner) is (number < 5), browser.text[:300]
    assert count(appraisal) == 5 and any("太频繁" in each for each in browser.errors)


def test_a_tracking_code_gives_one_verified_voice_about_the_department_that_had_the_case(app, people):
    other = factories.make_department()
    appraisal = making.opened(people, people.home, other)
    case = factories.make_case(people.home)
    browser = Browser(app)
    follow_case(browser, case)
    voice(browser, appraisal, people.home).press("提交评价")
    assert "已收到" in browser.banner
    again = voice(browser, appraisal, people.home).press("提交评价")
    assert any("每人只有一票" in each for each in again.errors) and count(appraisal) == 1
    voice(browser, appraisal, other).press("提交评价", 429)
    browser.fill(admission_proof=solved(browser)).press("提交")
    with apart():
        voices = [*queries.list_voices(appraisal.id, people.home.id), *queries.list_voices(appraisal.id, other.id)]
    assert [each.is_verified for each in voices] == [True, False]
    assert not any(str(case.report.id) == each.mark or case.number in str(vars(each)) for each in voices)


def test_whoever_is_signed_in_as_staff_has_no_voice(app, people, sign_in_as):
    appraisal = making.opened(people)
    browser = sign_in_as(people.officer)
    voice(browser, appraisal, people.home).press("提交评价")
    assert any("群众和企业" in each for each in browser.errors) and count(appraisal) == 0


def test_every_question_needs_an_answer_and_what_was_chosen_stays(app, people):
    appraisal = making.opened(people)
    browser = Browser(app).open("public.appraise", appraisal_key=appraisal.public_id, department_id=people.home.id)
    browser.fill(promises="poor", remark="办事很快").press("提交评价")
    assert len(browser.errors) == 4 and browser.value("remark") == "办事很快"
    assert browser.page.xpath("//input[@name='promises'][@value='poor'][@checked]")


def test_results_are_shown_when_the_round_is_over_with_numbers_and_without_small_groups(app, people):
    small = factories.make_department("很少人评的单位")
    appraisal = making.opened(people, people.home, small)
    for number in range(6):
        making.said(appraisal, people.home, f"r{number}", is_verified=True, remark="说到做到。" if number == 0 else "")
    making.said(appraisal, small, "x", remark="一句还没有审核的话")
    browser = Browser(app).open(f"/appraisals/{appraisal.public_id}")
    assert "评议中" in browser.main and "100" not in browser.main
    with transaction():
        [shown] = [each for each in queries.list_waiting_remarks() if each.remark == "说到做到。"]
        operations.show_remark(shown, people.publisher, making.inspect)
    with clock.pretend(clock.now() + timedelta(days=20)):
        jobs.end_registers()
        browser.open(f"/appraisals/{appraisal.public_id}")
        assert "100.0%" in browser.main and "不满 5 人" in browser.main and "说到做到。" in browser.main
        assert "还没有审核" not in browser.main and not [each for each in browser.links() if each.startswith("评很少")]
        rows = app.test_client().get("/data/appraisals.json").get_json()
        told = {row["department"]: (row["voices"], row["speed"], row["verified"]) for row in rows}
        assert told == {people.home.name: (6, 100.0, 6), small.name: (None, None, None)}
        browser.open("public.appraise", 404, appraisal_key=appraisal.public_id, department_id=small.id)


def test_a_cancelled_round_is_gone_with_its_reason(app, people):
    appraisal = making.opened(people)
    with transaction():
        operations.cancel(queries.get_by_key(appraisal.id), people.supervisor, "名单有误，重新组织")
    answer = app.test_client().get(f"/appraisals/{appraisal.public_id}")
    assert answer.status_code == 410 and "名单有误" in answer.text
    assert appraisal.public_id not in app.test_client().get("/appraisals").text + app.test_client().get("/sitemap/registers.xml").text
