"""Departments in the browser."""

from datetime import timedelta

from portal import clock
from portal.accounts.departments import queries
from portal.accounts.departments.queries import find_department
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.audit.queries import list_entries
from tests import factories


def test_the_tree_lists_organs_and_names_collectives_apart(system_admin):
    page = system_admin.open("admin.departments")
    assert "和平区人民政府" in page.main
    rows = page.page.xpath("//tbody/tr/th")
    assert len(rows) == 13 + 1  # 12 organs and the government; the administrator of this test has an office too
    assert "集合名称" in page.main
    assert page.page.xpath("//section//li/a[text()='各街道办事处']")


def test_a_department_is_added_with_everything(system_admin):
    parent = find_department("区财政局").id
    answers = {"name": "区政府采购中心", "kind": "institution", "parent": str(parent), "aliases": "采购中心\n区采购办"}
    system_admin.open("admin.add_department").fill(**answers, phone="022－８８８８", address="某路 1 号").press("增加")
    assert system_admin.banner == "已增加单位“区政府采购中心”。"
    made = find_department("采购中心")
    assert (made.name, made.kind, made.aliases) == ("区政府采购中心", DepartmentKind.INSTITUTION, ["采购中心", "区采购办"])
    assert made.parent.name == "区财政局"
    assert made.phone == "022-8888"
    assert made.region_code == "120101"
    assert list_entries(action="department:add")[0].detail == {"name": "区政府采购中心"}


def test_a_name_that_is_taken_is_said_beside_the_field_and_nothing_typed_is_lost(system_admin):
    system_admin.open("admin.add_department").fill(name="区财政局", address="新址 9 号").press("增加")
    assert system_admin.errors == ["“区财政局”已经是“区财政局”的名称或别名。"]
    assert system_admin.value("address") == "新址 9 号"
    system_admin.fill(name="").press("增加")
    assert system_admin.errors == ["请写单位名称"]


def test_a_renamed_department_keeps_its_old_name_as_an_alias(system_admin):
    department = find_department("区建委")
    department_id = department.id
    system_admin.open("admin.edit_department", department_id=department_id).fill(name="区住房建设委", aliases="建委").press("保存")
    changed = find_department("区建委")
    assert (changed.id, changed.name, changed.aliases) == (department_id, "区住房建设委", ["建委", "区建委"])
    system_admin.open("admin.edit_department", department_id=department_id)
    assert system_admin.value("aliases").splitlines() == ["建委", "区建委"]
    system_admin.press("保存")
    assert find_department("区建委").aliases == ["建委", "区建委"]


def test_a_department_is_never_offered_its_own_subtree_as_parent_and_a_forced_one_is_refused(system_admin):
    root = find_department("和平区人民政府").id
    child = find_department("区财政局").id
    system_admin.open("admin.edit_department", department_id=root)
    assert str(child) not in system_admin.page.xpath("//select[@name='parent']/option/@value")
    system_admin.fill(parent=str(child)).press("保存")
    assert system_admin.errors
    assert find_department("和平区人民政府").parent_id is None


def test_switching_off_asks_once_more_and_can_be_undone(system_admin):
    factories.make_user(Role.OFFICER, department=find_department("区建委"))
    old, heir = find_department("区建委").id, find_department("区财政局").id
    system_admin.open("admin.departments").open("admin.deactivate_department", department_id=old)
    assert "1 人" in system_admin.main
    system_admin.press("停用")
    assert "在岗人员" in system_admin.errors[0]
    system_admin.fill(successor=str(heir)).press("停用")
    assert system_admin.banner == "已停用“区建委”。"
    assert not find_department("区建委").is_active
    assert find_department("区建委").successor_id == heir
    system_admin.press("恢复")
    assert find_department("区建委").is_active


def test_a_department_that_does_not_exist_is_not_found(system_admin):
    system_admin.open("admin.edit_department", department_id=9999, status=404)
    system_admin.open("admin.deactivate_department", department_id=9999, status=404)


def test_a_division_code_has_six_digits_and_is_kept(system_admin):
    browser = system_admin
    browser.open("admin.add_department").fill(name="和平区某中心", region_code="12010").press("增加")
    assert "请写六位数字" in browser.text
    browser.fill(region_code="120102").press("增加")
    assert find_department("和平区某中心").region_code == "120102"


def test_a_new_name_from_a_later_day_waits_is_shown_and_can_be_dropped(system_admin):
    department_id = find_department("区建委").id
    on = (clock.today() + timedelta(days=20)).isoformat()
    system_admin.open("admin.edit_department", department_id=department_id).fill(from_on=on).press("保存")
    assert any("不用填日期" in line for line in system_admin.errors)
    system_admin.fill(name="区住房建设委", phone="022-66660000").press("保存")
    assert find_department("区建委").name == "区建委" and find_department("区建委").phone == "022-66660000"
    assert "等待生效的改动" in system_admin.main and "改为“区住房建设委”" in system_admin.main
    system_admin.open("admin.edit_department", department_id=department_id).press("取消改动")
    assert "已取消这项改动" in system_admin.banner and "已取消" in system_admin.main
    assert queries.list_waiting_changes() == []
