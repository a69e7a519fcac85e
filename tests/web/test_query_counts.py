"""A list of thirty rows costs as many queries as one of three: records, requests, bulletins, evaluations, the ledger, papers, warnings."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.bulletins import operations as bulletins
from portal.bulletins.models import Bulletin
from portal.cases import queries as cases
from portal.db import add, flush, session, transaction
from portal.evaluation import operations as evaluations
from portal.evaluation.models import Evaluation, EvaluationScore
from portal.evaluation.vocabulary import Subject
from portal.publication import objections as outcome_objections
from portal.publication.models import Publication
from portal.records.agreements import operations as agreements
from portal.records.agreements.models import Agreement
from portal.records.agreements.operations import NewAgreement
from portal.records.agreements.vocabulary import AgreementKind
from portal.records.models import DishonestyRecord
from portal.records.objections import operations as objections
from portal.records.objections.models import PublicObjection
from portal.records.recognising import NewSubject
from portal.supervision import operations as supervision
from portal.supervision.models import SupervisionOrder
from portal.supervision.periods import past_keys
from portal.supervision.quality.models import QualitySample
from portal.supervision.warnings.models import SupervisionWarning
from portal.supervision.warnings.rules import Measure, WarningLevel
from portal.supervision.warnings.vocabulary import UnitKind
from tests.bulletins.making import do, make_bulletin, put_quarter, supervisors
from tests.factories import make_department, make_user
from tests.ledger import making as ledger
from tests.multiplying import multiply, queries_of
from tests.publication import stories
from tests.records.stories import make_house, new_record, ordered, published
from tests.records.test_objections_to_records import NEW
from tests.supervision.ladder_world import late_case

Made = tuple[User, Any, dict[str, Any]]  # who looks, the row to multiply, what the address says


def a_record() -> Made:
    house = make_house()
    return house.supervisor, published(house, new_record(clock.today())), {}


def an_order_to_rectify() -> Made:
    house = make_house()
    return house.supervisor, ordered(house), {}


def a_request() -> Made:
    house = make_house()
    record = published(house, new_record(clock.today()))
    with transaction():
        objection_id, _code = objections.receive(session.get_one(DishonestyRecord, record.id), NEW, "one")
    return house.supervisor, session.get_one(PublicObjection, objection_id), {}


def an_objection() -> Made:
    people = stories.cast()
    publication = stories.released(people)
    with transaction():
        made, _code = outcome_objections.receive(session.get_one(Publication, publication.id), NEW, "one")
    return people.publisher, session.get_one(PublicObjection, made), {}


def an_agreement() -> Made:
    house = make_house()
    with transaction():
        subject = NewSubject(house.respondent.id)
        made = agreements.register(house.first, NewAgreement(AgreementKind.PROMISE, "租金补贴", subject, "三年补贴一半。", clock.today()))
        agreement_id = made.id
    return house.supervisor, session.get_one(Agreement, agreement_id), {}


def a_bulletin() -> Made:
    author, _second = supervisors()
    return author, session.get_one(Bulletin, make_bulletin(author)), {}


def a_public_bulletin() -> Made:
    put_quarter()
    author, second = supervisors()
    bulletin_id = make_bulletin(author, is_public=True)
    do(bulletin_id, bulletins.freeze, author)
    do(bulletin_id, bulletins.approve, second)
    return author, session.get_one(Bulletin, bulletin_id), {}


def an_evaluation() -> Made:
    ledger.load()
    put_quarter()
    author, _second = supervisors()
    with transaction():
        made = evaluations.begin(author, Subject.DEPARTMENT, past_keys(clock.today(), 12, 1)[0]).id
    return author, session.get_one(Evaluation, made), {}


def a_score() -> Made:
    author, evaluation, _address = an_evaluation()
    department = make_department()
    with transaction():
        of_whom = {"evaluation_id": evaluation.id, "department_id": department.id, "name": "示例局", "kind": "工作部门"}
        one = EvaluationScore(**of_whom, answered=3, values={}, total=None, rank=None)
        add(one)
        flush()
        score_id = one.id
    return author, session.get_one(EvaluationScore, score_id), {"evaluation_id": evaluation.id}


def a_finding() -> Made:
    ledger.load()
    supervisor = make_user(Role.SUPERVISOR)
    department = make_department()
    ledger.give_task(ledger.task(1), supervisor, department)
    made = ledger.make_round(supervisor, department)
    return supervisor, ledger.make_finding(made, supervisor, department), {}


def a_round() -> Made:
    ledger.load()
    supervisor = make_user(Role.SUPERVISOR)
    return supervisor, ledger.make_round(supervisor), {}


def a_paper() -> Made:
    late = late_case()
    with transaction():
        made = supervision.issue(cases.get_case(late.case.id), late.supervisor, "请书面说明超期原因。", 5).id
    return late.supervisor, session.get_one(SupervisionOrder, made), {}


def a_warning() -> Made:
    department = make_department()
    with transaction():
        made = SupervisionWarning(
            month="2026-01", unit="department:1", unit_kind=UnitKind.DEPARTMENT, department_id=department.id, region_code="",
            area_key="", measure=Measure.RECEIVED, level=WarningLevel.YELLOW, number=9, chance=0.01, sentence="一句。",
            found_at=clock.now(),
        )  # fmt: skip
        add(made)
        flush()
        warning_id = made.id
    return make_user(Role.SUPERVISOR), session.get_one(SupervisionWarning, warning_id), {}


def a_sample() -> Made:
    supervisor = make_user(Role.SUPERVISOR)
    with transaction():
        made = QualitySample(seed="1", size=1, population=1, query="", criteria=[], drawn_by_id=supervisor.id, drawn_at=clock.now())
        add(made)
        flush()
        sample_id = made.id
    return supervisor, session.get_one(QualitySample, sample_id), {}


LISTS: list[tuple[str, Callable[[], Made], tuple[str, ...]]] = [
    ("records.list_records", a_record, ()),
    ("records.list_rectifications", an_order_to_rectify, ()),
    ("records.list_requests", a_request, ()),
    ("publication.list_objections", an_objection, ()),
    ("records.list_agreements", an_agreement, ()),
    ("public.records", a_record, ()),
    ("oversight.list_bulletins", a_bulletin, ()),
    ("public.bulletins", a_public_bulletin, ("previous_id",)),
    ("oversight.list_evaluations", an_evaluation, ()),
    ("oversight.show_evaluation", a_score, ("evaluation_id",)),
    ("oversight.list_findings", a_finding, ()),
    ("oversight.list_rounds", a_round, ()),
    ("oversight.list_orders", a_paper, ()),
    ("oversight.list_warnings", a_warning, ()),
    ("oversight.list_samples", a_sample, ()),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("endpoint", "make", "keep"), LISTS, ids=[each[0] for each in LISTS])
def test_thirty_rows_cost_as_many_queries_as_three(app, sign_in_as, endpoint, make, keep):
    looker, row, address = make()
    browser = sign_in_as(looker)
    costs, lengths = [], []
    for more in (2, 27):
        multiply(row, more, keep)
        with clock.pretend(clock.now() + timedelta(seconds=1)):
            browser.open(endpoint, **address)
            costs.append(queries_of(lambda: browser.open(endpoint, **address)))
        lengths.append(len(browser.page.xpath("//main//tbody/tr | //main//article")))
    few, many = (Counter(each) for each in costs)
    assert lengths[1] >= min(20, lengths[0] + 17), f"the page shows what was added: {lengths}"
    assert len(costs[0]) == len(costs[1]), (many - few).most_common(3)
