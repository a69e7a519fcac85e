"""Partners of the exchange in the demonstration, none of which is ever called: records handed in as files, a record of a street."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from portal import clock
from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.vocabulary import DepartmentKind
from portal.cases.models import Case
from portal.exchange import partners, queries
from portal.exchange.aggregation import operations as aggregation
from portal.exchange.aggregation import queries as batches
from portal.exchange.aggregation import rows
from portal.exchange.models import ExchangePartner
from portal.exchange.partners import NewPartner
from portal.exchange.passing import operations as passing
from portal.exchange.receiving.operations import take_batch
from portal.exchange.vocabulary import PartnerKind, Scope
from portal.profiles.queries import get_current
from portal.records import recognising

_FILES, _UPPER, _LOWER, _HOTLINE = "市信用平台（演示，文件）", "省信用平台（演示，接口）", "下级平台（演示）", "12345 热线平台（演示）"
_REASON = "“认定文书名称”没有填，请补充。"


def make(admin: User, supervisor: User, cases: Sequence[Case]) -> None:
    """Make everything of this part of the demo, unless it is there. ``cases`` are the demo cases, of which one goes down."""
    if queries.find_partner_by_name(_FILES) is not None:
        return
    files = _partner(admin, NewPartner(PartnerKind.UPPER_FILES, _FILES))
    upper = NewPartner(PartnerKind.UPPER, _UPPER, "https://upper.example/exchange/v1", key_id="demo-upper", secret="demonstration-" * 3)
    partners.switch(admin, _partner(admin, upper), False)
    lower = _lower(admin)
    scopes = (Scope.WRITE, Scope.READ)
    _partner(admin, NewPartner(PartnerKind.HOTLINE, _HOTLINE, scopes=scopes))
    while aggregation.fill_new_partners():
        pass
    _hand_in(files, supervisor)
    take_batch(lower, _batch_from_below(lower))
    _hand_down(lower, cases)
    partners.switch(admin, lower, False)


def _partner(admin: User, new: NewPartner) -> ExchangePartner:
    return partners.add_partner(admin, replace(new, is_demo=True))[0]


def _lower(admin: User) -> ExchangePartner:
    """A lower platform that belongs to a street; its link is closed in the end, so that nothing is ever sent."""
    street = next((each for each in departments.list_active_organs() if each.kind is DepartmentKind.SUBDISTRICT), None)
    address, region = "https://lower.example/exchange/v1", get_current().region_code or "000000"
    return _partner(admin, NewPartner(PartnerKind.LOWER, _LOWER, address, region, department_id=street.id if street else None))


def _hand_down(lower: ExchangePartner, cases: Sequence[Case]) -> None:
    """One complaint in hand, its term not over, goes to the lower platform."""
    for case in cases:
        people = accounts.users_of_department(case.lead_department_id or 0)
        officer = next((each for each in people if allows(each, Permission.CASE_HANDLE, case)), None)
        if officer and case.due_on > clock.today() and not passing.why_not_pass(case) and lower in passing.offered(case):
            passing.pass_down(case, officer, lower, "请核实款项是否已经支付，办结前三个工作日报送结果。")
            return


def _hand_in(files: ExchangePartner, supervisor: User) -> None:
    """The first batch: all rows taken but the last, which comes back."""
    if not batches.list_pending(files.id, 1):
        return
    batch = aggregation.cut_for_files(supervisor, files, recognising.office())
    keys = [{"id": each.row.values["id"], "version": each.row.number} for each in batches.list_in_batch(batch.id)]
    said = {"accepted": keys[:-1], "rejected": [{**keys[-1], "reasons": [_REASON]}]}
    aggregation.apply_receipt(batch, {"format": rows.RECEIPT, "batch": batch.number, "digest": batch.digest, **said})


def _batch_from_below(lower: ExchangePartner) -> dict[str, Any]:
    day = clock.today().isoformat()
    row = rows.in_order(
        {
            "id": "demo-street-1",
            "version": 1,
            "subject": "演示街道办事处下属服务中心",
            "credit_code": "12370306495001231P",
            "region_code": lower.region_code,
            "area": "",
            "conduct": "arrears",
            "facts": "该单位与某企业签订的保洁服务合同已经履行完毕，服务费到期没有支付。",
            "basis_kind": "judgment",
            "document_title": "民事判决书",
            "document_number": "（演示）民初1号",
            "organ": "演示区人民法院",
            "document_on": day,
            "severity": "general",
            "rectification": "open",
            "published_on": day,
            "status": "0",
            "source": "演示街道信用办",
            "changed_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        }
    )
    manifest = rows.manifest_of("demo-batch-1", row["changed_at"], "演示街道", lower.region_code, [row])
    return {"manifest": manifest, "rows": [row]}
