"""A hidden row and one that is not there are told by the same words, with the same queries."""

import pytest

from portal.accounts.vocabulary import Role
from portal.cases.recusal.operations import decide_exclusion
from portal.cases.vocabulary import ReporterKind
from tests import factories
from tests.databases import statements
from tests.secrecy import looking

ABSENT = looking.ABSENT["case_id"]
PATHS = ("", "/identity", "/note", "/reply", "/letters", "/letters/2026-123456", "/files/abc", "/publication", "/respondent-person")


@pytest.fixture
def house(app):
    lead, accused = factories.make_department("区财政局"), factories.make_department("区建委")
    case = factories.make_case(lead, respondent=accused, reporter_kind=ReporterKind.ANONYMOUS)
    recused = factories.make_user(Role.OFFICER, Role.SUPERVISOR, department=lead)
    factories.do_to(case, decide_exclusion, factories.make_user(Role.SUPERVISOR), recused, "与当事人有利害关系")
    return case, {"accused": factories.make_user(Role.OFFICER, Role.SUPERVISOR, department=accused), "recused": recused}


def asked(client, path):
    """Status, text and the statements sent to the database."""
    with statements() as said:
        status, text = looking.get(client, path)
    return status, looking.plain(text), [" ".join(each.split()) for each in said]


@pytest.mark.parametrize("who", ["accused", "recused"])
@pytest.mark.parametrize("path", PATHS)
def test_hidden_and_absent_are_the_same_answer_by_the_same_queries(app, house, who, path):
    case, people = house
    client = looking.client_of(app, people[who])
    asked(client, "/desk/notices")  # the first page of a session writes that it was seen
    hidden, absent = (asked(client, f"/desk/cases/{case_id}{path}") for case_id in (case.id, ABSENT))
    assert hidden[0] == absent[0] == 404
    assert hidden[1] == absent[1]
    assert hidden[2] == absent[2]


def test_an_auditor_of_the_accused_reads_nothing_of_the_case(app, house):
    case, people = house
    home = people["accused"].department
    theirs, other = factories.make_user(Role.AUDIT_ADMIN, department=home), factories.make_user(Role.AUDIT_ADMIN)
    pages = [looking.get(looking.client_of(app, each), "/admin/audit")[1] for each in (other, theirs)]
    assert [str(case.id) in page for page in pages] == [True, False]
