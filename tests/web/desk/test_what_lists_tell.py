"""Lists, bells and choices tell nothing of a case that is hidden from whoever looks, and no address breaks a page."""

import pytest

from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, queries
from portal.cases.recusal.operations import request_recusal
from tests import factories

HUGE = 10**22


@pytest.fixture
def world(app):
    """A case and, as noise, one that stays visible; both ring the bell of the lead and of a supervisor elsewhere."""
    lead, place = factories.make_department("区财政局"), factories.make_department("区建委")
    officer = factories.make_user(Role.OFFICER, department=lead)
    supervisor = factories.make_user(Role.SUPERVISOR, department=place)
    hidden, noise = factories.make_case(lead), factories.make_case(factories.make_department("区民政局"))
    factories.make_user(Role.SUPERVISOR)  # there is one outside, or nobody could confirm the respondent below
    for case in (hidden, noise):
        factories.do_to(case, request_recusal, Reporter(case.id, case.report.id), "经办的王某", "与被反映单位有利害关系")
    factories.do_to(hidden, assignment.confirm_respondent, officer, place, "")
    return queries.get_case(hidden.id), noise, supervisor, place


def test_the_bell_forgets_a_case_whose_respondent_turns_out_to_be_ones_own_department(world, sign_in_as):
    hidden, noise, supervisor, _ = world
    page = sign_in_as(supervisor).open("desk.list_notices")
    assert hidden.number not in page.text and noise.number in page.text
    shown = page.page.xpath("//a[contains(@href, '/desk/notices/')]/@href")
    assert len(set(shown)) == 1
    for number in range(1, 10):
        address = f"/desk/notices/{number}"
        assert page.client.get(address).status_code == (302 if address in shown else 404)


def test_the_choice_of_lead_departments_tells_nothing_of_a_hidden_case(world, sign_in_as):
    _, _, supervisor, _ = world
    without_cases = factories.make_department("区教育局")
    offered = sign_in_as(supervisor).open("desk.list_cases", tab="all").page.xpath("//select[@name='department']/option/text()")
    assert "区民政局" in offered
    assert ("区财政局" in offered) is (without_cases.name in offered), "its lead is offered, though others that lead nothing are not"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_an_officer_without_a_department_sees_an_empty_queue(world, sign_in_as, role):
    person = factories.make_user(role)
    with factories.transaction():
        factories.queries.get_user(person.id).department = None
    page = sign_in_as(person).open("desk.list_cases", tab="all")
    assert all(case.number not in page.text for case in world[:2])


@pytest.mark.parametrize(
    "address",
    [
        f"/desk/cases/{HUGE}",
        f"/desk/cases/{2**33}/note",
        f"/desk/orders/{HUGE}",
        f"/desk/notices/{HUGE}",
        f"/desk/cases?officer={HUGE}",
        f"/desk/cases?after=2026-01-01_{HUGE}",
        f"/desk/publications?before={HUGE}",
        f"/oversight/?department={HUGE}",
        f"/oversight/orders?before={2**40}",
    ],
)
def test_a_number_larger_than_any_key_is_no_failure_of_ours(world, app, sign_in_as, address):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = sign_in_as(factories.make_user(Role.OFFICER, Role.SUPERVISOR))
    answer = browser.client.get(address)
    assert answer.status_code in {200, 404}, address
    assert "页" in answer.get_data(as_text=True) or answer.status_code == 200
