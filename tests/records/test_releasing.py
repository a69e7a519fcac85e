"""From the graded record to the public page: three people, no names, and what is told afterwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Department
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.attachments.queries import list_for
from portal.db import flush, session, transaction
from portal.deadlines import queries as deadlines
from portal.errors import Gone, NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.records import queries, recognising, releasing, steps
from portal.records.models import DishonestyRecord
from portal.records.objections import operations as objections
from portal.records.queries import RecordFilter
from portal.records.vocabulary import RecordConduct, RecordStatus, RectificationState, Severity
from tests import factories
from tests.records.stories import do, make_house, new_record, nothing_found, published, recognised


def graded(house, severity=Severity.GENERAL, months=None, **fields):
    record = recognised(house, new_record(fields.pop("issued_on", clock.today()), **fields))
    do(recognising.grade, record, house.first, severity, "按损失和影响确定", months)
    return record


def test_three_different_people_bring_a_record_to_the_public(app):
    house = make_house()
    record = published(house, new_record(clock.today()))
    assert record.status is RecordStatus.PUBLISHED
    assert len({record.author_id, record.reviewer_id, record.publisher_id}) == 3
    assert deadlines.open_deadline(steps.SUBJECT, record.id, steps.PUBLISH) is None
    assert [each.id for each in queries.list_public(RecordFilter())] == [record.id]
    assert queries.get_public(record.public_id).id == record.id


def test_author_and_reviewer_cannot_go_on_by_themselves(app):
    house = make_house()
    record = graded(house)
    do(releasing.submit, record, house.first, nothing_found)
    with pytest.raises(NotAllowed):
        do(releasing.review, record, house.first, nothing_found)
    do(releasing.review, record, house.second, nothing_found)
    for same in (house.first, house.second):
        with pytest.raises(NotAllowed):
            do(releasing.publish, record, same, nothing_found)
    with pytest.raises(IntegrityError), transaction():
        session.get_one(DishonestyRecord, record.id).publisher_id = house.second.id
        flush()


@pytest.mark.parametrize("hand", [recognising.edit, recognising.grade])
def test_whoever_changed_or_graded_a_record_neither_reviews_nor_publishes_nor_decides_about_it(hand, app):
    house = make_house()
    both = factories.make_user(Role.OFFICER, Role.PUBLISHER, department=session.get_one(Department, house.first.department_id))
    record = recognised(house, new_record(clock.today()))
    if hand is recognising.edit:
        do(recognising.edit, record, both, new_record(clock.today(), title="别的标题"))
    do(recognising.grade, record, both if hand is recognising.grade else house.first, Severity.GENERAL, "按损失和影响确定")
    do(releasing.submit, record, house.first, nothing_found)
    for step in (releasing.review, releasing.publish):
        with pytest.raises(NotAllowed, match="定级的人不能"):
            do(step, record, both, nothing_found)
        do(step, record, house.second if step is releasing.review else house.third, nothing_found)
    with pytest.raises(NotAllowed, match="定级的人不能"):
        do(releasing.correct, record, both, {"title": "新的标题", "facts": record.facts}, "标题写错了", nothing_found)
    assert "定级的人" in objections.why_not_decide(queries.get_record(record.id), both)


def test_without_the_file_of_the_document_nothing_goes_on(app):
    house = make_house()
    record = graded(house)
    with transaction():
        for file in list_for(recognising.FILES, record.document_id):
            attachments.remove_file(file)
    with pytest.raises(TransitionRefused, match="认定文书"):
        do(releasing.submit, record, house.first, nothing_found)


def test_without_a_severity_nothing_goes_on(app):
    house = make_house()
    record = recognised(house, new_record(clock.today()))
    with pytest.raises(TransitionRefused, match="严重程度"):
        do(releasing.submit, record, house.first, nothing_found)


def test_a_name_in_the_text_blocks_every_step(app):
    house = make_house()
    record = graded(house)

    def finds(text):
        return ["王小二"] if "尾款" in text else []

    with pytest.raises(RuleBroken, match="王小二"):
        do(releasing.submit, record, house.first, finds)
    do(releasing.submit, record, house.first, nothing_found)
    with pytest.raises(RuleBroken, match="王小二"):
        do(releasing.review, record, house.second, finds)
    do(releasing.review, record, house.second, nothing_found)
    with pytest.raises(RuleBroken, match="王小二"):
        do(releasing.publish, record, house.third, finds)
    assert queries.list_public(RecordFilter()) == []


def test_a_minor_record_is_kept_without_being_shown(app):
    house = make_house()
    record = graded(house, Severity.MINOR)
    do(releasing.submit, record, house.first, nothing_found)
    do(releasing.review, record, house.second, nothing_found)
    with pytest.raises(TransitionRefused, match="不公示"):
        do(releasing.publish, record, house.third, nothing_found)
    do(releasing.keep, record, house.third, "轻微失信，不公示")
    assert queries.get_record(record.id).status is RecordStatus.KEPT
    with pytest.raises(NotFound):
        queries.get_public(record.public_id)


def test_a_general_record_cannot_be_kept_from_the_public(app):
    house = make_house()
    record = graded(house)
    do(releasing.submit, record, house.first, nothing_found)
    with pytest.raises(TransitionRefused, match="应当公示"):
        do(releasing.keep, record, house.second, "不想公示这条")


def test_a_record_whose_display_would_be_over_is_only_kept(app):
    house = make_house()
    record = graded(house, issued_on=date(2024, 1, 10))
    do(releasing.submit, record, house.first, nothing_found)
    do(releasing.review, record, house.second, nothing_found)
    with pytest.raises(TransitionRefused, match="公示期已经过了"):
        do(releasing.publish, record, house.third, nothing_found)
    do(releasing.keep, record, house.third, "公示期已过")


def test_progress_and_corrections_are_told_on_the_record(app):
    house = make_house()
    record = published(house, new_record(clock.today()))
    do(releasing.report_progress, record, house.first, RectificationState.UNDER_WAY, "已支付首期款项。", nothing_found)
    with pytest.raises(NotAllowed):
        do(releasing.correct, record, house.first, {"title": "改过的标题", "facts": "改过的事实文字。"}, "改了标题", nothing_found)
    do(releasing.correct, record, house.second, {"title": "改过的标题", "facts": "改过的事实，写明了期限。"}, "写明了期限", nothing_found)
    record = queries.get_record(record.id)
    assert record.rectification_state is RectificationState.UNDER_WAY
    assert [each.text for each in queries.list_progress(record.id)] == ["已支付首期款项。"]
    assert [each.what for each in queries.list_versions(record.id)] == ["首次公示", "写明了期限"]
    assert queries.list_public(RecordFilter(keyword="写明了期限"))[0].id == record.id


def test_every_filter_alone_narrows_the_list(app):
    house = make_house()
    wanted = published(house, new_record(clock.today(), area_key="contract"))
    other = new_record(
        clock.today(), number="另一份", conduct=RecordConduct.INACTION, department_id=house.respondent.id, area_key="bidding"
    )
    noise = published(house, other, Severity.SERIOUS, 24)
    do(releasing.report_progress, noise, house.first, RectificationState.DONE, "已经全部整改。", nothing_found)
    recognised(house, new_record(clock.today(), number="没有公示"))
    filters = [
        RecordFilter(keyword="城建服务"),
        RecordFilter(region_code=wanted.region_code),
        RecordFilter(subject_name=wanted.subject_name),
        RecordFilter(area_key="contract"),
        RecordFilter(conduct=RecordConduct.ARREARS),
        RecordFilter(severity=Severity.GENERAL),
        RecordFilter(rectification=RectificationState.OPEN),
    ]
    for each in filters:
        assert [row.id for row in queries.list_public(each)] == [wanted.id], each
        assert queries.count_public(each) == 1
    month = RecordFilter(month=f"{clock.today():%Y-%m}")
    assert [row.id for row in queries.list_public(month)] == [noise.id, wanted.id]
    assert queries.count_public(RecordFilter(month="2020-12")) == 0


def test_pages_by_key_meet_without_gap_or_double(app):
    house = make_house()
    made = [published(house, new_record(clock.today(), number=f"第{number}号")).id for number in range(5)]
    first = queries.list_public(RecordFilter(), limit=2)
    second = queries.list_public(RecordFilter(), after=first[-1], limit=2)
    back = queries.list_public(RecordFilter(), before=second[0], limit=2)
    assert [each.id for each in [*first, *second]] == made[::-1][:4] and [each.id for each in back] == [each.id for each in first]
    assert queries.count_ahead(RecordFilter(), second[0]) == 2


def test_a_record_never_public_is_not_found_and_one_that_ended_is_gone(app):
    house = make_house()
    waiting = recognised(house, new_record(clock.today()))
    with pytest.raises(NotFound):
        queries.get_public(waiting.public_id)
    shown = published(house, new_record(clock.today(), number="另一份"))
    with clock.pretend(clock.now() + timedelta(days=1)):
        do(lambda record: record.enter(RecordStatus.ENDED, clock.now()), shown)
    with pytest.raises(Gone, match="公示期满"):
        queries.get_public(shown.public_id)
