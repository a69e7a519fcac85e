"""Accounts and roles in the browser: made by one administrator, armed with rights by another."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries
from portal.accounts.departments.queries import find_department
from portal.accounts.vocabulary import Role
from portal.audit.queries import list_entries
from portal.db import session, transaction
from tests import factories


def person(username: str):
    session.rollback()
    return queries.find_by_username(username)


def test_a_new_account_has_no_role_and_a_link_that_is_shown_once(system_admin):
    home = find_department("区财政局").id
    answers = {"username": "Zhao.Ming", "display_name": "赵明", "department": str(home), "email": "zm@example.com"}
    system_admin.open("admin.create_user").fill(**answers).press("开通")
    link = re.search(r"http\S+/account/invitation/(\S+)", system_admin.main)
    assert link is not None
    made = person("zhao.ming")
    assert (made.display_name, made.department_id, made.roles, made.password_hash) == ("赵明", home, frozenset(), "")
    assert queries.find_invitation(link[1], clock.now()).user_id == made.id
    made_id = made.id
    system_admin.open("admin.invitation", user_id=made_id)
    assert "invitation/" not in system_admin.main
    cookie = system_admin.client.get_cookie("xinnuo")
    assert link[1] not in cookie.value


def test_a_new_link_ends_the_old_one(system_admin):
    user_id = factories.make_user(Role.OFFICER).id
    links = []
    for _ in range(2):
        system_admin.open("admin.user", user_id=user_id).press("生成设置密码的链接")
        links.append(re.search(r"/account/invitation/(\S+)", system_admin.main)[1])
    assert queries.find_invitation(links[0], clock.now()) is None
    assert queries.find_invitation(links[1], clock.now()).user_id == user_id


@pytest.mark.parametrize(("username", "message"), [("", "请填写用户名"), ("张三", "小写字母"), ("system", "已经有人用了")])
def test_a_user_name_that_will_not_do_is_refused(system_admin, username, message):
    system_admin.open("admin.create_user").fill(username=username, display_name="某人").press("开通")
    assert message in system_admin.errors[0]
    assert system_admin.value("display_name") == "某人"


def test_people_are_found_by_name_and_department(system_admin):
    finance = find_department("区财政局")
    factories.make_user(Role.OFFICER, display_name="周找到", department=finance)
    factories.make_user(Role.OFFICER, display_name="吴别处")
    finance_id = find_department("区财政局").id
    system_admin.open("admin.users", search="周找到")
    assert "周找到" in system_admin.main
    assert "吴别处" not in system_admin.main
    system_admin.open("admin.users", department=finance_id)
    assert len(system_admin.page.xpath("//tbody/tr[th]")) == 1
    system_admin.open("admin.users", search="没有这个人")
    assert "没有符合条件的人员" in system_admin.main
    system_admin.open("admin.users", page=99)


def test_editing_moves_a_person_and_ends_their_sessions(system_admin, sign_in_as):
    user = factories.make_user(Role.OFFICER, display_name="郑调动")
    user_id, theirs = user.id, sign_in_as(user)
    home = find_department("区民政局").id
    system_admin.open("admin.edit_user", user_id=user_id).fill(department=str(home), phone="022-1").press("保存")
    session.rollback()
    assert (queries.get_user(user_id).department_id, queries.get_user(user_id).phone) == (home, "022-1")
    assert queries.list_running_sessions(user_id) == []
    assert list_entries(action="account:edit")[0].detail == {"changed": ["所在单位", "电话"]}
    theirs.open("/admin/")
    assert "登录" in theirs.heading


def test_a_disabled_person_is_out_at_the_next_click(system_admin, sign_in_as):
    user = factories.make_user(Role.SECURITY_ADMIN)
    user_id, theirs = user.id, sign_in_as(user)
    theirs.open("/admin/")
    system_admin.open("admin.disable_user", user_id=user_id).press("停用")
    assert not queries.get_user(user_id).is_active
    theirs.open("/admin/")
    assert "登录" in theirs.heading
    system_admin.open("admin.user", user_id=user_id).press("恢复使用")
    session.rollback()
    assert queries.get_user(user_id).is_active


def test_nobody_disables_themselves(system_admin):
    own = queries.find_by_username("system").id
    system_admin.open("admin.disable_user", user_id=own).press("停用")
    assert system_admin.errors == ["不能停用自己的账号。"]
    assert queries.get_user(own).is_active


def test_the_security_administrator_gives_and_takes_roles(security_admin):
    user_id = factories.make_user(Role.OFFICER).id
    security_admin.open("admin.user_roles", user_id=user_id)
    assert security_admin.page.xpath("//input[@name='role' and @checked]/@value") == ["officer"]
    security_admin.fill(role=["head", "publisher"]).press("保存")
    session.rollback()
    assert queries.get_user(user_id).roles == {Role.HEAD, Role.PUBLISHER}


@pytest.mark.parametrize(("wanted", "message"), [(["officer", "audit_admin"], "兼任"), (["system_admin", "audit_admin"], "不同的人")])
def test_roles_that_exclude_each_other_are_refused_and_nothing_changes(security_admin, wanted, message):
    user_id = factories.make_user(Role.OFFICER).id
    security_admin.open("admin.user_roles", user_id=user_id).fill(role=wanted).press("保存")
    assert message in security_admin.errors[0]
    session.rollback()
    assert queries.get_user(user_id).roles == {Role.OFFICER}


def test_nobody_gives_themselves_a_role(security_admin):
    own = queries.find_by_username("security").id
    security_admin.open("admin.user_roles", user_id=own).fill(role=["security_admin", "officer"]).press("保存")
    assert "不能给自己授予角色" in security_admin.errors[0]


def test_a_lost_authenticator_is_taken_off_after_asking(security_admin):
    user = factories.make_user(Role.OFFICER)
    user_id = user.id
    factories.give_second_factor(user)
    security_admin.open("admin.user", user_id=user_id).follow("取消动态验证码").press("取消动态验证码")
    session.rollback()
    assert not queries.get_user(user_id).has_second_factor


def test_a_locked_account_is_unlocked_by_the_security_administrator_only(security_admin, system_admin):
    user_id = factories.make_user(Role.OFFICER).id
    with transaction():
        queries.get_user(user_id).locked_until = clock.now() + timedelta(days=365)
    system_admin.open("admin.user", user_id=user_id)
    assert "解锁" not in system_admin.buttons()
    security_admin.open("admin.user", user_id=user_id).press("解锁")
    session.rollback()
    assert queries.get_user(user_id).locked_until is None


def test_an_own_invitation_opened_before_does_not_break_the_page_of_a_made_one(system_admin):
    someone = factories.make_user(Role.OFFICER)
    system_admin.client.get("/account/invitation/not-hexadecimal_at-all")
    assert "/account/invitation/" not in system_admin.open("admin.invitation", user_id=someone.id).main
