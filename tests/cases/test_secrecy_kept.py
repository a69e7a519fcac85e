"""What is kept of a sealed identity, and how long anything is kept: keys, holds, destruction, older rows."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from portal import clock, db, jobs
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.attachments.refusals import OriginalClosed
from portal.cases import drafts, handling, identity, reporting, retention
from portal.cases import queries as cases
from portal.cases.secrecy import queries
from portal.cases.secrecy.vocabulary import ErasedThing
from portal.cases.vocabulary import ReporterKind, Secrecy, Status
from portal.config import settings
from portal.crypto import SealBroken, seal, unseal_bytes
from portal.custody import data_keys
from portal.custody.events import CustodyKeyMade
from portal.custody.models import DataKey
from portal.custody.queries import get_data_key
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.notifications import queries as outbox
from tests.cases.secrecy_steps import ask, look, two_approve
from tests.factories import case_in, do_to, ensure_custody_key, make_case, make_custody, make_department, make_user

CANARY = "欧阳密封"
PHONE = "13912349876"
WHO = identity.Identity(name=CANARY, phone=PHONE, email="canary@example.cn", organisation="")
CONTEXTS = ("outbox.address", "attachment.original_name")  # the server's own, beside those that name a row
TEXT = "证明材料：和本案有关的经过，以及见过现场的人。".encode()


@pytest.fixture
def lead(app):
    return make_department("区测试财政局")


def tip_off():
    """A named tip-off with a file, written page by page like a reporter does."""
    ensure_custody_key()
    with transaction():
        token, row = drafts.start()
        drafts.save(row, {"reporter_kind": "witness", "conduct": "self_dealing", "narrative": "这个单位把工程分给了亲戚的公司，附上材料。"})
        drafts.save(row, {"name": CANARY, "phone": PHONE, "email": "canary@example.cn"})
    with transaction():
        row = drafts.load(token, for_update=True)
        attachments.add_file(drafts.OWNER, row.id, TEXT, f"{CANARY}的证明.txt")
        return drafts.submit(row, token, {"is_truthful": True}, "120101")


def every_readable_byte():
    """All the database holds, as far as the server can read it with its own key: columns, seals and wrapped keys."""
    read = bytearray()
    for table in db.Base.metadata.sorted_tables:
        for row in session.execute(table.select()).mappings():
            for name, value in row.items():
                read += value if isinstance(value, bytes) else str(value).encode()
                if isinstance(value, bytes):
                    read += opened(row, name, value)
    for path in settings().data_dir.rglob("*"):
        read += path.read_bytes() if path.is_file() else b""
    session.remove()
    return bytes(read)


def opened(row, name, value):
    """What the server key makes of a sealed value, under every context the house uses for it."""
    key = row.get("id", 0)
    contexts = [f"identity:{row.get('report_id')}", f"data-key:{key}", f"draft:{row.get('token_hash')}", *CONTEXTS]
    for context in contexts:
        try:
            return unseal_bytes(value, context)
        except SealBroken:
            continue
    return b""


def test_a_sealed_identity_is_readable_nowhere_for_who_has_everything_the_server_has(lead):
    receipt = tip_off()
    report = cases.get_report(receipt["report_id"])
    assert report.secrecy is Secrecy.SEALED and identity.known_identity(report) == identity.Identity()
    row = cases.find_identity(report.id)
    assert row.masked_name == "举报人"
    with pytest.raises(data_keys.KeyInCustody):
        data_keys.key_bytes(get_data_key(row.data_key_id))
    (file,) = files.list_for("report", report.id)
    with pytest.raises(data_keys.KeyInCustody):
        b"".join(attachments.open_original(file))
    held = every_readable_byte()
    for canary in (CANARY, PHONE, CANARY[0:2] + "某", "欧阳"):
        assert canary.encode() not in held, canary


def test_the_search_for_readable_identity_finds_one_that_is_not_sealed(lead):
    """The net of the test above has no hole: an older row under the server key is caught in it."""
    case = make_case(lead, reporter_kind=ReporterKind.PERSON, identity=WHO)
    with transaction():
        row = cases.find_identity(case.report.id)
        row.sealed, row.data_key_id = seal('{"name": "' + CANARY + '"}', f"identity:{case.report.id}"), None
    assert CANARY.encode() in every_readable_byte()


def test_an_anonymous_report_keeps_the_cleaned_copy_and_the_hash_of_its_files_only(lead):
    with transaction():
        token, row = drafts.start()
        drafts.save(row, {"reporter_kind": "anonymous", "conduct": "unfair", "narrative": "同样的条件，有的给办，有的不给办，附上材料。"})
    with transaction():
        row = drafts.load(token, for_update=True)
        attachments.add_file(drafts.OWNER, row.id, TEXT, f"{CANARY}的证明.txt")
        report_id = drafts.submit(row, token, {"is_truthful": True}, "120101")["report_id"]
    (file,) = files.list_for("report", report_id)
    assert file.original_destroyed_at is not None and file.sha256 and attachments.open_file(file).endswith(TEXT)
    with pytest.raises(OriginalClosed):
        b"".join(attachments.open_original(file))
    assert CANARY.encode() not in every_readable_byte()


def test_a_draft_is_closed_to_who_has_the_database_and_the_server_key_but_not_the_browser(lead):
    with transaction():
        _token, row = drafts.start()
        drafts.save(row, {"reporter_kind": "witness", "name": CANARY, "narrative": "只有浏览器里的令牌能打开。"})
    held = every_readable_byte()
    assert CANARY.encode() not in held and "只有浏览器".encode() not in held


def test_older_tip_offs_come_into_custody_at_the_ceremony_and_stay_closed_before(lead):
    custody, officer = make_custody(), make_user(Role.OFFICER, department=lead)
    case = keys_of(make_case(lead, reporter_kind=ReporterKind.WITNESS, identity=WHO))
    with transaction():  # as an older version kept it
        row = cases.find_identity(case.report.id)
        row.sealed, row.data_key_id = seal('{"name": "' + CANARY + '"}', f"identity:{case.report.id}"), None
    assert identity.known_identity(cases.get_report(case.report.id)) == identity.Identity()
    with pytest.raises(RuleBroken, match="还没有建好"):
        ask(case, officer)
    with transaction():
        emit(CustodyKeyMade(ensure_custody_key().id, None))
    request_id, code = ask(case, officer)
    two_approve(request_id, custody)
    assert look(request_id, officer, code).name == CANARY
    assert jobs.renew_seals() == 0 and CANARY.encode() not in every_readable_byte()


def test_older_identities_of_other_levels_get_a_key_of_their_own(lead):
    case = make_case(lead, reporter_kind=ReporterKind.PERSON)
    with transaction():
        row = cases.find_identity(case.report.id)
        row.sealed, row.data_key_id = seal('{"name": "李建国", "email": "a@b.cn"}', f"identity:{case.report.id}"), None
    assert identity.known_identity(cases.get_report(case.report.id)).name == "李建国"
    assert jobs.renew_seals() == 1
    assert cases.find_identity(case.report.id).data_key_id is not None
    assert identity.known_identity(cases.get_report(case.report.id)).name == "李建国"


# how long it is kept


def keys_of(case):
    """The keys of a case alone: jobs close the session that its rows live in."""
    return SimpleNamespace(id=case.id, report=SimpleNamespace(id=case.report.id))


@pytest.fixture
def closed(lead):
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    case = case_in(Status.CLOSED, lead, officer, head)
    with transaction():
        attachments.add_file("report", case.report.id, TEXT, "证明.txt")
    return keys_of(case)


def in_days(days):
    return clock.pretend(clock.now() + timedelta(days=days))


def kept(case):
    row = cases.find_identity(case.report.id)
    (file,) = files.list_for("report", case.report.id)
    return bool(row.sealed), row.sealed_email is not None, file.original_destroyed_at is None


def test_address_after_one_year_identity_and_originals_after_three_and_the_case_stays(closed):
    with in_days(364):
        assert jobs.erase_due() == 0 and kept(closed) == (True, True, True)
    with in_days(366):
        assert [(each.what, each.number) for each in jobs.due_for_erasure()][0] == (ErasedThing.ADDRESS, 1)
        assert jobs.erase_due() == 1 and jobs.erase_due() == 0
    assert kept(closed) == (True, False, True)
    key_id = cases.find_identity(closed.report.id).data_key_id
    with in_days(1096):
        assert jobs.erase_due() == 2 and jobs.erase_due() == 0
    assert kept(closed) == (False, False, False)
    key = session.get(DataKey, key_id)
    assert key.wrapped is None and key.destroyed_at is not None
    case = cases.get_case(closed.id)
    assert case.status is Status.CLOSED and case.report.narrative and case.sent_reply is not None
    assert identity.known_identity(case.report) == identity.Identity() and identity.notice_address(case.report) == ""
    assert attachments.open_file(files.list_for("report", case.report.id)[0]).endswith(TEXT)
    assert jobs.first_audit_break() is None


def test_what_goes_on_is_kept_whatever_its_age(lead):
    case = make_case(lead)
    with in_days(4000):
        assert jobs.erase_due() == 0
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    with in_days(366):
        assert jobs.erase_due() == 1


def test_a_hold_stops_the_clock_until_it_is_lifted(closed):
    supervisor = make_user(Role.SUPERVISOR)
    supervisor_id = supervisor.id
    with pytest.raises(RuleBroken):
        do_to(closed, retention.hold, supervisor, "等")
    do_to(closed, retention.hold, supervisor, "行政诉讼需要，暂缓销毁")
    with pytest.raises(TransitionRefused):
        do_to(closed, retention.hold, supervisor, "行政诉讼需要，暂缓销毁")
    with in_days(4000):
        assert jobs.erase_due() == 0 and not any(each.number for each in jobs.due_for_erasure())
    with pytest.raises(TransitionRefused, match="暂缓"):
        do_to(closed, retention.erase_on_request, Reporter(closed.id, closed.report.id))
    do_to(closed, retention.lift_hold, accounts.get_user(supervisor_id), "诉讼已经结束，不再需要")
    with in_days(4000):
        assert jobs.erase_due() == 3


@pytest.mark.same_queries
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPERVISOR}))
def test_only_supervisors_hold(closed, role):
    with pytest.raises(NotAllowed):
        do_to(closed, retention.hold, make_user(role), "行政诉讼需要，暂缓销毁")


def test_the_reporter_is_forgotten_on_request_when_nothing_needs_them_any_more(lead):
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    running = make_case(lead)
    with pytest.raises(TransitionRefused, match="还没有办完"):
        do_to(running, retention.erase_on_request, Reporter(running.id, running.report.id))
    promised = case_in(Status.CLOSED, lead, officer, head)
    reporter = Reporter(promised.id, promised.report.id)
    with pytest.raises(TransitionRefused, match="还有一项期限没有到"):
        do_to(promised, retention.erase_on_request, reporter)
    declined = case_in(Status.DECLINED, lead, officer, head)
    do_to(declined, retention.erase_on_request, Reporter(declined.id, declined.report.id))
    row = cases.find_identity(declined.report.id)
    assert row.sealed == b"" and row.sealed_email is None and row.masked_name == "反映人（身份信息已销毁）"
    assert {each.what for each in queries.list_erasures(declined.report.id)} == set(ErasedThing)
    with pytest.raises(TransitionRefused, match="已经销毁"):
        do_to(declined, retention.erase_on_request, Reporter(declined.id, declined.report.id))
    with pytest.raises(NotAllowed):
        do_to(declined, retention.erase_on_request, reporter)
    assert kept_by(promised) and not jobs.first_audit_break()


def kept_by(case):
    return bool(cases.find_identity(case.report.id).sealed)


def test_the_outbox_forgets_where_it_wrote_to_and_keeps_that_it_did(lead):
    officer = make_user(Role.OFFICER, department=lead)
    case = make_case(lead)
    do_to(case, handling.accept, officer)
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    before = outbox.list_to_reporter(case.report.id)
    assert before and all(each.address for each in before)
    do_to(case, retention.erase_on_request, Reporter(case.id, case.report.id))
    after = outbox.list_to_reporter(case.report.id)
    assert len(after) == len(before) and not any(each.address for each in after)
    do_to(case, handling.note, accounts.get_user(officer.id), "结束以后的备注")


def test_open_requests_end_when_the_identity_is_destroyed(lead):
    officer = make_user(Role.OFFICER, department=lead)
    case = make_case(lead)
    request_id, _code = ask(case, officer)
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    do_to(case, retention.erase_on_request, Reporter(case.id, case.report.id))
    assert queries.get_request(request_id).status.value == "expired"
    with pytest.raises(RuleBroken, match="已经按规定销毁"):
        ask(case, officer)


def test_destroying_ends_what_two_custodians_agreed_to_also_when_the_requester_has_left(lead):
    custody, officer = make_custody(), make_user(Role.OFFICER, department=lead)
    case = make_case(lead, reporter_kind=ReporterKind.WITNESS)
    request_id, code = ask(case, officer)
    two_approve(request_id, custody)
    with transaction():
        accounts.get_user(officer.id).is_active = False
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    do_to(case, retention.erase_on_request, Reporter(case.id, case.report.id))
    with transaction():
        accounts.get_user(officer.id).is_active = True
    assert queries.get_request(request_id).status.value == "expired"
    with pytest.raises(TransitionRefused):
        look(request_id, officer, code)


def test_the_command_says_what_is_due_and_destroys_only_without_dry_run(closed, app):
    with in_days(1096):
        said = app.test_cli_runner().invoke(args=["retention", "--dry-run"]).output
        assert "身份信息：到期 1 件" in said and "只是演练" in said and kept(closed) == (True, True, True)
        assert "已销毁 3 项" in app.test_cli_runner().invoke(args=["retention"]).output
    assert kept(closed) == (False, False, False)


def test_nothing_is_left_in_the_file_of_the_database_of_what_was_typed(lead):
    if session.get_bind().dialect.name == "sqlite":
        tip_off()
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        session.remove()
        assert CANARY.encode() not in b"".join(path.read_bytes() for path in settings().data_dir.parent.glob("*sqlite3*"))
