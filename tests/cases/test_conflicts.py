"""Nobody handles what they are accused of: whatever words the reporter chose, and however the department tree changes later."""

import pytest

from portal import wiring
from portal.access import Permission, allows
from portal.accounts.departments import operations as tree
from portal.accounts.departments.queries import find_department, get_department
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.cases import assignment, handling, queries
from portal.cases.vocabulary import Status
from portal.cases.workflow import Action
from portal.db import transaction
from portal.errors import RuleBroken
from portal.routing import commands
from tests import factories


@pytest.fixture
def heping(database):
    """和平区 with its own routing table; noise: a case that nothing here is about."""
    wiring.subscribe_all()
    commands.load_text("heping")
    return factories.make_case(respondent_text="区民政局", area_key="contract")


def names(case):
    return {row.department.name for row in case.respondents}


@pytest.mark.same_queries
@pytest.mark.parametrize("words", ["区财政局", "财政局", "天津市和平区财政局", "区财政局政府采购科", "区财政"])
def test_a_report_about_the_routed_department_never_goes_to_it_whatever_it_is_called(heping, words):
    assert factories.make_case(area_key="gov_procurement", respondent_text="区建委").lead_department.name == "区财政局"
    case = factories.make_case(area_key="gov_procurement", respondent_text=words)
    assert case.lead_department.name != "区财政局"
    assert names(case) == {"区财政局"}


def test_a_department_that_may_be_meant_gets_the_case_from_a_person_only(heping):
    case = factories.make_case(area_key="gov_procurement", respondent_text="天津市财政局")
    assert case.lead_department.name != "区财政局" and names(case) == set()
    assert any("区财政局" in line and "可能" in line for line in case.routing)
    coordinator = factories.make_user(Role.COORDINATOR, department=find_department("区发展改革委"))
    factories.do_to(case, assignment.reassign, coordinator, find_department("区财政局"), "反映的是市财政局")
    assert queries.get_case(case.id).lead_department.name == "区财政局"


def test_a_respondent_typed_instead_of_chosen_leaves_the_case_too(heping):
    case = factories.make_case(area_key="gov_procurement", respondent_text="说不准")
    officer = factories.make_user(Role.OFFICER, department=find_department("区财政局"))
    factories.do_to(case, assignment.confirm_respondent, officer, None, "天津市和平区财政局")
    case = queries.get_case(case.id)
    assert case.lead_department.name != "区财政局"
    assert not queries.is_visible(officer, case.id)


def test_whoever_took_over_from_the_respondent_is_kept_out_as_well(heping):
    heir = factories.make_department("区住建局", parent=find_department("和平区人民政府"))
    official = factories.make_user(Role.SUPERVISOR, Role.COORDINATOR, department=heir)
    old = factories.make_case(area_key="gov_procurement", respondent_text="区建委")
    assert queries.is_visible(official, old.id)
    with transaction():
        tree.set_successor(find_department("区建委"), get_department(heir.id))
        tree.deactivate_department(find_department("区建委"))
    new = factories.make_case(area_key="gov_procurement", respondent_text="区建委")
    for case in (queries.get_case(old.id), new):
        assert names(case) == {"区建委", "区住建局"}
        assert not queries.is_visible(official, case.id)
        assert not allows(official, Permission.CASE_READ, case)
        with pytest.raises(RuleBroken):
            factories.do_to(
                case, assignment.add_support, factories.make_user(Role.OFFICER, department=case.lead_department), get_department(heir.id)
            )
    assert queries.is_visible(official, heping.id)


def test_a_department_moved_below_the_respondent_loses_the_case_at_once(heping):
    lead, helper = find_department("区财政局"), find_department("区民政局")
    officer = factories.make_user(Role.OFFICER, department=lead)
    case = factories.make_case(area_key="gov_procurement", respondent_text="区建委")
    factories.do_to(case, handling.accept, officer)
    factories.do_to(case, assignment.add_support, officer, helper)
    answered = factories.case_in(Status.CLOSED, lead, officer, factories.make_user(Role.HEAD, department=lead))
    for moved in (lead, helper):
        with transaction():
            tree.move_department(get_department(moved.id), find_department("区建委"))
    case = queries.get_case(case.id)
    assert {row.department.name for row in case.departments}.isdisjoint({"区财政局", "区民政局"})
    assert case.lead_department is not None and case.lead_department.name != "区财政局"
    assert [event.detail["department"] for event in queries.list_events_of(case.id, Action.LOSE_LEAD)] == ["区财政局"]
    assert queries.get_case(answered.id).lead_department.name == "区财政局"


def test_an_officer_alone_cannot_keep_all_supervision_from_a_case(heping):
    lead = find_department("区发展改革委")
    supervisor = factories.make_user(Role.SUPERVISOR, department=lead)
    factories.make_user(Role.COORDINATOR, department=lead)
    case = factories.make_case(area_key="gov_procurement", respondent_text="说不准")
    officer = factories.make_user(Role.OFFICER, department=find_department("区财政局"))
    with pytest.raises(RuleBroken, match="由监督人员或分办员确认"):
        factories.do_to(case, assignment.confirm_respondent, officer, lead, "")
    with pytest.raises(RuleBroken, match="由监督人员或分办员确认"):
        factories.do_to(case, assignment.confirm_respondent, officer, None, "区发展改革委")
    assert queries.is_visible(supervisor, case.id)
    factories.make_user(Role.SUPERVISOR, department=find_department("区政府办公室"))
    factories.do_to(case, assignment.confirm_respondent, officer, lead, "")
    assert not queries.is_visible(supervisor, case.id), "another supervisor still watches, so the conflict counts at once"


def test_a_report_about_the_government_itself_waits_for_the_superior_organ(heping):
    superior = factories.make_department("天津市发展和改革委员会", kind=DepartmentKind.SUPERIOR)
    above = factories.make_user(Role.COORDINATOR, department=superior)
    below = factories.make_user(Role.COORDINATOR, department=find_department("区发展改革委"))
    case = factories.make_case(respondent=find_department("和平区人民政府"))
    assert case.status is Status.UNASSIGNED
    assert queries.is_visible(above, case.id) and not queries.is_visible(below, case.id)


def test_a_department_added_or_renamed_to_the_name_a_report_uses_leaves_its_case(database):
    wiring.subscribe_all()
    lead = factories.make_department("旧名单位")
    officer = factories.make_user(Role.OFFICER, department=lead)
    case = factories.make_case(lead, respondent_text="区特色产业办")
    assert queries.is_visible(officer, case.id)
    with transaction():
        tree.rename_department(get_department(lead.id), "区特色产业办")
    assert not queries.is_visible(get_user(officer.id), case.id)
    assert queries.get_case(case.id).lead_department_id is None
    late = factories.make_case(respondent_text="区新设中心")
    with transaction():
        made = tree.add_department("区新设中心", DepartmentKind.ORGAN).id
    assert made in {row.department_id for row in queries.get_case(late.id).respondents}
