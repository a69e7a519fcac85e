"""Every public page can be read aloud where the device can speak, and be printed without what only a screen needs."""

import re

import pytest

from tests.accessibility.walking import addresses, first_open_page, page_rules
from tests.browser import Browser

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
# A device that says at once what it is given, and writes it down; it stands in for the loudspeaker, which a test has not.
DEVICE = """
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.said = [];
window.patient = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-GB" }, { lang: "zh-CN" }],
  speak: (words) => { window.said.push(words); window.patient.push(words); },
  cancel: () => { window.cancelled = (window.cancelled || 0) + 1; },
} });
window.hear = () => { while (window.patient.length) window.patient.shift().onend(); };
"""
MUTE = 'delete window.SpeechSynthesisUtterance; Object.defineProperty(window, "speechSynthesis", { value: undefined });'
BUTTON = "[data-read-aloud]"


def public_paths(app):
    client = Browser(app).client
    found = [first_open_page(client, addresses(app, rule)) for area in ("public", "display") for rule in page_rules(app, area)]
    return [path for path in found if path]


def said(window):
    window.page.evaluate("hear()")
    return window.page.evaluate("said.map((words) => words.text)")


def test_a_page_is_read_from_its_heading_to_its_end_and_in_chinese(window):
    window.page.add_init_script(DEVICE)
    window.open("/help").page.click(BUTTON)
    words = said(window)
    assert words[0] == window.heading and len(words) > 10
    joined = "".join(words)
    for text in window.page.locator("main p:visible, main h2:visible").all_inner_texts():
        assert text.strip().replace("\n", "") in joined.replace("\n", "")
    assert all(len(each) < 200 for each in words), "browsers stop in the middle of a long piece"
    assert window.page.evaluate("said.every((words) => words.lang === 'zh-CN' && words.voice.lang === 'zh-CN')")
    assert "主办：" not in joined and "跳到主要内容" not in joined, "only main is read"
    assert window.page.inner_text(BUTTON) == "朗读"


def test_what_is_selected_or_had_the_focus_is_read_alone_and_a_second_press_stops(window):
    window.page.add_init_script(DEVICE)
    window.open("/outcomes")
    card = window.page.locator("article").nth(1)
    card.locator("a").focus()
    window.page.press("article:nth-of-type(2) a", "Shift")
    window.page.click(BUTTON)
    assert window.page.inner_text(BUTTON) == "停止朗读"
    heard = "".join(said(window))
    assert card.locator("h2").inner_text() in heard and window.heading not in heard
    assert window.page.locator("article").nth(0).inner_text()[:30] not in heard
    window.page.evaluate("said.length = 0; getSelection().selectAllChildren(document.querySelector('.lead'))")
    window.page.click(BUTTON)
    assert window.page.evaluate("said[0].text") in window.page.inner_text(".lead")
    window.page.click(BUTTON)
    assert window.page.inner_text(BUTTON) == "朗读" and window.page.evaluate("cancelled") >= 1
    window.page.evaluate("patient.shift().onend()")
    assert window.page.evaluate("said.length") == 1, "nothing follows what was stopped"


def test_every_public_page_offers_it_and_prints_without_what_only_a_screen_needs(served, window):
    window.page.add_init_script(DEVICE)
    paths = public_paths(served.app)
    assert len(paths) > 20 and {"/", "/outcomes", "/figures", "/data", "/help", "/verify", "/deadline", "/display"} <= set(paths)
    for path in paths:
        window.open(path)
        assert window.page.locator(BUTTON).is_visible(), path
        assert window.page.locator("footer [data-print]").is_visible(), path
        window.page.emulate_media(media="print")
        shown = window.page.locator("nav, button, .utilities, .page-footer, .filter-bar, .skip-link").evaluate_all(
            "found => found.filter((each) => each.getClientRects().length).map((each) => each.outerHTML.slice(0, 80))"
        )
        assert not shown, f"{path} prints {shown}"
        foot = window.page.inner_text(".print-foot")
        assert path.partition("?")[0] in foot and re.search(r"打印时间：20\d\d年\d+月\d+日 \d\d:\d\d", foot), f"{path}: {foot}"
        assert window.page.evaluate("document.querySelector('h1').getClientRects().length"), path
        window.page.emulate_media(media="screen")


def test_print_is_a4_and_a_row_is_not_cut(window):
    window.open("/departments")
    pdf = window.page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox ?\[ ?0 0 ([\d.]+) ([\d.]+)", pdf))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} <= {(595, 842), (596, 842), (594, 841)} and sizes, sizes
    window.page.emulate_media(media="print")
    assert window.page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
    assert window.page.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"


def test_a_device_that_cannot_speak_is_offered_nothing(window):
    window.page.add_init_script(MUTE)
    for path in ("/", "/outcomes"):
        window.open(path)
        assert not window.page.locator(BUTTON).is_visible()
        assert window.page.locator("footer [data-print]").is_visible(), "one script's lack is not another's"


def test_the_elder_home_has_three_large_buttons_and_every_mode_is_on_every_public_page(served, window):
    cookie = {"name": "display", "value": "elder", "url": served.url}
    window.context.add_cookies([cookie])
    window.page.set_viewport_size({"width": 375, "height": 667})
    window.open("/")
    heights = window.page.locator("main a:visible, main button:visible").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert len(heights) == 3 and min(heights) >= 60
    window.context.add_cookies([cookie | {"value": "size-largest.high-contrast.elder.big-pointer"}])
    wide = []
    for path in public_paths(served.app):
        window.open(path)
        assert set(window.page.locator("html").get_attribute("class").split()) >= {"size-largest", "high-contrast", "elder", "big-pointer"}
        assert window.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "30px", path
        assert window.page.evaluate("getComputedStyle(document.querySelector('main a, main button, main')).cursor").startswith("url("), path
        if (width := window.page.evaluate("document.documentElement.scrollWidth")) > 375:
            wide.append(f"{path}: {width} px")
    assert not wide, wide
