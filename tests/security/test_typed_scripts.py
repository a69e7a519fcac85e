"""Markup and script typed into every text field of every form that somebody can open, and then looked at where it went."""

from itertools import chain
from typing import Any

import pytest
from lxml import html
from wtforms import StringField, TextAreaField
from wtforms.fields.core import UnboundField

from portal.web import forms
from tests.accessibility.test_pages import make_rare_moments
from tests.browser import Browser
from tests.pages import check_page
from tests.security.payloads import many, short
from tests.security.test_stored_scripts import reporter_pages, staff_pages
from tests.web.public.filling import first_pages

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
# Fields that no page of this walk shows: secrets, which are shown to nobody, and pages that wait for a moment which the demo data have
# not. What those hold is stored in columns that test_stored_scripts soaks.
NOT_WALKED = {"username", "code", "password", "new_password", "repeated", "current_password", "pickup_code", "recovery_words", "passphrase"}
NOT_WALKED |= {"asked", "matter", "findings", "remark", "refusal", "answer", "decision", "description", "what", "fulfilled"}
NOT_WALKED |= {"late_reason"}  # asked for a lead that came in more than a year ago
SET_UP = ("system_admin_", "security_admin_", "audit_admin_")
_TYPED = "self::textarea or (self::input and (not(@type) or @type='text' or @type='email' or @type='tel' or @type='search'))"


def text_fields_of_all_forms() -> set[str]:
    """The names of the text fields of every form class of the house that posts."""
    names: set[str] = set()
    waiting: list[type] = [forms.HouseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if not form.__module__.startswith("portal."):
            continue  # a form that another test made up
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField) and field.field_class in {StringField, TextAreaField}:
                names.add(name)
    return names


def typed_into(form: Any, number: int) -> dict[str, str]:
    """A value for every text field of a form: as much of the corpus as it may take."""
    return {
        control.get("name"): many(number, 900) if control.tag == "textarea" else short(number, 60)
        for control in form.xpath(f".//*[@name][{_TYPED}]")
    }


def chosen_in(form: Any) -> dict[str, str]:
    """The first thing that can be chosen of every kind of choice."""
    found = {}
    for control in form.xpath(".//select[@name] | .//input[@type='radio'] | .//input[@type='checkbox'] | .//input[@type='number']"):
        if control.tag == "select":
            options = [each.get("value") for each in control.xpath(".//option") if each.get("value")]
            found.setdefault(control.get("name"), options[0] if options else "")
        else:
            found.setdefault(control.get("name"), control.get("value") or "5")
    return found


def post_every_form(client: Browser, path: str, number: int, typed: set[str]) -> list[str]:
    """Fill and send each form of a page that takes text; returns the addresses where it led."""
    if client.client.get(path).status_code != 200:
        return []  # an earlier form of this walk has led the case on
    client.open(path)
    led = []
    for form in client.page.xpath("//main//form[@method='post']"):
        values = typed_into(form, number)
        if not values:
            continue
        typed |= set(values)
        data = {**client._as_a_browser_would(form), **chosen_in(form), **values}
        buttons = form.xpath(".//button[@name and @value]")
        data.update({buttons[0].get("name"): buttons[0].get("value")} if buttons else {})
        answer = client.client.post(form.get("action") or path, data=data, content_type=form.get("enctype") or None, follow_redirects=True)
        assert answer.status_code < 500, f"{path} gave {answer.status_code}"
        if answer.mimetype == "text/html":
            check_page(html.document_fromstring(answer.get_data(as_text=True)), f"what {path} led to")
        led.append(answer.request.full_path.rstrip("?"))
    return led


def objection_page(app: Any) -> str:
    """Where somebody objects to the newest outcome."""
    shown = Browser(app).open("/outcomes").page.xpath("//main//a[starts-with(@href, '/outcomes/')]/@href")
    return "/objections/new?public_id=" + next(address.rsplit("/", 1)[1] for address in shown if len(address.rsplit("/", 1)[1]) > 8)


def test_what_is_typed_anywhere_runs_nowhere(served, window, person):
    written = [(person("officer"), f"/desk/cases/{make_rare_moments()}/publication")]
    typed: set[str] = set()
    led: dict[str, Browser] = {}
    entries = ((person("publisher"), f"/desk/registers/new/{kind}") for kind in ("rating", "link", "article"))
    objection = [(Browser(served.app), objection_page(served.app))]
    for number, (client, path) in enumerate(
        chain(written, staff_pages(served.app, person), reporter_pages(served.app), entries, objection)
    ):
        if path not in {"/admin/profile/load", "/account/settings"}:
            led |= {address: client for address in post_every_form(client, path, number, typed)}
    reporter = Browser(served.app)
    first_pages(reporter, "organisation", respondent_text=short(5, 60), narrative=many(3, 3000))
    for step in (3, 4, 5, 6, 7):
        led |= {address: reporter for address in post_every_form(reporter, f"/report/{step}", step, typed)}
    typed |= {"respondent_text"}
    led |= {"/report/check": reporter}
    problems = [problem for path, client in led.items() for problem in window.wear(client).look(path)]
    assert not problems, "\n".join(problems)
    missing = {name for name in text_fields_of_all_forms() - typed - NOT_WALKED if not name.startswith(SET_UP)}
    assert not missing, f"nobody typed into {sorted(missing)}"
    assert len(typed) > 40
    assert window.pages_with_payloads > 10, (window.pages_with_payloads, len(led))
