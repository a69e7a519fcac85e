"""Jurisdiction, routing table and health in the browser."""

from io import BytesIO

from portal import clock
from portal.accounts.departments.queries import find_department
from portal.audit.queries import list_entries
from portal.db import add, session, transaction
from portal.notifications import outbox
from portal.notifications.vocabulary import DeliveryStatus
from portal.profiles import loader
from portal.profiles.queries import get_current

HEPING = (loader.HERE / "heping.yaml").read_text(encoding="utf-8")


def test_the_loaded_jurisdiction_is_shown(system_admin):
    system_admin.open("admin.profile")
    for words in ("和平区（区）", "120101", "政务诚信建设工作台账", "信用和平", "和平政务网", "26 项任务"):
        assert words in system_admin.main


def test_site_settings_are_kept_and_stand_on_every_page(system_admin):
    system_admin.open("admin.edit_site").fill(phone="022-2345", organiser="和平区发展改革委").press("保存")
    assert "022-2345" in system_admin.text
    assert get_current().settings == {"phone": "022-2345", "organiser": "和平区发展改革委"}
    system_admin.open("admin.edit_site").fill(phone="").press("保存")
    session.rollback()
    assert get_current().settings == {"organiser": "和平区发展改革委"}
    assert list_entries(action="site:change")[0].detail == {"changed": ["咨询电话"]}


def test_a_changed_profile_is_checked_shown_and_loaded(system_admin):
    changed = HEPING.replace("title: 招商引资", "title: 招商和投资")
    system_admin.open("admin.load_profile").fill(file=(BytesIO(changed.encode()), "heping.yaml")).press("检查")
    assert "修改 重点领域“investment_promotion”的标题：招商引资 → 招商和投资" in system_admin.main
    session.rollback()
    assert get_current().content["areas"][3]["title"] == "招商引资"
    system_admin.press("装入")
    session.rollback()
    assert get_current().content["areas"][3]["title"] == "招商和投资"
    assert list_entries(action="profile:load")[0].detail == {"changes": 1}


def test_a_bad_profile_names_line_and_key_and_changes_nothing(system_admin):
    line = HEPING[: HEPING.index("title: 招商引资")].count("\n") + 1
    digest = get_current().digest
    system_admin.open("admin.load_profile").fill(text=HEPING.replace("title: 招商引资", "titel: 招商引资")).press("检查")
    assert any(f"第 {line} 行，areas[4].titel：不认识这个键，是不是 title？" in error for error in system_admin.errors)
    assert "装入" not in system_admin.buttons()
    session.rollback()
    assert get_current().digest == digest
    system_admin.open("admin.load_profile").press("检查")
    assert system_admin.errors == ["请选一个配置，或者上传文件、粘贴文字。"]
    system_admin.fill(file=(BytesIO("名称".encode("gbk")), "x.yaml")).press("检查")
    assert "UTF-8" in system_admin.errors[0]


def test_another_jurisdiction_is_refused_while_people_work_here(system_admin):
    system_admin.open("admin.load_profile").fill(key="zhuhai").press("检查")
    assert "珠海市的配置可以使用" in system_admin.main
    system_admin.press("装入")
    assert "不能改装为珠海市" in system_admin.errors[0]
    session.rollback()
    assert get_current().name == "和平区"


def test_the_routing_table_shows_areas_owners_and_a_dry_run(system_admin):
    finance = find_department("区财政局").id
    system_admin.open("admin.routing_table")
    assert "区民政局、各街道办事处（集合名称，不分派）、有关部门（集合名称，不分派）" in system_admin.main
    assert "系统推定" in system_admin.main
    system_admin.open("admin.routing_table", area="gov_procurement", respondent=finance)
    assert "由区发展改革委承办" in system_admin.main
    assert "是被反映单位，按规定回避" in system_admin.main
    root = find_department("和平区人民政府").id
    system_admin.open("admin.routing_table", area="ppp", respondent=root)
    assert "报请上一级" in system_admin.main


def test_health_says_what_needs_attention_and_lets_failed_mail_be_sent_again(system_admin):
    system_admin.open("admin.health")
    assert "没有设置邮件服务器" in system_admin.main
    with transaction():
        message = outbox.queue("staff_news", "user", 1, "a@example.com", "题", "文", "<p>文</p>")
        add(message).enter(DeliveryStatus.FAILED, clock.now())
        message_id = message.id
    system_admin.open("admin.health")
    assert "1 封邮件没有送达" in system_admin.main
    assert "a@example.com" not in system_admin.text
    system_admin.press("重新发送")
    assert "没有送达，见下表" not in system_admin.main
    assert list_entries(action="mail:retry")[0].object_id == str(message_id)


def test_a_profile_loaded_before_comes_back_as_a_new_load_with_its_difference_shown(system_admin):
    changed = HEPING.replace("title: 招商引资", "title: 招商和投资")
    system_admin.open("admin.load_profile").fill(text=changed).press("检查").press("装入")
    first, second = (row.text_content() for row in reversed(system_admin.page.xpath("//section[h2='装入记录']//tbody/tr")))
    assert "命令行" in first and "钱系统" in second and "正在使用" in second
    system_admin.open("admin.restore_profile", profile_version=1)
    assert "修改 重点领域“investment_promotion”的标题：招商和投资 → 招商引资" in system_admin.main
    session.rollback()
    assert get_current().content["areas"][3]["title"] == "招商和投资"
    system_admin.press("恢复这一版")
    session.rollback()
    assert get_current().content["areas"][3]["title"] == "招商引资"
    assert list_entries(action="profile:restore")[0].detail == {"number": 1, "changes": 1}
    assert system_admin.page.xpath("string(//section[h2='装入记录']//tbody/tr[1]/td[1])") == "3"
