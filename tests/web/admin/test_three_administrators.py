"""The three administrators (GB/T 22239-2019, 8.1.5; domain.md §13): each has duties of their own, and none sees a case.

Over the whole URL map, so that an endpoint added later has to be put into the table, or fails here.
"""

import re

import pytest
from werkzeug.routing import AnyConverter

from portal.accounts.vocabulary import ADMINISTRATORS, Role
from portal.cases.vocabulary import Status
from tests import factories

SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN
ALL_THREE = {SYSTEM, SECURITY, AUDIT}
# Which duty each admin endpoint is part of, and whose it is. Said a second time on purpose.
DUTIES = {
    "home|users|user|permissions|(list|read)_notices": ALL_THREE,
    "create_user|edit_user|invite_user|invitation|disable_user|enable_user": {SYSTEM},
    "(add_|edit_|activate_|deactivate_)?departments?|cancel_department_change": {SYSTEM},
    "calendar|import_calendar|(edit_)?limits?|(load_)?profile|edit_site|routing_table|(add_|edit_|preview_)?reply_templates?": {SYSTEM},
    "edit_publication_rules": {SYSTEM},
    "edit_numbers": {SYSTEM},
    "exchange|exchange_log|(exchange|resend)_message|(add_|edit_|switch_)?partner|(renew_)?partner_keys|(reset_)?partner_columns": {SYSTEM},
    "health|retry_mail": {SYSTEM},
    "substitute_user|end_substitution|restore_profile|(edit_area_|restore_)?texts?|text_versions": {SYSTEM},
    ".*_routing_rules?|set_default_owner|routing_versions": {SYSTEM},
    "user_roles|unlock_user|reset_second_factor": {SECURITY},
    ".*custody.*": {SECURITY},
    ".*audit.*": {AUDIT},
}
PLACES = {"case_id", "case", "report_id", "publication_id", "order_id", "number"}


def whose(endpoint):
    found = [roles for pattern, roles in DUTIES.items() if re.fullmatch(pattern, endpoint.removeprefix("admin."))]
    assert len(found) == 1, f"{endpoint}: say in DUTIES whose duty it is"
    return found[0]


def sample(converter):
    """Something that fits a place of an address."""
    return sorted(converter.items)[0] if isinstance(converter, AnyConverter) else 1


def addresses(app, wanted, values):
    """Every rule that is wanted, with an address whose places are filled with ``values``."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if wanted(rule.endpoint):
            filled = {name: values.get(name) or sample(converter) for name, converter in rule._converters.items()}
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, filled, method=method)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_each_administrator_does_their_own_duties_and_no_others(app, heping, sign_in_as, role):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    somebody = factories.make_user(Role.OFFICER)
    browser = sign_in_as(factories.make_user(role)).open("account.own_sessions")
    token = browser.value("csrf_token")
    for endpoint, method, path in addresses(app, lambda name: name.startswith("admin."), {"user_id": somebody.id}):
        answer = browser.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        if role in whose(endpoint):
            assert answer.status_code not in {401, 403}, f"{role}: {method} {endpoint} is a duty of theirs, but gave {answer.status_code}"
        else:
            assert answer.status_code == 403, f"{role}: {method} {endpoint} is none of theirs, but gave {answer.status_code}"


@pytest.fixture
def full_case(heping):
    """A case that went through everything, and the words that nobody but its people may read."""
    lead = factories.make_department()
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    case = factories.case_in(Status.CLOSED, lead, officer, head)
    report = case.report
    case_id, officer_id = case.id, officer.id
    return (
        case_id,
        officer_id,
        [case.number, report.narrative[:30], "李建国", "13800138000", "someone@example.cn", "某某建设", "责成分期支付"],
    )


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_administrator_reads_anything_of_a_case_at_any_address(app, full_case, sign_in_as, role):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    case_id, _officer_id, canaries = full_case
    client = sign_in_as(factories.make_user(role)).client
    seen = 0
    for endpoint, method, path in addresses(app, lambda name: name.split(".")[0] not in {"static"}, dict.fromkeys(PLACES, case_id)):
        if method != "GET" or endpoint == "account.sign_out":
            continue
        answer = client.get(path)
        words = answer.get_data(as_text=True)
        assert not [canary for canary in canaries if canary and canary in words], f"{role}: {endpoint} shows words of a case"
        if endpoint.split(".")[0] in {"desk", "publication", "oversight", "custody"}:
            assert answer.status_code == 404, f"{role}: {endpoint} gave {answer.status_code}"
        seen += 1
    assert seen > 60


def test_the_officer_of_the_case_does_read_such_words(full_case, sign_in_as):
    case_id, officer_id, canaries = full_case
    desk = sign_in_as(factories.queries.get_user(officer_id)).open(f"/desk/cases/{case_id}")
    assert all(canary in desk.text for canary in (canaries[0], canaries[1], canaries[-1]))


def test_a_new_account_has_no_rights_until_the_security_administrator_grants_some(system_admin, security_admin, sign_in_as):
    system_admin.open("admin.create_user").fill(username="zhao.ming", display_name="赵明").press("开通")
    made = factories.queries.find_by_username("zhao.ming")
    theirs = sign_in_as(made)
    for path in ("/desk/cases", "/oversight/", "/admin/", "/publication/"):
        theirs.open(path, status=404)
    security_admin.open("admin.user_roles", user_id=made.id).fill(role=["officer"]).press("保存")
    sign_in_as(made).open("/desk/cases")


def test_grants_are_told_to_the_audit_administrator(security_admin, audit_admin):
    user_id = factories.make_user().id
    security_admin.open("admin.user_roles", user_id=user_id).fill(role=["publisher"]).press("保存")
    assert "授予角色" in audit_admin.open("admin.audit_log").main and "公示审核员" in audit_admin.main


@pytest.mark.parametrize("wanted", [["custodian", "officer"], ["custodian", "head"], ["custodian", "security_admin"]])
def test_a_custodian_handles_no_cases_and_administers_nothing(security_admin, wanted):
    user_id = factories.make_user().id
    security_admin.open("admin.user_roles", user_id=user_id)
    assert "不能兼任承办人、单位负责人" in security_admin.main
    security_admin.fill(role=wanted).press("保存")
    assert "兼任" in security_admin.errors[0]
    factories.queries.session.rollback()
    assert factories.queries.get_user(user_id).roles == frozenset()


def test_nobody_resets_their_own_second_factor(security_admin):
    own = factories.queries.find_by_username("security")
    factories.give_second_factor(own)
    security_admin.open("admin.reset_second_factor", user_id=own.id).press("取消动态验证码")
    assert security_admin.errors == ["不能重置自己的第二验证方式，请由另一位安全管理员办理。"]
