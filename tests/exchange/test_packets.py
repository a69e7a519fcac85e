"""What a packet tells the platform below: the matter and its clock, and nothing that could tell who complained."""

import json

import pytest

from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.cases import handling
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import ReporterKind
from portal.db import transaction
from portal.exchange import outbox, queries
from portal.exchange.passing import operations as passing
from portal.exchange.vocabulary import MessageKind, PartnerKind
from tests import factories
from tests.exchange import making

NOTE = "请核实欠款情况，并书面告知结果。"


@pytest.fixture
def partner(app):
    """A lower platform that a case may go to."""
    address, body = "https://lower.example/exchange/v1", factories.make_department()
    return making.make_partner(PartnerKind.LOWER, address=address, department_id=body.id)[0]


def accepted(**fields):
    """A complaint that is being handled, and its officer."""
    lead = factories.make_department()
    officer = factories.make_user(Role.OFFICER, department=lead)
    case = factories.make_case(lead, respondent=factories.make_department(), **fields)
    factories.do_to(case, handling.accept, officer)
    return case, officer


def passed(case, officer, partner, note=NOTE):
    """Hand a case down."""
    with transaction():
        passing.pass_down(cases.get_case(case.id), get_user(officer.id), queries.get_partner(partner.id), note)


def packets():
    """The messages that carry a case."""
    return [each for each in queries.list_messages() if each.kind is MessageKind.CASE]


WORDS = (
    "我叫王小明，电话一三九零零零零零零零二，或者 139 0000 0002，也写作１３９-００００-０００２。王先生多次催要，王 小 明 本人去过三次，"
    "小明和老王都签过字，微信号wxm1390000，家里座机0533-6181234，身份证370306199001011234，工程款三百万元至今没有支付。"
)
SIGNS = ("小明", "王先生", "老王", "王 小 明", "零零二", "0000 0002", "００００", "wxm1390000", "6181234", "370306199001011234")


def test_no_spelling_of_the_reporter_goes_down(app, partner):
    case, officer = accepted(narrative=WORDS, identity=Identity(name="王小明", phone="13900000002"))
    passed(case, officer, partner, "王师傅会配合，可以打13900000002找小明核对。")
    said = json.loads(outbox.body_of(packets()[0]))
    left = said["narrative"] + said["note"]
    assert [each for each in (*SIGNS, "王师傅", "13900000002") if each in left] == []
    assert "工程款三百万元至今没有支付" in left and "会配合" in left and len(said["narrative"]) == len(WORDS)


def test_of_a_firm_neither_name_nor_brand_nor_contact_goes_down(app, partner):
    words = "钱记建材店给工地供货，钱记的老板钱总和会计钱 二 娘多次催要，对方一直没有支付货款。"
    identity = Identity(name="钱二娘", phone="13900000002", organisation="钱记建材店")
    case, officer = accepted(narrative=words, identity=identity, reporter_kind=ReporterKind.ORGANISATION)
    passed(case, officer, partner)
    left = json.loads(outbox.body_of(packets()[0]))["narrative"]
    assert [each for each in ("钱记", "钱总", "钱 二 娘") if each in left] == [] and "没有支付货款" in left


def test_where_the_name_is_not_known_no_name_goes_down(app, partner):
    case, officer = accepted(narrative="周小红给工地供货，货款一年没有支付，周女士多次催要没有结果，请依法核实。", identity=Identity())
    passed(case, officer, partner)
    left = json.loads(outbox.body_of(packets()[0]))["narrative"]
    assert "周小红" not in left and "周女士" not in left and "货款一年没有支付" in left
