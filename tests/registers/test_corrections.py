"""Corrections of public entries: two people, what was fixed stays fixed, what stood there is kept, the page says what changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.notifications.models import Notice
from portal.registers import corrections, operations, queries
from portal.registers.fields import FIELDS
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import CorrectionStatus, Kind
from portal.web.registers import corrections as log_of
from tests import factories
from tests.browser import Browser
from tests.registers import making
from tests.registers.making import change, inspect, published

WHAT = "评价结果写错了，改为优秀"


@pytest.fixture
def people(app):
    return making.cast()


@pytest.fixture
def entry(people):
    published(people, Kind.RATING, title="另一项评价")
    return published(people, Kind.RATING)


def wanted(entry, **own):
    return {field.name: getattr(entry, field.name) for field in FIELDS[entry.kind]} | {"keep_reason": entry.keep_reason} | own


def propose(entry, person, what=WHAT, **own):
    change(entry, corrections.propose, person, wanted(entry, **own), what, inspect)
    return queries.find_correction(entry.id)


def decide(entry, person, act=corrections.accept, *more):
    with transaction():
        act(queries.find_correction(entry.id), queries.get_entry(entry.id, for_update=True), person, *(more or (inspect,)))
    return queries.get_entry(entry.id)


def test_the_page_changes_when_another_person_passes_it_and_says_what_changed(people, entry):
    before, version = queries.last_change(), entry.version
    propose(entry, people.publisher, grade="优秀", body="抽样调查，主要看账款清偿。")
    assert queries.get_entry(entry.id).grade == "良好" and queries.list_waiting_corrections(Kind.RATING) == [entry]
    assert {each.user_id for each in session.scalars(select(Notice).where(Notice.text.contains("更正")))} >= {people.second.id}
    with pytest.raises(NotAllowed, match="提出更正的人"):
        decide(entry, people.publisher)
    with clock.pretend(clock.now() + timedelta(days=1)):
        changed = decide(entry, people.second)
        assert log_of(changed) == [(clock.today(), WHAT)] and queries.last_change() > before
    assert changed.grade == "优秀" and changed.version > version
    assert [each.id for each in queries.list_entries(EntryFilter(Kind.RATING, keyword="账款清偿"))] == [entry.id]
    assert [each.id for each in queries.list_entries(EntryFilter(Kind.RATING, keyword="承诺兑现"))] != [entry.id]
    (kept,) = queries.list_applied(entry.id)
    assert kept.before["grade"] == "良好" and kept.values["grade"] == "优秀" and not queries.list_waiting_corrections(Kind.RATING)
    assert corrections.values_of(kept.before)["dated_on"] == entry.dated_on


def test_whoever_wrote_the_entry_may_pass_what_another_proposes(people, entry):
    propose(entry, people.second, grade="优秀")
    assert decide(entry, people.publisher).grade == "优秀"


def test_what_is_not_wanted_leaves_the_page_as_it_is(people, entry):
    propose(entry, people.publisher, grade="优秀")
    with pytest.raises(RuleBroken, match="不采用的理由"):
        decide(entry, people.second, corrections.refuse, "")
    assert decide(entry, people.second, corrections.refuse, "报告里写的就是良好").grade == "良好"
    assert log_of(queries.get_entry(entry.id)) == [] and queries.list_applied(entry.id) == []
    propose(entry, people.second, grade="中等")


def test_one_correction_waits_at_a_time_and_only_for_what_is_public(people, entry):
    propose(entry, people.publisher, grade="优秀")
    with pytest.raises(TransitionRefused, match="等审核"):
        propose(entry, people.second, grade="中等")
    change(entry, operations.withdraw, people.second, "报告已经撤回", inspect)
    with pytest.raises(TransitionRefused):
        decide(entry, people.second)
    draft = making.draft(people, Kind.RATING)
    with pytest.raises(TransitionRefused):
        propose(draft, people.publisher, grade="优秀")
    assert queries.list_waiting_corrections(Kind.RATING) == []


def test_a_promise_keeps_its_owner_its_kind_and_its_day(people):
    entry = published(people, Kind.COMMITMENT, given=making.promise(people.home))
    moved = {"due_on": entry.due_on + timedelta(days=90), "department_id": factories.make_department("别的单位").id}
    with pytest.raises(RuleBroken, match="没有改动"):
        propose(entry, people.publisher, **moved)
    propose(entry, people.officer, "补上了兑现的办法", body="年内分两次拨付到位。", **moved)
    changed = decide(entry, people.publisher)
    assert (changed.body, changed.due_on, changed.department_id) == ("年内分两次拨付到位。", entry.due_on, entry.department_id)


def test_a_promise_stays_on_the_page_until_its_last_day(people):
    early = {"shown_until": clock.today() + timedelta(days=29)}
    with pytest.raises(RuleBroken, match="兑现期限") as refused:
        making.draft(people, Kind.COMMITMENT, given=making.promise(people.home, **early))
    assert refused.value.field == "shown_until"
    entry = published(people, Kind.COMMITMENT, given=making.promise(people.home))
    with pytest.raises(RuleBroken, match="兑现期限"):
        propose(entry, people.officer, **early)


def test_the_end_of_the_display_is_checked_again_when_a_correction_is_passed(people, entry):
    propose(entry, people.publisher, shown_until=clock.today() + timedelta(days=2))
    with clock.pretend(clock.now() + timedelta(days=5)), pytest.raises(RuleBroken, match="早于今天"):
        decide(entry, people.second)
    promise = published(people, Kind.COMMITMENT, given=making.promise(people.home))
    propose(promise, people.publisher, shown_until=promise.due_on)
    with transaction():
        queries.get_entry(promise.id).move_due(promise.due_on + timedelta(days=1))
    with pytest.raises(RuleBroken, match="兑现期限"):
        decide(promise, people.second)
    assert queries.get_entry(promise.id).shown_until is None and queries.find_correction(promise.id) is not None


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("field", "own", "what"),
    [
        ("body", {"body": "联系张经理13812345678"}, WHAT),
        ("keep_reason", {"body": "居民王建国反映的问题已经解决。"}, WHAT),
        ("what", {"grade": "优秀"}, "王建国要求更正"),
        ("what", {"grade": "优秀"}, ""),
        ("grade", {"grade": ""}, WHAT),
        ("title", {}, WHAT),
        ("shown_until", {"shown_until": clock.today() - timedelta(days=3)}, WHAT),
    ],
)
def test_what_points_at_somebody_or_makes_no_sense_is_refused_by_the_name_of_the_field(people, entry, field, own, what):
    with pytest.raises(RuleBroken) as refused:
        propose(entry, people.publisher, what, **own)
    assert refused.value.field == field and queries.find_correction(entry.id) is None


def test_others_neither_propose_nor_decide(people, entry):
    stranger = factories.make_user(Role.OFFICER)
    for person in (stranger, people.officer):
        with pytest.raises(NotAllowed):
            propose(entry, person, grade="优秀")
    propose(entry, people.publisher, grade="优秀")
    for person in (stranger, people.head, people.supervisor):
        with pytest.raises(NotAllowed):
            decide(entry, person)
    assert queries.find_correction(entry.id).status is CorrectionStatus.OPEN


def test_the_one_page_of_all_sites_tells_what_was_corrected(people, app):
    site, other = published(people, Kind.LINK), published(people, Kind.LINK, title="另一个网站")
    propose(site, people.publisher, "网址换了，改为新的", url="https://www.ccgp.gov.cn/new/")
    browser = Browser(app)
    assert "更正记录" not in browser.open("/links").main
    decide(site, people.second)
    assert f"，{site.title}：网址换了，改为新的" in browser.open("/links").main and f"，{other.title}：" not in browser.main
