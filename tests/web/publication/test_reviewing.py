"""D4, the second person: the list, the comparison, the decision, and taking a text off the page."""

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.cases import replying
from portal.cases.vocabulary import PublicationChoice
from portal.publication import operations, queries, releasing
from portal.publication.vocabulary import PublicationStatus
from tests.factories import make_user
from tests.publication import stories

DECISIONS = ("review", "approve", "give_back", "refuse", "take_out")

OF_THIS_STATE = ("review", "give_back", "refuse")  # the others are refused because the text is not so far


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def desk(people, sign_in_as):
    return sign_in_as(people.publisher)


def fresh(publication):
    return queries.get_publication(publication.id)


def decide(desk, publication, decision, status=200):
    fields = {"decision": decision, "reason": "请再改一改", "confirmed": "y", "version": str(fresh(publication).version)}
    return desk.post("publication.show_publication", fields, public_id=publication.public_id, status=status)


def test_the_list_begins_with_what_waits_and_counts_what_it_shows(desk, people):
    waiting, public = stories.submitted(people), stories.released(people)
    stories.draft(people, stories.closed_case(people))
    desk.open("publication.list_drafts")
    assert [link.get("href") for link in desk.page.xpath("//th/a")] == [f"/desk/publications/{waiting.public_id}"]
    counts = {tab.text_content().split()[0]: tab.text_content().split()[1] for tab in desk.page.xpath("//nav[@aria-label='公示稿分类']//a")}
    assert (counts["起草中"], counts["待审核公开"], counts["已公开"], counts["已撤下"]) == ("1", "1", "1", "0")
    assert f"/desk/publications/{public.public_id}" in [
        link.get("href") for link in desk.open("/desk/publications?status=released").page.xpath("//th/a")
    ]
    assert desk.open("/desk/publications?status=nonsense&before=x").status == 200


def test_a_second_person_reads_source_and_text_and_a_third_signs(desk, people, sign_in_as):
    publication = stories.submitted(people)
    desk.open("publication.show_publication", public_id=publication.public_id)
    assert stories.FACTS in desk.main
    assert "孙晓梅" not in desk.text and "天津海河测试工程有限公司" not in desk.text
    desk.press("审核通过")
    assert desk.errors == ["请先核对，再勾选。"]
    desk.fill(confirmed=True).press("审核通过")
    assert "等另一位审核员签发" in desk.banner
    assert fresh(publication).status is PublicationStatus.REVIEWED
    assert "请由第三个人签发" in desk.main and "签发" not in desk.buttons()
    decide(desk, publication, "approve", 403)
    signer = sign_in_as(people.signer).open("publication.show_publication", public_id=publication.public_id)
    signer.fill(confirmed=True).press("签发")
    assert fresh(publication).status is PublicationStatus.RELEASED
    assert f"{people.publisher.display_name}审核，{people.signer.display_name}签发" in signer.main
    signer.follow("打开公开页")
    assert signer.url == f"/outcomes/{publication.public_id}"


def test_an_approved_text_waits_in_the_batch_and_can_be_taken_out(people, sign_in_as):
    stories.rule(at_once=False)
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.release(stories.submitted(people), people)
        desk = sign_in_as(people.signer).open("/desk/publications?status=approved")
        assert "2026年11月1日" in desk.main and "下个月1日" in desk.main
        desk.follow(publication.title)
        assert "2026年11月1日和其他公示一起公开" in desk.main
        desk.press("移出待发布")
        assert "移出的理由" in desk.errors[0]
        desk.fill(reason="数字要再核对").press("移出待发布")
    assert fresh(publication).status is PublicationStatus.DRAFT and fresh(publication).batch_on is None
    assert "数字要再核对" in desk.main


def test_the_page_says_when_reviewer_and_signer_may_be_one(people, sign_in_as):
    stories.rule(people=2)
    publication = stories.reviewed(stories.submitted(people), people)
    desk = sign_in_as(people.publisher).open("publication.show_publication", public_id=publication.public_id)
    assert "审核和签发可以是同一个人" in desk.main
    desk.fill(confirmed=True).press("签发")
    assert fresh(publication).status is PublicationStatus.RELEASED


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_author_cannot_decide_even_by_a_forced_post(people, sign_in_as, decision):
    people.officer = make_user(Role.OFFICER, Role.PUBLISHER, department=people.officer.department)
    publication = stories.submitted(people)
    own = sign_in_as(people.officer).open("publication.show_publication", public_id=publication.public_id)
    assert not {"审核通过", "签发", "退回修改", "不予公开"} & set(own.buttons())
    assert "另一位审核员" in own.main
    decide(own, publication, decision, 403 if decision in OF_THIS_STATE else 409)
    assert fresh(publication).status is PublicationStatus.SUBMITTED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SUPERVISOR])
@pytest.mark.parametrize("decision", DECISIONS)
def test_nobody_but_a_publisher_decides(people, sign_in_as, role, decision):
    publication = stories.submitted(people)
    visitor = sign_in_as(make_user(role, department=people.officer.department))
    visitor.open("publication.show_publication", public_id=publication.public_id)
    decide(visitor, publication, decision, 403 if decision in OF_THIS_STATE else 409)
    assert fresh(publication).status is PublicationStatus.SUBMITTED


def test_giving_back_needs_a_reason_and_the_next_version_is_compared(desk, people, sign_in_as):
    publication = stories.submitted(people)
    desk.open("publication.show_publication", public_id=publication.public_id).press("退回修改")
    assert "请写明退回的理由" in desk.errors[0]
    desk.fill(reason="事实请概括").press("退回修改")
    assert fresh(publication).status is PublicationStatus.DRAFT
    author = sign_in_as(people.officer).open("publication.edit_draft", case_id=publication.case_id)
    assert "事实请概括" in author.main
    author.fill(measures="责成区建委按合同分期支付欠款。").press("提交审核")
    desk.open("publication.show_publication", public_id=publication.public_id)
    assert [each.text_content() for each in desk.page.xpath("//ins")] == ["（加上）分期"]
    assert "和上次退回的稿子相比" in desk.main


def test_a_refused_text_is_never_public(desk, people, browser):
    publication = stories.submitted(people)
    desk.open("publication.show_publication", public_id=publication.public_id).fill(reason="涉及未公开的案件").press("不予公开")
    assert fresh(publication).status is PublicationStatus.REFUSED
    assert "不予公开的理由" in desk.main
    browser.open("public.outcome", 404, public_id=publication.public_id)


def test_a_decision_on_an_old_page_is_refused_with_the_words_kept(desk, people):
    publication = stories.submitted(people)
    desk.open("publication.show_publication", public_id=publication.public_id)
    stories.change(publication, releasing.give_back, people.publisher, "先改一改")
    stories.change(publication, operations.submit, people.officer)
    desk.fill(reason="我写的理由").press("退回修改", status=409)
    assert "刚刚被别人改过" in desk.errors[0]
    assert desk.value("reason") == "我写的理由"


def test_release_waits_while_the_reporter_reads_and_says_so(desk, people):
    publication = stories.submitted(people, choice=PublicationChoice.PREVIEW_FIRST)
    desk.open("publication.show_publication", public_id=publication.public_id)
    assert "还在等反映人过目" in desk.main
    assert "审核通过" not in desk.buttons() and "退回修改" in desk.buttons()
    decide(desk, publication, "review", 409)
    assert fresh(publication).status is PublicationStatus.SUBMITTED


def test_withdrawing_asks_once_and_refuses_names_in_the_public_reason(desk, people, browser):
    publication = stories.released(people)
    desk.open("publication.show_publication", public_id=publication.public_id).follow("撤下")
    desk.fill(reason="天津海河测试工程有限公司要求撤下").press("撤下")
    assert "会公开显示" in desk.errors[0]
    desk.fill(reason="部门名称写错了").press("撤下")
    assert "已撤下" in desk.banner
    assert "部门名称写错了" in browser.open("public.outcome", 410, public_id=publication.public_id).main


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.SUPERVISOR])
def test_only_a_publisher_withdraws(people, sign_in_as, role):
    publication = stories.released(people)
    visitor = sign_in_as(make_user(role, department=people.officer.department))
    visitor.open("publication.show_publication", public_id=publication.public_id)
    assert "撤下" not in visitor.links()
    visitor.open("publication.withdraw_publication", 403, public_id=publication.public_id)
    visitor.post("publication.withdraw_publication", {"reason": "我觉得不好"}, public_id=publication.public_id, status=403)
    assert fresh(publication).status is PublicationStatus.RELEASED


def test_a_reopened_case_does_not_keep_the_publisher_from_withdrawing(desk, people):
    reporter = stories.closed_case(people)
    publication = stories.released(people, reporter)
    stories.act(reporter.case_id, replying.reopen, people.head, "事实还要再查")
    desk.open("publication.show_publication", public_id=publication.public_id)
    assert "正在重新办理" in desk.main and stories.FACTS not in desk.main
    desk.follow("撤下").fill(reason="结果要重新核实").press("撤下")
    assert fresh(publication).status is PublicationStatus.WITHDRAWN
