"""What was typed into a staff form is there again after signing in."""

from datetime import timedelta

import pytest
import time_machine
from flask import render_template_string
from wtforms import PasswordField, StringField, TextAreaField

from portal import clock
from portal.accounts import operations, queries, second_factor
from portal.accounts.models import KeptPost
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.web.forms import HouseForm
from tests.factories import PASSWORD, give_password, give_second_factor, make_user, open_session_of

PAGE = """{% extends "desk/_layout.html" %}{% from "components/form.html" import form_start, button %}
{% from "components/fields.html" import field_text, field_area, field_password %}{% block title %}试写{% endblock %}
{% block content %}<h1>试写</h1>{{ form_start(form) }}{{ field_text(form.subject) }}
{{ field_area(form.words) }}{{ field_password(form.password) }}
{{ button('保存') }}</form>{% endblock %}"""
WORDS = "经查，拖欠工程款情况属实。\n已责令限期支付。"


class ProbeForm(HouseForm):
    """A form as any desk page has one."""

    subject = StringField("标题")
    words = TextAreaField("内容")
    password = PasswordField("口令")


@pytest.fixture
def saved(new_app):
    """Two desk pages with a form, one of which posts to an address that cannot be opened; gives what was saved."""
    received = []

    def page(number):
        form = ProbeForm()
        if form.validate_on_submit():
            received.append((form.subject.data, form.words.data))
        return render_template_string(PAGE, form=form)

    new_app.add_url_rule("/desk/probe/<int:number>", "desk.probe", page, methods=["GET", "POST"])
    new_app.add_url_rule("/desk/probe/<int:number>/notes", "desk.probe_notes", page, methods=["POST"])
    return received


@pytest.fixture
def officer(app):
    user = make_user(Role.OFFICER, username="wang.fang")
    give_password(user)
    return user, give_second_factor(user)


def sign_in_again(browser, secret, username="wang.fang"):
    browser.fill(username=username, password=PASSWORD).press("登录")
    browser.fill(code=second_factor.code_at(secret, clock.now())).press("继续")


def end_sessions(user):
    with transaction():
        operations.end_all_sessions(queries.get_user(user.id))


def test_the_words_are_in_the_form_again_and_can_be_sent(saved, officer, sign_in_as):
    user, secret = officer
    browser = sign_in_as(user).open("/desk/probe/7")
    end_sessions(user)
    browser.fill(subject="欠款", words=WORDS, password="secret words").press("保存")
    assert browser.heading == "工作人员登录" and not saved
    sign_in_again(browser, secret)
    assert browser.url == "/desk/probe/7" and "内容还在" in browser.banner
    assert (browser.value("subject"), browser.value("words").replace("\r", ""), browser.value("password")) == ("欠款", WORDS, "")
    browser.open("/desk/probe/8")
    assert browser.value("subject") == ""
    browser.open("/desk/probe/7").press("保存")
    assert saved == [("欠款", WORDS)]
    assert browser.open("/desk/probe/7").value("subject") == ""
    assert session.query(KeptPost).count() == 0


def test_words_for_an_address_that_cannot_be_opened_come_back_on_the_page_above_it(saved, officer, sign_in_as):
    user, secret = officer
    browser = sign_in_as(user).open("/desk/probe/7")
    end_sessions(user)
    browser.post("/desk/probe/7/notes", {"subject": "备注"})
    sign_in_again(browser, secret)
    assert (browser.url, browser.value("subject")) == ("/desk/probe/7", "备注")


def test_words_typed_in_a_tab_whose_cookie_is_gone_are_kept_too(saved, officer, sign_in_as):
    user, secret = officer
    browser = sign_in_as(user).open("/desk/probe/7")
    browser.client.delete_cookie("xinnuo")
    browser.fill(subject="欠款").press("保存")
    sign_in_again(browser, secret)
    assert browser.value("subject") == "欠款"


def test_another_person_on_the_same_browser_does_not_get_them(saved, officer, sign_in_as):
    other = make_user(Role.OFFICER, username="li.na")
    give_password(other)
    browser = sign_in_as(officer[0]).open("/desk/probe/7")
    end_sessions(officer[0])
    browser.fill(subject="欠款").press("保存")
    sign_in_again(browser, give_second_factor(other), "li.na")
    assert (browser.url, browser.value("subject")) == ("/desk/probe/7", "")


def test_another_site_cannot_fill_a_form(app, saved, officer):
    client = app.test_client()
    answer = client.post("/desk/probe/7", data={"subject": "planted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.location.startswith("/account/sign-in")
    client.post("/desk/probe/7", data={"subject": "planted"})
    assert session.query(KeptPost).count() == 0


def test_what_is_kept_is_sealed_and_holds_no_password(saved, officer, sign_in_as):
    browser = sign_in_as(officer[0]).open("/desk/probe/7")
    end_sessions(officer[0])
    browser.fill(subject="欠款", password="secret words").press("保存")
    kept = session.query(KeptPost).one()
    assert "欠款".encode() not in kept.fields_sealed and b"subject" not in kept.fields_sealed
    assert b"password" not in kept.fields_sealed


def test_after_half_an_hour_nothing_comes_back(saved, officer, sign_in_as):
    user, secret = officer
    browser = sign_in_as(user).open("/desk/probe/7")
    end_sessions(user)
    browser.fill(subject="欠款").press("保存")
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        sign_in_again(browser, secret)
        assert (browser.url, browser.value("subject")) == ("/desk/probe/7", "")


def test_silence_of_half_an_hour_is_such_a_case(app, saved, officer, sign_in_as):
    user, secret = officer
    browser = sign_in_as(user).open("/desk/probe/7")
    with time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1)):
        browser.fill(subject="欠款").press("保存")
        assert browser.heading == "工作人员登录"
        sign_in_again(browser, secret)
        assert browser.value("subject") == "欠款"


def test_a_click_now_and_then_keeps_the_session_up_to_twelve_hours(saved, officer, sign_in_as):
    browser, start = sign_in_as(officer[0]), clock.now()
    for minutes in range(25, 12 * 60, 25):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert browser.open("/desk/probe/7").heading == "试写"
    with time_machine.travel(start + timedelta(hours=12, seconds=1), tick=False):
        assert browser.open("/desk/probe/7").heading == "工作人员登录"


def test_presence_is_written_once_a_minute_at_most(saved, officer, sign_in_as):
    browser, start = sign_in_as(officer[0]), clock.now()
    with browser.client.session_transaction() as cookie:
        token = cookie["staff_token"]
    with time_machine.travel(start + timedelta(seconds=30), tick=False):
        before = queries.find_session(token).last_seen_at
        browser.open("/desk/probe/7")
        assert queries.find_session(token).last_seen_at == before
    with time_machine.travel(start + timedelta(seconds=90), tick=False):
        browser.open("/desk/probe/7")
        assert queries.find_session(token).last_seen_at == clock.now()


def test_a_session_row_of_another_kind_opens_nothing(app, officer, sign_in_as):
    token = open_session_of(officer[0], opened_at=None)
    browser = sign_in_as(officer[0])
    browser.carry_session(token)
    assert browser.open("account.settings").heading == "工作人员登录"
