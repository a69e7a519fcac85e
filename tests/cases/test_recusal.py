"""Recusal: whoever is complained of, withdraws or is told to keep out sees nothing of the case any more; it leaves their hands."""

import pytest

from portal.access import Permission, Reporter, allows
from portal.accounts import operations as accounts
from portal.accounts.people import edit_person
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.cases import assignment, queries, reporting
from portal.cases.possible import possible_actions
from portal.cases.recusal import operations as recusal
from portal.cases.recusal.queries import find_exclusion
from portal.cases.vocabulary import ExclusionKind, ReporterKind, Status
from portal.cases.workflow import Action
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.notifications.models import Notice
from tests import factories

TIP_OFF = {"reporter_kind": ReporterKind.ANONYMOUS}


@pytest.fixture
def house(app):
    lead = factories.make_department("区财政局")
    names = {"officer": "赵承办", "other": "钱承办", "head": "孙负责"}
    people = {
        key: factories.make_user(Role.HEAD if key == "head" else Role.OFFICER, department=lead, display_name=name)
        for key, name in names.items()
    }
    return lead, people | {"supervisor": factories.make_user(Role.SUPERVISOR, display_name="李监督")}


def actions_of(case):
    return [event.action for event in queries.list_events(case.id)]


def sees(person, case):
    """Both doors say the same."""
    may = queries.is_visible(person, case.id)
    assert may is allows(person, Permission.CASE_READ, queries.get_case(case.id))
    return may


@pytest.mark.parametrize("where", ["respondent_person", "respondent_text"])
def test_whoever_is_named_in_the_words_is_kept_out_from_the_first_moment_and_hears_nothing(house, where):
    lead, people = house
    case = factories.make_case(lead, **{where: "办公室 赵 承办（科长）"}, **TIP_OFF)
    assert not sees(people["officer"], case) and sees(people["other"], case)
    row = find_exclusion(case.id, people["officer"].id)
    assert row.kind is ExclusionKind.RESPONDENT and row.by_id is None
    assert Action.EXCLUDE_NAMED in actions_of(case)
    told = {notice.user_id for notice in session.query(Notice).filter_by(case_id=case.id)}
    assert people["officer"].id not in told and people["other"].id in told


def test_a_single_character_names_nobody(house):
    lead, people = house
    short = factories.make_user(Role.OFFICER, department=lead, display_name="承")
    assert sees(short, factories.make_case(lead, respondent_person="钱承办", **TIP_OFF))


def test_an_account_that_comes_later_or_is_renamed_is_kept_out_as_well(house):
    lead, people = house
    case = factories.make_case(lead, respondent_person="周新来、吴改名", **TIP_OFF)
    with transaction():
        made = accounts.create_user("zhou", "周新来", lead, by=None)
        accounts.grant_role(made, Role.OFFICER)
        edit_person(get_user(people["other"].id), "吴改名", lead, "", "")
    assert not sees(get_user(made.id), case) and not sees(get_user(people["other"].id), case)
    with transaction():
        recusal.readmit(queries.get_case(case.id), people["supervisor"], get_user(made.id), "同名不同人，已经核实")
        edit_person(get_user(made.id), "周新来", lead, "zhou@example.gov.cn", "")
    assert sees(get_user(made.id), case), "let back in, the same words do not keep the person out again"


def test_the_officer_in_charge_loses_the_case_by_own_motion_decision_and_naming(house):
    lead, people = house
    ways = (
        lambda case: recusal.recuse(case, get_user(people["officer"].id), "当事人是我的亲属"),
        lambda case: recusal.decide_exclusion(case, people["head"], get_user(people["officer"].id), "与当事人有利害关系"),
        lambda case: recusal.name_person(case, people["supervisor"], get_user(people["officer"].id)),
    )
    for way in ways:
        case = factories.case_in(Status.HANDLING, lead, people["officer"], people["head"])
        factories.do_to(case, assignment.appoint, people["head"], people["officer"])
        factories.do_to(case, way)
        case = queries.get_case(case.id)
        assert case.officer_id is None and not sees(people["officer"], case)
        assert actions_of(case)[-1] is Action.LOSE_OFFICER
        with pytest.raises(RuleBroken):
            factories.do_to(case, assignment.appoint, people["head"], people["officer"])


def test_no_permission_survives_recusal(house):
    lead, people = house
    case = factories.case_in(Status.HANDLING, lead, people["officer"], people["head"])
    assert possible_actions(case, people["officer"])
    factories.do_to(case, recusal.decide_exclusion, people["head"], people["officer"], "有利害关系")
    assert not possible_actions(queries.get_case(case.id), get_user(people["officer"].id))


def test_who_may_decide_and_who_may_let_back_in(house):
    lead, people = house
    case = factories.make_case(lead)
    with pytest.raises(NotAllowed):
        factories.do_to(case, recusal.decide_exclusion, people["officer"], people["other"], "没有理由")
    with pytest.raises(RuleBroken):
        factories.do_to(case, recusal.decide_exclusion, people["head"], people["head"], "自己")
    factories.do_to(case, recusal.decide_exclusion, people["head"], people["other"], "有利害关系")
    with pytest.raises(NotAllowed):
        factories.do_to(case, recusal.readmit, people["head"], people["other"], "没事了")
    factories.do_to(case, recusal.readmit, people["supervisor"], people["other"], "情况已经消失")
    row = queries.get_case(case.id).exclusions[0]
    assert row.lifted_at and row.lifted_by_id == people["supervisor"].id and sees(people["other"], case)


def test_the_reporter_asks_and_is_told(house):
    lead, people = house
    case = factories.make_case(lead)
    reporter = Reporter(case.id, case.report.id)
    factories.do_to(case, recusal.request_recusal, reporter, "孙负责和钱承办", "他们和对方是同学")
    with pytest.raises(TransitionRefused):
        factories.do_to(case, recusal.request_recusal, reporter, "还有别人", "再申请一次看看")
    with pytest.raises(RuleBroken):
        factories.do_to(case, recusal.refuse_recusal, people["head"], "我认为不用回避")  # asked about the head
    with pytest.raises(RuleBroken):
        factories.do_to(case, recusal.grant_recusal, people["supervisor"], None, "同意")
    factories.do_to(case, recusal.grant_recusal, people["supervisor"], people["other"], "经核实应当回避")
    assert not sees(people["other"], case)
    events = queries.list_events(case.id, public_only=True)
    assert events[-1].action is Action.GRANT_RECUSAL and events[-1].reason == "经核实应当回避"
    with pytest.raises(TransitionRefused):
        factories.do_to(case, recusal.refuse_recusal, people["supervisor"], "再决定一次")


def test_when_every_head_keeps_out_the_supervisor_is_told(house):
    lead, people = house
    case = factories.make_case(lead)
    assert not recusal.is_without_head(case)
    factories.do_to(case, recusal.recuse, people["head"], "是当事人的近亲属")
    assert recusal.is_without_head(queries.get_case(case.id))
    told = {notice.user_id for notice in session.query(Notice).filter_by(case_id=case.id)}
    assert people["supervisor"].id in told


def test_whoever_moves_to_another_department_is_no_longer_in_charge(house):
    lead, people = house
    case = factories.make_case(lead)
    factories.do_to(case, assignment.appoint, people["head"], people["officer"])
    elsewhere = factories.make_department("区建委")
    with transaction():
        edit_person(get_user(people["officer"].id), "赵承办", elsewhere, "", "")
    assert queries.get_case(case.id).officer_id is None


def test_a_body_confirmed_with_a_name_in_it_keeps_its_bearer_out(house):
    lead, people = house
    case = factories.make_case(lead)
    factories.do_to(case, assignment.confirm_respondent, people["supervisor"], None, "某某中心主任钱承办")
    assert not sees(people["other"], case)


def test_a_reporter_can_withdraw_whoever_keeps_out(house):
    lead, people = house
    case = factories.make_case(lead, respondent_person="赵承办")
    factories.do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    assert not sees(people["officer"], case)
