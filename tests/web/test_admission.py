"""Admission to the acts of strangers: nobody is turned away, nothing typed is lost, every ticket is good once and for one act."""

import inspect
import io
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.cases.exchanges import ReportDraft
from portal.cases.models import Case
from portal.cases.tracking import new_tracking_code
from portal.config import settings
from portal.db import session, transaction
from portal.errors import TooMany
from portal.profiles import loader
from portal.routing import loading
from portal.web import admission, spent, throttle
from portal.web.admission import LEAST_BITS, MOST_BITS, Door, leading_zero_bits
from portal.web.throttle import Limit
from tests.browser import Browser
from tests.web.public.filling import STORY, to_check

ASKED = "请稍等，再按一次“提交”"
LATER = timedelta(minutes=6)
GUESSES = 30  # what an address may look up for nothing


@pytest.fixture
def heping(database: str) -> None:
    """The portal serves 和平区."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))


def from_address(app: Flask, address: str) -> Browser:
    """A browser at a network address."""
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def use_up(door: str, burst: int, address: str = "127.0.0.1") -> None:
    """Take all that an address may do for nothing."""
    limits = {"report-begin": Limit("report-begin", burst, 120), "report-submit": Limit("report-submit", burst, 120)}
    limits |= {"track-code": Limit("track-code", burst, 10), "report-upload": Limit("report-upload", burst, 15)}
    for _ in range(burst):
        throttle.spend(limits[door], address)


def solved(browser: Browser) -> str:
    """What the script would find."""
    form = browser.page.xpath("//form[@data-admission]")[0]
    return next(str(n) for n in count() if leading_zero_bits(form.get("data-admission"), str(n)) >= int(form.get("data-bits")))


def asked_to_look_up(app: Flask) -> Browser:
    """A browser whose lookup has to be earned."""
    use_up("track-code", GUESSES)
    browser = Browser(app).open("/track").fill(code=new_tracking_code()).press("查进度", status=429)
    assert browser.heading == ASKED
    return browser


def test_who_has_used_up_the_share_submits_with_work_and_loses_no_word(app: Flask, heping: None) -> None:
    browser = to_check(Browser(app))
    use_up("report-submit", 10)
    browser.fill(is_truthful=True).press("提交反映", status=429)
    assert browser.heading == ASKED and browser.headers["Retry-After"]
    assert session.scalar(select(func.count()).select_from(Case)) == 0
    browser.fill(admission_proof=solved(browser)).press("提交")
    assert browser.heading == "已收到您的反映"
    assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_without_a_script_a_wait_is_enough_and_pressing_early_costs_nothing(app: Flask, heping: None) -> None:
    browser = to_check(Browser(app))
    use_up("report-submit", 10)
    browser.fill(is_truthful=True).press("提交反映", status=429)
    ticket = browser.value("admission_ticket")
    assert re.search(r"请过 \d+ 秒，再按一次“提交”", browser.main)
    browser.press("提交", status=429)
    assert browser.value("admission_ticket") == ticket, "the time waited so far counts"
    with time_machine.travel(clock.now() + timedelta(seconds=int(browser.headers["Retry-After"])), tick=False):
        assert browser.press("提交").heading == "已收到您的反映"


def test_the_words_of_a_first_page_come_back_and_go_in(app: Flask, heping: None) -> None:
    use_up("report-begin", 10)
    browser = Browser(app).open("/report").follow("开始填写").fill(reporter_kind="anonymous").press("继续", status=429)
    assert session.scalar(select(func.count()).select_from(ReportDraft)) == 0
    browser.fill(admission_proof=solved(browser)).press("提交")
    assert session.scalar(select(func.count()).select_from(ReportDraft)) == 1
    assert browser.url.endswith("/report/2")


def test_a_report_that_was_begun_is_written_on_whatever_others_at_the_address_do(app: Flask, heping: None) -> None:
    browser = Browser(app).open("/report").follow("开始填写").fill(reporter_kind="anonymous").press("继续")
    use_up("report-begin", 9)
    assert browser.fill(conduct="arrears", area_key="gov_procurement").press("继续").status == 200


def test_a_long_text_with_every_sign_survives_the_page_that_asks(app: Flask, heping: None) -> None:
    text = STORY + '\n第二行："引号" <b>不是标记</b> &amp; 结束。'
    browser = to_check(Browser(app), narrative=STORY).open("/report/4")
    with suppress(TooMany):
        for _ in range(120):
            throttle.spend(Limit("report-page", 120, 5), browser.value("draft"))
    browser.fill(narrative=text).press("继续", status=429)
    browser.fill(admission_proof=solved(browser)).press("提交")
    assert browser.open("/report/4").value("narrative") == text


def test_a_file_is_chosen_again_and_its_description_is_kept(app: Flask, heping: None) -> None:
    browser = to_check(Browser(app)).open("/report/6")
    use_up("report-upload", 40)
    file = (io.BytesIO(b"Vertrag \n" * 20), "合同.txt")
    browser.fill(file=file, description="合同第八条").press("上传这份，再加一份", status=429)
    assert "请再选一次文件" in browser.main and browser.value("description") == "合同第八条"
    again = (io.BytesIO(b"Vertrag \n" * 20), "合同.txt")
    browser.fill(file=again, admission_proof=solved(browser)).press("提交")
    assert "已经添加的材料" in browser.main and "合同第八条" in browser.main


def test_a_ticket_is_good_once(app: Flask) -> None:
    browser = asked_to_look_up(app)
    earned = {"admission_ticket": browser.value("admission_ticket"), "admission_proof": solved(browser), "code": new_tracking_code()}
    assert browser.post("/track", earned).heading == "查进度"
    assert browser.post("/track", earned, status=429).heading == ASKED
    assert browser.post("/track", earned | {"code": new_tracking_code()}, status=429).heading == ASKED


def test_two_presses_of_submit_with_one_ticket_make_one_case(app: Flask, heping: None) -> None:
    browser = to_check(Browser(app))
    use_up("report-submit", 10)
    browser.fill(is_truthful=True).press("提交反映", status=429)
    ticket, mark = browser.value("admission_ticket").split(".")[0], browser.value("draft")
    ends_at = float(browser.value("admission_ticket").split(".")[3])
    assert spent.first_use(ticket, ends_at, mark), "as the other press does at the same moment"
    assert browser.fill(admission_proof=solved(browser)).press("提交").heading == "已收到您的反映"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "bend",
    [
        lambda parts: [parts[0], "1", *parts[2:]],
        lambda parts: [*parts[:2], "1", *parts[3:]],
        lambda parts: [*parts[:3], str(int(parts[3]) + 10**6), parts[4]],
        lambda parts: ["A" * 22, *parts[1:]],
        lambda parts: [*parts[:4], "0" * 64],
        lambda parts: [*parts[:4], "数" * 64],
        lambda parts: parts[:4],
        lambda parts: ["", "", "", "", ""],
        lambda parts: ["1" * 5000] * 5,
    ],
)
def test_a_ticket_that_was_bent_is_no_ticket(app: Flask, bend) -> None:
    browser = asked_to_look_up(app)
    written = ".".join(bend(browser.value("admission_ticket").split(".")))
    posted = {"admission_ticket": written, "admission_proof": solved(browser), "code": new_tracking_code()}
    with time_machine.travel(clock.now() + timedelta(seconds=1), tick=False):
        assert browser.post("/track", posted, status=429).heading == ASKED


def test_a_ticket_is_for_one_act_only(app: Flask) -> None:
    browser = asked_to_look_up(app)
    earned = {"admission_ticket": browser.value("admission_ticket"), "admission_proof": solved(browser)}
    for _ in range(20):
        throttle.spend(Limit("verify", 20, 20), "127.0.0.1")
    browser.open("/verify")
    assert browser.post("/verify", earned | {"number": "120101-20260101-0001", "printed": "0" * 12}, status=429).heading == ASKED


def test_a_ticket_ends(app: Flask) -> None:
    browser = asked_to_look_up(app)
    earned = {"admission_ticket": browser.value("admission_ticket"), "admission_proof": solved(browser), "code": new_tracking_code()}
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        use_up("track-code", GUESSES)
        browser.post("/track", earned, status=429)


@pytest.mark.same_queries
@pytest.mark.parametrize("proof", ["", "-1", "0", "x", "1" * 13])
def test_a_number_that_proves_nothing_admits_nobody(app: Flask, proof: str) -> None:
    browser = asked_to_look_up(app)
    if leading_zero_bits(browser.value("admission_ticket").split(".")[0], proof) < LEAST_BITS:
        browser.fill(admission_proof=proof).press("提交", status=429)


def test_work_and_wait_grow_for_who_asks_more_and_have_an_end(app: Flask) -> None:
    use_up("track-code", GUESSES)
    bits, waits = [], []
    for _ in range(40):
        browser = Browser(app).open("/track").fill(code=new_tracking_code()).press("查进度", status=429)
        bits.append(int(browser.page.xpath("//@data-bits")[0]))
        waits.append(int(browser.headers["Retry-After"]))
    assert bits[0] == LEAST_BITS and bits == sorted(bits) and max(bits) <= MOST_BITS and bits[-1] > bits[0]
    assert waits[0] <= 11 and waits[20] > waits[5] > waits[0] and max(waits) <= 301
    assert throttle.borrow(Limit("track-code:line", 1, 15), "203.0.113.7", 20) == 0, "others do not wait for this address"


def test_a_flood_from_everywhere_asks_everybody_for_work_and_ends_by_itself(app: Flask) -> None:
    door, start = Door(Limit("flood", 100, 1), calm_per_second=2), clock.now()
    with app.test_request_context("/", method="POST", environ_base={"REMOTE_ADDR": "203.0.113.8"}):
        with time_machine.travel(start, tick=False):
            for _ in range(20):
                admission.admit(door, subject="somebody")
            with pytest.raises(admission.AskedToProve):
                admission.admit(door)
            for _ in range(400):
                rate = throttle.rate_of("flood")
            assert rate > 40
            with pytest.raises(admission.AskedToProve) as asked:
                admission.admit(door)
            assert LEAST_BITS < asked.value.ticket.bits <= MOST_BITS
        with time_machine.travel(start + timedelta(minutes=2), tick=False):
            admission.admit(door)


def test_the_page_that_asks_loads_its_script_and_no_other_page_does(app: Flask) -> None:
    assert asked_to_look_up(app).page.xpath("//script[contains(@src, 'js/admission.js')]")
    assert not Browser(app).open("/track").page.xpath("//script[contains(@src, 'js/admission.js')]")


# These change nothing, or only what this browser began itself.
FREE_FOR_ALL = {"report_discard", "report_file_delete", "open_reported_case", "track_leave"}


def test_every_act_of_strangers_passes_the_door(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("public.") and "POST" in (rule.methods or ())}
    for endpoint in posts - {f"public.{name}" for name in FREE_FOR_ALL}:
        module = sys.modules[app.view_functions[endpoint].__module__]
        assert "admit" in vars(module), endpoint
        # A voice of an appraisal passes the door and then a limit of its own for the round.
        assert endpoint == "public.appraise" or "spend(" not in inspect.getsource(module), endpoint


@pytest.fixture(params=["files", "redis"])
def shelf(request: pytest.FixtureRequest, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Where used tickets are remembered."""
    if request.param == "files":
        yield "files"
        return
    if shutil.which("redis-server") is None:
        pytest.skip("no Redis here")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port}/0")
    settings.cache_clear()
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield "redis"
    server.terminate()
    server.wait()


def test_a_mark_is_used_once_or_again_by_its_owner(shelf: str) -> None:
    ends_at = clock.now().timestamp() + 600
    assert spent.first_use("a", ends_at)
    assert not spent.first_use("a", ends_at)
    assert not spent.first_use("a", ends_at, "owner")
    assert spent.first_use("b", ends_at, "owner") and spent.first_use("b", ends_at, "owner")
    assert not spent.first_use("b", ends_at, "other") and not spent.first_use("b", ends_at)


def test_rates_and_debts_are_shared_through_redis_too(shelf: str) -> None:
    assert throttle.rate_of("shared") < throttle.rate_of("shared")
    line = Limit("shared-line", 1, 15)
    waits = [round(throttle.borrow(line, "here", 2)) for _ in range(5)]
    assert waits[0] == 0 and waits[1] in {14, 15} and waits[2] in {29, 30} and waits[4] in {29, 30}


def test_used_marks_are_thrown_away_when_they_are_over(database: str) -> None:
    start = clock.now()
    assert spent.first_use("a", start.timestamp() + 60)
    with time_machine.travel(start + timedelta(hours=3), tick=False):
        assert spent.first_use("b", clock.now().timestamp() + 60)
    shelves = list((settings().data_dir / "spent").iterdir())
    assert len(shelves) == 1 and len(list(shelves[0].iterdir())) == 1
