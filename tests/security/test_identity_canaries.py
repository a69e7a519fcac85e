"""A whole story with names that nobody else has: afterwards they stand in the clear nowhere, save where the reporter wrote them."""

import logging
import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.accounts.departments import queries as departments
from portal.accounts.vocabulary import Role
from portal.cases import handling, replying
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.replying import ReplyText
from portal.cases.vocabulary import Finding
from portal.config import settings
from portal.db import session, transaction
from portal.profiles import loader
from portal.publication import operations as publications
from portal.publication.checking import inspector
from portal.routing import loading
from portal.web.areas import AREAS
from tests import factories
from tests.accessibility.walking import addresses, page_rules
from tests.browser import Browser, apart
from tests.conftest import ON_POSTGRESQL
from tests.notifications.sink import Sink
from tests.security.searching import dump_of, found_in, in_files, in_tables
from tests.web.public.filling import first_pages, follow_case

# What a reporter gives to be kept secret. Each value occurs nowhere else in the code, the profiles or the demo data.
COMPANY = {
    "organisation": "津门鸢尾筑梦工程有限公司",
    "credit_code": "91110000600037341L",
    "name": "尉迟砚清",
    "role": "鸢尾项目总监",
    "phone": "13677218845",
    "email": "yanqing.weichi@yuanwei-canary.example",
}
WITNESS = {"name": "司空映雪", "phone": "13577664402", "email": "yingxue@sikong-canary.example"}
FILE_NAME = "尉迟砚清的验收单.txt"
TOLD_HIMSELF = "独孤长亭"  # a name that the reporter wrote into the narrative
CANARIES = [*COMPANY.values(), *WITNESS.values(), FILE_NAME.removesuffix(".txt")]
# Where words that the reporter wrote into the narrative, or a source into a lead, may stand, and nothing else of the kind.
PLACES_OF_OWN_WORDS = {("report", "narrative"), ("lead", "text")}
PAGES_OF_OWN_WORDS = ("/desk/cases/", "/desk/leads/")
STORY = "区建委的道路改造工程去年就验收了，工程款拖到现在没有付，请求督促支付。"


@pytest.fixture
def mail(monkeypatch):
    """A real mail server; set before the application is made."""
    sink = Sink()
    sink.start()
    for name, value in {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(sink.port), "PUBLIC_BASE_URL": "http://localhost"}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield sink
    sink.stop()


@pytest.fixture
def portal_app(database, mail, request):
    """The portal of 和平区 with a custody key."""
    app = request.getfixturevalue("new_app")
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    factories.ensure_custody_key()
    return app


def file_report(app, kind, contact, narrative, trail):
    """A report through the pages, with a file; returns the case."""
    visitor = first_pages(Browser(app), kind, narrative=narrative).press("继续")
    visitor.fill(file=(BytesIO("验收合格。".encode()), FILE_NAME), description="验收的凭据").press("继续")
    for name, value in contact.items():
        if name in visitor.field_names():
            visitor.fill(**{name: value})
    visitor.press("继续").fill(is_truthful=True)
    if "publication_choice" in visitor.field_names():
        visitor.fill(publication_choice="agree")
    visitor.press("提交反映")
    trail += [visitor.url, visitor.page.findtext(".//title")]
    return visitor


def whole_story(app, trail):
    """Three reporters, one case up to its public text; returns the ids of the cases."""
    file_report(app, "organisation", COMPANY, STORY, trail)
    file_report(app, "witness", WITNESS, STORY.replace("道路", "桥梁"), trail)
    file_report(app, "person", {"name": "王一", "phone": "13800138000"}, f"我叫{TOLD_HIMSELF}。{STORY.replace('道路', '河岸')}", trail)
    newest = all_case_ids()
    officer, head = lead_people(newest[0])
    case = cases.get_case(newest[0])
    text = ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")
    factories.do_to(case, handling.accept, officer)
    factories.do_to(case, handling.write_to_reporter, officer, "请补充付款申请的日期。")
    factories.do_to(case, replying.submit_reply, officer, inspector, text)
    factories.do_to(case, replying.approve_reply, head, inspector)
    factories.do_to(
        case, replying.close, officer, inspector, Finding.SUBSTANTIATED, "责成分期支付", "分三期付清", clock.today() + timedelta(90)
    )
    factories.do_to(case, publications.draft, officer)
    return newest


def lead_told(sign_in_as, trail):
    """A lead whose text names somebody; with a number it is refused, and the number is kept nowhere."""
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=departments.find_department("区政务服务办"))).open("leads.enter_lead")
    said = {"source": "hotline", "received_on": clock.today().isoformat(), "subject": "工程款", "unit_text": "区建委"}
    desk.fill(**said, text=f"{TOLD_HIMSELF}来电，电话{COMPANY['phone']}。{STORY}").press("登记")
    assert "代为登记" in desk.errors[0] and COMPANY["phone"] in desk.value("text"), "what was typed is not lost"
    desk.fill(text=f"{TOLD_HIMSELF}来电。{STORY}").press("登记")
    assert "线索已登记" in desk.text
    trail += [desk.url, desk.page.findtext(".//title")]


def all_case_ids():
    """The cases in the order in which they came."""
    with apart():
        return list(session.scalars(select(Case.id).order_by(Case.received_at)))


def lead_people(case_id):
    """An officer and a head of the department that leads the case."""
    with apart():
        home = cases.get_case(case_id).lead_department_id
    department = departments.get_department(home)
    return factories.make_user(Role.OFFICER, department=department), factories.make_user(Role.HEAD, department=department)


def everything_anybody_opens(app, sign_in_as):
    """Every address that opens for anybody of the staff or the public, with what it gives."""
    people = {role: [sign_in_as(factories.make_user(role, department=departments.find_department("区政务服务办"))).client] for role in Role}
    with apart():
        homes = {cases.get_case(number).lead_department_id for number in session.scalars(select(Case.id))}
    for home in homes - {None}:
        for role in (Role.OFFICER, Role.HEAD):
            people[role].append(sign_in_as(factories.make_user(role, department=departments.get_department(home))).client)
    for area in ("public", "account", "desk", "publication", "oversight", "admin", "custody"):
        admitted = AREAS[area].admits or {Role.OFFICER}
        for rule in page_rules(app, area):
            for path in [*addresses(app, rule)][:4] if rule.arguments else [rule.rule]:
                for client in [each for role in admitted for each in people[role]]:
                    answer = client.get(path, buffered=True)
                    yield path, answer.get_data() + str(answer.headers).encode()


def test_nobody_finds_a_name_in_what_the_portal_leaves_behind(portal_app, mail, sign_in_as, caplog, tmp_path, database):
    caplog.set_level(logging.DEBUG)
    trail: list[str] = []
    case_ids = whole_story(portal_app, trail)
    lead_told(sign_in_as, trail)
    with apart(), portal_app.app_context():
        for job in jobs.all_jobs():
            job.run()
    for case_id in case_ids:
        reporter = follow_case(Browser(portal_app), cases.get_case(case_id))
        trail += [reporter.url, reporter.page.findtext(".//title")]
        assert not found_in(reporter.response.get_data(), CANARIES), "not even the reporter's own page repeats them: somebody may look on"
    opened = 0
    for path, given in everything_anybody_opens(portal_app, sign_in_as):
        opened += 1
        assert not found_in(given, CANARIES), f"{path} tells {found_in(given, CANARIES)}"
        assert TOLD_HIMSELF.encode() not in given or path.startswith(PAGES_OF_OWN_WORDS), f"{path} tells what the reporter wrote"
    assert opened > 100
    hits = set(in_tables(CANARIES))
    assert not hits, hits
    own = {(table, column) for table, column, _word in in_tables([TOLD_HIMSELF])}
    assert own == PLACES_OF_OWN_WORDS, own
    ours = [record for record in caplog.records if not record.name.startswith("mail")]  # that is the mail server of this test
    assert not found_in("\n".join(record.getMessage() for record in ours).encode(), [*CANARIES, TOLD_HIMSELF])
    assert len(ours) > 20 and mail.letters
    letters = "\n".join(
        str(letter) + "".join(p.get_content() for p in letter.walk() if p.get_content_type().startswith("text/")) for letter in mail.letters
    )
    wanted = [word for word in [*CANARIES, TOLD_HIMSELF] if "@" not in word]  # an address stands in its own envelope
    assert not found_in(letters.encode(), wanted)
    assert not found_in("\n".join(filter(None, trail)).encode(), [*CANARIES, TOLD_HIMSELF])
    assert not backup_hits(tmp_path, database)


def backup_hits(tmp_path: Path, database: str) -> list[object]:
    """Hits in what a backup would take: database file with its journal, or a dump, and the whole data directory with its keys."""
    found: list[object] = list(in_files(tmp_path, CANARIES))
    if ON_POSTGRESQL and shutil.which("pg_dump"):
        found += found_in(dump_of(database), CANARIES)
    return found


def test_a_page_of_an_error_tells_nobody_else_what_was_typed(portal_app):
    visitor, other = Browser(portal_app), Browser(portal_app)
    answer = visitor.client.post("/report/7", data=COMPANY)
    assert answer.status_code in {302, 400, 409}
    for path in ("/report/7", "/report/check", "/no-such-page", "/report/done"):
        assert not found_in(other.client.get(path).get_data(), CANARIES)
    assert not list(in_tables(CANARIES))
