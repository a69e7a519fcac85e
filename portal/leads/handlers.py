"""What leads do when the department tree, an account or a case changes."""

from portal.accounts import events as accounts
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.accounts.departments.queries import get_department
from portal.accounts.queries import get_user
from portal.cases import queries as cases
from portal.cases.events import CaseStepped, ReporterErased, ReportSubmitted
from portal.cases.secrecy.vocabulary import ErasedThing
from portal.cases.workflow import Action
from portal.db import at_end
from portal.leads import entering, merging, queries, recusing, retention, traces
from portal.routing import operations as routing

RETRACE = 10  # before the logs, whose heads every writer needs


def follow_department(event: DepartmentAdded | DepartmentChanged) -> None:
    """A body that came later, got the name that a lead uses, or took over from such a one, is kept from the lead (domain rule §5)."""
    department = get_department(event.department_id)
    for words in queries.list_unit_words() if not department.is_collective else []:
        if not routing.may_mean(words, department):
            continue
        for lead in queries.list_with_words(words):
            entering.name_units(lead)
            merging.refresh(lead)
            if lead.erased_at is None:
                traces.leave(traces.matter_of(lead), lead_id=lead.id)


def follow_new_name(event: accounts.UserCreated | accounts.UserEnabled | accounts.PersonEdited) -> None:
    """Whoever bears a name that a lead accuses is kept from it, whenever the account or the name came."""
    if event.user_id is None:
        return
    user = get_user(event.user_id)
    for lead in queries.list_naming(user.display_name) if user.is_active else []:
        recusing.keep_out_bearer(lead, user)
        merging.refresh(lead)


def keep_report(event: ReportSubmitted) -> None:
    """Leave the traces of a new report, so that leads about the same matter find it."""
    report = cases.get_report(event.report_id)
    traces.leave(traces.matter_of_report(report), report_id=report.id)


def follow_case(event: CaseStepped) -> None:
    """The body that a case is about was confirmed or corrected: its rows are there when the transaction ends."""
    if event.action is Action.CONFIRM_RESPONDENT:
        at_end(RETRACE, _retrace, event.case_id)


def follow_erasure(event: ReporterErased) -> None:
    """Words of a lead may tell who the reporter is: they go with the identity."""
    if event.what is ErasedThing.IDENTITY:
        retention.erase_of_case(event.case_id)


def _retrace(case_ids: list[int]) -> None:
    for report in (report for case_id in dict.fromkeys(case_ids) for report in cases.get_case(case_id).reports):
        traces.leave(traces.matter_of_report(report), report_id=report.id)
