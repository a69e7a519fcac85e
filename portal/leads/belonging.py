"""What a lead shares with the case or record it became or went into: whom both accuse, and who keeps out of both.

Who is kept from the case or record is kept from the lead by the policy. The other way round it is written down: a case does not know leads.
"""

from collections.abc import Iterable

from portal.access.predicates import department_conflicted
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.recusal.operations import KeptOut, keep_out_too
from portal.errors import RuleBroken
from portal.leads.models import Lead, LeadExclusion
from portal.records.models import DishonestyRecord

NOT_THE_SAME = "这件办件的被反映单位和线索的不一样，不能并入。请先核对单位，或者把线索转为投诉举报。"
TO_ACCUSED = "这件办件的承办单位可能是线索里的被反映单位，不能并入。"
_CASE_OF_OTHERS = "主线索的办件和这条线索的被反映单位不一样，不能合并。请先核对单位，或者另外处理这条线索。"
_CASE_WITH_ACCUSED = "主线索的办件由可能被这条线索反映的单位承办，不能合并。"
_RECORD_OF_OTHERS = "主线索的失信记录和这条线索的单位不一样，不能合并。请先核对单位，或者另外处理这条线索。"


def kept_out(lead: Lead, rows: Iterable[LeadExclusion] | None = None) -> list[KeptOut]:
    """Who keeps out of a lead now, also because of those merged into it; or only those of ``rows``."""
    chosen = lead.exclusions if rows is None else rows
    return [KeptOut(row.user, row.kind, row.reason) for row in chosen if row.lifted_at is None]


def keep_out_of_case(lead: Lead, rows: Iterable[LeadExclusion] | None = None) -> None:
    """Whoever keeps out of the lead keeps out of its case, or of that of its main lead, too; without a case nothing happens."""
    case_id = (lead.main or lead).case_id
    kept = kept_out(lead, rows)
    if case_id is not None and kept:
        keep_out_too(cases.get_case(case_id, for_update=True), kept)


def check_goes_with(lead: Lead, main: Lead) -> None:
    """Whoever handles what became of ``main`` will read ``lead``, too. Raises ``RuleBroken`` on ``into`` where they must not."""
    if main.case_id is not None:
        case = cases.get_case(main.case_id, for_update=True)
        check_same_body(lead, case, "into", _CASE_OF_OTHERS, _CASE_WITH_ACCUSED)
    if main.record is not None and not is_about(lead, main.record):
        raise RuleBroken("into", _RECORD_OF_OTHERS)


def check_same_body(lead: Lead, case: Case, field: str, other_body: str, with_accused: str) -> None:
    """A case must accuse whom the lead accuses, and be in no hands that the lead may mean. Raises ``RuleBroken`` on ``field``."""
    if not _sure(lead) <= {row.department_id for row in case.respondents}:
        raise RuleBroken(field, other_body)
    if any(department_conflicted(row.department, lead) for row in case.departments):
        raise RuleBroken(field, with_accused)


def is_about(lead: Lead, record: DishonestyRecord) -> bool:
    """Whether a record is about a body that the lead accuses; a lead that surely accuses none goes with each."""
    return not _sure(lead) or bool(_sure(lead) & set(record.subject.department_ids))


def _sure(lead: Lead) -> set[int]:
    return {row.department_id for row in lead.respondents if row.is_sure}
