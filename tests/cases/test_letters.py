"""Letters to a body complained of: never of a tip-off, never in the reporter's words, by two persons, and with a clock."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.access import SYSTEM, Reporter
from portal.accounts.departments.operations import set_successor
from portal.accounts.departments.queries import get_department
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, reporting
from portal.cases.identity import Identity
from portal.cases.letters import operations as letters
from portal.cases.letters.operations import LetterText
from portal.cases.letters.queries import get_letter, get_received, list_received
from portal.cases.letters.vocabulary import LetterStatus
from portal.cases.letters.words import LONGEST_COPY, copied, told_values
from portal.cases.letters.workflow import TRANSITIONS, LetterAction
from portal.cases.recusal.operations import decide_exclusion
from portal.cases.vocabulary import Conduct, ReporterKind
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.jobs import sweep_deadlines
from portal.notifications.models import Notice, OutboxMessage
from tests import factories

GOOD = LetterText("你单位某工程项目的款项结算情况。", "请说明是否拖欠、原因和支付安排。")


@pytest.fixture
def house(app):
    lead, accused = factories.make_department("区财政局"), factories.make_department("区建委")
    below = factories.make_department("区建委质量站", parent=accused)
    return {
        "lead": lead,
        "accused": accused,
        "officer": factories.make_user(Role.OFFICER, department=lead),
        "head": factories.make_user(Role.HEAD, department=lead),
        "their_officer": factories.make_user(Role.OFFICER, department=accused, email="officer@example.gov.cn"),
        "their_head": factories.make_user(Role.HEAD, department=accused),
        "below": factories.make_user(Role.OFFICER, department=below),
    }


def nothing(_text):
    return []


def in_hand(house, **fields):
    fields.setdefault("reporter_kind", ReporterKind.ORGANISATION)
    case = factories.make_case(house["lead"], respondent=house["accused"], **fields)
    factories.do_to(case, handling.accept, house["officer"])
    return queries.get_case(case.id)


def written(house, case, text=GOOD, inspect=nothing):
    return factories.do_to(case, letters.write, house["officer"], house["accused"], text, inspect).id


def sent(house, case, text=GOOD):
    letter_id = written(house, case, text)
    with transaction():
        letters.send(get_letter(letter_id), house["head"], nothing)
    return letter_id


@pytest.mark.parametrize("kind", [ReporterKind.ANONYMOUS])
@pytest.mark.parametrize("who", ["officer", "head", "system"])
def test_a_tip_off_is_refused_whatever_anyone_does(house, kind, who):
    case = in_hand(house, reporter_kind=kind, identity=Identity())
    actor = SYSTEM if who == "system" else house[who]
    with pytest.raises(NotAllowed):
        factories.do_to(case, letters.write, actor, house["accused"], GOOD, nothing)
    assert not letters.may_be_sent(case)


def test_a_letter_already_written_is_not_sent_when_a_tip_off_has_joined_the_case(house):
    case = in_hand(house)
    letter_id = written(house, case)
    other = factories.make_case(reporter_kind=ReporterKind.ANONYMOUS, identity=Identity())
    with transaction():
        queries.get_report(other.report.id).case_id = case.id
    with transaction(), pytest.raises(NotAllowed):
        letters.send(get_letter(letter_id), house["head"], nothing)


def test_two_persons_write_and_send_and_the_clock_begins(house):
    case = in_hand(house)
    letter_id = written(house, case)
    assert not list_received(house["their_officer"])
    with transaction(), pytest.raises(NotAllowed):
        letters.send(get_letter(letter_id), house["officer"], nothing)
    with transaction():
        letters.send(get_letter(letter_id), house["head"], nothing)
    letter = get_letter(letter_id)
    running = deadlines.open_deadline(letters.SUBJECT, letter_id, letters.ANSWER_RULE)
    assert letter.status is LetterStatus.SENT and letter.due_on == running.due_on and running.value == 10
    assert re.fullmatch(r"\d{4}-\d{6}", letter.number) and letter.number not in case.number


def test_the_respondent_sees_the_letter_and_nothing_else(house):
    case = in_hand(house)
    letter = get_letter(sent(house, case))
    for name in ("their_officer", "their_head"):
        assert [each.id for each in list_received(house[name])] == [letter.id]
        assert not queries.is_visible(house[name], case.id)
    for name in ("below", "officer", "head"):
        assert not list_received(house[name])
        with pytest.raises(NotFound):
            get_received(house[name], letter.number)
    told = session.query(Notice).filter(Notice.user_id == house["their_officer"].id).all()
    assert [notice.case_id for notice in told] == [None]
    mail = session.query(OutboxMessage).filter_by(recipient_id=house["their_officer"].id).all()
    for text in [*(notice.text for notice in told), *(each.subject + each.body_text + each.body_html for each in mail)]:
        assert not re.search(rf"{case.number}|{letter.number}|工程|{case.title}", text)


def test_a_person_kept_from_the_case_does_not_get_the_letter(house):
    case = in_hand(house)
    letter = get_letter(sent(house, case))
    supervisor = factories.make_user(Role.SUPERVISOR)
    factories.do_to(case, decide_exclusion, supervisor, house["their_head"], "本人被反映")
    assert not list_received(house["their_head"]) and list_received(house["their_officer"])
    with transaction(), pytest.raises(NotAllowed):
        letters.answer(get_letter(letter.id), house["their_head"], "我们没有拖欠")


def test_the_answer_ends_the_clock_and_goes_to_the_lead(house):
    case = in_hand(house)
    letter_id = sent(house, case)
    with transaction(), pytest.raises(NotAllowed):
        letters.answer(get_letter(letter_id), house["below"], "下属单位不能代答")
    with transaction():
        letters.answer(get_letter(letter_id), house["their_officer"], "款项已列入本月支付计划。")
    assert get_letter(letter_id).status is LetterStatus.ANSWERED
    assert deadlines.open_deadline(letters.SUBJECT, letter_id, letters.ANSWER_RULE) is None
    with transaction(), pytest.raises(TransitionRefused):
        letters.answer(get_letter(letter_id), house["their_officer"], "再答一次行不行")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    "words",
    [
        "李建国反映你单位拖欠工程款。",
        "有人（138-0013-8000）反映拖欠。",
        "某 某 建 设 有限公司的款项没有结清。",
        "ｓｏｍｅｏｎｅ＠example.cn 来信反映拖欠",
    ],
)
def test_the_known_identity_is_blocked_however_it_is_written(house, words):
    with pytest.raises(RuleBroken):
        written(house, in_hand(house), LetterText(words, GOOD.asked))
    with pytest.raises(RuleBroken):
        written(house, in_hand(house), LetterText(GOOD.matter, words))


def test_the_number_of_the_case_and_what_the_detector_finds_are_blocked(house):
    case = in_hand(house)
    with pytest.raises(RuleBroken):
        written(house, case, LetterText(f"关于办件 {case.number} 的情况说明。", GOOD.asked))
    with pytest.raises(RuleBroken):
        written(house, case, GOOD, lambda text: ["张三"] if "款项" in text else [])


def test_the_reporters_own_words_are_blocked(house):
    case = in_hand(house)
    words = case.report.narrative
    with pytest.raises(RuleBroken):
        written(house, case, LetterText(f"反映称：{words[3 : 5 + LONGEST_COPY * 1 + 6]}", GOOD.asked))
    reporter = Reporter(case.id, case.report.id)
    message = "另外还有一笔质量保证金从前年春天开始就一直没有退还给我们这些分包的班组"
    factories.do_to(case, reporting.write_to_office, reporter, message)
    with pytest.raises(RuleBroken):
        written(house, case, LetterText(message, GOOD.asked))


def test_the_name_goes_along_with_consent_alone(house):
    without = get_letter(sent(house, in_hand(house), LetterText(GOOD.matter, GOOD.asked, gives_identity=True)))
    assert not without.gives_identity and letters.name_told(without) == ""
    agreed = in_hand(house, conduct=Conduct.ARREARS, shares_identity=True)
    letter = get_letter(sent(house, agreed, LetterText(GOOD.matter, GOOD.asked, gives_identity=True)))
    assert letters.name_told(letter) == "某某建设有限公司"
    assert letters.name_told(get_letter(sent(house, agreed))) == ""


def test_letters_go_to_respondents_alone(house):
    case = in_hand(house)
    with pytest.raises(RuleBroken):
        factories.do_to(case, letters.write, house["officer"], factories.make_department(), GOOD, nothing)


def test_letters_end_with_the_case_and_follow_the_successor(house):
    case = in_hand(house)
    letter_id, successor = sent(house, case), factories.make_department("区住建局")
    heir = factories.make_user(Role.HEAD, department=successor)
    with transaction():
        set_successor(get_department(house["accused"].id), get_department(successor.id))
    assert [each.id for each in list_received(heir)] == [letter_id]
    factories.do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    assert get_letter(letter_id).status is LetterStatus.ENDED
    assert deadlines.open_deadline(letters.SUBJECT, letter_id, letters.ANSWER_RULE) is None


def test_the_respondent_is_reminded_without_content_and_the_lead_told_when_it_is_late(house):
    case = in_hand(house)
    letter = get_letter(sent(house, case))
    with clock.pretend(clock.now() + timedelta(30)):
        sweep_deadlines()
    theirs = session.query(Notice).filter_by(user_id=house["their_head"].id).all()
    assert len(theirs) >= 2 and all(notice.case_id is None and case.number not in notice.text for notice in theirs)
    assert any("没有按期回函" in notice.text for notice in session.query(Notice).filter_by(user_id=letter.author_id))


def test_a_lead_that_turns_out_to_be_the_respondent_gets_no_letter(house):
    case = in_hand(house)
    factories.do_to(case, assignment.confirm_respondent, factories.make_user(Role.SUPERVISOR), house["lead"], "")
    case = queries.get_case(case.id)
    assert case.lead_department_id != house["lead"].id


def test_the_table_reaches_every_status_and_ends():
    assert {row.target for row in TRANSITIONS.values()} == set(LetterStatus)
    assert set(TRANSITIONS) == set(LetterAction)


def test_plain_words():
    assert told_values("联系 138 0013-8000", ["13800138000", "李", ""]) == ["13800138000"]
    assert copied("一" * LONGEST_COPY, ["前面" + "一" * LONGEST_COPY]) and not copied("一" * (LONGEST_COPY - 1), ["一" * 90])
