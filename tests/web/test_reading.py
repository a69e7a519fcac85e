"""Every look of staff at a case is one entry of the audit log, and nothing is shown without it."""

import pytest
from sqlalchemy import text

from portal.accounts.vocabulary import Role
from portal.audit import operations
from portal.audit.queries import list_entries
from portal.cases.vocabulary import Status
from portal.db import session
from portal.web.reading import OBJECTS
from tests.audit.bending import unguarded
from tests.factories import case_in, make_department, make_user


@pytest.fixture
def house(app):
    """A department with an officer and a head, and a case that is being handled."""
    lead = make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    return officer, case_in(Status.HANDLING, lead, officer, head)


def looks():
    """What was noted of looks, oldest first: who, what, about which, on which page, and whether it was shown."""
    session.rollback()
    found = [entry for entry in list_entries() if entry.action.endswith(":read")]
    return [(each.actor_id, each.action, each.object_id, each.detail["page"], each.succeeded) for each in reversed(found)]


# Addresses of staff that name something, but no case, text or order: their own operations write the log, or nothing of a case is shown.
LOGGED_ELSEWHERE = {"notice_id", "number"}
# The plan, inspections, figures, bulletins, scores, registers, views and results of bulk acts: papers about departments, not of a case.
LOGGED_ELSEWHERE |= set(
    [
        "act",
        "appraisal_id",
        "bulletin_id",
        "check_id",
        "deliverable_id",
        "entry_id",
        "evaluation_id",
        "extension",
        "finding_id",
        "form",
        "objection_id",
        "organ_id",
        "register_kind",
        "round_id",
        "run_id",
        "sample_id",
        "score_id",
        "subject",
        "table_key",
        "task_id",
        "view_id",
        "warning_id",
    ]
)


def test_every_page_of_the_case_areas_that_names_something_is_noted(app):
    unseen = {
        rule.endpoint: rule.arguments
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in {"desk", "publication", "oversight"}
        and rule.arguments
        and not rule.arguments & {*OBJECTS, *LOGGED_ELSEWHERE}
    }
    assert not unseen


def test_each_opening_of_a_case_is_noted_not_only_the_first_of_the_day(house, sign_in_as):
    officer, case = house
    desk = sign_in_as(officer)
    for _ in range(2):
        desk.open("desk.show_case", case_id=case.id)
    assert looks() == [(officer.id, "case:read", str(case.id), "show_case", True)] * 2
    assert operations.first_break() is None


def test_a_page_of_a_step_shows_the_case_too(house, sign_in_as):
    officer, case = house
    sign_in_as(officer).open(f"/desk/cases/{case.id}/suspension")
    assert [look[2:] for look in looks()] == [(str(case.id), looks()[0][3], True)]


def test_a_refused_look_is_noted_as_refused(house, sign_in_as):
    _officer, case = house
    stranger = make_user(Role.OFFICER)
    desk = sign_in_as(stranger)
    desk.open("desk.show_case", status=404, case_id=case.id)
    desk.open("desk.show_case", status=404, case_id=999999)
    desk.open("desk.download_file", status=404, case_id=case.id, token="x")
    administrator = make_user(Role.SYSTEM_ADMIN)
    sign_in_as(administrator).open("desk.show_case", status=404, case_id=case.id)
    assert looks() == [
        (stranger.id, "case:read", str(case.id), "show_case", False),
        (stranger.id, "case:read", "999999", "show_case", False),
        (stranger.id, "case:read", str(case.id), "download_file", False),
        (administrator.id, "case:read", str(case.id), "show_case", False),
    ]


def test_lists_redirects_and_strangers_leave_no_look(house, sign_in_as, browser):
    officer, case = house
    sign_in_as(officer).open("/desk/cases")
    assert browser.client.get(f"/desk/cases/{case.id}").status_code == 302
    assert looks() == []


def test_a_number_that_is_none_breaks_nothing(house, sign_in_as):
    officer, _case = house
    assert sign_in_as(officer).client.get(f"/desk/cases/{'9' * 18}").status_code == 404
    assert looks()[0][2] == "9" * 18


def test_publication_and_supervision_are_noted_under_their_own_numbers(house, sign_in_as):
    _officer, case = house
    supervisor = make_user(Role.SUPERVISOR)
    desk = sign_in_as(supervisor)
    desk.open("oversight.issue_order", case_id=case.id)
    desk.open("oversight.show_order", status=404, order_id=5)
    publisher = make_user(Role.PUBLISHER)
    sign_in_as(publisher).open("publication.show_publication", status=404, public_id="none")
    assert [look[1:] for look in looks()] == [
        ("case:read", str(case.id), "issue_order", True),
        ("order:read", "5", "show_order", False),
        ("publication:read", "none", "show_publication", False),
    ]


def test_when_the_log_cannot_be_written_nothing_is_shown(house, sign_in_as, app):
    officer, case = house
    desk = sign_in_as(officer)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unguarded():
        session.execute(text("UPDATE audit_head SET last_id = last_id - 1"))  # the next number is taken: no entry can be written
    answer = desk.client.get(f"/desk/cases/{case.id}")
    assert answer.status_code == 500 and case.number not in answer.text
