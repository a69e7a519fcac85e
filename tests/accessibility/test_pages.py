"""Every page that somebody can open, in Chromium: no finding of axe, no sideways scroll, one h1, nothing in the console."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.accounts.queries import find_by_username
from portal.cases import handling
from portal.cases.models import Case
from portal.cases.possible import possible_actions
from portal.cases.queries import get_case
from portal.cases.vocabulary import PublicationStage, Status
from portal.cases.workflow import Action
from portal.db import session
from portal.publication import operations as publications
from tests import factories
from tests.accessibility.looking import faults
from tests.accessibility.walking import addresses, first_open_page, page_rules
from tests.browser import Browser, apart
from tests.journeys.visitor import Visitor
from tests.web.public.filling import to_check

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
# Who looks at an area: the first for whom a page opens is the one for whom it is measured.
LOOKERS = {
    "public": ("",),
    "display": ("",),
    "account": ("", "officer"),
    "desk": (
        "officer",
        "head",
        "supervisor",
        "coordinator",
        "supervisor2",
        "officer2",
        "head2",
        "officer3",
        "head3",
        "officer4",
        "accused",
    ),
    "publication": ("officer", "publisher", "officer2", "officer3", "officer4", "accused", "supervisor"),
    "records": ("supervisor", "recorder", "recordhead", "publisher", "publisher2", "accused"),
    "leads": ("coordinator", "recorder", "supervisor"),
    "custody": ("custodian", "custodian2", "custodian3"),
    "oversight": ("supervisor", "supervisor2"),
    "admin": ("systemadmin", "securityadmin", "auditadmin"),
}
# Not pages, or pages that the other tests of this folder open.
ELSEWHERE = {
    "public": {
        "break",
        "outcomes_feed",
        "records_feed",
        "criticisms_feed",
        "records_file",
        "sitemap_records",
        "objection_check",
        "objection_done",
        "repair_check",
        "repair_done",
        "request_progress",
        "register_feed",
        "register_file",
        "criticisms_file",
        "sitemap_registers",
        "report_file",
        "report_receipt_code",
        "report_check",
        "report_evidence",
        "report_receipt",
    }
    | {"verify_feed", "verify_consistency", "verify_script", "report_proof", "track_proof"}
    | {"data_file", "departments_file", "outcomes_file", "robots", "sitemap_xml", "sitemap_pages", "sitemap_month"}
    | {f"track_{page}" for page in ("case", "file", "message", "publication", "rate", "review", "supplement", "withdraw", "erase")}
    | {f"track_{page}" for page in ("recusal", "choice", "new_code", "new_code_done")},
    "admin": {"make_custody_key"},
    "account": {
        "enrol",
        "enrolment_picture",
        "invitation",
        "recovery_code",
        "recovery_codes",
        "second_factor_code",
        "set_up",
        "set_up_links",
        "add_passkey",
        "make_passkey",
        "passkey_sign_in",
        "remove_passkey",
        "use_passkey",
    },
    "records": {"rectification_file", "received_file", "document_file", "import_template", "aggregation_file", "check_file", "home"}
    | {"objection_file", "repair_file"},
    "leads": {"import_template"},
    "publication": {"objection_file"},
    "oversight": {"export_ledger", "export_round", "task_file", "finding_file", "export_behind", "export_sample", "export_table"},
    "desk": {"receipt_code", "ledger_file", "own_finding_file", "download_file", "open_notice", "letter_file", "case_letter_file"}
    | {"bulk_act", "print_cases"},
}


def wear(window: Visitor, client: Browser) -> None:
    """Let the window have the cookies of a house client."""
    cookie = client.client.get_cookie("xinnuo")
    window.context.clear_cookies()
    if cookie is not None:
        window.context.add_cookies([{"name": "xinnuo", "value": cookie.value, "url": window.served.url}])


def look_at(window: Visitor, paths: Iterable[str], status: int = 200) -> dict[str, list[str]]:
    """The faults of each page that has any."""
    found = {}
    for path in paths:
        window.open(path, status)
        problems = faults(window.page)
        if problems:
            found[path] = problems
    return found


def make_rare_moments() -> int:
    """A request for more days that waits for its decision, and a public text that is being written; returns the case it is about."""
    waits = a_case(Status.HANDLING, Action.REQUEST_EXTENSION, publication_stage=PublicationStage.NONE)
    factories.do_to(waits, handling.request_extension, officer_of(waits), 5, "账目涉及两个年度，需要再核对。")
    closed = a_case(Status.CLOSED, publication_stage=PublicationStage.NONE)
    factories.do_to(closed, publications.draft, officer_of(closed))
    return closed.id


def a_case(status: Status, action: Action | None = None, **fields: Any) -> Case:
    """The newest demo case in a status that the first department leads and to which its officer may do something."""
    with apart():
        officer = find_by_username("officer")
        wanted = select(Case).filter_by(status=status, lead_department_id=officer.department_id, **fields)
        cases = session.scalars(wanted.order_by(Case.received_at.desc())).all()
        found = next((case for case in cases if action is None or action in possible_actions(case, officer)), None)
        assert found is not None, f"no demo case is {status.label}"
        return get_case(found.id)


def lookers(app: Flask, person: Callable[[str], Browser], area: str) -> dict[str, Browser]:
    """Who looks at an area, signed in; the officer of the desk has just taken a report down, so that its receipt is there to print."""
    clients = {name: person(name) if name else Browser(app) for name in LOOKERS[area]}
    if area == "desk":
        words = {"respondent_text": "第一街道办事处（演示）", "narrative": "路面和路灯的维修款项去年验收以后一直没有支付，请求督促。"}
        report = {"channel": "window", "reporter_kind": "person", "conduct": "arrears", "name": "赵明远", "phone": "13800001111"}
        came = {"received_on": clock.today().isoformat(), "is_truthful": True}
        clients["officer"].open("desk.register_report").fill(**words, **report, **came).press("登记")
        assert clients["officer"].url == "/desk/intake/done"
    return clients


def officer_of(case: Case) -> User:
    """The demo officer of the lead department."""
    found = find_by_username("officer")
    assert found is not None
    return found


def told(found: dict[str, list[str]]) -> str:
    """The faults as lines."""
    return "\n".join(f"{path}: {'; '.join(problems)}" for path, problems in found.items())


def test_pages_of_a_selection_are_open_to_everybody(served, window, person):
    wear(window, person("officer"))
    found = look_at(window, ["/desk/cases", "/desk/cases/bulk/tag?all=1&words=专项", "/desk/cases/print?all=1", "/desk/cases/export"])
    assert not found, told(found)


@pytest.mark.parametrize(
    ("area", "part"), [(area, part) for area in LOOKERS for part in ((0, 1, 2) if area in {"desk", "admin"} else (0,))]
)
def test_pages_of_an_area_are_open_to_everybody(served, window, person, area, part):
    make_rare_moments()
    clients = lookers(served.app, person, area)
    parts = 3 if area in {"desk", "admin"} else 1
    found, unseen = {}, []
    for rule in page_rules(served.app, area)[part::parts]:
        for client in clients.values():
            path = first_open_page(client.client, addresses(served.app, rule))
            if path is not None:
                wear(window, client)
                found.update(look_at(window, [path]))
                break
        else:
            unseen.append(rule.endpoint)
    assert not found, told(found)
    assert {endpoint.split(".")[1] for endpoint in unseen} <= ELSEWHERE.get(area, set()), f"nobody could open {unseen}"


def test_the_report_form_from_the_first_page_to_the_receipt(served, window):
    client = Browser(served.app)
    to_check(client, "organisation", contact={"organisation": "测试建筑公司"})
    wear(window, client)
    found = look_at(window, [f"/report/{number}" for number in range(1, 8)] + ["/report/check", "/report"])
    client.fill(is_truthful=True).press("提交反映")
    wear(window, client)
    found |= look_at(window, ["/report/done", "/report/receipt", "/report/paper"])
    assert not found, told(found)


def test_errors_in_a_form_are_open_to_everybody(served, window):
    found = {}
    for path, button in (("/report/1", "继续"), ("/track", "查进度"), ("/account/sign-in", "登录")):
        window.open(path).press(button)
        assert window.page.title().startswith("出错：")
        found[path] = faults(window.page)
    found = {path: problems for path, problems in found.items() if problems}
    assert not found, told(found)


@pytest.mark.parametrize("status", list(Status), ids=lambda status: status.value)
def test_a_case_in_every_status_for_its_reporter_and_its_officer(served, window, person, status):
    with apart():
        case = session.scalars(select(Case).where(Case.status == status)).first()
        assert case is not None, f"no demo case is {status.label}"
        case_id, report_id = case.id, case.report.id
    client = Browser(served.app)
    with client.client.session_transaction() as cookie:
        cookie["tracked_report"] = [report_id, int(time.time()) + 1800, time.time()]
    wear(window, client)
    found = look_at(window, ["/track/case"])
    wear(window, person("supervisor"))
    found |= look_at(window, [f"/desk/cases/{case_id}"])
    assert not found, told(found)


def test_what_the_reporter_can_do(served, window):
    found = {}
    for status, page in (
        (Status.SUPPLEMENT, "supplement"),
        (Status.CLOSED, "rate"),
        (Status.HANDLING, "withdraw"),
        (Status.HANDLING, "recusal"),
        (Status.HANDLING, "new-code"),
        (Status.HANDLING, "publication/choice"),
        (Status.PENDING, "message"),
        (Status.REPLIED, "review"),
        (Status.WITHDRAWN, "erase"),
        (Status.DECLINED, "case"),
    ):
        with apart():
            report_id = session.scalars(select(Case).where(Case.status == status)).first().report.id
        client = Browser(served.app)
        with client.client.session_transaction() as cookie:
            cookie["tracked_report"] = [report_id, int(time.time()) + 1800, time.time()]
        wear(window, client)
        found |= look_at(window, [f"/track/{page}"])
    assert not found, told(found)


@pytest.mark.parametrize("way", ["elder", "high-contrast", "size-largest"])
def test_the_other_ways_of_showing_a_page(served, window, way):
    window.context.add_cookies([{"name": "display", "value": way, "url": served.url}])
    found = look_at(window, ["/", "/report", "/report/1", "/track", "/outcomes", "/help", "/account/sign-in"])
    assert way in window.page.locator("html").get_attribute("class")
    assert not found, told(found)


def test_error_pages_are_in_the_frame_and_open_to_everybody(served, window, person):
    found = look_at(window, ["/no-such-page"], status=404)
    for status in (409, 410, 429, 500):
        found |= look_at(window, [f"/break/{status}"], status=status)
    wear(window, person("officer"))
    found |= look_at(window, ["/desk/cases/999999"], status=404)
    assert not found, told(found)
