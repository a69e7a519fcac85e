"""What the reporter is told about the own identity: before typing, while it is kept, and when it goes."""

from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import reporting, retention
from portal.cases.identity import NO_CUSTODY, notice_address
from portal.cases.secrecy.vocabulary import Purpose
from portal.cases.vocabulary import ReporterKind
from tests.cases.secrecy_steps import ask, look, two_approve
from tests.factories import do_to, ensure_custody_key, make_case, make_custody, make_department, make_user


def open_progress(browser, case):
    """Open the progress page as the reporter of a case, as if the code had been typed."""
    browser.open("public.track")
    with browser.client.session_transaction() as cookie:
        now = reporting.clock.now().timestamp()
        cookie["tracked_report"] = [case.report.id, int(now) + 1800, now]
    return browser.open("/track/case")


def test_without_a_custody_key_the_first_pages_say_so_before_anything_is_typed(browser):
    browser.open("public.report")
    assert "现在还不能留姓名举报别人，请用匿名反映" in browser.main
    browser.open("/report/1")
    assert NO_CUSTODY in browser.main
    browser.fill(reporter_kind="witness").press("继续")
    assert browser.errors == [NO_CUSTODY]
    browser.fill(reporter_kind="anonymous").press("继续")
    assert browser.heading == "是哪一类问题？"


def test_with_a_custody_key_the_tip_off_is_promised_what_it_gets(browser):
    ensure_custody_key()
    browser.open("public.report")
    assert "现在还不能" not in browser.main
    browser.open("/report/1")
    assert NO_CUSTODY not in browser.main and "平台自己也打不开" in browser.main


def test_the_progress_page_tells_each_opening_with_purpose_role_and_day(browser):
    lead = make_department("区测试财政局")
    officer, custody = make_user(Role.OFFICER, department=lead, display_name="钱承办"), make_custody()
    case = make_case(lead, reporter_kind=ReporterKind.WITNESS)
    open_progress(browser, case)
    assert "您的身份已密封，平台自己也打不开" in browser.main and "还没有人看过您的身份" in browser.main
    request_id, code = ask(case, officer, Purpose.PROTECT_REPORTER)
    two_approve(request_id, custody)
    assert "还没有人看过您的身份" in browser.open("/track/case").main
    look(request_id, officer, code)
    browser.open("/track/case")
    assert "区测试财政局 承办人 查看了您的身份信息，用途：保护反映人" in browser.main
    assert "钱承办" not in browser.text and "合同原件" not in browser.main


def test_the_consent_is_shown_back_with_its_words(browser):
    open_progress(browser, make_case(shares_identity=True))
    assert "我同意承办部门查看我的身份，用于核实这件事" in browser.main


def test_a_reporter_is_told_why_the_identity_cannot_go_yet_and_later_takes_it_away(browser):
    lead = make_department()
    case = make_case(lead)
    open_progress(browser, case).follow("申请删除我的身份信息")
    assert "还没有办完" in browser.main and "删除" not in browser.buttons()
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    browser.open("/track/erase").press("删除")
    assert "已经销毁" in browser.text and "身份信息已销毁（反映人申请）" in browser.main
    assert "申请删除我的身份信息" not in browser.links()
    report = cases.get_report(case.report.id)
    assert cases.find_identity(report.id).sealed == b"" and notice_address(report) == ""
    assert "您的身份信息已经销毁" in browser.open("/track/erase").main


def test_a_hold_is_shown_with_its_reason_and_keeps_the_identity(browser):
    case = make_case(make_department())
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    do_to(case, retention.hold, make_user(Role.SUPERVISOR), "行政诉讼需要")
    open_progress(browser, case)
    assert "暂缓销毁这件反映的信息，理由：行政诉讼需要" in browser.main
    assert "暂缓销毁" in browser.follow("申请删除我的身份信息").main


def test_who_is_anonymous_is_offered_no_erasure(browser):
    open_progress(browser, make_case(reporter_kind=ReporterKind.ANONYMOUS))
    assert "我们没有您的身份信息" in browser.main and "申请删除我的身份信息" not in browser.links()
    assert "没有保存您的身份信息" in browser.open("/track/erase").main


def test_without_the_code_the_page_of_erasure_asks_for_it(browser):
    assert browser.open("/track/erase").heading == "查进度"
