"""Two people at once: one wins, the other keeps every typed word and is told what changed."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, reporting
from portal.cases.exchanges import Note
from portal.cases.vocabulary import Status
from portal.cases.workflow import Action
from portal.db import session
from tests import factories


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    return lead, factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.OFFICER, department=lead)


def test_a_stale_form_keeps_its_text_says_who_changed_what_and_can_be_sent_again(house, sign_in_as):
    lead, officer, colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.request_supplement", case_id=case.id).fill(wanted="请补充竣工验收单和结算单")
    factories.do_to(case, handling.note, colleague, "我先看看")
    desk.press("要求补正", status=409)
    assert colleague.display_name in desk.errors[0] and "改过这件办件（写内部备注）" in desk.errors[0]
    assert "打开页面以后的变化" in desk.main and desk.value("wanted") == "请补充竣工验收单和结算单"
    assert queries.get_case(case.id).status is Status.PENDING
    desk.press("要求补正")
    assert queries.get_case(case.id).status is Status.SUPPLEMENT


def test_when_the_step_is_no_longer_possible_the_text_is_still_there_to_copy(house, sign_in_as):
    lead, officer, colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.decline_case", case_id=case.id)
    factories.do_to(case, handling.accept, colleague)
    desk.fill(ground="out_of_scope", text="这件事不归我们办，请向别的单位反映").press("不予受理", status=409)
    assert "这件事不归我们办，请向别的单位反映" in desk.main and queries.get_case(case.id).status is Status.HANDLING


def test_a_message_of_the_reporter_that_comes_between_makes_the_page_stale(house, sign_in_as):
    lead, officer, _colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.write_note", case_id=case.id).fill(note="联系过了")
    factories.do_to(case, reporting.write_to_office, Reporter(case.id, case.report.id), "我又想起一件事")
    desk.press("保存", status=409)
    assert "反映人" in desk.errors[0] and desk.value("note") == "联系过了"


def test_the_same_press_twice_acts_once(house, sign_in_as):
    lead, officer, _colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    form = next(
        form for form in desk.page.xpath("//form[@method='post']") if form.get("action").startswith(f"/desk/cases/{case.id}/acceptance")
    )
    posted = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    for _ in range(2):
        assert desk.client.post(form.get("action"), data=posted).status_code == 303
    assert len(queries.list_events_of(case.id, Action.ACCEPT)) == 1


def test_two_notes_with_the_same_words_are_two_notes(house, sign_in_as):
    lead, officer, _colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer)
    for _ in range(2):
        desk.open("desk.write_note", case_id=case.id).fill(note="已电话联系").press("保存")
    assert session.scalar(select(func.count()).select_from(Note).where(Note.case_id == case.id)) == 2


def test_of_two_officers_at_the_same_moment_one_wins_and_the_other_is_told(house, app, sign_in_as):
    lead, officer, colleague = house
    case = factories.make_case(lead)
    both = [sign_in_as(each).open("desk.write_note", case_id=case.id) for each in (officer, colleague)]
    posts = [
        {
            "csrf_token": desk.value("csrf_token"),
            "submission_key": desk.value("submission_key"),
            "version": desk.value("version"),
            "note": f"第 {place} 个人写的备注",
        }
        for place, desk in enumerate(both)
    ]
    start, answers, path = Barrier(2), [None, None], f"/desk/cases/{case.id}/note"

    def send(place):
        start.wait()
        answers[place] = both[place].client.post(path, data=posts[place])

    threads = [Thread(target=send, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    loser = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
    assert f"第 {loser} 个人写的备注" in answers[loser].get_data(as_text=True)
    both[loser].open("desk.show_case", case_id=case.id)
    assert f"第 {1 - loser} 个人写的备注" in both[loser].main and f"第 {loser} 个人写的备注" not in both[loser].main


def test_words_typed_for_a_case_that_was_taken_away_meanwhile_are_not_lost(house, sign_in_as):
    lead, officer, _colleague = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.write_note", case_id=case.id)
    supervisor = factories.make_user(Role.SUPERVISOR)
    factories.do_to(case, assignment.reassign, supervisor, factories.make_department(), "应由其办理")
    desk.fill(note="写了很久的一段备注").press("保存", status=404)
    assert "写了很久的一段备注" in desk.main and case.number not in desk.main
