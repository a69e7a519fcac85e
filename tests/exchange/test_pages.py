"""The pages of the exchange: keys are shown once and never again, staff see where a record stands, the log tells nothing of contents."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.db import session, transaction
from portal.errors import NotAllowed
from portal.exchange import outbox, partners, queries, sending
from portal.exchange.aggregation import operations, rows
from portal.exchange.aggregation import queries as batches
from portal.exchange.passing.queries import list_of_case
from portal.exchange.vocabulary import MessageKind, PartnerKind
from portal.records import recognising
from tests import factories
from tests.exchange import making
from tests.exchange.test_packets import accepted, packets, passed
from tests.records import stories


@pytest.fixture
def admin(app, sign_in_as):
    return sign_in_as(factories.make_user(Role.SYSTEM_ADMIN))


def test_the_keys_of_a_partner_are_shown_once(admin):
    page = admin.open("admin.add_partner", partner_kind="lower")
    page.fill(name="周村区平台", region_code="370306", address="").press("保存")
    partner = queries.find_partner_by_name("周村区平台")
    secret = partners.secret_of(partner)
    assert secret in admin.text and partner.key_id in admin.text
    for endpoint in ("admin.partner_keys", "admin.partner", "admin.edit_partner"):
        assert secret not in admin.open(endpoint, partner_id=partner.id).text
    assert secret.encode() not in (partner.sealed_secret or b"")
    entries = session.query(AuditEntry).filter_by(action="exchange:add_partner").all()
    assert len(entries) == 1 and secret not in str(entries[0].detail)


def test_what_is_typed_wrong_stays_and_is_said_beside_its_field(admin):
    page = admin.open("admin.add_partner", partner_kind="upper")
    page.fill(name="市平台", address="http://upper.example/x", key_id="upper-key", secret="x" * 40).press("保存")
    assert "明文传输不安全" in admin.text and admin.value("name") == "市平台" and queries.list_partners() == []


def test_a_new_key_ends_the_old_one(admin):
    partner, keys = making.make_partner(PartnerKind.HOTLINE)
    admin.open("admin.renew_partner_keys", partner_id=partner.id).press("更换密钥")
    again = queries.get_partner(partner.id)
    assert keys.secret not in admin.text and partners.secret_of(again) in admin.text
    with pytest.raises(partners.NotProven):
        partners.caller_of(f"Bearer {keys.api_key}", partners.Scope.READ)


def test_staff_see_where_a_record_stands_and_send_it_again(app, sign_in_as):
    house = stories.make_house()
    partner = making.make_partner(PartnerKind.UPPER_FILES, "市平台（文件）")[0]
    record = stories.published(house, stories.new_record(today()))
    visitor = sign_in_as(house.supervisor)
    visitor.open("records.list_aggregation").press("生成报送批次")
    batch = batches.list_batches()[0]
    with transaction():
        key = {"id": record.public_id, "version": 1, "reasons": ["缺少文书名称"]}
        receipt = {"format": rows.RECEIPT, "batch": batch.number, "digest": batch.digest, "accepted": [], "rejected": [key]}
        operations.apply_receipt(batches.get_batch(batch.number), receipt)
    page = visitor.open("records.show_record", record_id=record.public_id)
    assert "被退" in page.text and "缺少文书名称" in page.text and "市平台（文件）" in page.text
    visitor.open("records.list_aggregation", state="rejected").press("改好了，重新报送")
    assert [each.state.value for each in batches.list_deliveries_of([record.id], partner.id)] == ["replaced", "pending"]
    stranger = sign_in_as(factories.make_user(Role.OFFICER))
    assert stranger.client.get("/desk/aggregation").status_code == 404


@pytest.mark.parametrize("change", ["address", "department", "name"])
def test_a_platform_that_moves_is_closed_until_another_administrator_opens_it(app, sign_in_as, change):
    body = factories.make_department("周村街道")
    partner = making.make_partner(PartnerKind.LOWER, address="https://lower.example/exchange/v1", department_id=body.id)[0]
    case, officer = accepted()
    passed(case, officer, partner)
    people = [factories.make_user(Role.SYSTEM_ADMIN) for _ in range(2)]
    first, second = (sign_in_as(each) for each in people)
    was = {"name": partner.name, "address": partner.address, "department": body.id}
    page = first.open("admin.edit_partner", partner_id=partner.id)
    page.fill(**{"address": {"address": "https://evil.example/x"}, "department": {"department": ""}, "name": {"name": "别的平台"}}[change])
    page.press("保存")
    assert "等另一位系统管理员核对" in first.text and not queries.get_partner(partner.id).is_open
    assert packets()[0].body == b"" and "没有送达" in list_of_case(case.id)[0].answer
    [entry] = session.query(AuditEntry).filter_by(action="exchange:edit_partner")
    assert entry.detail["was"] == was
    assert entry.detail["department"] == (None if change == "department" else body.id)
    with pytest.raises(NotAllowed), transaction():
        partners.switch(get_user(people[0].id), queries.get_partner(partner.id), True)
    assert "由另一位系统管理员核对后启用" in first.open("admin.partner", partner_id=partner.id).text
    second.open("admin.partner", partner_id=partner.id).press("启用")
    assert queries.get_partner(partner.id).is_open and queries.get_partner(partner.id).changed_by_id is None


def test_a_new_platform_that_gets_cases_is_opened_by_another_administrator(admin):
    page = admin.open("admin.add_partner", partner_kind="lower")
    page.fill(name="周村区平台", region_code="370306", address="https://lower.example/exchange/v1").press("保存")
    assert not queries.find_partner_by_name("周村区平台").is_open


def test_the_region_of_a_platform_and_the_notices_of_a_hotline_are_changed_by_one(admin):
    lower = making.make_partner(PartnerKind.LOWER, address="https://lower.example/exchange/v1")[0]
    admin.open("admin.edit_partner", partner_id=lower.id).fill(region_code="370302").press("保存")
    hotline = making.make_partner(PartnerKind.HOTLINE, address="https://hotline.example/a")[0]
    admin.open("admin.edit_partner", partner_id=hotline.id).fill(address="https://hotline.example/b").press("保存")
    assert all(queries.get_partner(each.id).is_open for each in (lower, hotline))


def test_who_is_kept_from_a_record_sees_neither_its_row_nor_its_files_in_a_batch(app, sign_in_as):
    house = stories.make_house()
    partner = making.make_partner(PartnerKind.UPPER_FILES)[0]
    stories.published(house, stories.new_record(today()))
    own = stories.new_record(today(), department_id=house.respondent.id, number="（2026）测0306民初2号")
    stories.published(house, own)
    with transaction():
        number = operations.cut_for_files(house.supervisor, queries.get_partner(partner.id), recognising.office()).number
    path = f"/desk/aggregation/batches/{number}/package.zip"
    whole = sign_in_as(house.supervisor)
    assert "民初2号" in whole.open("records.show_aggregation_batch", batch_number=number).text
    assert whole.client.get(path).status_code == 200
    kept = sign_in_as(factories.make_user(Role.SUPERVISOR, department=house.respondent))
    page = kept.open("records.show_aggregation_batch", batch_number=number)
    assert "民初1号" in page.text and "民初2号" not in page.text and "由另一位工作人员办理" in page.text
    assert kept.client.get(path).status_code == 404


def test_an_administrator_reads_in_the_bell_that_a_partner_is_out_of_reach(admin):
    partner = making.make_partner(PartnerKind.HOTLINE, address="http://127.0.0.1:9/hook")[0]
    with transaction():
        outbox.queue(queries.get_partner(partner.id), MessageKind.WEBHOOK, "status-1", "", {}, "webhook:1")
    for days in (0, 8):
        with clock.pretend(clock.now() + timedelta(days=days)):
            sending.exchange()
    assert "消息 1" in " ".join(admin.open("admin.exchange").text.split())
    admin.open("admin.list_notices").press("全部标为已读")
    assert "热线平台有报文没有送达" in admin.text and "未读" not in admin.text
