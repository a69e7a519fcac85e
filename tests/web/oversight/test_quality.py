"""Random checks: the same seed draws the same cases, a sheet is filled in, and nobody sees a case that is kept from them."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.cases.intake import name_respondent
from portal.cases.queries import get_case
from portal.cases.vocabulary import RespondentSource, Status
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken
from portal.supervision.cockpit import months_of
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import PeriodKind, period_of
from portal.supervision.quality import operations, queries
from portal.supervision.quality.criteria import criteria
from tests.browser import Browser
from tests.factories import case_in, make_case, make_department, make_user

SignIn = Callable[[User], Browser]
CASES = 8


@pytest.fixture
def closed(app: Flask) -> list[int]:
    """Closed cases of one department, one of them against another body, and noise that is not closed."""
    lead = make_department("示例财政局")
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    found = [case_in(Status.CLOSED, lead, officer, head).id for _ in range(CASES)]
    case_in(Status.HANDLING, lead, officer, head)
    case_in(Status.DECLINED, lead, officer, head)
    return found


def draw(actor: User, seed: str, size: int = 3) -> list[int]:
    months = months_of(period_of(PeriodKind.MONTH, clock.today()))
    with transaction():
        person = session.get(User, actor.id)
        sample = operations.draw(person, Narrowing(), months, size, seed, "")
        sample_id = sample.id
    return [row.case_id for row in queries.list_sampled(session.get(User, actor.id), sample_id)]


def test_the_same_seed_draws_the_same_cases_whatever_order_they_come_in() -> None:
    ids = list(range(1000))
    assert operations.drawn(ids, 20, "2026") == operations.drawn(ids[::-1], 20, "2026")
    assert operations.drawn(ids, 20, "2026") != operations.drawn(ids, 20, "2027")
    assert len(set(operations.drawn(ids, 20, "2026"))) == 20
    assert sorted(operations.drawn([1, 2], 20, "x")) == [1, 2]


def test_a_sample_holds_closed_cases_alone_and_can_be_drawn_again(closed: list[int]) -> None:
    first, second = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR)
    one = draw(first, "8116")
    assert set(one) <= set(closed)
    assert draw(second, "8116") == one
    assert set(draw(first, "8116", CASES + 5)) == set(closed)
    with pytest.raises(RuleBroken):
        draw(first, "8116", 0)
    with pytest.raises(NotAllowed):
        draw(make_user(Role.OFFICER), "8116")


def test_a_supervisor_kept_from_a_case_does_not_see_it_in_a_sample_of_others(app: Flask) -> None:
    lead, respondent = make_department(), make_department("示例街道")
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    case_in(Status.CLOSED, lead, officer, head)
    secret = case_in(Status.CLOSED, lead, officer, head)
    with transaction():
        name_respondent(get_case(secret.id), respondent, RespondentSource.CONFIRMED)
    free, kept = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, department=respondent)
    assert secret.id in draw(free, "1", 2)
    sample = queries.list_samples()[0]
    assert secret.id not in [row.case_id for row in queries.list_sampled(session.get(User, kept.id), sample.id)]
    assert queries.count_progress(session.get(User, kept.id), [sample.id]) == {sample.id: (1, 0)}


def test_a_supervisor_draws_a_sample_fills_in_a_sheet_and_takes_the_results_along(closed: list[int], sign_in_as: SignIn) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    visitor = sign_in_as(supervisor).open("/oversight/").follow("随机抽查")
    visitor.fill(period="month", size="3", seed="甲乙丙").press("抽取")
    assert "从 8 件已办结的办件里抽 3 件" in visitor.main
    sheet = visitor.follow("评分 ")
    sheet.fill(**{each.key: str(each.points) for each in criteria()}).fill(accepted="99").press("保存评分")
    assert any("0 到 15 分" in error for error in sheet.errors)
    sheet.fill(accepted="10", remark="核实充分").press("保存评分")
    assert "95 分" in visitor.main and "核实充分" in visitor.main
    answer = visitor.client.get(f"/oversight/samples/{queries.list_samples()[0].id}.csv")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) == 4
    assert [line[-3] for line in lines].count("95") == 1
    visitor.open(visitor.page.xpath("//tbody//th/a/@href")[0])
    read = session.scalars(select(AuditEntry.action).where(AuditEntry.action.in_(["case:read", "quality:draw", "quality:score"]))).all()
    assert {"case:read", "quality:draw", "quality:score"} <= set(read)


def test_noise_is_not_drawn(app: Flask) -> None:
    make_case(make_department())
    with pytest.raises(RuleBroken, match="没有已办结"):
        draw(make_user(Role.SUPERVISOR), "1")
