"""The rows of attribution follow every step in its own transaction, and can be made again from the steps."""

from datetime import timedelta

from flask import Flask

from portal import clock
from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, replying, reporting
from portal.cases.attribution import queries
from portal.cases.attribution.models import CaseSpan
from portal.cases.attribution.operations import keep_spans
from portal.cases.attribution.rules import used
from portal.cases.attribution.vocabulary import Party
from portal.cases.models import Case, CaseEvent
from portal.cases.replying import ReplyText
from portal.cases.vocabulary import Status
from portal.db import session, transaction
from portal.deadlines.queries import calendar
from portal.publication.checking import inspector
from tests.factories import case_in, do_to, make_case, make_department, make_user

REPLY = ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")


def lived() -> Case:
    """A case of two departments with a supplement, an extension, a hearing and a late reply, begun 120 days ago."""
    first, second = make_department("示例甲局"), make_department("示例乙局")
    officer, head = make_user(Role.OFFICER, department=second), make_user(Role.HEAD, department=second)
    coordinator = make_user(Role.COORDINATOR)
    start = clock.now() - timedelta(days=120)
    with clock.pretend(start):
        case = make_case(first)
    reporter = Reporter(case.id, case.report.id)
    steps = (
        (2, assignment.reassign, coordinator, second, "职责在乙局"),
        (3, handling.request_supplement, officer, "请补充竣工验收单"),
        (9, reporting.supplement, reporter, "验收单在附件里，请查收", False),
        (10, handling.accept, officer),
        (20, handling.suspend, officer, "等待工程造价鉴定"),
        (30, handling.resume, officer),
        (40, handling.request_extension, officer, 10, "案情复杂，需要再核对"),
        (41, handling.decide_extension, head, True),
        (110, replying.submit_reply, officer, inspector, REPLY),
        (112, replying.approve_reply, head, inspector),
    )
    for after, operation, *arguments in steps:
        with clock.pretend(start + timedelta(days=after)):
            do_to(case, operation, *arguments)
    return case


def test_a_whole_life_is_shared_out_to_the_day(app: Flask) -> None:
    case = lived()
    uses = used(queries.list_spans(case.id), clock.today(), calendar())
    by_party = {party: sum(each.days for each in uses if each.party is party) for party in Party}
    assert sum(by_party.values()) == 112, "receipt to reply"
    assert (by_party[Party.REPORTER], by_party[Party.HEARING]) == (6, 10)
    assert 10 <= by_party[Party.EXTENSION] <= 20, "ten days, and those on which a last day that is off moves on"
    assert set(queries.list_named_spans(case.id)[1].values()) == {"示例甲局", "示例乙局"}


def test_the_rows_can_be_made_again_from_the_steps_and_nothing_changes_twice(app: Flask) -> None:
    case = lived()
    before = queries.list_spans(case.id)
    with transaction():
        assert keep_spans([case.id]) == 0
    with transaction():
        for row in queries.list_span_rows([case.id])[case.id]:
            session.delete(row)
    with transaction():
        assert keep_spans([case.id]) == 1
    assert queries.list_spans(case.id) == before


def test_events_of_older_versions_name_the_department_in_their_detail(app: Flask) -> None:
    case = lived()
    before = queries.list_spans(case.id)
    with transaction():
        session.query(CaseEvent).update({CaseEvent.lead_department_id: None})
    with transaction():
        assert keep_spans([case.id]) == 0
    assert queries.list_spans(case.id) == before


def test_every_state_has_spans_that_add_up_to_its_calendar(app: Flask) -> None:
    lead = make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    ids = []
    for status in Status:
        with clock.pretend(clock.now() - timedelta(days=33)):
            ids.append(case_in(status, lead, officer, head).id)
    for case_id, status in zip(ids, Status, strict=True):
        days = sum(each.days for each in used(queries.list_spans(case_id), clock.today(), calendar()))
        is_over = status in {Status.REPLIED, Status.CLOSED, Status.DECLINED, Status.WITHDRAWN}
        assert days == (0 if is_over else 33), status
    assert session.query(CaseSpan).filter(CaseSpan.department_id.is_(None)).count() == 2, "not assigned, and under review"
