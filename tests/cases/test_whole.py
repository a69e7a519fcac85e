"""A whole file: what is loaded at once is what one finds by asking for each part."""

import pytest
from flask import Flask

from portal import db
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, replying, reporting
from portal.cases.models import Case
from portal.cases.vocabulary import ReviewGround, Satisfaction, Solved
from portal.errors import NotFound
from portal.publication.checking import inspector
from tests.factories import do_to, make_case, make_department, make_user

PARTS = ("departments", "respondents", "reports", "replies", "supplements", "extension_requests", "review_requests", "messages", "clocks")
REPLY = replying.ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")


@pytest.fixture
def lead(app: Flask) -> Department:
    return make_department("示例财政局")


@pytest.fixture
def officer(lead: Department) -> User:
    return make_user(Role.OFFICER, department=lead)


@pytest.fixture
def eventful(lead: Department, officer: User) -> Case:
    """A case with something in every part, between two others that have their own."""
    head = make_user(Role.HEAD, department=lead)
    cases = [make_case(lead, respondent=make_department()) for _ in range(3)]
    for case in cases:
        reporter = Reporter(case.id, case.report.id)
        for operation, *arguments in (
            (handling.request_supplement, officer, "请补充竣工验收单"),
            (reporting.supplement, reporter, "补充说明在这里", False),
            (handling.accept, officer),
            (assignment.add_support, officer, make_department()),
            (handling.write_to_reporter, officer, "请等待鉴定"),
            (reporting.write_to_office, reporter, "好的，谢谢"),
            (handling.note, officer, "先看合同"),
            (handling.request_extension, officer, 5, "还要鉴定工程量"),
            (handling.decide_extension, head, False, "不必延期"),
            (handling.suspend, officer, "等待工程造价鉴定"),
            (handling.resume, officer),
            (replying.submit_reply, officer, inspector, REPLY),
            (replying.refuse_reply, head, "依据写得不全"),
            (replying.submit_reply, officer, inspector, REPLY),
            (replying.approve_reply, head, inspector),
            (reporting.rate, reporter, Solved.NO, Satisfaction.DISSATISFIED, "没有解决", False),
            (reporting.request_review, reporter, ReviewGround.FACTS, "欠款数额没有查清，还少算了一笔"),
        ):
            do_to(case, operation, *arguments)
    return cases[1]


def ids_of(case: Case) -> dict[str, list[int]]:
    found = {name: [row.id for row in getattr(case, name)] for name in PARTS}
    found["rating"] = [case.rating.id] if case.rating else []
    return found | {f"pauses of {clock.id}": [pause.id for pause in clock.pauses] for clock in case.clocks}


def test_what_is_loaded_at_once_is_what_one_finds_by_asking_for_each_part(eventful: Case, officer: User) -> None:
    case_id, actor_id = eventful.id, officer.id
    db.session.remove()
    asked = ids_of(queries.get_case(case_id))
    db.session.remove()
    file = queries.get_file(accounts.get_user(actor_id), case_id)
    assert ids_of(file.case) == asked
    assert all(asked[name] for name in (*PARTS, "rating"))
    assert file.case.report.narrative
    assert file.masked_name == "李某"
    assert [note.case_id for note in file.notes] == [case_id]


def test_only_the_own_department_s_notes_are_loaded(eventful: Case) -> None:
    helper = queries.get_case(eventful.id).supporting_departments[0]
    colleague = make_user(Role.OFFICER, department=helper)
    assert queries.get_file(accounts.get_user(colleague.id), eventful.id).notes == []
    do_to(eventful, handling.note, colleague, "配合单位自己的备注")
    assert [note.text for note in queries.get_file(accounts.get_user(colleague.id), eventful.id).notes] == ["配合单位自己的备注"]


def test_a_file_is_not_found_by_whoever_may_not_see_the_case(eventful: Case) -> None:
    respondent = eventful.respondents[0].department
    for stranger in (make_user(Role.OFFICER), make_user(Role.SUPERVISOR, department=respondent), make_user(Role.SYSTEM_ADMIN)):
        with pytest.raises(NotFound):
            queries.get_file(accounts.get_user(stranger.id), eventful.id)


def test_a_case_in_which_nothing_happened_yet_has_empty_parts(lead: Department, officer: User) -> None:
    file = queries.get_file(accounts.get_user(officer.id), make_case(lead).id)
    empty = ("respondents", "replies", "supplements", "extension_requests", "review_requests", "messages")
    assert not any(getattr(file.case, name) for name in empty)
    assert file.case.rating is None
    assert file.notes == []
