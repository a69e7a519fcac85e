"""Doubles are found by body and words or by number, with the reasons; merged and taken apart; nothing hidden is told of."""

import pytest
from sqlalchemy import text

from portal import db
from portal.access import Permission, allows
from portal.accounts.queries import get_user
from portal.cases.vocabulary import Channel
from portal.db import transaction
from portal.errors import RuleBroken, StalePage, TransitionRefused
from portal.leads import likeness, merging, queries, recusing, steps, traces
from portal.leads.vocabulary import LeadStatus
from portal.leads.workflow import LeadAction
from tests import factories
from tests.databases import statements
from tests.leads.making import ALIKE, OTHER, TEXT, cast, do, entered


@pytest.fixture
def people(app):
    return cast()


def doubles(actor, lead):
    return traces.find_doubles(get_user(actor.id), traces.matter_of(lead))


PAIRS = [
    (TEXT, ALIKE, True),
    (TEXT, "道路改造工程尾款86万元未付，去年十月已验收合格。", True),
    (TEXT, OTHER, False),
    (TEXT, "没付钱。", False),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("one", "other", "is_same"), PAIRS)
def test_texts_about_the_same_matter_are_told_from_others(one, other, is_same):
    assert likeness.compare(one, other).is_same is is_same


@pytest.mark.one_database
def test_what_stands_in_both_texts_is_quoted_and_the_name_of_the_body_counts_for_nothing():
    assert any("道路改造工程合同" in each for each in likeness.compare(TEXT, ALIKE).phrases)
    body = "测试道路改造工程建设管理中心"
    assert likeness.compare(body + "欠薪三个月", body + "招标不公平", [body]).share == 0


def test_a_double_is_found_by_body_and_words_with_the_reason(people):
    first = entered(people.officer)
    entered(people.officer, text=OTHER, subject="评标不公")
    entered(people.officer, unit_text="另一个单位", text=ALIKE)
    second = entered(people.officer, text=ALIKE, subject="网上帖文", source=Channel.MONITORING)
    found = doubles(people.officer, second)
    assert [each.lead.id for each in found] == [first.id]
    assert "同一单位" in found[0].why[0] and "道路改造工程合同" in found[0].why[0]


def test_the_same_number_is_a_double_whatever_the_words(people):
    first = entered(people.officer, original_number="H-1", organ="市热线")
    second = entered(people.officer, original_number="H-1", organ="省平台", text=OTHER, unit_text="另一个单位")
    assert [(each.lead.id, each.why) for each in doubles(people.officer, second)] == [(first.id, ["原编号相同（H-1）"])]


def test_cases_that_the_actor_may_see_are_found_and_others_are_not(people):
    lead_department = factories.make_department()
    case = factories.make_case(lead_department, respondent=people.unit, narrative=TEXT)
    entered(people.stranger, text=ALIKE)
    lead = entered(people.officer, text=ALIKE)
    assert [each.case.id for each in doubles(people.coordinator, lead) if each.case] == [case.id]
    assert doubles(people.officer, lead) == [], "the officer may see neither the case nor the stranger's lead"


def test_finding_costs_the_same_queries_however_many_there_are(people):
    lead = entered(people.officer)

    def cost():
        actor, matter = get_user(people.supervisor.id), traces.matter_of(queries.get_lead(lead.id))
        assert actor.department.ancestor_ids and actor.roles
        with statements() as said:
            found = traces.find_doubles(actor, matter)
        return len(said), len(found)

    entered(people.officer, text=ALIKE)
    few, found = cost()
    assert found == 1
    for number in range(30):
        entered(people.officer, text=f"{ALIKE}第{number}次反映。")
    many, found = cost()
    assert many == few and found == traces.MOST_COMPARED


def test_a_merge_is_in_both_histories_and_can_be_undone(people):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    do(merging.merge, double, main, people.officer)
    double, main = queries.get_lead(double.id), queries.get_lead(main.id)
    assert (double.status, double.main_id, main.status) == (LeadStatus.MERGED, main.id, LeadStatus.WAITING)
    assert [(each.action, each.other_id) for each in queries.list_events(main.id)][-1] == (LeadAction.TAKE_IN, double.id)
    assert [each.id for each in queries.list_merged(people.officer, main.id)] == [double.id]
    do(merging.undo, double, people.officer, "不是同一个项目")
    assert queries.get_lead(double.id).status is LeadStatus.WAITING and not queries.has_merged(main.id)
    assert [each.action for each in queries.list_events(double.id)] == [LeadAction.ENTER, LeadAction.MERGE, LeadAction.UNDO_MERGE]
    assert queries.list_events(main.id)[-1].action is LeadAction.LET_GO


def test_whoever_is_kept_from_a_merged_lead_is_kept_from_the_main_one_as_long_as_it_is_merged(people):
    main = entered(people.officer, unit_text="说不准是哪个单位")
    double = entered(people.officer, text=ALIKE)
    assert allows(people.accused, Permission.LEAD_READ, main)
    do(merging.merge, double, main, people.officer)
    do(recusing.recuse, double, people.supervisor, "和投诉企业的负责人是亲属")
    main = queries.get_lead(main.id)
    for person in (people.accused, people.supervisor):
        assert not allows(get_user(person.id), Permission.LEAD_READ, main)
        assert queries.find_visible(get_user(person.id), main.number) is None
    do(merging.undo, double, people.officer, "不是同一件事")
    for person in (people.accused, people.supervisor):
        assert allows(get_user(person.id), Permission.LEAD_READ, queries.get_lead(main.id))


def test_no_chains_no_merging_with_itself_nor_into_what_is_merged_or_declined(people):
    first, second, third = (entered(people.officer, text=each) for each in (TEXT, ALIKE, OTHER))
    with pytest.raises(RuleBroken, match="自己"):
        do(merging.merge, first, first, people.officer)
    do(merging.merge, second, first, people.officer)
    with pytest.raises(TransitionRefused, match="反过来"):
        do(merging.merge, first, third, people.officer)
    with pytest.raises(TransitionRefused):
        do(merging.merge, third, second, people.officer)
    with pytest.raises(TransitionRefused):
        do(merging.merge, second, third, people.officer)


def test_a_page_that_was_open_while_somebody_merged_is_stale(people):
    main, double = entered(people.officer), entered(people.officer, text=ALIKE)
    version = double.version
    do(merging.merge, double, main, people.head)
    with pytest.raises(StalePage):
        steps.expect_version(queries.get_lead(double.id), version)


def test_reports_older_than_traces_get_theirs_once(people):
    factories.make_case(respondent=people.unit, narrative=TEXT)
    with transaction():
        for row in list(db.session.scalars(traces.queries.select(traces.MatterTrace))):
            db.session.delete(row)
    with transaction():
        assert traces.keep_up(10) == 1
    with transaction():
        assert traces.keep_up(10) == 0
    assert [bool(each.case) for each in doubles(people.supervisor, entered(people.officer, text=ALIKE))] == [True]


def test_a_main_lead_that_was_merged_since_it_was_looked_up_takes_nothing_in(people):
    main, double, third = (entered(people.officer, text=each) for each in (TEXT, ALIKE, OTHER))
    with transaction():
        actor = get_user(people.officer.id)
        seen = queries.find_visible(actor, main.number)
        with db.session.no_autoflush:
            values = {"status": LeadStatus.MERGED.value, "main": third.id, "id": main.id}
            db.session.execute(text("UPDATE lead SET status = :status, main_id = :main WHERE id = :id"), values)
        assert seen.status is LeadStatus.WAITING, "what was loaded before the lock is old"
        queries.lock([main.id, double.id])
        with pytest.raises(TransitionRefused):
            merging.merge(queries.get_visible(actor, double.id), queries.get_visible(actor, main.id), actor)
