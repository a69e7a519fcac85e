"""Entries of the public registers: who writes, who releases, what may not be in them, and that withdrawn means gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.crypto import random_token
from portal.db import session, transaction
from portal.errors import Gone, NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.notifications.models import Notice
from portal.registers import operations, queries
from portal.registers.fields import FIELDS, is_government, is_web_address
from portal.registers.models import RegisterTerm
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import EntryStatus, Kind
from tests import factories
from tests.registers import making
from tests.registers.making import change, draft, inspect, published


@pytest.fixture
def people(app):
    return making.cast()


@pytest.mark.parametrize("kind", list(Kind))
def test_an_entry_of_every_register_goes_from_draft_to_page(people, kind):
    entry = published(people, kind)
    assert queries.get_published(kind, entry.public_id).title == entry.title
    assert [each.id for each in queries.list_entries(EntryFilter(kind))] == [entry.id]
    other = next(each for each in Kind if each is not kind)
    with pytest.raises(NotFound):
        queries.get_published(other, entry.public_id)


def test_whoever_wrote_neither_reviews_nor_publishes_also_after_another_changed_it(people):
    entry = draft(people, Kind.TYPICAL_CASE)
    change(entry, operations.save, people.second, making.values(Kind.TYPICAL_CASE, title="改过的标题"))
    change(entry, operations.submit, people.publisher, inspect)
    for writer in (people.publisher, people.second):
        with pytest.raises(NotAllowed):
            change(entry, operations.review, writer, inspect)
    third = factories.make_user(Role.PUBLISHER)
    change(entry, operations.review, third, inspect)
    with pytest.raises(NotAllowed):
        change(entry, operations.publish, people.publisher, inspect)
    assert change(entry, operations.publish, third, inspect).status is EntryStatus.PUBLISHED


def test_officers_write_the_commitments_and_news_of_their_own_department_only(people):
    entry = draft(people, Kind.COMMITMENT, people.officer)
    change(entry, operations.submit, people.officer, inspect)
    assert change(entry, operations.review, people.head, inspect).status is EntryStatus.REVIEWED
    with pytest.raises(NotAllowed):
        change(entry, operations.publish, people.head, inspect)
    stranger = factories.make_user(Role.OFFICER)
    for author, kind in ((stranger, Kind.COMMITMENT), (people.officer, Kind.TYPICAL_CASE), (people.officer, Kind.RATING)):
        with pytest.raises(NotAllowed), transaction():
            operations.write(author, kind, making.values(kind, people.home), random_token())
    moved = making.values(Kind.COMMITMENT, stranger.department)
    own = draft(people, Kind.COMMITMENT, people.officer)
    with pytest.raises(NotAllowed):
        change(own, operations.save, people.officer, moved)
    assert queries.get_entry(own.id).department_id == people.home.id


@pytest.mark.parametrize(
    ("field", "text"),
    [("body", "联系张经理13812345678"), ("title", "身份证120101199001010017的申请"), ("body", "微信号zhang_wei2020联系")],
)
def test_what_identifies_a_person_directly_blocks_whatever_reason_is_given(people, field, text):
    entry = draft(people, Kind.TYPICAL_CASE, **{field: text, "keep_reason": "本人同意公开，已经核实过"})
    with pytest.raises(RuleBroken, match="不能公开"):
        change(entry, operations.submit, people.publisher, inspect)
    assert queries.get_entry(entry.id).status is EntryStatus.DRAFT


def test_a_name_needs_a_reason_and_is_looked_for_again_at_every_step(people):
    entry = draft(people, Kind.TYPICAL_CASE, body="居民王建国反映的工程款问题已经解决。")
    with pytest.raises(RuleBroken, match="王建国"):
        change(entry, operations.submit, people.publisher, inspect)
    change(entry, operations.save, people.publisher, making.values(Kind.TYPICAL_CASE, keep_reason="劳动模范，事迹已经公开报道"))
    change(entry, operations.submit, people.publisher, inspect)
    with transaction():
        row = queries.get_entry(entry.id)
        row.body, row.keep_reason = "居民王建国反映的问题", ""
    with pytest.raises(RuleBroken, match="王建国"):
        change(entry, operations.review, people.second, inspect)


def test_days_document_numbers_and_offices_need_no_reason(people):
    body = "根据国办发〔2025〕22号，2026年3月1日起由区财政局按月公布，金额120万元。"
    assert published(people, Kind.ARTICLE, body=body).status is EntryStatus.PUBLISHED


@pytest.mark.same_queries
@pytest.mark.parametrize("kind", list(Kind))
def test_an_entry_without_a_needed_field_is_refused_by_the_name_of_the_field(people, kind):
    for field in FIELDS[kind]:
        if field.is_needed:
            given = {**making.values(kind, people.home), field.name: None}
            with pytest.raises(RuleBroken) as refused, transaction():
                operations.write(people.publisher, kind, given, random_token())
            assert refused.value.field == field.name and field.label in refused.value.message


def test_withdrawn_is_gone_with_a_reason_that_names_nobody(people):
    entry = published(people, Kind.ARTICLE)
    with pytest.raises(RuleBroken, match="王建国"):
        change(entry, operations.withdraw, people.second, "王建国要求撤下", inspect)
    with pytest.raises(NotAllowed):
        change(entry, operations.withdraw, people.officer, "内容已经过时", inspect)
    change(entry, operations.withdraw, people.publisher, "内容已经过时", inspect)
    with pytest.raises(Gone, match="内容已经过时"):
        queries.get_published(Kind.ARTICLE, entry.public_id)
    assert queries.list_entries(EntryFilter(Kind.ARTICLE)) == [] and session.scalars(select(RegisterTerm)).all() == []
    with pytest.raises(TransitionRefused):
        change(entry, operations.withdraw, people.publisher, "再撤一次看看", inspect)


def test_the_job_ends_what_is_over_once(people):
    over = published(people, Kind.ARTICLE, shown_until=clock.today())
    stays = published(people, Kind.ARTICLE, shown_until=clock.today() + timedelta(3))
    assert jobs.end_registers() == 0
    with clock.pretend(clock.now() + timedelta(days=2)):
        assert jobs.end_registers() == 1 and jobs.end_registers() == 0
    assert queries.get_entry(over.id).status is EntryStatus.ENDED
    assert queries.get_entry(stays.id).status is EntryStatus.PUBLISHED
    with pytest.raises(Gone, match="到期"):
        queries.get_published(Kind.ARTICLE, over.public_id)


def test_an_entry_is_found_by_two_characters_and_narrowed_by_every_filter(people):
    mine = published(people, Kind.COMMITMENT, title="路灯三天内修好", topic="出行")
    noise = published(people, Kind.COMMITMENT, title="低保按时发放", topic="养老")
    draft(people, Kind.COMMITMENT, title="路灯还没有审核")
    published(people, Kind.ARTICLE, title="路灯改造完成")
    for wanted in (
        EntryFilter(Kind.COMMITMENT, keyword="路灯"),
        EntryFilter(Kind.COMMITMENT, topic="出行"),
        EntryFilter(Kind.COMMITMENT, keyword="修好", department_id=people.home.id),
    ):
        assert [each.id for each in queries.list_entries(wanted)] == [mine.id] and queries.count_entries(wanted) == 1
    both = EntryFilter(Kind.COMMITMENT)
    assert [each.id for each in queries.list_entries(both, limit=1)] == [noise.id]
    assert [each.id for each in queries.list_entries(both, noise, 5)] == [mine.id]
    assert [each.id for each in queries.list_entries(both, None, 5, mine)] == [noise.id] and queries.count_ahead(both, mine) == 1


def test_the_same_key_gives_the_same_entry_and_those_who_release_are_told(people):
    key = random_token()
    for _press in range(2):
        with transaction():
            entry_id = operations.write(people.officer, Kind.COMMITMENT, making.values(Kind.COMMITMENT, people.home), key).id
    entry = queries.get_entry(entry_id)
    assert queries.count_for_desk(Kind.COMMITMENT)[EntryStatus.DRAFT] == 1
    change(entry, operations.submit, people.officer, inspect)
    told = {each.user_id for each in session.scalars(select(Notice))}
    assert told == {people.publisher.id, people.second.id, people.head.id}


@pytest.mark.parametrize(
    ("url", "is_address", "is_ours"),
    [
        ("https://www.ccgp.gov.cn/a", True, True),
        ("http://gov.cn", True, True),
        ("https://example.com/", True, False),
        ("https://gov.cn.example.com/", True, False),
        ("https://evilgov.cn/", True, False),
        ("javascript:alert(1)", False, False),
        ("//www.gov.cn", False, False),
        ("https://user@www.gov.cn", False, False),
        ("https://www.gov.cn/\"onclick", False, False),
        ("ftp://www.gov.cn", False, False),
        ("https://[", False, False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links_and_only_government_ones_are_ours(url, is_address, is_ours):
    assert is_web_address(url) is is_address and is_government(url) is is_ours
