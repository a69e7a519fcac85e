"""Rows of the exchange for tests that walk over every page."""

from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.exchange import outbox, partners
from portal.exchange.aggregation import operations, rows
from portal.exchange.aggregation import queries as batches
from portal.exchange.models import ExchangePartner
from portal.exchange.partners import NewPartner
from portal.exchange.receiving import queries
from portal.exchange.receiving.operations import take_batch
from portal.exchange.vocabulary import MessageKind, MessageState, PartnerKind, Scope
from portal.records import recognising
from portal.records import vocabulary as v
from portal.records.models import DishonestyRecord
from tests import factories

REGION = "370306"


def make_partner(kind: PartnerKind, name: str = "", **fields: Any) -> tuple[ExchangePartner, partners.Keys]:
    """A partner of a kind with what that kind needs."""
    needed: dict[PartnerKind, dict[str, Any]] = {
        PartnerKind.UPPER: {"address": "https://upper.example/exchange/v1", "key_id": "upper-key", "secret": "s" * 40},
        PartnerKind.LOWER: {"region_code": REGION},
        PartnerKind.HOTLINE: {"scopes": tuple(Scope)},
    }
    admin, second = factories.make_user(Role.SYSTEM_ADMIN), factories.make_user(Role.SYSTEM_ADMIN)
    with transaction():
        made, keys = partners.add_partner(admin, NewPartner(kind, name or kind.label, **(needed.get(kind, {}) | fields)))
        if not made.is_open:
            partners.switch(second, made, True)
    return made, keys


def row(**fields: Any) -> dict[str, Any]:
    """A valid row; ``fields`` replace its values."""
    day = clock.today().isoformat()
    values = {
        "id": "record-1",
        "version": 1,
        "subject": "测试区城建服务中心",
        "credit_code": "12370306495001231P",
        "region_code": REGION,
        "conduct": "arrears",
        "facts": "该单位签订的合同已经履行完毕，尾款到期没有支付。",
        "basis_kind": "judgment",
        "document_number": "（2026）测0306民初1号",
        "organ": "测试区人民法院",
        "document_on": day,
        "severity": "general",
        "rectification": "open",
        "published_on": day,
        "status": "0",
        "source": "测试区信用办",
        "changed_at": "2026-11-02T09:00:00+08:00",
    }
    return rows.in_order(values | fields)


def batch(*given: dict[str, Any], number: str = "batch-1") -> dict[str, Any]:
    """A batch of rows with the manifest that fits."""
    content = list(given) or [row()]
    return {"manifest": rows.manifest_of(number, "2026-11-02T09:00:00+08:00", "测试区", REGION, content), "rows": content}


def make_rows(supervisor: User) -> dict[str, Any]:
    """A row for every argument of an address of the exchange."""
    files = make_partner(PartnerKind.UPPER_FILES)[0]
    lower = make_partner(PartnerKind.LOWER)[0]
    with transaction():
        published = _published(supervisor)
        operations.note_change(published, [files])
        number = operations.cut_for_files(supervisor, files, recognising.office()).number
        take_batch(lower, batch())
        message = outbox.queue(lower, MessageKind.WEBHOOK, "370306-1", "", {}, "made")
        assert message is not None
        message.enter(MessageState.FAILED, clock.now())
        sent = message.id
    taken = queries.list_newest()[0].id
    assert batches.find_batch(number) is not None
    return {"partner_id": files.id, "partner_kind": "lower", "sent_id": sent, "batch_number": number, "lower_id": taken}


def _published(supervisor: User) -> DishonestyRecord:
    """A record of a body outside the tree, put in public without the three people, whom other tests are about."""
    subject = recognising.NewSubject(kind=v.SubjectKind.INSTITUTION, name="测试区城建服务中心", credit_code="12370306495001231P")
    document = recognising.NewDocument(v.DocumentKind.JUDGMENT, "（2026）测0306民初9号", "测试区人民法院", clock.today())
    new = recognising.NewRecord(subject, document, v.RecordConduct.ARREARS, "该单位签订的合同已经履行完毕，尾款到期没有支付。")
    record = recognising.recognise(supervisor, new)
    record.published_on = clock.today()
    return record
