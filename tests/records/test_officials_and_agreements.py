"""The restricted file of officials, and the register of agreements with the test of lawful change."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock, db, jobs
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.db import add, flush, session, transaction
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.records.agreements import operations as agreements
from portal.records.agreements import queries as agreement_queries
from portal.records.agreements.lawfulness import Change, failings
from portal.records.agreements.models import AgreementChange
from portal.records.agreements.operations import NewAgreement
from portal.records.agreements.vocabulary import AgreementKind, AgreementStatus, LawfulGround, PppStage
from portal.records.officials import operations as officials
from portal.records.officials import queries as official_queries
from portal.records.officials.models import OfficialReading, OfficialRecord
from portal.records.officials.operations import NewDiscipline
from portal.records.officials.vocabulary import DisciplineKind
from portal.records.recognising import NewSubject, office
from portal.records.vocabulary import Pretext
from tests import factories
from tests.records.stories import do, make_house


def discipline(house, kind=DisciplineKind.WARNING, name="慕容小五", decided_on=None):
    return NewDiscipline(name, house.respondent, "副主任", kind, "政务处分〔2026〕1号", "测试区监委", decided_on or clock.today())


def keeper(house):
    return factories.make_user(Role.HEAD, department=house.first.department)


def entered(person, new):
    with transaction():
        return officials.enter(person, office(), new).id


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("kind", "months"),
    [("warning", 6), ("demerit", 12), ("grave_demerit", 18), ("demotion", 24), ("removal", 24)],
)
def test_the_effect_lasts_as_the_law_says(app, kind, months):
    house = make_house()
    with clock.pretend(clock.start_of(date(2026, 1, 31)) + timedelta(hours=9)):
        record_id = entered(keeper(house), discipline(house, DisciplineKind(kind)))
    total = 1 + months
    found = session.get_one(OfficialRecord, record_id).ends_on
    assert (found.year, found.month) == (2026 + (total - 1) // 12, (total - 1) % 12 + 1)


def test_reading_needs_the_permission_and_a_purpose_and_is_logged(app):
    house = make_house()
    head = keeper(house)
    entered(head, discipline(house))
    for other in (house.first, house.supervisor, house.head, factories.make_user(Role.SYSTEM_ADMIN)):
        with pytest.raises(NotAllowed), transaction():
            officials.read(other, office(), "干部考核需要")
    with pytest.raises(RuleBroken), transaction():
        officials.read(head, office(), "  ")
    with transaction():
        found = officials.read(head, office(), "干部考核需要", "慕容小五")
        assert [each.name for each in found] == ["慕容小五"]
    with transaction():
        assert officials.read(head, office(), "干部考核需要", "别的人") == []
    assert [(each.purpose, each.seen) for each in official_queries.list_readings(head.department.id)] == [
        ("干部考核需要", 0),
        ("干部考核需要", 1),
    ]
    assert official_queries.list_readings(house.respondent.id) == []  # a purpose names people, and is no other keeper's business
    assert session.query(OfficialReading).count() == session.query(AuditEntry).filter_by(action="official:read").count() == 2


def test_the_name_stands_nowhere_in_the_database_in_plain(app):
    house = make_house()
    head = keeper(house)
    entered(head, discipline(house))
    with transaction():
        officials.read(head, office(), "干部考核需要", "慕容小五")
    for table in db.Base.metadata.sorted_tables:
        assert "慕容小五" not in repr(session.execute(select(table)).all()), table.name


def test_the_file_closes_by_itself_once(app):
    house = make_house()
    head = keeper(house)
    record_id = entered(head, discipline(house))
    last = session.get_one(OfficialRecord, record_id).ends_on
    with clock.pretend(clock.start_of(last) + timedelta(hours=9)):
        assert jobs.end_records() == 0
    with clock.pretend(clock.start_of(last + timedelta(days=1)) + timedelta(hours=9)):
        with transaction():  # nobody reads what is over, whether or not the job has run
            assert officials.read(head, office(), "干部考核需要") == []
        assert jobs.end_records() == 1 and jobs.end_records() == 0
        with transaction():
            assert officials.read(head, office(), "干部考核需要") == []


def test_no_public_channel_knows_the_file(app):
    house = make_house()
    entered(keeper(house), discipline(house))
    client = app.test_client()
    for path in ("/records", "/records.json", "/data/records.json", "/api/v1/records", "/sitemap.xml", "/outcomes"):
        text = client.get(path).text
        assert "慕容" not in text and "副主任" not in text and "政务处分" not in text


GOOD = {"procedure": "区政府常务会议审议通过", "document_number": "测政〔2026〕3号", "compensation": "按实际投入补偿"}


def test_a_change_is_lawful_only_for_the_three_grounds_by_procedure_with_compensation():
    assert failings(Change("调整地块", LawfulGround.PUBLIC_INTEREST, **GOOD)) == []
    for missing in GOOD:
        assert len(failings(Change("调整地块", LawfulGround.PUBLIC_INTEREST, **{**GOOD, missing: ""}))) == 1, missing
    for nothing in ("无", "暂无。", "没有", "不予补偿", "未补偿", "/", "—", "0"):
        assert len(failings(Change("调整地块", LawfulGround.PUBLIC_INTEREST, **{**GOOD, "compensation": nothing}))) == 1, nothing
    for something in ("无偿置换等面积地块", "未到期部分按日折算退还", "不低于投入的金额"):
        assert not failings(Change("调整地块", LawfulGround.PUBLIC_INTEREST, **{**GOOD, "compensation": something})), something
    assert failings(Change("调整地块", **GOOD))


@pytest.mark.parametrize("pretext", list(Pretext))
def test_no_pretext_ever_excuses_whatever_stands_beside_it(pretext):
    assert any(pretext.label in line for line in failings(Change("停止补贴", pretext=pretext, **GOOD)))


def registered(house, kind=AgreementKind.PROMISE, stage=None):
    with transaction():
        new = NewAgreement(kind, "厂房租金补贴", NewSubject(house.respondent.id), "三年补贴一半。", clock.today(), stage=stage)
        agreement_id = agreements.register(house.first, new).id
    return agreement_queries.get_visible(house.first, agreement_id)


def test_a_change_with_a_pretext_is_a_breach_and_a_lawful_one_is_not(app):
    house = make_house()
    breached, changed = registered(house), registered(house)
    do(agreements.report_change, breached, house.first, Change("停止发放补贴", pretext=Pretext.NEW_GOVERNMENT))
    do(agreements.report_change, changed, house.first, Change("调整地块", LawfulGround.PUBLIC_INTEREST, **GOOD))
    found = [agreement_queries.get_visible(house.first, each.id).status for each in (breached, changed)]
    assert found == [AgreementStatus.BREACHED, AgreementStatus.CHANGED]
    with pytest.raises(TransitionRefused):
        do(agreements.conclude, breached, house.first, AgreementStatus.FULFILLED)


def test_the_database_itself_refuses_a_lawful_pretext(app):
    house = make_house()
    agreement = registered(house)
    row = AgreementChange(agreement_id=agreement.id, pretext=Pretext.NEW_PERSON, what="停止", is_lawful=True, failings=[],
                          reported_by_id=house.first.id, reported_at=clock.now())  # fmt: skip
    with pytest.raises(IntegrityError), transaction():
        add(row)
        flush()


def test_a_ppp_project_goes_through_its_stages_with_a_responsible_party(app):
    house = make_house()
    with pytest.raises(RuleBroken, match="阶段"):
        registered(house, AgreementKind.PPP)
    project = registered(house, AgreementKind.PPP, PppStage.PREPARATION)
    do(agreements.enter_stage, project, house.first, PppStage.FINANCING, "测试区财政局", "")
    project = agreement_queries.get_visible(house.first, project.id)
    assert [(each.stage, each.responsible) for each in project.stages][-1] == (PppStage.FINANCING, "测试区财政局")
    assert len(PppStage) == 5


def test_only_the_keeper_and_supervisors_see_an_agreement(app):
    house = make_house()
    agreement = registered(house)
    assert agreement_queries.get_visible(house.supervisor, agreement.id)
    for other in (house.officer, house.accused, house.second):
        with pytest.raises(NotFound):
            agreement_queries.get_visible(other, agreement.id)
    with pytest.raises(NotAllowed):
        do(agreements.conclude, agreement, house.supervisor, AgreementStatus.FULFILLED)
