"""Reply templates in the browser."""

from portal.audit.queries import list_entries
from portal.cases.queries import find_template, list_templates
from portal.db import session
from tests.browser import Browser


def add(browser: Browser, **answers: str) -> Browser:
    fields = {"name": "采购答复", "purpose": "reply", "area_key": "gov_procurement"}
    fields |= {"claim": "您反映【事项】。", "conclusion": "经查，【结论】。"}
    return browser.open("admin.add_reply_template").fill(**{**fields, **answers}).press("增加")


def only(name: str):
    session.rollback()
    return next(each for each in list_templates(active_only=False) if each.name == name)


def test_a_template_is_added_changed_previewed_and_switched_off(system_admin):
    add(system_admin)
    assert "已增加模板" in system_admin.banner
    template_id = only("采购答复").id
    system_admin.open("admin.edit_reply_template", template_id=template_id)
    assert system_admin.value("conclusion") == "经查，【结论】。"
    system_admin.fill(conclusion="经查属实。\n已责令整改。", remedy="可申请复查。").press("保存")
    parts = system_admin.page.xpath("(//div[contains(@class, 'visible-to-reporter')])[1]//*[self::h2 or self::p]/text()")
    assert parts == ["反映人可见", "诉求", "您反映【事项】。", "结论", "经查属实。", "已责令整改。", "救济途径", "可申请复查。"]
    assert only("采购答复").version == 2
    system_admin.open("admin.edit_reply_template", template_id=template_id).fill(is_active=False).press("保存")
    assert list_templates("reply", "gov_procurement") == []
    assert find_template(template_id).is_active is False


def test_a_template_for_another_purpose_keeps_its_text_only(system_admin):
    add(system_admin, name="补正", purpose="request_supplement", area_key="", text="请补充【材料】。", claim="多余")
    made = only("补正")
    assert (made.text, made.claim, made.area_key) == ("请补充【材料】。", "", "")
    system_admin.open("admin.reply_templates", purpose="reply")
    assert "补正" not in [cell.text_content() for cell in system_admin.page.xpath("//tbody//th")]


def test_what_is_missing_or_taken_is_said(system_admin):
    add(system_admin, conclusion="")
    assert system_admin.errors == ["请写模板内容。"]
    add(system_admin)
    add(system_admin)
    assert system_admin.errors == ["已经有叫“采购答复”的模板，请换一个名称。"]
    system_admin.open("admin.add_reply_template").press("增加")
    assert system_admin.errors == ["请写模板名称", "请选择用途"]


def test_two_administrators_at_once_do_not_overwrite_each_other(system_admin, sign_in_as):
    add(system_admin)
    template_id = only("采购答复").id
    system_admin.open("admin.edit_reply_template", template_id=template_id)
    stale = system_admin.value("version")
    system_admin.fill(claim="第一个").press("保存")
    system_admin.open("admin.edit_reply_template", template_id=template_id).fill(version=stale, claim="第二个").press("保存")
    assert "别人刚刚改过" in system_admin.errors[0]
    assert system_admin.value("claim") == "第二个"
    assert only("采购答复").claim == "第一个"


def test_a_template_that_does_not_exist_is_not_found(system_admin):
    system_admin.open("admin.preview_reply_template", template_id=99, status=404)


def test_a_template_with_the_longest_name_is_logged_by_its_number(system_admin):
    add(system_admin, name="长" * 80)
    made = only("长" * 80)
    entries = [each for each in list_entries(None, 10) if each.action == "template:add"]
    assert [(each.object_id, each.detail["name"]) for each in entries] == [(str(made.id), "长" * 80)]
