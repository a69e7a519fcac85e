"""The rules of routing in the browser: drafted, tried on past cases, put in force, taken back."""

from sqlalchemy import func, select

from portal.accounts.departments.queries import find_department
from portal.accounts.vocabulary import Role
from portal.audit.queries import list_entries
from portal.cases import routed
from portal.cases.models import Case
from portal.cases.vocabulary import ReporterKind
from portal.db import session
from portal.routing import queries
from portal.routing.conditions import UNTOUCHED
from tests import factories

AREA = "gov_procurement"


def add_rule(browser, target: str, **conditions: object) -> None:
    browser.open("admin.add_routing_rule").fill(target=f"department:{find_department(target).id}", **conditions).press("写进草稿")


def test_a_new_rule_holds_only_after_it_was_put_in_force_and_comes_first(system_admin):
    add_rule(system_admin, "区建委", areas=AREA)
    assert "有改动还没有生效" in system_admin.main and "领域是政府采购：分给区建委" in system_admin.main
    session.rollback()
    assert queries.rules_in_force() == UNTOUCHED
    assert factories.make_case(area_key=AREA).lead_department.name == "区财政局"
    system_admin.press("生效")
    assert "新的分派规则已生效" in system_admin.text
    case = factories.make_case(area_key=AREA)
    assert case.lead_department.name == "区建委" and "第 1 条规则" in case.routing[0]
    assert factories.make_case(find_department("区建委"), area_key=AREA, respondent=find_department("区财政局"))
    conflicted = factories.make_case(area_key=AREA, respondent=find_department("区建委"))
    assert conflicted.lead_department.name == "区财政局"
    assert list_entries(action="routing:change")[0].detail == {"number": 2}


def test_rules_are_moved_removed_and_an_older_version_comes_back_as_a_new_one(system_admin):
    add_rule(system_admin, "区建委", areas=AREA)
    system_admin.press("下移").press("生效")
    session.rollback()
    assert [each.id for each in queries.rules_in_force().rules] == [1, 2]
    assert factories.make_case(area_key=AREA).lead_department.name == "区财政局"
    system_admin.open("admin.routing_versions")
    assert "最初的规则" in system_admin.main and "加上：领域是政府采购：分给区建委" in system_admin.main
    system_admin.client.post("/admin/routing/versions/1/restore", data={"csrf_token": system_admin.value("csrf_token")})
    system_admin.open("admin.routing_table").press("生效")
    session.rollback()
    assert queries.rules_in_force() == UNTOUCHED
    system_admin.open("admin.routing_versions")
    assert [row.xpath("string(td[1])") for row in system_admin.page.xpath("//tbody/tr")] == ["3", "2", "1"]


def test_there_is_always_an_owner(system_admin):
    government = find_department("和平区人民政府")
    system_admin.open("admin.set_default_owner").fill(target=f"department:{government.id}").press("写进草稿")
    assert "请另选" in system_admin.main
    system_admin.open("admin.set_default_owner").fill(target=f"department:{find_department('区建委').id}").press("写进草稿")
    system_admin.press("生效")
    assert factories.make_case().lead_department.name == "区建委"


def test_the_dry_run_shows_numbers_and_changes_nothing(system_admin):
    narrative = "这段话只有承办单位可以看到，不能出现在试运行的页面上。"
    for _ in range(3):
        number = factories.make_case(area_key=AREA, narrative=narrative).number
    factories.make_case(area_key=AREA, reporter_kind=ReporterKind.ANONYMOUS)
    add_rule(system_admin, "区建委", areas=AREA)
    before = session.execute(select(Case.id, Case.lead_department_id, Case.version).order_by(Case.id)).all()
    system_admin.open("admin.try_routing_rules")
    assert "共 3 件，3 件会分给别的单位" in system_admin.main
    cells = [cell.text_content().strip() for cell in system_admin.page.xpath("//tbody/tr[1]/*")]
    assert cells == ["政府采购", "区财政局", "区建委", "第 1 条规则，指定单位", "3", "不同"]
    assert number not in system_admin.text and narrative not in system_admin.text
    session.rollback()
    assert session.execute(select(Case.id, Case.lead_department_id, Case.version).order_by(Case.id)).all() == before
    assert queries.rules_in_force() == UNTOUCHED and list_entries(action="routing:try")
    system_admin.open("/admin/routing/try?number=2")
    assert "共 2 件" in system_admin.main


def test_the_dry_run_leaves_out_cases_about_the_house_of_who_asks(heping):
    finance = find_department("区财政局")
    admin = factories.make_user(Role.SYSTEM_ADMIN, department=finance)
    factories.make_case(area_key=AREA, respondent=finance)
    factories.make_case(area_key=AREA)
    assert session.scalar(select(func.count()).select_from(Case)) == 2
    assert sum(each.number for each in routed.try_rules(admin, UNTOUCHED)) == 1
