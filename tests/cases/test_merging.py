"""Several reports of the same facts handled once: every reporter keeps number, code and clocks, is answered, and learns of no other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, replying, reporting
from portal.cases.identity import Identity
from portal.cases.merging import operations as merging
from portal.cases.merging import queries as merges
from portal.cases.possible import possible_actions
from portal.cases.recusal import operations as recusal
from portal.cases.replying import ReplyText
from portal.cases.steps import SUBJECT
from portal.cases.vocabulary import Finding, ReporterKind, Status
from portal.cases.workflow import Action
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication.checking import inspector
from tests import factories

REPLY = ReplyText("支付甲公司的工程款", "工程已经验收合格", "合同第八条", "情况属实", "三十日内申请复查")
CLAIM, REASON = "支付乙公司的材料款", "反映的是同一个工程的欠款"


@pytest.fixture
def house(app, database):
    lead, accused = factories.make_department("区住建局"), factories.make_department("某街道办")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    return lead, accused, officer, head, factories.make_user(Role.SUPERVISOR)


def taken_up(house, **fields):
    lead, accused, officer, _head, _supervisor = house
    case = factories.make_case(lead, respondent=accused, **fields)
    factories.do_to(case, handling.accept, officer)
    return queries.get_case(case.id)


def merged(house, actor=None):
    case, main = taken_up(house), taken_up(house)
    do_pair(merging.merge, case, main, actor or house[2], inspector, CLAIM, REASON)
    return queries.get_case(case.id), queries.get_case(main.id)


def do_pair(operation, case, main, *arguments):
    with transaction():
        operation(queries.get_case(case.id, for_update=True), queries.get_case(main.id, for_update=True), *arguments)


def answered(case, house):
    factories.do_to(case, replying.submit_reply, house[2], inspector, REPLY)
    factories.do_to(case, replying.approve_reply, house[3], inspector)


@pytest.mark.parametrize("by_supervisor", [False, True])
def test_each_reporter_is_answered_under_their_own_claim_and_in_their_own_term(by_supervisor, house):
    noise = taken_up(house)
    case, main = merged(house, house[4] if by_supervisor else None)
    before = {each.id: (each.number, each.report.tracking_hash) for each in (case, main)}
    assert deadlines.open_deadline(SUBJECT, case.id, "handle") is not None
    answered(main, house)
    case, main = queries.get_case(case.id), queries.get_case(main.id)
    assert (case.status, main.status, queries.get_case(noise.id).status) == (Status.REPLIED, Status.REPLIED, Status.HANDLING)
    assert {each.id: (each.number, each.report.tracking_hash) for each in (case, main)} == before
    assert [text for _name, text in case.sent_reply.parts] == [CLAIM, REPLY.facts, REPLY.basis, REPLY.conclusion, REPLY.remedy]
    assert case.sent_reply.reviewer == house[3] and case.was_on_time and case.days_used is not None
    assert deadlines.latest_deadline(SUBJECT, case.id, "handle").met_on is not None
    factories.do_to(main, replying.close, house[2], inspector, Finding.SUBSTANTIATED, "责成支付", "", None)
    assert (queries.get_case(case.id).finding, queries.get_case(case.id).status) == (Finding.SUBSTANTIATED, Status.CLOSED)
    with pytest.raises(TransitionRefused, match="已经随主办件答复"):
        factories.do_to(case, merging.unmerge, house[2], "不是同一件事")


def test_nothing_of_one_reporter_is_told_to_the_other(house):
    case, main = merged(house)
    answered(main, house)
    for own, other in ((case, main), (main, case)):
        public = queries.list_events(own.id, public_only=True)
        assert Action.MERGE not in {event.action for event in public}
        said = " ".join(f"{event.reason} {event.detail}" for event in queries.list_events(own.id))
        assert other.number not in said and str(other.id) not in said
    assert "甲公司" not in " ".join(text for _name, text in queries.get_case(case.id).sent_reply.parts)


@pytest.mark.parametrize("told", ["吉明远", "１３８ ０００１ ２３４５", "吉先生", "120101-"])
def test_words_that_tell_of_one_reporter_are_not_sent_to_the_other(told, house):
    main, case = taken_up(house, identity=Identity(name="吉明远", phone="13800012345")), taken_up(house)
    told = main.number if told.startswith("120101") else told
    with pytest.raises(RuleBroken, match="能指向反映人"):
        do_pair(merging.merge, case, main, house[2], inspector, f"要求比照{told}的合同支付", REASON)
    for one, other in ((main, case), (case, main)):
        do_pair(merging.merge, one, other, house[2], inspector, CLAIM, REASON)
        for part in ("facts", "basis", "conclusion", "remedy"):
            with pytest.raises(RuleBroken, match="先撤销合并") as refused:
                factories.do_to(other, replying.submit_reply, house[2], inspector, replace(REPLY, **{part: f"已经向{told}核实付款情况"}))
            assert refused.value.field == part
        factories.do_to(one, merging.unmerge, house[2], "合同不是同一份")
    factories.do_to(main, replying.submit_reply, house[2], inspector, replace(REPLY, facts=f"已经向{told}核实付款情况"))


def test_what_was_written_for_one_reporter_is_looked_through_again_before_it_goes_to_two(house):
    main, case = taken_up(house, identity=Identity(name="吉明远")), taken_up(house)
    do_pair(merging.merge, case, main, house[2], inspector, CLAIM, REASON)
    factories.do_to(main, replying.submit_reply, house[2], inspector, replace(REPLY, facts="已经向您核实付款情况"))
    with transaction():
        queries.get_case(main.id, for_update=True).open_reply.facts = "已经向吉明远核实付款情况"
    with pytest.raises(RuleBroken, match="先撤销合并"):
        factories.do_to(main, replying.approve_reply, house[3], inspector)
    factories.do_to(case, merging.unmerge, house[4], "合同不是同一份")
    factories.do_to(main, replying.approve_reply, house[3], inspector)
    assert "吉明远" in queries.get_case(main.id).sent_reply.facts


@pytest.mark.parametrize("field", ["measures", "commitment"])
def test_what_is_done_for_one_reporter_is_not_told_to_the_other(field, house):
    main, case = taken_up(house, identity=Identity(name="吉明远")), taken_up(house)
    do_pair(merging.merge, case, main, house[2], inspector, CLAIM, REASON)
    answered(main, house)
    said = {"measures": "责成支付", "commitment": "分期支付", field: "向吉明远支付二十万元"}
    outcome = (Finding.SUBSTANTIATED, said["measures"], said["commitment"], clock.today() + timedelta(30))
    with pytest.raises(RuleBroken, match="能指向反映人"):
        factories.do_to(main, replying.close, house[2], inspector, *outcome)
    assert [queries.get_case(each.id).status for each in (main, case)] == [Status.REPLIED, Status.REPLIED]


def test_both_histories_tell_and_a_merge_can_be_undone_until_the_answer(house):
    case, main = merged(house)
    sides = [queries.list_events(each.id)[-1] for each in (case, main)]
    assert [(event.action, event.detail["side"], event.reason) for event in sides] == [
        (Action.MERGE, "into", REASON),
        (Action.MERGE, "main", REASON),
    ]
    with pytest.raises(TransitionRefused, match="先撤销合并"):
        factories.do_to(case, replying.submit_reply, house[2], inspector, REPLY)
    assert Action.REPLY not in possible_actions(queries.get_case(case.id), house[2])
    factories.do_to(case, merging.unmerge, house[2], "欠款的合同不是同一份")
    for each, side in ((case, "into"), (main, "main")):
        event = queries.list_events(each.id)[-1]
        assert (event.action, event.detail["side"], event.actor) == (Action.UNMERGE, side, house[2])
    answered(main, house)
    assert queries.get_case(case.id).status is Status.HANDLING
    answered(case, house)
    assert queries.get_case(case.id).sent_reply.claim == REPLY.claim


def test_a_case_goes_into_one_that_leads_itself_is_alike_and_has_the_same_lead(house):
    lead, accused, officer, _head, supervisor = house
    case, main = merged(house)
    third, tip_off = taken_up(house), taken_up(house, reporter_kind=ReporterKind.WITNESS)
    elsewhere = factories.make_department("区财政局")
    moved = taken_up(house)
    factories.do_to(moved, assignment.reassign, supervisor, elsewhere, "应当由财政部门办理")
    for one, other, words in (
        (third, third, "不能合并到自己"),
        (third, case, "自己已经合并到另一件"),
        (main, third, "有别的办件合并到这一件"),
        (case, third, "已经合并到另一件"),
        (third, tip_off, "同一类办件"),
        (third, moved, "同一单位牵头"),
    ):
        with pytest.raises(RuleBroken, match=words):
            do_pair(merging.merge, one, other, supervisor, inspector, CLAIM, REASON)
    with pytest.raises(RuleBroken, match="不要写受理编号"):
        do_pair(merging.merge, third, main, officer, inspector, CLAIM, f"和 {main.number} 是同一件事")
    waiting = factories.make_case(lead, respondent=accused)
    with pytest.raises(TransitionRefused):
        do_pair(merging.merge, third, waiting, officer, inspector, CLAIM, REASON)


def test_who_does_not_see_both_merges_nothing_and_finds_nothing(house):
    lead, accused, officer, _head, supervisor = house
    case, main = taken_up(house), taken_up(house)
    stranger, blind = factories.make_user(Role.OFFICER), factories.make_user(Role.OFFICER, department=accused)
    for person in (stranger, blind):
        with pytest.raises(NotAllowed):
            do_pair(merging.merge, case, main, person, inspector, CLAIM, REASON)
        with pytest.raises(RuleBroken, match="没有找到"):
            merging.main_of(person, None, main.number)
        assert merges.list_possible_mains(person, case) == []
    assert [each.id for each in merges.list_possible_mains(officer, case)] == [main.id]
    factories.do_to(main, recusal.decide_exclusion, supervisor, officer, "和反映人是亲属")
    with pytest.raises(RuleBroken, match="没有找到"):
        merging.main_of(officer, main.id, "")
    with pytest.raises(NotAllowed):
        do_pair(merging.merge, case, main, officer, inspector, CLAIM, REASON)
    do_pair(merging.merge, case, main, supervisor, inspector, CLAIM, REASON)
    assert merges.list_links(officer, case.id) == [] and merges.list_links(blind, main.id) == []
    assert [(each.id, is_main) for each, is_main in merges.list_links(supervisor, case.id)] == [(main.id, True)]


def test_who_keeps_out_of_the_merged_case_does_not_answer_it(house):
    case, main = merged(house)
    factories.do_to(case, recusal.decide_exclusion, house[4], house[3], "和反映人是亲属")
    answered(main, house)
    case = queries.get_case(case.id)
    assert (case.status, case.sent_reply) == (Status.HANDLING, None) and merges.find_open(case.id) is None
    assert queries.list_events(case.id)[-1].action is Action.UNMERGE


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("step", ["withdraw", "reassign"])
def test_a_case_that_is_taken_back_or_goes_elsewhere_parts_from_the_other(step, which, house):
    pair = merged(house)
    if step == "withdraw":
        factories.do_to(pair[which], reporting.withdraw, Reporter(pair[which].id, pair[which].report.id))
    else:
        factories.do_to(pair[which], assignment.reassign, house[4], factories.make_department(), "应当由别的部门办理")
    assert merges.find_open(pair[0].id) is None
    stays = queries.get_case(pair[1 - which].id)
    assert stays.status is Status.HANDLING and queries.list_events(stays.id)[-1].action is Action.UNMERGE
