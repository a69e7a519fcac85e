"""代为登记: what comes in by phone, letter or from the hotline becomes a case whose clocks count from the day it came in."""

import io
import re
from datetime import date

import pytest
import time_machine
from PIL import Image

from portal import jobs
from portal.accounts.vocabulary import Role
from portal.attachments import queries as attachments
from portal.cases import vocabulary as v
from portal.cases.attribution import queries as attribution
from portal.cases.models import Case, CaseEvent, Report
from portal.cases.workflow import GIVEN
from portal.db import session, transaction
from portal.deadlines import queries as clocks
from portal.profiles import loader
from portal.routing import loading
from tests.factories import make_custody, make_department, make_user

LETTER = {
    "channel": "letter",
    "received_on": "2026-03-02",
    "original_number": "信〔2026〕17号",
    "reporter_kind": "person",
    "conduct": "arrears",
    "respondent_text": "城东小学",
    "narrative": "去年九月给学校修了围墙，验收以后工程款一直没有付，打电话没人接。",
    "name": "赵明远",
    "phone": "138 0000 1111",
    "is_truthful": True,
}
NOW = "2026-03-10 02:00:00+00:00"


@pytest.fixture(autouse=True)
def heping(database):
    with transaction():
        loading.load_profile(loader.read_profile("heping"))


@pytest.fixture
def clerk(heping, app):
    return make_user(Role.COORDINATOR)


def registered(visitor, **changes):
    visitor.open("desk.list_cases").follow("代为登记").fill(**{**LETTER, **changes}).press("登记")
    return visitor


@time_machine.travel(NOW, tick=False)
def test_the_clocks_start_on_the_day_the_letter_came_in(app, sign_in_as, clerk):
    visitor = registered(sign_in_as(clerk))
    assert visitor.page.xpath("//h1")[0].text == "已登记"
    case = session.query(Case).one()
    report = case.report
    assert (case.received_on, report.channel, report.original_number) == (date(2026, 3, 2), v.Channel.LETTER, "信〔2026〕17号")
    assert report.registered_by_id == clerk.id
    began = {clock.rule_key: clock.started_on for clock in clocks.list_open("case", case.id)}
    given = {rule: began.pop(rule) for rule in GIVEN if rule in began}
    assert set(began.values()) == {date(2026, 3, 2)} and "triage" in began
    assert set(given.values()) <= {date(2026, 3, 10)}, "a department owes nothing before it was given the case"
    assert "收到日期 2026年3月2日" in " ".join(visitor.text.split())
    event = session.query(CaseEvent).first()
    assert (event.actor_id, event.actor_kind) == (clerk.id, "staff")


@time_machine.travel(NOW, tick=False)
def test_the_code_opens_the_progress_page_and_is_shown_only_to_who_took_the_report_down(app, sign_in_as, clerk, browser):
    visitor = registered(sign_in_as(clerk))
    code = "".join(visitor.page.xpath("//*[@class='panel-digits']//text()")).strip()
    assert "<svg" in visitor.client.get("/desk/intake/receipt/code.svg").text
    paper = visitor.open("desk.print_receipt").text
    assert "回执联" in paper and "查询联" in paper and re.sub(r"\W", "", code) in re.sub(r"\W", "", paper)
    browser.open("public.track").fill(code=code).press("查进度")
    assert "已提交" in browser.text or "等待受理" in browser.text
    other = sign_in_as(make_user(Role.COORDINATOR))
    assert "查询码不再显示" in other.open("desk.registered_report").text
    assert other.client.get("/desk/intake/receipt").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_the_identity_is_sealed_and_stands_nowhere_else(app, sign_in_as, clerk):
    visitor = registered(sign_in_as(clerk))
    case = session.query(Case).one()
    page = visitor.open("desk.show_case", case_id=case.id).text
    assert "赵明远" not in page and "13800001111" not in page and "信〔2026〕17号" in page
    assert "赵明远" not in visitor.open("desk.list_cases").text


@pytest.mark.same_queries
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": "2026-03-11"}, "收到日期"),
        ({"received_on": "2025-03-09"}, "收到日期"),
        ({"received_on": ""}, "请写收到日期"),
        ({"channel": ""}, "请选来源"),
        ({"name": ""}, "请写姓名"),
        ({"reporter_kind": "organisation"}, "请写企业（单位）名称"),
        ({"reporter_kind": "anonymous"}, "匿名反映不登记姓名"),
        ({"reporter_kind": "witness"}, "现在还不能留姓名举报"),
        ({"narrative": "太短"}, "现在 2 个字"),
        ({"respondent_text": ""}, "请写单位名称"),
        ({"is_truthful": False}, "请向反映人确认"),
        ({"files": (io.BytesIO(b"MZ not a document"), "扫描.pdf")}, "不要改扩展名"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(app, sign_in_as, clerk, changes, sentence):
    visitor = registered(sign_in_as(clerk), **changes)
    assert visitor.page.xpath("//h1")[0].text == "代为登记"
    assert sentence in visitor.page.xpath("string(//*[@role='alert'])")
    assert visitor.page.xpath("//input[@name='original_number']/@value") == ["信〔2026〕17号"]
    assert session.query(Case).count() == 0


@time_machine.travel(NOW, tick=False)
def test_a_named_tip_off_is_sealed_for_the_clerk_too(app, sign_in_as, clerk):
    make_custody()
    registered(sign_in_as(clerk), reporter_kind="witness", channel="window")
    report = session.query(Report).one()
    assert (report.kind, report.secrecy) == (v.ReportKind.TIP_OFF, v.Secrecy.SEALED)


@time_machine.travel(NOW, tick=False)
def test_nobody_takes_down_what_is_said_of_their_own_house(app, sign_in_as):
    house = make_department("区住建委")
    clerk = make_user(Role.OFFICER, department=make_department("质监站", parent=house))
    visitor = registered(sign_in_as(clerk), respondent_text="区住建委")
    assert "您不能登记" in visitor.page.xpath("string(//*[@role='alert'])") and session.query(Case).count() == 0
    registered(sign_in_as(make_user(Role.OFFICER)), respondent_text="区住建委")
    assert session.query(Case).count() == 1


@time_machine.travel(NOW, tick=False)
def test_the_same_press_twice_makes_one_case_and_does_not_show_the_code_again(app, sign_in_as, clerk):
    visitor = sign_in_as(clerk).open("desk.register_report").fill(**LETTER)
    page, url = visitor.page, visitor.url
    visitor.press("登记")
    visitor.page, visitor.url = page, url
    visitor.fill(**LETTER).press("登记")
    assert "没有重复登记" in visitor.text and session.query(Case).count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_scan_belongs_to_the_report(app, sign_in_as, clerk):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    registered(sign_in_as(clerk), files=(io.BytesIO(picture.getvalue()), "来信.jpg"))
    (report,) = session.query(Report).all()
    assert [file.media_type for file in attachments.list_for("report", report.id)] == ["image/jpeg"]


def test_a_supervisor_or_publisher_takes_nothing_down(app, sign_in_as):
    for role in (Role.SUPERVISOR, Role.PUBLISHER):
        visitor = sign_in_as(make_user(role))
        assert "代为登记" not in visitor.open("desk.list_cases").text
        assert visitor.client.get("/desk/intake").status_code in {403, 404}


@time_machine.travel(NOW, tick=False)
def test_a_letter_is_typed_in_without_many_stops(app, sign_in_as, clerk):
    page = sign_in_as(clerk).open("desk.register_report").page
    groups = {field.get("name") for field in page.xpath("//form[@enctype]//input[@type='radio']")}
    rest = page.xpath(
        "//form[@enctype]//input[not(@type='hidden') and not(@type='radio')] | //form[@enctype]//select | //form[@enctype]//textarea"
    )
    assert len(groups) + len(rest) + 1 <= 40


@time_machine.travel(NOW, tick=False)
def test_no_department_answers_for_the_days_before_it_was_given_the_case(app, sign_in_as, clerk):
    registered(sign_in_as(clerk), area_key="gov_procurement")
    case = session.query(Case).one()
    assert case.lead_department_id is not None, "the routing table gave it to somebody at once"
    began = {clock.rule_key: clock.started_on for clock in clocks.list_open("case", case.id)}
    assert {began[rule] for rule in GIVEN} == {date(2026, 3, 10)} and began["triage"] == date(2026, 3, 2)
    spans = [(span.after, span.until, span.department_id) for span in attribution.list_spans(case.id)]
    assert spans == [(date(2026, 3, 2), date(2026, 3, 10), None), (date(2026, 3, 10), None, case.lead_department_id)]
    jobs.sweep_deadlines()
    assert jobs.climb_ladder() == 0, "nobody is late on the day of registration"
