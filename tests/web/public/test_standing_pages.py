"""The first page and the standing pages."""

from datetime import date

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.deadlines.counting import Unit
from portal.deadlines.limit_settings import set_limit
from portal.profiles.queries import current
from portal.supervision.operations import refresh_public_figures
from tests.browser import Browser
from tests.factories import make_case, make_department, make_user
from tests.supervision.cases_of_a_year import put_cases


def test_every_link_of_the_footer_and_the_map_opens(browser: Browser, heping: None) -> None:
    browser.open("/sitemap")
    links = {link.get("href") for link in browser.page.xpath("//footer//a | //main//a | //nav//a") if link.get("href").startswith("/")}
    assert {"/help", "/about", "/privacy", "/accessibility", "/sitemap", "/verify", "/report/paper"} <= links
    for link in links:
        browser.open(link)


@pytest.mark.parametrize(
    "path", ["/", "/report", "/track", "/help", "/about", "/privacy", "/accessibility", "/sitemap", "/verify", "/report/paper"]
)
def test_pages_open_before_any_profile_is_loaded(browser: Browser, path: str) -> None:
    browser.open(path)


def test_the_first_page_shows_two_ways_on_and_nothing_of_a_report(browser: Browser, heping: None) -> None:
    case = make_case(narrative="不应该出现在首页上的一段经过，这里写了二十多个字。")
    browser.open("/")
    ways = [" ".join(each.text_content().split()) for each in browser.page.xpath("//ul[@class='big-links']//strong")]
    assert ways == ["我要反映", "查进度", "看公示"]
    assert case.number not in browser.text
    assert "不应该出现在首页上" not in browser.text
    assert "今年的数字" not in browser.text


def test_the_elder_first_page_has_exactly_three_buttons(browser: Browser, heping: None) -> None:
    with transaction():
        place = current()
        assert place is not None
        place.settings = {**place.settings, "phone": "022-27112345"}
    browser.client.set_cookie("display", "elder")
    browser.open("/")
    ways = [" ".join(each.text_content().split()) for each in browser.page.xpath("//ul[@class='big-links']//strong")]
    assert ways == ["我要反映", "查进度", "打电话"]
    assert len(browser.page.xpath("//main//a | //main//button")) == 3


def test_figures_appear_once_they_have_been_counted(browser: Browser) -> None:
    lead, last_year = make_department("区测试财政局"), clock.today().year - 1
    put_cases(7, lead, date(last_year, 5, 6))
    put_cases(9, lead, clock.today())  # not over yet
    browser.open("/")
    assert "收到" not in browser.main
    with clock.pretend(clock.start_of(date(last_year + 1, 1, 20))), transaction():
        refresh_public_figures()
    browser.open("/")
    assert "收到7件" in browser.text.replace(" ", "") and f"{last_year}年" in browser.text
    explained = browser.page.xpath("//dl[@class='big-figures']//a/@href")
    assert explained and len(explained) == len(browser.page.xpath("//dl[@class='big-figures']/div"))
    browser.open("/about")
    assert all(browser.page.xpath(f"//*[@id='{href.partition('#')[2]}']") for href in explained)


def test_the_help_says_the_terms_in_force(browser: Browser, heping: None) -> None:
    assert "受理后 60 天内书面答复" in browser.open("/help").main
    administrator = make_user(Role.SYSTEM_ADMIN)
    with transaction():
        set_limit("handle", administrator, 45, Unit.NATURAL, "本地规定")
    assert "受理后 45 天内书面答复" in browser.open("/help").main and "受理后 45 天内书面答复" in browser.open("/").main


def test_the_accessibility_page_names_whom_to_tell(browser: Browser, heping: None) -> None:
    assert "和平区人民政府" in browser.open("/accessibility").main


def test_the_first_screen_of_the_report_page_has_short_sentences(browser: Browser, heping: None) -> None:
    browser.open("/report")
    sentences = [sentence for sentence in browser.main.split("这些事请去别处")[0].replace("？", "。").split("。") if sentence]
    assert max(len(sentence.replace(" ", "")) for sentence in sentences) <= 40
