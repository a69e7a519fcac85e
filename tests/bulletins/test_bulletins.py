"""Bulletins: the numbers are the cockpit's when frozen and stay; nobody approves their own; versions; what the public reads."""

from io import BytesIO

import pytest
from docx import Document as read_docx
from sqlalchemy import delete

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.bulletins import operations, papers, queries
from portal.bulletins.figures import Asked, compute, values_of
from portal.bulletins.vocabulary import Block, BulletinStatus, Scope
from portal.bulletins.workflow import TRANSITIONS, BulletinAction
from portal.cases.vocabulary import ReporterKind
from portal.db import session, transaction
from portal.documents import docx_bytes
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.evaluation import operations as evaluation
from portal.evaluation.vocabulary import Subject
from portal.jobs import keep_facts
from portal.supervision.cockpit import cockpit
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import key_before, key_holding, label_of, past_keys, whole
from tests.bulletins.making import WORDS, count, day_in, do, make_bulletin, put_quarter, quarter, supervisors
from tests.factories import make_case, make_department, make_user
from tests.supervision.cases_of_a_year import put_cases

A, S = BulletinAction, BulletinStatus


def test_every_status_can_be_reached_and_only_a_dropped_bulletin_ends():
    reached = {row.target for row in TRANSITIONS.values() if row.target} | {S.DRAFT}
    left = {status for row in TRANSITIONS.values() for status in row.sources}
    assert reached == set(S)
    assert set(S) - left == {S.DROPPED}
    assert set(TRANSITIONS) == set(A)


def test_periods_are_whole_and_follow_each_other():
    assert [key_before(each) for each in ("2026Q1", "2026H1", "2026H2", "2026")] == ["2025Q4", "2025H2", "2026H1", "2025"]
    assert [str(each) for each in (whole("2026H2")[0].first, whole("2026Q3")[0].last)] == ["2026-07-01", "2026-09-30"]
    for key in ("2026-09", "2026to09", "2026Q5", "x"):
        with pytest.raises(ValueError):
            whole(key)


def test_frozen_numbers_are_those_of_the_cockpit_and_do_not_move_when_a_case_comes(app):
    one, two = put_quarter()
    author, _second = supervisors()
    frozen = do(make_bulletin(author), operations.freeze, author)
    period, before = whole(quarter())[0], whole(key_before(quarter()))[0]
    board = cockpit(accounts.get_user(author.id), Narrowing(), period, before, clock.today(), {})
    assert frozen.figures["total"] == values_of(board.total)
    assert {row["id"]: row["received"] for row in frozen.figures["departments"]} == {one.id: 12, two.id: 6}
    assert frozen.figures["total"]["on_time_rate"] == round(100 * 14 / 18, 1)
    put_cases(4, two, day_in(quarter()), "b", late=4)
    count()
    again = queries.get_bulletin(frozen.id)
    assert operations.figures_of(again)["total"]["received"] == 18
    assert compute(Asked(quarter(), Scope.ALL))["total"]["received"] == 22


def test_nothing_is_frozen_or_scored_before_every_case_of_an_older_version_has_its_facts(app):
    put_quarter()
    author, _second = supervisors()
    bulletin = make_bulletin(author)
    with transaction():
        for table in (CaseFact, FigureCell, DurationCell):
            session.execute(delete(table))
    with pytest.raises(TransitionRefused, match="还在补算"):
        do(bulletin, operations.freeze, author)
    with pytest.raises(TransitionRefused, match="还在补算"), transaction():
        evaluation.begin(author, Subject.DEPARTMENT, past_keys(clock.today(), evaluation.lengths()[0], 1)[0])
    while keep_facts():
        pass
    assert do(bulletin, operations.freeze, author).figures["total"]["received"] == 18


def test_departments_are_ranked_among_their_kind_from_ten_answers(app):
    one, two = put_quarter()
    third = make_department("区三局")
    put_cases(10, third, day_in(quarter()), "a")
    count()
    ranking = compute(Asked(quarter(), Scope.ALL))["ranking"]
    assert [(row["name"], row["rank"]) for row in ranking] == [(third.name, 1), (one.name, 2), (two.name, None)]


def test_a_bulletin_about_a_kind_or_region_counts_only_these(app):
    one, _two = put_quarter()
    home = make_department("河东区", region_code="120102")
    put_cases(5, home, day_in(quarter()), "a")
    count()
    assert compute(Asked(quarter(), Scope.KIND, one.kind.value))["total"]["received"] == 23
    assert compute(Asked(quarter(), Scope.KIND, "township"))["total"]["received"] == 0
    assert [row["name"] for row in compute(Asked(quarter(), Scope.REGION, "120102"))["departments"]] == ["河东区"]


def test_a_case_kept_from_one_supervisor_is_in_no_bulletin(app):
    lead, respondent = make_department(), make_department("示例街道")
    make_user(Role.SUPERVISOR, department=respondent)
    author, _second = supervisors()
    with clock.pretend(clock.start_of(day_in(quarter()))):
        make_case(lead, respondent=respondent, reporter_kind=ReporterKind.WITNESS)
        make_case(lead)
    count()
    assert compute(Asked(quarter(), Scope.ALL))["total"]["received"] == 1
    period, before = whole(quarter())[0], whole(key_before(quarter()))[0]
    assert cockpit(accounts.get_user(author.id), Narrowing(), period, before, clock.today(), {}).total.counts["received"] == 2


def test_who_wrote_any_of_it_cannot_approve_and_a_returned_one_keeps_its_numbers(app):
    put_quarter()
    author, second = supervisors()
    third = make_user(Role.SUPERVISOR)
    number = make_bulletin(author)
    do(number, operations.write, third, Block.NEXT, "下一步加快办理超期办件，逐件销号。")
    frozen = do(number, operations.freeze, author)
    kept = dict(frozen.figures)
    for writer in (author, third):
        with pytest.raises(TransitionRefused):
            do(number, operations.approve, writer)
    with pytest.raises(NotAllowed):
        do(number, operations.approve, make_user(Role.OFFICER))
    returned = do(number, operations.refuse, second, "请补写存在的问题。")
    assert (returned.status, returned.refusal) == (S.RETURNED, "请补写存在的问题。")
    do(number, operations.write, author, Block.PROBLEMS, "个别单位超期办件没有说明原因。")
    put_cases(3, make_department(), day_in(quarter()))
    count()
    do(number, operations.submit, author)
    assert do(number, operations.approve, second).figures == kept
    with pytest.raises(TransitionRefused):
        do(number, operations.write, author, Block.NEXT, "批准以后不能再改。")


def test_a_later_change_makes_a_new_version_and_both_are_kept(app):
    put_quarter()
    author, second = supervisors()
    first = make_bulletin(author)
    with pytest.raises(RuleBroken):
        make_bulletin(author)
    do(first, operations.freeze, author)
    do(first, operations.approve, second)
    put_cases(2, make_department("区四局"), day_in(quarter()))
    count()
    do(first, operations.revise, author)
    later = queries.find_next(first)
    assert later is not None and (later.version, later.previous_id, later.words[Block.OVERVIEW]) == (2, first, WORDS)
    with pytest.raises(TransitionRefused):
        do(first, operations.revise, author)
    newer = do(later.id, operations.freeze, author)
    assert (newer.figures["total"]["received"], queries.get_bulletin(first).figures["total"]["received"]) == (20, 18)
    assert any("本版代替第1版" in part.text for part in papers.paper_of(newer).blocks if hasattr(part, "text"))


def test_only_whole_periods_that_are_over_and_words_that_name_nobody(app):
    author, _second = supervisors()
    for key in (key_holding(clock.today(), 3), "2026-01", "x"):
        with pytest.raises(RuleBroken):
            make_bulletin(author, asked=Asked(key, Scope.ALL))
    number = make_bulletin(author, is_public=True)
    for words in ("请联系电话13800138000了解情况。", "本季度只有3件不满意，都来自一个街道。", "有两件没有办结。", "【写明原因】"):
        with pytest.raises(RuleBroken):
            do(number, operations.write, author, Block.PROBLEMS, words)
    do(number, operations.write, author, Block.PROBLEMS, "本季度收到 13 件，二十三件已经办结，第三件事是加强督办，3家单位超期。")
    assert [row.version for row in queries.list_texts(number, Block.PROBLEMS)] == [1]


def test_a_public_bulletin_tells_only_what_the_public_figures_tell(app):
    one, two, small = make_department("区一局"), make_department("区二局"), make_department("区小局")
    author, second = supervisors()
    key = past_keys(clock.today(), 12, 1)[0]
    for lead, number in ((one, 12), (two, 9), (small, 3)):
        put_cases(number, lead, day_in(key))
    count()
    number = make_bulletin(author, True, Asked(key, Scope.ALL))
    do(number, operations.freeze, author)
    told = do(number, operations.approve, second).figures["told"]
    assert small.name not in {row["name"] for row in told["departments"] if "received" in row}
    page = docx_bytes(papers.paper_of(queries.get_bulletin(number)))
    texts = [cell.text for table in read_docx(BytesIO(page)).tables for row in table.rows for cell in row.cells]
    assert "3" not in texts and "24" in texts
    assert [each.id for each in queries.list_published()] == [number]
    assert queries.get_bulletin(number).public_key in app.test_client().get("/sitemap/registers.xml").text
    do(number, operations.withdraw, second, "数字有误，重新发布。")
    assert not queries.list_published()


def test_the_paper_opens_as_docx_with_headings_and_tables(app):
    one, _two = put_quarter()
    author, _second = supervisors()
    frozen = do(make_bulletin(author), operations.freeze, author)
    with transaction():
        made = papers.make_paper(accounts.get_user(author.id), {"bulletin_id": frozen.id, "format": "docx"})
    opened = read_docx(BytesIO(made.content))
    words = [each.text for each in opened.paragraphs]
    assert made.file_name.endswith("（第1版）.docx") and any(label_of(quarter()) in each for each in words)
    assert [each for each in words if each.startswith(("一、", "二、", "三、"))] == [
        "一、总体情况",
        "二、各单位办理情况",
        "三、按时办结率排名",
    ]
    assert len({each.style.name for each in opened.paragraphs}) > 2
    row = next(row for table in opened.tables for row in table.rows if row.cells[0].text == one.name)
    assert [cell.text for cell in row.cells][1:4] == ["12", "12", "75"]
    with pytest.raises(NotAllowed):
        papers.make_paper(make_user(Role.OFFICER), {"bulletin_id": frozen.id, "format": "docx"})
