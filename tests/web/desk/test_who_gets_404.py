"""A department that takes no part, the respondent and everybody below it: no route of the desk admits that the case exists."""

import pytest

from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.cases import queries
from portal.cases.evidence import files_of
from portal.db import transaction
from tests import factories


def case_routes(app):
    """Every address of the desk that names a case, with the methods it takes."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.") and "case_id" in rule.arguments]
    assert len(rules) > 25
    return rules


@pytest.fixture
def case(database):
    lead = factories.make_department("区财政局")
    respondent = factories.make_department("区建委")
    made = factories.make_case(lead, respondent=respondent)
    factories.make_case(lead)
    with transaction():
        attachments.add_file("report", made.report.id, "合同复印件的文字说明。\n".encode(), "说明.txt")
    return queries.get_case(made.id)


@pytest.mark.parametrize("who", ["uninvolved", "respondent", "below", "uninvolved head"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.SUPERVISOR, Role.COORDINATOR])
def test_every_route_of_the_case_says_not_found(who, role, case, app, sign_in_as):
    respondent = case.respondents[0].department
    place = {"respondent": respondent, "below": factories.make_department(parent=respondent)}.get(who) or factories.make_department()
    if who.startswith("uninvolved") and role in {Role.SUPERVISOR, Role.COORDINATOR}:
        pytest.skip("they see every case that is not about their own department")
    desk = sign_in_as(factories.make_user(role, department=place)).open("desk.list_notices")
    token, key = files_of(case)[0].token, desk.value("csrf_token")
    for rule in case_routes(app):
        path = rule.rule.replace("<int:case_id>", str(case.id)).replace("<token>", token)
        if "GET" in rule.methods:
            assert desk.client.get(path).status_code == 404, path
        if "POST" in rule.methods:
            data = {"csrf_token": key, "version": case.version, "reason": "试着强行提交", "text": "试着强行提交一段文字"}
            assert desk.client.post(path, data=data).status_code == 404, path
    assert case.number not in desk.open("desk.list_cases", tab="all").text
    assert queries.get_case(case.id).version == case.version


def test_the_lead_gets_the_file_as_an_attachment_that_no_browser_interprets(case, sign_in_as):
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=case.lead_department))
    desk.open("desk.show_case", case_id=case.id)
    link = desk.page.xpath("//a[contains(@href, '/files/')]/@href")[0]
    answer = desk.client.get(link)
    assert answer.status_code == 200 and "合同复印件" in answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_case_is_not_served_through_this_one(case, sign_in_as):
    other = factories.make_case(case.lead_department)
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=case.lead_department))
    desk.open("desk.download_file", case_id=other.id, token=files_of(case)[0].token, status=404)
