"""For every status and every role: only allowed buttons are offered, and a forced post changes nothing."""

import re

import pytest

from portal.access import allows
from portal.accounts.vocabulary import Role
from portal.cases import queries
from portal.cases.possible import possible_actions
from portal.cases.vocabulary import Status
from portal.cases.workflow import TRANSITIONS, fitting
from portal.web.desk.steps import STEPS
from tests import factories

ROLES = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SUPERVISOR, Role.PUBLISHER)
REFUSALS = {403, 404, 409}


@pytest.fixture
def house(database):
    """A lead department with an officer and a head who bring cases where they are wanted."""
    lead = factories.make_department("区财政局")
    return lead, factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)


def offered(page, case):
    """The paths of the steps for which the page has a link or a button."""
    addresses = page.xpath("//main//a/@href | //main//form[@method='post']/@action")
    return {match.group(1) for address in addresses if (match := re.match(rf"/desk/cases/{case.id}/([a-z-]+)(?:\?|$)", address))} - {
        "identity",
        "hold",
        "publication",
        "dossier",
    }


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", ROLES)
def test_only_allowed_steps_are_offered_and_every_other_post_is_refused(status, role, house, sign_in_as):
    lead, officer, head = house
    case, person = factories.case_in(status, lead, officer, head), factories.make_user(role, department=lead)
    desk = sign_in_as(person)
    if not queries.is_visible(person, case.id):
        desk.open("desk.show_case", case_id=case.id, status=404)
        expected = set()
    else:
        possible = set(possible_actions(case, person))
        assert possible <= {action for action in fitting(case.status) if allows(person, TRANSITIONS[action].permission, case)}
        expected = {step.path for step in STEPS if possible & set(step.actions)}
        desk.open("desk.show_case", case_id=case.id)
        assert offered(desk.page, case) == expected
    before = (case.status, case.version, case.lead_department_id, len(queries.list_events(case.id)))
    desk.open("desk.list_notices")
    for step in STEPS:
        if step.path in expected:
            continue
        data = {
            "version": case.version,
            "submission_key": f"forced-{step.path}",
            "reason": "强行提交的理由",
            "text": "强行提交的说明文字，足够长",
        }
        answer = desk.client.post(
            desk.address(f"desk.{step.endpoint}", case_id=case.id), data=data | {"csrf_token": desk.value("csrf_token")}
        )
        assert answer.status_code in REFUSALS, (step.endpoint, answer.status_code)
        if not step.is_press:
            assert desk.client.get(desk.address(f"desk.{step.endpoint}", case_id=case.id)).status_code in REFUSALS, step.endpoint
    fresh = queries.get_case(case.id)
    assert (fresh.status, fresh.version, fresh.lead_department_id, len(queries.list_events(case.id))) == before
