"""The public registers at the desk: written by one, released by another, kept or not kept, withdrawn with a reason."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.registers import queries
from portal.registers.appraisals import queries as appraisals
from portal.registers.vocabulary import EntryStatus, Kind, Standing
from tests import factories
from tests.browser import Browser, apart
from tests.registers import making


@pytest.fixture
def people(app):
    return making.cast()


@pytest.fixture
def desk(sign_in_as):
    """A browser for each person, opened once."""
    known = {}
    return lambda user: known.setdefault(user.id, sign_in_as(user))


def write(browser, kind, **answers):
    browser.open("publication.list_drafts").follow("公开登记")
    browser.open("publication.list_entries", kind=kind.value).follow(f"起草{kind.label}")
    return browser.fill(**answers).press("保存")


def test_a_commitment_goes_from_the_officer_over_head_and_publisher_to_the_page(app, people, desk):
    officer, day = desk(people.officer), clock.today() + timedelta(30)
    answers = {"title": "租金补贴按期兑现", "department_id": str(people.home.id), "promise": "investment", "body": "年底前拨付到位。"}
    write(officer, Kind.COMMITMENT, **answers)
    assert officer.errors == ["招商引资承诺要写明最晚哪天兑现。"] and officer.value("title") == "租金补贴按期兑现"
    officer.fill(due_on=day.isoformat()).press("保存")
    assert "已保存" in officer.banner and officer.buttons().count("审核通过") == 0
    path = officer.press("提交审核").url
    assert "起草人不能审核" in officer.main
    head = desk(people.head).open(path).press("审核通过")
    assert "发布" not in head.buttons()
    publisher = desk(people.publisher).open(path).press("发布")
    assert publisher.follow("看公开页").heading == "租金补贴按期兑现"
    officer.open(path).follow("登记已履行")
    officer.fill(on=clock.today().isoformat(), proof="区财政局拨付凭证，全部到账").press("登记已履行")
    assert "已履行" in officer.main
    supervisor = desk(people.supervisor).open(path).follow("撤销履行登记")
    supervisor.fill(reason="回访时没有到账").press("撤销登记")
    assert "回访时没有到账" in Browser(app).open(publisher.url).main


def test_what_points_at_a_person_is_shown_and_stops_the_text(people, desk):
    browser = desk(people.publisher)
    write(browser, Kind.TYPICAL_CASE, title="一个案例", topic="untrustworthy", body="联系张伟13812345678。")
    assert "13812345678" in browser.main
    browser.press("提交审核")
    assert "不能公开" in browser.errors[0]
    browser.follow("修改").fill(body="居民王建国反映的问题已经解决。").press("保存").press("提交审核")
    assert "写明保留的理由" in browser.errors[0]
    browser.follow("修改").fill(keep_reason="劳动模范，事迹已公开报道").press("保存").press("提交审核")
    assert "待审核" in browser.main and "劳动模范" in desk(people.second).open(browser.url).main


def test_giving_back_needs_a_reason_that_the_author_reads(people, desk):
    author, second = desk(people.publisher), desk(people.second)
    write(author, Kind.ARTICLE, title="一则动态", topic="work", source="区发展改革委", body="召开会议。")
    path = author.press("提交审核").url
    assert "退回的理由" in second.open(path).press("退回修改").errors[0]
    second.fill(reason="请写清会议的内容").press("退回修改")
    assert "请写清会议的内容" in author.open(path).main and "修改" in author.links()


def test_two_people_at_one_draft_do_not_overwrite_each_other(people, desk):
    entry = making.draft(people, Kind.ARTICLE)
    first, second = (desk(each).open("publication.edit_entry", entry_id=entry.id) for each in (people.publisher, people.second))
    first.fill(title="先改的标题").press("保存")
    second.fill(title="后改的标题").press("保存", 409)
    assert second.value("title") == "后改的标题" and queries.get_entry(entry.id).title == "先改的标题"


def test_a_withdrawn_entry_says_why_to_staff_and_to_the_public(app, people, desk):
    entry = making.published(people, Kind.RATING)
    browser = desk(people.publisher).open("publication.show_entry", entry_id=entry.id).follow("撤下")
    browser.fill(reason="王建国要求撤下").press("撤下")
    assert "会公开显示" in browser.errors[0]
    browser.fill(reason="评价机构更正了结果").press("撤下")
    assert "评价机构更正了结果" in browser.main
    assert "评价机构更正了结果" in Browser(app).open(f"/ratings/{entry.public_id}", 410).main


def test_who_may_not_write_sees_no_way_there_and_is_refused(people, desk):
    stranger = desk(factories.make_user(Role.OFFICER))
    entry = making.draft(people, Kind.COMMITMENT, people.officer)
    stranger.open("publication.show_entry", entry_id=entry.id)
    assert not {"修改", "撤下"} & set(stranger.links()) and "提交审核" not in stranger.buttons()
    for endpoint in ("edit_entry", "withdraw_entry", "fulfil_entry", "deny_entry"):
        stranger.open(f"publication.{endpoint}", 403, entry_id=entry.id)
    stranger.open("publication.write_entry", 403, register_kind="rating")
    stranger.open("publication.write_entry", 404, register_kind="nonsense")
    stranger.open("publication.open_appraisal", 403)


def test_the_owner_finds_what_it_did_not_keep_on_top_of_the_list(people, desk):
    entry = making.published(people, Kind.COMMITMENT, given=making.promise(people.home, 10))
    with clock.pretend(clock.now() + timedelta(days=40)):
        jobs.sweep_deadlines()
        assert queries.get_entry(entry.id).standing is Standing.MISSED
        text = desk(people.officer).open("publication.list_entries").main
        assert "本单位有 1 条承诺逾期未履行" in text and entry.title in text
        assert "逾期未履行，公开页" not in desk(people.supervisor).open("publication.list_entries").main


def test_a_link_is_kept_by_a_publisher(app, people, desk):
    browser = desk(people.publisher)
    write(browser, Kind.LINK, title="债务公开平台", topic="debt", url="javascript:alert(1)")
    assert "完整的网址" in browser.errors[0]
    browser.fill(url="https://www.celma.org.cn/").press("保存").press("提交审核")
    desk(people.second).open(browser.url).press("审核通过").press("发布")
    assert "债务公开平台" in Browser(app).open("/links").main
    with apart():
        assert queries.count_for_desk(Kind.LINK)[EntryStatus.PUBLISHED] == 1


def test_a_supervisor_opens_a_round_moderates_a_remark_and_cancels(app, people, desk):
    supervisor = desk(people.supervisor)
    supervisor.open("publication.list_entries").follow("网上评议").follow("开展一次评议").press("开展评议")
    assert len(supervisor.errors) == 4
    first, last = clock.today().isoformat(), (clock.today() + timedelta(20)).isoformat()
    supervisor.fill(title="年底评议", starts_on=first, ends_on=last, departments=[str(people.home.id)]).press("开展评议")
    assert "年底评议" in supervisor.main and people.home.name in Browser(app).open("/appraisals").follow("年底评议").main
    with apart():
        [appraisal] = appraisals.list_all_appraisals()
    making.said(appraisal, people.home, "a", remark="答复很快，说到做到。")
    making.said(appraisal, people.home, "b", remark="态度不好。")
    own = desk(factories.make_user(Role.PUBLISHER, department=people.home)).open("publication.list_remarks")
    assert "由别的单位" in own.main and "显示" not in own.buttons()
    supervisor.open("publication.list_remarks").press("显示")
    supervisor.press("不显示")
    assert "没有等审核" in supervisor.main
    with apart():
        assert [each.remark for each in appraisals.list_shown_remarks(appraisal.id)] == ["答复很快，说到做到。"]
    supervisor.open("publication.list_appraisals").follow("取消").fill(reason="名单有误，重新组织").press("取消评议")
    assert "已取消" in supervisor.main


def test_a_public_entry_is_corrected_by_two_people_and_says_so(app, people, desk):
    entry = making.published(people, Kind.TYPICAL_CASE)
    author, second, path = desk(people.publisher), desk(people.second), f"/typical-cases/{entry.public_id}"
    author.open("publication.show_entry", entry_id=entry.id).follow("更正")
    author.fill(body="经督办，拖欠的工程款分两次支付到位。").press("提交更正")
    assert author.errors == ["请写更正了什么，会公开显示"] and "分两次" in author.value("body")
    author.fill(what="写明是分两次支付的").press("提交更正")
    assert "另一位工作人员审核" in author.banner and "分两次" not in Browser(app).open(path).main
    author.follow("审核更正")
    assert "提出更正的人不能审核" in author.main and "通过，改公开页" not in author.buttons()
    second.open("publication.list_entries", kind="typical_case").follow(entry.title).follow("审核更正")
    assert second.page.xpath("//main//ins[contains(., '分两次')]")
    second.press("不采用")
    assert "不采用的理由" in second.errors[0]
    second.press("通过，改公开页")
    assert "公开页已更正" in second.banner and "更正过的地方" in second.main and second.page.xpath("//main//details//ins")
    page = Browser(app).open(path).main
    assert "分两次" in page and "更正记录" in page and "写明是分两次支付的" in page
    assert "更正记录" not in Browser(app).open(f"/typical-cases/{making.published(people, Kind.TYPICAL_CASE).public_id}").main
