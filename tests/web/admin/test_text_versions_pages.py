"""Templates, area words and site settings keep their versions; going back is a new version."""

from portal.audit.queries import list_entries
from portal.cases.queries import find_template, list_templates
from portal.cases.reply_templates import load_defaults
from portal.db import session, transaction
from portal.profiles.queries import get_current
from portal.routing.queries import find_area
from portal.versions.queries import list_versions


def test_a_template_shows_what_changed_and_goes_back(system_admin):
    with transaction():
        load_defaults()
    template_id = next(each.id for each in list_templates() if each.name == "留言：进展")
    old = find_template(template_id).text
    system_admin.open("admin.edit_reply_template", template_id=template_id).fill(text="新的正文：【日期】前有结果。").press("保存")
    assert "新的正文：2026年3月8日前有结果。" in system_admin.main
    system_admin.open("admin.edit_reply_template", template_id=template_id).follow("以前的版本")
    assert system_admin.page.xpath("//main//del") and "钱系统" in system_admin.main
    system_admin.press("恢复第 1 版")
    session.rollback()
    assert find_template(template_id).text == old and find_template(template_id).version == 3
    assert [each.number for each in list_versions("template", str(template_id), 9)] == [3, 2, 1]
    assert list_entries(action="text:restore")[0].detail == {"number": 1}


def test_a_name_that_was_given_away_meanwhile_is_not_taken_back(system_admin):
    with transaction():
        load_defaults()
    template_id = next(each.id for each in list_templates() if each.name == "留言：进展")
    system_admin.open("admin.edit_reply_template", template_id=template_id).fill(name="进展").press("保存")
    system_admin.open("admin.add_reply_template").fill(name="留言：进展", purpose="write", text="别的正文").press("增加")
    system_admin.open("admin.text_versions", text_kind="template", text_subject=template_id).press("恢复第 1 版")
    assert "已经有叫“留言：进展”的模板" in system_admin.text
    session.rollback()
    assert find_template(template_id).name == "进展"


def test_the_words_of_an_area_are_edited_shown_to_citizens_and_taken_back(system_admin):
    before = find_area("gov_procurement").hint
    system_admin.open("admin.reply_templates").follow("公开文字")
    system_admin.open("admin.edit_area_text", area_key="gov_procurement").fill(hint="单位买东西不付钱").press("保存")
    assert "单位买东西不付钱" in system_admin.main
    system_admin.open("admin.text_versions", text_kind="area", text_subject="gov_procurement").press("恢复第 1 版")
    session.rollback()
    assert find_area("gov_procurement").hint == before
    system_admin.open("admin.edit_area_text", area_key="gov_procurement").fill(hint="长" * 201).press("保存")
    assert "最多 200 个字" in system_admin.main
    system_admin.open("admin.edit_area_text", status=404, area_key="nonsense")
    system_admin.open("admin.text_versions", status=404, text_kind="nonsense", text_subject="1")


def test_the_site_goes_back_to_an_earlier_version(system_admin):
    system_admin.open("admin.edit_site").fill(phone="022-1").press("保存")
    system_admin.open("admin.edit_site").fill(phone="022-2").press("保存")
    system_admin.open("admin.text_versions", text_kind="site", text_subject="site").press("恢复第 2 版")
    session.rollback()
    assert get_current().settings == {"phone": "022-1"}
