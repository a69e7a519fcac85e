"""The pages of evaluation: score, enter, object at the desk, decide, publish, and what the public reads."""

from datetime import timedelta

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.evaluation import operations, queries
from portal.evaluation.vocabulary import EvaluationStatus, Subject
from portal.supervision.periods import past_keys
from tests.bulletins.making import count, day_in, supervisors
from tests.factories import make_department, make_user
from tests.supervision.cases_of_a_year import put_cases


def test_an_evaluation_goes_from_scores_over_an_objection_to_the_public_ranking(app, sign_in_as, browser):
    year = past_keys(clock.today(), 12, 1)[0]
    one, two, small = make_department("区一局"), make_department("区二局"), make_department("区小局")
    for lead, number, late in ((one, 20, 4), (two, 12, 0), (small, 6, 0)):
        put_cases(number, lead, day_in(year), "a", late=late)
    count()
    author, second = supervisors()
    head = make_user(Role.HEAD, department=one)
    sign_in_as(author).open("oversight.list_evaluations").fill(subject="department", period=year).press("评分")
    found = queries.find_last_version(Subject.DEPARTMENT, year)
    number, score = found.id, next(each for each in found.scores if each.department_id == one.id)
    page = sign_in_as(author).open("oversight.enter_values", evaluation_id=number, indicator="manual_1")
    wrong = page.fill(**{"note": "区人大办公室通报", f"score_{score.id}": "很好"}).press("保存")
    assert "请写一个数字" in wrong.text
    wrong.fill(**{f"score_{score.id}": "90"}).press("保存")
    assert queries.get_evaluation(number).scores[1].rate_of("manual_1") == 90
    assert sign_in_as(head).client.get(f"/desk/evaluations/{score.id}").status_code == 404, "draft scores are not shown"
    sign_in_as(author).open("oversight.open_evaluation", evaluation_id=number).press("开始异议期")
    own = sign_in_as(head).open("desk.show_own_score", score_id=score.id)
    own.fill(indicator="on_time", reason="有一件办件依法中止过，不应算作超期。").press("提出异议")
    objection = queries.list_objections(number)[0]
    page = sign_in_as(second).open("oversight.decide_score_objection", objection_id=objection.id)
    page.fill(upheld="yes", corrected="85", decision="查明中止属实，予以改正。").press("提交决定")
    assert "查明中止属实" in sign_in_as(head).open("desk.show_own_score", score_id=score.id).text
    until = queries.get_evaluation(number).objections_until
    with clock.pretend(clock.start_of(until + timedelta(days=1)) + timedelta(hours=9)):
        with transaction():
            operations.finalise(queries.get_evaluation(number), author)
        assert "公布排名" not in sign_in_as(author).open("oversight.show_evaluation", evaluation_id=number).text
        sign_in_as(second).open("oversight.show_evaluation", evaluation_id=number).press("公布排名")
    assert queries.get_evaluation(number).status is EvaluationStatus.PUBLISHED
    public = browser.open("public.evaluation", period=year)
    rows = [[cell.text_content().strip() for cell in row] for row in public.page.xpath("//tbody/tr")]
    assert rows == [["1", "区二局", "100"], ["2", "区一局", "89.38"], ["未排名", "区小局", "—"]]
    browser.open("public.evaluation_method")
    assert f"/evaluations/{year}<" in browser.client.get("/sitemap/registers.xml").text
    assert browser.client.get("/evaluations/2001").status_code == 404
    page = sign_in_as(second).open("oversight.withdraw_evaluation", evaluation_id=number)
    page.fill(reason="指标口径有误，重新评分。").press("撤下")
    gone = browser.client.get(f"/evaluations/{year}")
    assert f"/evaluations/{year}<" not in browser.client.get("/sitemap/registers.xml").text
    assert gone.status_code == 410 and "指标口径有误" in gone.text and "区二局" not in gone.text


def test_weights_that_are_not_a_hundred_are_refused_with_the_sum(app, sign_in_as):
    author, _second = supervisors()
    page = sign_in_as(author).open("oversight.edit_indicators", subject="department")
    wrong = page.fill(on_time="50", reason="突出按时办结").press("保存为新版本")
    assert "现在是 125" in wrong.text
    wrong.fill(on_time="25", satisfied="15").press("保存为新版本")
    assert [each.version for each in queries.list_sets(Subject.DEPARTMENT)] == [1]
