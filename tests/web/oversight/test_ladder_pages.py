"""The ladder in the browser: a talk with its promise, a criticism with two signatures, published, withdrawn; the list and the letters."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock, jobs
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.models import Case
from portal.cases.vocabulary import ReportKind, Status
from portal.db import session, transaction
from portal.supervision import queries
from portal.supervision.ladder import queries as ladder
from tests.browser import Browser, apart
from tests.factories import case_in, make_department, make_user

SignIn = Callable[[User], Browser]


@pytest.fixture
def late(app: Flask) -> tuple[Case, User, User]:
    """A case that is being handled, its officer, and a supervisor."""
    lead = make_department("示例财政局")
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    return case_in(Status.HANDLING, lead, officer, head), officer, make_user(Role.SUPERVISOR)


def days(name: str, days_ahead: int) -> dict[str, str]:
    """The parts of a day as a form asks for them."""
    on = clock.today() + timedelta(days=days_ahead)
    return {f"{name}-year": str(on.year), f"{name}-month": str(on.month), f"{name}-day": str(on.day)}


def test_a_talk_is_invited_to_held_and_its_promise_noted(late: tuple[Case, User, User], sign_in_as: SignIn) -> None:
    case, officer, supervisor = late
    visitor = sign_in_as(supervisor).open("oversight.issue_order", case_id=case.id, kind="talk")
    said = {"meet_at": "上午9时", "place": "三楼会议室", "attendees": "单位主要负责人", "demand": "请说明超期的原因。"}
    visitor.fill(**said, **days("meet_on", 2)).press("发出约谈")
    with apart():
        order_id = queries.list_orders(supervisor)[0].id
    visitor.open("oversight.record_talk", order_id=order_id)
    told = {"minutes": "对方说明了超期的原因和进展。", "outcome": "限期整改", "promise_1": "月底前答复反映人"}
    visitor.fill(**told, **days("held_on", 0)).press("登记")
    assert any("一起填写" in error for error in visitor.errors)
    visitor.fill(**days("promise_1_due", 20)).press("登记")
    visitor.follow("登记已落实").fill(reason="已看到答复书").press("登记已落实")
    assert "已落实" in visitor.main
    desk = sign_in_as(officer).open("desk.answer_order", order_id=order_id)
    assert "三楼会议室" in desk.main and "月底前答复反映人" in desk.main and "登记已落实" not in desk.main


def criticise(visitor: Browser, case: Case, scope: str, body: str) -> None:
    """Write a criticism and lay it before the second supervisor."""
    visitor.open("oversight.issue_order", case_id=case.id, kind="criticism")
    visitor.fill(title="关于逾期未办结的通报", body=body, scope=scope, demand="请书面报告整改情况。").press("提交批准")


def test_a_criticism_needs_a_second_supervisor_appears_in_public_and_can_be_withdrawn(
    late: tuple[Case, User, User], app: Flask, sign_in_as: SignIn
) -> None:
    case, officer, supervisor = late
    visitor, public = sign_in_as(supervisor), Browser(app)
    body = "示例财政局一件投诉超过期限没有办结，经约谈仍未整改，现予通报批评。"
    criticise(visitor, case, "public", body)
    with apart():
        order_id = queries.list_orders(supervisor)[0].id
    visitor.open("oversight.decide_criticism", order_id=order_id).fill(decision="approve").press("提交审批意见")
    assert any("起草人以外" in error for error in visitor.errors)
    assert "现在没有公开的通报" in public.open("public.criticisms").main
    second = sign_in_as(make_user(Role.SUPERVISOR)).open("oversight.decide_criticism", order_id=order_id)
    second.fill(decision="approve").press("提交审批意见")
    assert f"通报〔{clock.today().year}〕1号" in second.main
    public.open("public.criticisms").follow("关于逾期未办结的通报")
    assert body in public.main
    with apart():
        key = ladder.list_published()[0].public_key
    assert "关于逾期未办结的通报" in public.open("public.department", department_id=officer.department_id).main
    second.open("oversight.withdraw_criticism", order_id=order_id).fill(reason="事实有误，予以撤回").press("撤回通报")
    assert "事实有误" in public.open("public.criticism", status=410, public_key=key).text
    assert body not in public.text


def test_a_tip_off_is_never_criticised_in_public_nor_with_the_name_of_whom_it_accuses(
    late: tuple[Case, User, User], sign_in_as: SignIn
) -> None:
    case, _officer, supervisor = late
    with transaction():
        row = session.get(Case, case.id)
        row.kind, row.respondent_name = ReportKind.TIP_OFF, "示例建设集团"
    visitor = sign_in_as(supervisor)
    criticise(visitor, case, "public", "一件举报超过期限没有办结，经约谈仍未整改，现予通报批评。")
    assert any("不能向社会公开" in error for error in visitor.errors)
    visitor.fill(scope="internal", body="反映示例建设集团的一件举报超过期限没有办结，现予通报批评。").press("提交批准")
    assert any("示例建设集团" in error for error in visitor.errors)


def test_a_letter_is_made_as_a_file_by_the_worker(late: tuple[Case, User, User], sign_in_as: SignIn) -> None:
    case, officer, supervisor = late
    visitor = sign_in_as(supervisor).open("oversight.issue_order", case_id=case.id)
    visitor.fill(demand="请书面说明超期原因。").press("发出督办")
    desk = sign_in_as(officer).open("desk.list_orders").follow("督办〔")
    desk.press("生成 Word（DOCX）")
    jobs.prepare_files()
    assert "督办〔" in desk.open("downloads.list_files").main
