"""Every role, from every place a department can have to a case, at every endpoint of the URL map, with rows that exist."""

import pytest

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.leads import queries as leads
from portal.records import queries as records
from portal.records import recognising
from portal.records.rectification import queries as orders
from portal.web.areas import AREAS, admits
from tests.security.expectations import (
    FINDING_DECISIONS,
    FINDING_STRANGERS,
    IMPARTIAL,
    LEDGER_HOME,
    LEDGER_READ,
    LEDGER_WORK,
    LEDGER_WORKERS,
    LETTER_READERS,
    NEEDS,
    STEP_NEEDS,
    permissions_of,
)
from tests.security.world import BLIND, NOBODY, RELATIONS, contents, make_world

# Endpoints whose row belongs to one person, to the body that got a letter, or to custodians with a share in the key.
OWN_ROWS = {
    "publication.show_reply",
    "desk.open_notice",
    "desk.bulk_result",
    "desk.edit_view",
    "desk.delete_view",
    "desk.show_identity_request",
    "desk.withdraw_identity_request",
    "desk.download_original",
    "desk.print_receipt",
    "desk.receipt_code",
    "downloads.download",
    "oversight.edit_view",
    "oversight.delete_view",
}
LETTERS = {"desk.show_letter", "desk.letter_file"}
ACTS = {"custody.show_act", "custody.refuse_act"}
ONCE = {"admin.make_custody_key"}  # there is a key already
NOTED = ("user_session", "rectification", "audit_entry", "audit_head", "respondent_letter")  # that somebody was there is written down
# A door that is closed to a role is closed wherever the person sits; it is tried from these places.
PLACES_AT_CLOSED_DOORS = {"lead", "respondent"}
HIDDEN, REFUSED, ADMITTED = "hidden", "refused", "admitted"
ANSWERS = {HIDDEN: {404}, REFUSED: {403, 404, 409}, ADMITTED: {200, 302, 303, 304, 403, 409}}
LEAD_BLIND = BLIND - {"recused"}  # who is kept from a case as a person is kept from its lead on their own words there
CASE_ROWS = {"case_id", "order_id", "public_id"}


def area_name(rule):
    """The area a rule lies in."""
    return rule.endpoint.split(".")[0]


def closed_rules(app):
    """The rules of areas that do not admit everyone."""
    return [rule for rule in app.url_map.iter_rules() if AREAS[area_name(rule)].admits is not None]


def expected(rule, user, role, relation, world, subjects):
    """What must come of it: by the area, the row and the permission."""
    if not admits(AREAS[area_name(rule)], user.roles, True):
        return HIDDEN
    if area_name(rule) == "records" and "lead_id" not in rule.arguments:
        return expected_of_records(rule, user, subjects, world)
    if "lead_id" in rule.arguments:
        return expected_of_leads(rule, user, subjects)
    case = subjects[world.case_of(rule.endpoint)]
    if rule.arguments & CASE_ROWS and not allows(user, Permission.CASE_READ, case):
        return HIDDEN
    if rule.endpoint in OWN_ROWS | ACTS:
        return HIDDEN  # nobody of this walk is that person, or holds a share
    if rule.endpoint in LETTERS:
        return ADMITTED if (role, relation) in LETTER_READERS else HIDDEN
    if rule.endpoint == "custody.decide_identity_request":
        return ADMITTED if IMPARTIAL.get(relation, True) else HIDDEN
    if rule.endpoint in LEDGER_READ | LEDGER_WORK | FINDING_DECISIONS:
        return of_ledger(rule.endpoint, role, relation)
    needed = permissions_of(rule.endpoint)
    assert needed is not None, f"tests/security/expectations.py does not say what {rule.endpoint} asks for"
    if needed and not any(allows(user, each, case) for each in needed):
        return REFUSED
    return HIDDEN if rule.endpoint in ONCE else ADMITTED


def of_ledger(endpoint, role, relation):
    """What must come of a row of the ledger, which belongs to the lead department."""
    if endpoint in FINDING_DECISIONS:
        return ADMITTED if relation in FINDING_STRANGERS else REFUSED
    if relation not in LEDGER_HOME:
        return HIDDEN
    return ADMITTED if endpoint in LEDGER_READ or role in LEDGER_WORKERS else REFUSED


def expected_of_leads(rule, user, subjects):
    """The same for a lead about the respondent that waits and that the lead department keeps."""
    lead = subjects["lead"]
    if not allows(user, Permission.LEAD_READ, lead):
        return HIDDEN
    needed = set(permissions_of(rule.endpoint)) | ({Permission.LEAD_HANDLE} if rule.endpoint in MADE_OF_LEADS else set())
    subject = {Permission.RECORD_ENTER: subjects["office"], Permission.REPORT_REGISTER: None}
    return ADMITTED if all(allows(user, each, subject.get(each, lead)) for each in needed) else REFUSED


# What is made of a lead needs the permission to handle it, too.
MADE_OF_LEADS = {"desk.register_report", "records.record_lead"}
# Rows that do not exist in this world: whoever asks finds nothing.
NO_ROWS = {"sanction_id", "agreement_id", "check_number", "token"}


def expected_of_records(rule, user, subjects, world):
    """The same for the pages of records: a row is a record, an order to the respondent that a case led to, or the office for records."""
    needed = permissions_of(rule.endpoint)
    assert needed is not None, f"tests/security/expectations.py does not say what {rule.endpoint} asks for"
    case, record, order = subjects[world.closed_id], subjects["record"], subjects["order"]
    if "received" in rule.endpoint and rule.arguments:
        return ADMITTED if allows(user, Permission.RECTIFICATION_ANSWER, order) and "token" not in rule.arguments else HIDDEN
    if rule.arguments & {"order_number", "case_id"} and not allows(user, Permission.CASE_READ, case):
        return HIDDEN
    if "record_id" in rule.arguments and not allows(user, Permission.RECORD_READ, record):
        return HIDDEN
    subject = record if "record_id" in rule.arguments else case if rule.arguments & {"order_number", "case_id"} else subjects["office"]
    if any("agreement" in each.value for each in needed):
        subject = None
    if rule.arguments & {"agreement_id", "check_number"}:
        return HIDDEN
    if needed and not any(allows(user, each, subject) for each in needed):
        return REFUSED
    return HIDDEN if rule.arguments & NO_ROWS else ADMITTED


def outcomes_for(app, user_id, role, relation, world):
    """Every rule of a closed area with what must come of it for this person, all said before the first request."""
    user = accounts.get_user(user_id)
    subjects = {case_id: cases.get_case(case_id) for case_id in (world.open_id, world.closed_id)}
    subjects |= {"record": records.get_visible(accounts.get_user(world.supervisor_id), world.rows["record_id"])}
    subjects |= {"lead": leads.get_lead(world.rows["lead_id"])}
    subjects |= {"order": orders.list_of_case(world.closed_id)[0], "office": recognising.office()}
    return [(rule, expected(rule, user, str(role), relation, world, subjects)) for rule in closed_rules(app)]


def test_every_endpoint_of_a_closed_area_has_an_expectation_and_none_is_left_over(app):
    known = {rule.endpoint for rule in closed_rules(app)}
    assert sorted(known - set(NEEDS) - set(STEP_NEEDS)) == [], "said nowhere what they ask for"
    assert sorted(set(NEEDS) - known) == [], "endpoints that are gone"


# On PostgreSQL those walk who get furthest; the queries behind every other page are asked there by its own tests.
WALKERS = [
    pytest.param(role, marks=[] if role in {Role.OFFICER, Role.SUPERVISOR} else [pytest.mark.one_database]) for role in (NOBODY, *Role)
]


@pytest.mark.parametrize("role", WALKERS)
def test_each_place_at_each_endpoint_is_admitted_or_hidden_as_policy_says(app, sign_in_as, role):
    world, wrong, cells = make_world(), [], 0
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for relation in RELATIONS:
        user = world.person(role, relation)
        user_id, user_roles, visitor = user.id, user.roles, sign_in_as(user).open("account.settings")
        key = visitor.value("csrf_token")
        before = contents(without=NOTED)
        for rule, outcome in outcomes_for(app, user_id, role, relation, world):
            is_blind = (relation in BLIND and rule.arguments & CASE_ROWS) or (relation in LEAD_BLIND and "lead_id" in rule.arguments)
            if is_blind and outcome is not HIDDEN:
                wrong.append(f"policy lets {role} of {relation} see {rule.endpoint}")
            for method in sorted(rule.methods & {"GET", "POST"}):
                cells += 1
                if outcome is HIDDEN and relation not in PLACES_AT_CLOSED_DOORS and not admits(AREAS[area_name(rule)], user_roles, True):
                    continue
                if method == "POST" and outcome is ADMITTED:
                    continue  # what an admitted post does is the matter of that page's own tests
                answer = visitor.client.open(
                    world.address(app, rule, method), method=method, data={"csrf_token": key, "version": 1}, buffered=True
                )
                if answer.status_code not in ANSWERS[outcome]:
                    wrong.append(f"{role} of {relation}: {method} {rule.endpoint} must be {outcome}, gave {answer.status_code}")
        after = contents(without=NOTED)
        if role == NOBODY or relation in BLIND:
            assert before == after, f"{role} of {relation} changed {[name for name in before if before[name] != after[name]]}"
    assert not wrong, "\n".join(wrong)
    assert cells == len(RELATIONS) * sum(len(rule.methods & {"GET", "POST"}) for rule in closed_rules(app))


def statuses(app, client, world):
    """What every public page answers this visitor."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] == "public" and "GET" in rule.methods]
    paths = [world.address(app, rule, "GET") for rule in rules]
    return {path: client.get(path, buffered=True).status_code for path in paths}


def test_whoever_is_signed_in_gets_no_more_of_the_public_pages_than_a_stranger(app, sign_in_as):
    world = make_world()
    wanted = statuses(app, app.test_client(), world)
    for role in Role:
        for relation in ("lead", "respondent"):
            given = statuses(app, sign_in_as(world.person(role, relation)).client, world)
            assert given == wanted, (role, relation, [path for path in wanted if given[path] != wanted[path]])
