"""The lead inbox as people use it without scripts: taken in, imported, doubles merged, made into reports, records and parts of cases."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.cases.models import Case, CaseEvent, Report
from portal.cases.vocabulary import Channel, ReportKind
from portal.cases.workflow import Action
from portal.db import session, transaction
from portal.deadlines import queries as clocks
from portal.leads import queries
from portal.leads.importing import COLUMNS, EXAMPLE
from portal.leads.models import Lead
from portal.leads.vocabulary import LeadStatus
from portal.prepared import operations as prepared
from portal.prepared.models import PreparedFile
from portal.profiles import loader
from portal.records.models import DishonestyRecord
from portal.records.vocabulary import RecordSource
from portal.routing import loading
from tests import factories
from tests.databases import statements
from tests.leads.making import ALIKE, OTHER, TEXT, cast, entered


@pytest.fixture
def people(app):
    return cast()


def row(**changes):
    return {**dict(zip(COLUMNS, EXAMPLE, strict=True)), **changes}


def as_file(*rows):
    return BytesIO(json.dumps(rows, ensure_ascii=False).encode()), "线索.json"


def test_a_lead_is_entered_by_hand_and_read_by_whom_it_concerns_and_each_look_is_logged(people, sign_in_as):
    desk = sign_in_as(people.officer).open("leads.list_leads").follow("登记线索")
    desk.press("登记")
    assert any("请选来源" in each for each in desk.errors) and any("至少 10 个字" in each for each in desk.errors)
    desk.fill(source="hotline", organ="市 12345 热线", original_number="H-77", received_on=clock.today().isoformat(), subject="工程尾款")
    desk.fill(text=TEXT, unit_text="测试建设委员会", conduct="arrears").press("登记")
    lead = session.query(Lead).one()
    assert TEXT in desk.main and "测试建设委员会" in desk.main and (lead.original_number, lead.source) == ("H-77", Channel.HOTLINE)
    looks = select(func.count()).where(AuditEntry.action == "lead:read", AuditEntry.object_id == str(lead.id), AuditEntry.succeeded)
    assert session.scalar(looks) == 1
    sign_in_as(people.supervisor).open("leads.list_leads").follow(lead.number)
    session.rollback()
    assert session.scalar(looks) == 2
    for person in (people.accused, people.stranger):
        hidden = sign_in_as(person).open("leads.list_leads")
        assert lead.number not in hidden.text and "共 0 条" in hidden.main
        hidden.open("leads.show_lead", lead_id=lead.id, status=404)


def test_nobody_enters_what_is_said_of_their_own_house_or_of_themselves(people, sign_in_as):
    desk = sign_in_as(people.officer).open("leads.enter_lead")
    said = {"source": "media", "received_on": clock.today().isoformat(), "subject": "线索", "text": TEXT}
    desk.fill(**said, unit_text=people.officer.department.name).press("登记")
    assert "您所在的单位" in desk.errors[0]
    desk.fill(**said, unit_text="", person_text=people.officer.display_name).press("登记")
    assert "您所在的单位" in desk.errors[0] and session.query(Lead).count() == 0


def test_an_import_says_line_and_column_and_keeps_nothing_unless_chosen(people, sign_in_as):
    desk = sign_in_as(people.officer).open("leads.import_leads")
    for extension in ("xlsx", "csv", "json"):
        assert desk.client.get(f"/desk/leads/import/template.{extension}").status_code == 200
    rows = as_file(row(被反映单位="测试建设委员会"), row(原编号="JC-2", 收到日期="去年"), row(被反映单位="测试建设委员会"))
    desk.fill(file=rows).press("检查文件")
    assert "可以导入 1 行" in desk.main and session.query(Lead).count() == 0
    cells = [" ".join(each.text_content().split()) for each in desk.page.xpath("//tbody/tr")]
    assert "第 3 行" in cells[1] and "“收到日期”里的“去年”要像 2026-09-01 这样写" in cells[1]
    assert "第 4 行" in cells[2] and "和第 2 行重复" in cells[2]
    desk.press("导入")
    assert "一行也没有导入" in desk.errors[0] and session.query(Lead).count() == 0
    desk.fill(partly=True).press("导入")
    assert "已导入 1 条线索" in desk.text and session.query(Lead).one().source is Channel.MONITORING
    desk.open("leads.import_leads").fill(file=as_file(row())).press("检查文件")
    assert "已经登记过" in desk.main and "可以导入 0 行" in desk.main
    desk.open("leads.import_leads").fill(file=as_file(row(原编号="JC-9", 被反映单位="测试建设委员会"))).press("检查文件")
    assert "提示：可能和线索" in desk.main, "a likely double is told and can be imported"
    desk.press("导入")
    assert session.query(Lead).count() == 2


def test_who_may_not_see_the_first_is_not_told_that_the_number_is_here(people, sign_in_as):
    entered(people.officer, original_number="H-5", organ="市热线")
    blind = sign_in_as(people.accused).open("leads.enter_lead")
    blind.fill(source="hotline", organ="市热线", original_number="H-5", received_on=clock.today().isoformat(), subject="投标", text=OTHER)
    blind.press("登记")
    assert "已经登记过" not in blind.text and "线索已登记" in blind.text and "可能重复" not in blind.main
    assert session.query(Lead).count() == 2


def test_a_double_is_merged_and_the_merge_is_undone(people, sign_in_as):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE, source=Channel.MONITORING)
    desk = sign_in_as(people.officer).open("leads.show_lead", lead_id=double.id)
    assert "可能重复" in desk.main and "道路改造工程合同" in desk.main
    desk.follow("合并到这条").press("合并到另一条")
    assert "已合并" in desk.main and queries.get_lead(double.id).main_id == main.id
    assert double.number in desk.open("leads.show_lead", lead_id=main.id).main
    desk.open("leads.show_lead", lead_id=double.id).follow("撤销合并").press("撤销合并")
    assert "请写明理由" in desk.errors[0]
    desk.fill(reason="不是同一个项目").press("撤销合并")
    assert "不是同一个项目" in desk.main and queries.get_lead(double.id).status is LeadStatus.WAITING
    desk.open("leads.merge_lead", lead_id=double.id).fill(into="XS-20260101-000000").press("合并到另一条")
    assert "没有找到这条线索" in desk.errors[0]


def test_a_lead_becomes_a_report_with_its_channel_number_and_day_once(people, sign_in_as):
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    day = clock.today() - timedelta(days=4)
    lead = entered(people.officer, source=Channel.PROPOSAL, organ="区政协", original_number="政协2026-18", received_on=day)
    twice = entered(people.officer, text=ALIKE, source=Channel.MONITORING)
    desk = sign_in_as(people.officer)
    desk.open("leads.merge_lead", lead_id=twice.id, into=lead.number).press("合并到另一条")
    desk.open("leads.show_lead", lead_id=lead.id).follow("转为投诉举报")
    assert "政协2026-18" in desk.main and not desk.page.xpath("//*[@name='channel' or @name='received_on']")
    key = desk.value("submission_key")
    second = sign_in_as(people.head).open("desk.register_report", lead_id=lead.id)
    desk.fill(respondent_text="别的单位", is_truthful=True).press("登记")
    assert "不一样" in desk.errors[0] and session.query(Case).count() == 0
    desk.open("desk.register_report", lead_id=lead.id).fill(is_truthful=True)
    key = desk.value("submission_key")
    desk.press("登记")
    assert "已登记" in desk.main
    report = session.query(Report).one()
    assert (report.channel, report.original_number, report.case.received_on) == (Channel.PROPOSAL, "政协2026-18", day)
    assert TEXT in report.narrative and ALIKE in report.narrative and report.kind is ReportKind.TIP_OFF
    assert {each.started_on for each in clocks.list_open("case", report.case_id) if each.rule_key == "triage"} == {day}
    assert (queries.get_lead(lead.id).status, queries.get_lead(lead.id).case_id) == (LeadStatus.REPORTED, report.case_id)
    again = {"submission_key": key, "is_truthful": "y", **ANSWERS}
    desk.post("desk.register_report", again, lead_id=lead.id)
    assert "已登记" in desk.main and session.query(Case).count() == 1, "a second press shows the first case"
    second.fill(is_truthful=True).press("登记", 409)
    assert session.query(Case).count() == 1
    assert report.case.number in sign_in_as(people.supervisor).open("leads.show_lead", lead_id=lead.id).main
    assert "/cases/" not in desk.open("leads.show_lead", lead_id=lead.id).text, "the officer does not take part in the case"


ANSWERS = {
    "reporter_kind": "anonymous",
    "conduct": "arrears",
    "respondent_text": "测试建设委员会",
    "narrative": TEXT,
    "elsewhere": "unsure",
    "publication_choice": "preview_first",
}


def test_a_lead_with_a_document_becomes_a_record(people, sign_in_as):
    lead = entered(people.officer, source=Channel.AUDIT, organ="区审计局")
    desk = sign_in_as(people.supervisor).open("leads.show_lead", lead_id=lead.id).follow("转为失信记录")
    assert TEXT in desk.main
    desk.fill(kind="ruling", number="审决1号", issued_on="2026-09-01", conduct="arrears", facts="约定的款项到期没有支付，经裁决仍未支付。")
    desk.press("录入")
    record = session.query(DishonestyRecord).one()
    assert record.source is RecordSource.LEAD and queries.get_lead(lead.id).record_id == record.id
    assert record.title in desk.open("leads.show_lead", lead_id=lead.id).main
    desk.open("records.record_lead", lead_id=lead.id)
    desk.fill(kind="ruling", number="审决2号", issued_on="2026-09-01", conduct="breach", facts="约定的款项到期没有支付，经裁决仍未支付。")
    desk.press("录入", 409)
    assert session.query(DishonestyRecord).count() == 1


def test_a_lead_goes_into_a_case_in_hand_where_its_officer_reads_it_and_comes_out_again(people, sign_in_as):
    home = factories.make_department()
    handler = factories.make_user(Role.OFFICER, department=home)
    case = factories.make_case(home, respondent=people.unit, narrative=TEXT)
    other = factories.make_case(home, narrative=OTHER)
    lead = entered(people.officer, text=ALIKE, source=Channel.MEDIA)
    watcher = sign_in_as(people.supervisor).open("leads.show_lead", lead_id=lead.id).follow("并入这件")
    watcher.fill(case=other.number).press("并入办件")
    assert "不一样" in watcher.errors[0]
    watcher.fill(case=case.number).press("并入办件")
    assert queries.get_lead(lead.id).case_id == case.id
    officer = sign_in_as(handler).open("desk.show_case", case_id=case.id)
    officer.follow(lead.number)
    assert ALIKE in officer.main and not officer.page.xpath("//a[contains(text(), '从办件撤出')]")
    watcher.follow("从办件撤出").fill(reason="不是同一件事").press("从办件撤出")
    assert queries.get_lead(lead.id).status is LeadStatus.WAITING
    officer.open("leads.show_lead", lead_id=lead.id, status=404)
    actions = session.scalars(select(CaseEvent.action).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id))
    assert [each for each in actions if each in (Action.ADD_LEAD, Action.REMOVE_LEAD)] == [Action.ADD_LEAD, Action.REMOVE_LEAD]


def test_declined_with_a_reason_taken_up_again_and_recusal_with_the_way_back(people, sign_in_as):
    lead = entered(people.officer)
    desk = sign_in_as(people.officer).open("leads.show_lead", lead_id=lead.id)
    desk.follow("不采用").fill(reason="不属于政务失信").press("不采用")
    assert "不属于政务失信" in desk.main
    desk.follow("恢复处理").fill(reason="补来了合同").press("恢复处理")
    desk.follow("核对单位和领域").fill(unit_text="测试建设委员会、测试民政局").press("保存")
    desk.follow("主动回避").fill(reason="和投诉人是亲属").press("主动回避")
    assert "已回避" in desk.text and lead.number not in desk.main
    desk.open("leads.show_lead", lead_id=lead.id, status=404)
    watcher = sign_in_as(people.supervisor).open("leads.show_lead", lead_id=lead.id).follow("解除回避")
    watcher.fill(person=str(people.officer.id), reason="核实没有利害关系").press("解除回避")
    assert lead.number in desk.open("leads.list_leads").main


def test_the_list_is_narrowed_paged_by_key_exported_and_costs_the_same_queries(people, sign_in_as, app):
    base = clock.today() - timedelta(days=100)
    entered(people.officer, text=OTHER, unit_text="没有登记的单位", source=Channel.LETTER, region_code="370306", original_number="N-1")
    for number in range(54):
        entered(people.officer, text=f"第{number}条：{OTHER}", received_on=base + timedelta(days=number))
    desk = sign_in_as(people.officer)
    desk.open("leads.list_leads")
    few = cost(desk, "/desk/leads?source=letter")
    assert "共 1 条" in desk.main
    assert cost(desk, "/desk/leads") == few and few <= 12
    assert "待处理，共 55 条" in desk.main and len(desk.page.xpath("//tbody/tr")) == 50
    desk.follow("下一页")
    assert len(desk.page.xpath("//tbody/tr")) == 5
    desk.follow("上一页")
    assert len(desk.page.xpath("//tbody/tr")) == 50
    for query, number in (("source=letter", 1), ("region=370300", 1), ("region=120000", 0), ("number=N-1", 1), ("unit=测试建设委员会", 54)):
        assert f"共 {number} 条" in desk.open(f"/desk/leads?{query}").main, query
    assert "共 0 条" in desk.open("/desk/leads?status=merged").main
    desk.open("/desk/leads?source=letter").follow("导出全部 1 条").fill(form="csv", reason="核对来信线索").press("生成文件")
    assert prepared.make_next()
    content = session.query(PreparedFile).one().content().decode("utf-8-sig")
    assert "N-1" in content and OTHER not in content and "工程尾款" not in content


def cost(browser, path):
    """How many statements a page runs."""
    with statements() as said:
        browser.open(path)
    return len(said)


def test_a_lead_of_more_than_a_year_becomes_a_report_with_a_reason(people, sign_in_as):
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    day = clock.today() - timedelta(days=400)
    lead, young = entered(people.officer, received_on=day), entered(people.officer, received_on=day + timedelta(days=40))
    desk = sign_in_as(people.officer)
    assert "late_reason" not in desk.open("desk.register_report", lead_id=young.id).field_names()
    assert "late_reason" not in desk.open("desk.register_report").field_names()
    desk.open("desk.register_report", lead_id=lead.id).fill(is_truthful=True).press("登记")
    assert any("现在才转" in each for each in desk.errors) and not session.query(Case).count()
    desk.fill(late_reason="上级刚刚把去年的来信转来", is_truthful=True).press("登记")
    assert "已登记" in desk.main and session.query(Case).one().received_on == day
    assert "上级刚刚把去年的来信转来" in desk.open("leads.show_lead", lead_id=lead.id).main
