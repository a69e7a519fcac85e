"""From a closed case to its public page and to the withdrawal, in real Chromium: the release desk by keyboard and as it is heard."""

import pytest

from portal.accounts import queries as accounts
from portal.publication.redaction.vocabulary import Label
from tests.browser import apart
from tests.journeys import cast
from tests.publication import stories

pytestmark = pytest.mark.browser
ADDED = "反映人孙晓梅说，联系电话是13920457718。区建委的王建国签的字。"
FOCUSED = """() => ({name: document.activeElement.name || "", tag: document.activeElement.tagName})"""


def closed_case(staff):
    """A closed case of which the reporter's name is known; returns its address at the desk."""
    with apart():
        users = {part: accounts.find_by_username(person.username) for part, person in staff.items()}
        stories.rule(at_once=True)
        people = stories.Cast(
            officer=users["officer"],
            head=users["head"],
            publisher=users["publisher"],
            signer=users["signer"],
            stranger=users["third"],
            respondent=stories.department(cast.RESPONDENT),
        )
        return f"/desk/cases/{stories.closed_case(people).case_id}"


def choices(page):
    """(name, kind and words as they are heard) of every choice control of the table, from top to bottom."""
    controls = page.locator("#findings select").all()
    heard = [page.locator(f"label[for='{each.get_attribute('id')}']").inner_text() for each in controls]
    return list(zip([each.get_attribute("name") for each in controls], heard, strict=True))


def walked(page, stops):
    """The names of the controls that so many presses of Tab come by."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED)["name"])
    return found


def test_a_text_is_worked_by_keyboard_comes_out_and_is_withdrawn(served, visit):
    staff = cast.staff()
    case_path = closed_case(staff)
    officer = visit().sign_in(staff["officer"].username, staff["officer"].secret)
    officer.open(case_path).follow("起草公示").press("起草公示")
    clean = officer.page.locator("main [name=facts]").input_value()
    officer.fill(facts=clean + ADDED).press("提交审核")

    # What is left stops the text, and the first link of the page leads to the findings.
    assert officer.page.title().startswith("出错：")
    alert = officer.page.get_by_role("alert")
    alert.get_by_role("link").first.click()
    assert officer.page.evaluate("() => document.activeElement.id") == "findings"

    # Finding by finding: choice, then words, in the order of the table; each says kind and text.
    heard = choices(officer.page)
    assert len(heard) >= 3
    stops = walked(officer.page, 2 * len(heard) + 4)
    first = stops.index(heard[0][0])
    assert stops[first : first + 2 * len(heard) : 2] == [name for name, _words in heard]
    for words, label in (("孙晓梅", Label.PERSON), ("13920457718", Label.PHONE), ("王建国", Label.PERSON)):
        assert [said for _name, said in heard if f"{label.label}“{words}”" in said], (words, heard)
        control = officer.page.get_by_role("combobox", name=words)
        assert control.count() >= 1 and officer.page.get_by_role("textbox", name=words).count() >= 1

    # The reporter's own name cannot be kept; with everything taken out the text goes on.
    direct = officer.page.get_by_role("combobox", name="孙晓梅").first
    assert "keep" not in [each.get_attribute("value") for each in direct.locator("option").all()]
    officer.fill(facts=clean).press("提交审核")
    if officer.page.title().startswith("出错："):
        officer.press("应用").press("提交审核")
    assert "由另一位工作人员审核" in officer.banner

    publisher = visit().sign_in(staff["publisher"].username, staff["publisher"].secret)
    publisher.open("/desk/publications").follow("拖欠款项").fill(confirmed=True).press("审核通过")
    signer = visit().sign_in(staff["signer"].username, staff["signer"].secret)
    signer.open("/desk/publications?status=reviewed").follow("拖欠款项").fill(confirmed=True).press("签发")
    anybody = visit(width=375)
    anybody.open("/outcomes").page.locator("main article a").first.click()
    anybody.look().sees("属实", "区财政局")
    assert "孙晓梅" not in anybody.page.content()
    public_path = anybody.page.url.removeprefix(served.url)

    # Withdrawn: the address says why, and every list is without it.
    signer.follow("撤下").fill(reason="事实需要重新核实").press("撤下")
    anybody.open(public_path, status=410).sees("事实需要重新核实")
    for path in ("/outcomes", "/"):
        anybody.open(path)
        assert public_path not in anybody.page.content()
    for path in ("/outcomes.atom", "/outcomes.json", "/sitemap.xml"):
        assert public_path not in served.app.test_client().get(path).text
