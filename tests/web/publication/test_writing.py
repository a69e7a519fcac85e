"""D4, the first person: begin from the closed case, edit beside the source, clear what identifies, hand in."""

import pytest

from portal.accounts.vocabulary import Role
from portal.cases.vocabulary import PublicationChoice
from portal.publication import operations, queries
from portal.publication.vocabulary import PublicationStatus
from tests.factories import make_user
from tests.publication import stories

IDENTIFYING = "责成区建委支付。经办人李建华，电话 138 1234 5678，联系天津海河测试工程有限公司。"


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def desk(people, sign_in_as):
    return sign_in_as(people.officer)


def begin(desk, reporter):
    return desk.open("publication.edit_draft", case_id=reporter.case_id).press("起草公示")


def living(reporter):
    return queries.find_living(reporter.case_id)


def selects(desk):
    return [select.get("name") for select in desk.page.xpath("//table//select")]


def row_of(desk, words):
    return next(row for row in desk.page.xpath("//table/tbody/tr") if words in row.xpath("string(.//mark)"))


def test_the_text_begins_with_the_outcome_in_neutral_words(desk, people):
    reporter = stories.closed_case(people)
    begin(desk, reporter)
    assert desk.heading == "公示稿"
    assert desk.value("title") == "关于反映区建委拖欠款项问题的办理结果"
    assert "属实" in desk.value("facts")
    assert stories.NARRATIVE[:10] not in desk.text
    assert living(reporter).author_id == people.officer.id


def test_beginning_twice_begins_once(desk, people):
    reporter = stories.closed_case(people)
    desk.open("publication.begin_draft", case_id=reporter.case_id)
    desk.post("publication.begin_draft", case_id=reporter.case_id)
    desk.post("publication.begin_draft", case_id=reporter.case_id)
    assert desk.heading == "公示稿"
    assert len(queries.list_living(reporter.case_id)) == 1


def test_the_page_says_why_nothing_can_be_begun(desk, people):
    reporter = stories.closed_case(people, choice=PublicationChoice.REFUSE)
    desk.open("publication.edit_draft", case_id=reporter.case_id)
    assert "反映人选择不公开" in desk.main
    assert "起草公示" not in desk.buttons()
    desk.post("publication.begin_draft", case_id=reporter.case_id, status=409)
    assert living(reporter) is None


def test_the_source_hides_the_reporter_and_marks_the_rest(desk, people):
    begin(desk, stories.closed_case(people, measures=IDENTIFYING))
    source = desk.page.xpath("//div[@class='internal']")[0].text_content()
    assert "天津海河测试工程有限公司" not in source and "【已隐去：企业名称】" in source
    assert {mark.text for mark in desk.page.xpath("//div[@class='internal']//mark")} >= {"李建华", "138 1234 5678"}


def test_every_finding_is_in_the_table_with_kind_and_proposal(desk, people):
    begin(desk, stories.closed_case(people, measures=IDENTIFYING))
    assert "姓名" in row_of(desk, "李建华").text_content()
    assert "反映人信息" in row_of(desk, "天津海河").text_content()
    assert not row_of(desk, "天津海河").xpath(".//option[@value='keep']")
    assert row_of(desk, "李建华").xpath(".//input/@value") == ["李某"]
    assert "还有 3 处要处理" in desk.main


def test_applying_takes_the_choices_and_asks_for_what_is_left(desk, people):
    reporter = stories.closed_case(people, measures=IDENTIFYING)
    begin(desk, reporter)
    name, phone, company = selects(desk)
    desk.fill(**{phone: "keep", phone.replace("choice", "words"): ""}).press("应用")
    assert "要写明理由" in desk.errors[0]
    assert desk.page.xpath("//div[@role='alert']//a/@href") == ["#findings"]
    desk.fill(**{phone: "keep", phone.replace("choice", "words"): "单位的公开电话", company: "hide"}).press("应用")
    assert "没有要处理的内容了" in desk.banner
    assert living(reporter).measures == "责成区建委支付。经办人李某，电话 138 1234 5678，联系【已隐去：企业名称】。"
    assert name not in selects(desk) and selects(desk) == [phone]


def test_a_text_with_findings_cannot_be_handed_in_and_the_page_leads_there(desk, people):
    reporter = stories.closed_case(people, measures=IDENTIFYING)
    begin(desk, reporter)
    desk.fill(facts="经核查，反映的问题属实，已经改正。").press("提交审核")
    assert desk.page.xpath("//div[@role='alert']//a/@href") == ["#findings"]
    assert desk.page.xpath("//*[@id='findings']")
    assert living(reporter).status is PublicationStatus.DRAFT
    assert desk.value("facts") == living(reporter).facts == "经核查，反映的问题属实，已经改正。"
    desk.press("应用").press("提交审核")
    assert living(reporter).status is PublicationStatus.SUBMITTED
    assert "待审核公开" in desk.main


def test_what_was_typed_stays_when_a_part_is_missing(desk, people):
    begin(desk, stories.closed_case(people))
    desk.fill(title="", facts="经核查，反映的问题属实，已经改正。").press("保存")
    assert desk.errors == ["请写标题"]
    assert desk.value("facts") == "经核查，反映的问题属实，已经改正。"


def test_a_stale_page_keeps_the_typed_words_and_shows_the_others(desk, people, sign_in_as):
    reporter = stories.closed_case(people)
    begin(desk, reporter)
    colleague = sign_in_as(make_user(Role.OFFICER, department=people.officer.department))
    colleague.open("publication.edit_draft", case_id=reporter.case_id).fill(title="同事写的标题在这里").press("保存")
    desk.fill(title="我写的标题在这里").press("保存", status=409)
    assert "刚刚被别人改过" in desk.errors[0]
    assert desk.value("title") == "我写的标题在这里"
    assert "同事写的标题在这里" in desk.main
    desk.press("保存")
    assert living(reporter).title == "我写的标题在这里"


def test_the_same_press_twice_saves_once(desk, people):
    reporter = stories.closed_case(people)
    begin(desk, reporter)
    sent = {name: desk.value(name) for name in ("submission_key", "version", "title", "respondent_name", "facts", "measures")} | {
        "act": "save"
    }
    desk.post("publication.edit_draft", sent, case_id=reporter.case_id)
    version = living(reporter).version
    desk.post("publication.edit_draft", sent, case_id=reporter.case_id)
    assert living(reporter).version == version


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.PUBLISHER])
def test_who_has_no_part_in_the_case_or_is_its_respondent_finds_nothing(people, sign_in_as, role):
    publication = stories.draft(people, stories.closed_case(people))
    outsider = sign_in_as(make_user(role, department=people.respondent))
    own = f"/desk/publications/{publication.public_id}"
    for path in (
        f"/desk/cases/{publication.case_id}/publication",
        f"/desk/cases/{publication.case_id}/publication/begin",
        own,
        f"{own}/withdraw",
    ):
        outsider.open(path, 404)
        outsider.open("publication.list_drafts").post(path, status=404)
    outsider.open(f"{own}/preview", 404)
    assert publication.title not in outsider.open("/desk/publications?status=draft").text


def test_a_publisher_does_not_write(people, sign_in_as):
    publication = stories.draft(people, stories.closed_case(people))
    desk = sign_in_as(people.publisher)
    desk.open("publication.edit_draft", case_id=publication.case_id)
    assert desk.url.endswith(publication.public_id)
    assert "修改" not in desk.links()
    with pytest.raises(Exception, match="权限"):
        stories.change(publication, operations.submit, people.publisher)
