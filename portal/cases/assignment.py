"""Who works on a case: lead, supporting departments, officer in charge, and who must keep out of it."""

from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor
from portal.access.predicates import department_conflicted, is_excluded
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases import queries, support
from portal.cases.intake import give_to, name_respondent, route
from portal.cases.models import Case, CaseDepartment
from portal.cases.recusal.operations import exclude_mentioned
from portal.cases.steps import SUBJECT, drop_extension, drop_reply, take
from portal.cases.vocabulary import ParticipationRole, RespondentSource
from portal.cases.workflow import Action, fitting
from portal.db import flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import due_date
from portal.errors import RuleBroken
from portal.routing import operations as routing


def assign(case: Case, actor: Actor, department: Department) -> None:
    """Give an unassigned case to a department. Raises ``RuleBroken`` when it is a respondent, lies below one, or is no single organ."""
    _check_can_take(case, department)
    give_to(case, department)
    take(case, Action.ASSIGN, actor, detail={"department": department.name})


def reassign(case: Case, actor: Actor, department: Department, reason: str) -> None:
    """Give the case to another department; the clocks that run go on, signing for starts anew."""
    _check_can_take(case, department)
    if department.id == case.lead_department_id:
        raise RuleBroken("department", "这件办件已经由该部门牵头，请另选部门。")
    before = case.lead_department.name if case.lead_department else ""
    drop_extension(case)
    give_to(case, department)
    deadlines.hand_over(SUBJECT, case.id, department.id)
    take(case, Action.REASSIGN, actor, reason, {"department": department.name, "before": before})


def send_back(case: Case, actor: Actor, reason: str) -> None:
    """Return a case that is not the department's to decide, once and within 5 working days of getting it (信访条例 art. 23)."""
    if case.was_sent_back:
        raise RuleBroken("reason", "这件办件已经退回过一次，不能再退。请联系分办员。")
    last_day = last_day_to_send_back(case)
    if clock.today() > last_day:
        raise RuleBroken("reason", f"退回的期限是 {last_day.year}年{last_day.month}月{last_day.day}日，已经过了。请联系分办员。")
    take(case, Action.SEND_BACK, actor, reason, {"department": case.lead_department.name if case.lead_department else ""})
    case.was_sent_back = True
    _leave_lead(case)


def last_day_to_send_back(case: Case) -> date:
    """The last local day on which the lead can send the case back (信访条例 art. 23)."""
    limit = deadline_queries.limits()["return_objection"]
    return due_date(case.assigned_on or case.received_on, limit.value, limit.unit, deadline_queries.calendar()).on


def sign_for(case: Case, actor: Actor) -> None:
    """Confirm that the department has the case."""
    if case.signed_for_at is not None:
        raise RuleBroken("action", "这件办件已经签收。")
    take(case, Action.SIGN_FOR, actor)
    case.signed_for_at = clock.now()


def appoint(case: Case, actor: Actor, officer: User) -> None:
    """Name the officer in charge; must be an active officer of the lead department."""
    if officer.department_id != case.lead_department_id or Role.OFFICER not in officer.roles or not officer.is_active:
        raise RuleBroken("officer", "请选择本单位在岗的承办人。")
    if is_excluded(officer, case):
        raise RuleBroken("officer", f"{officer.display_name}在这件办件中回避，不能承办。")
    take(case, Action.APPOINT, actor, detail={"officer": officer.display_name})
    case.officer = officer


def add_support(case: Case, actor: Actor, department: Department) -> None:
    """Let another department help; it then sees the case. The same conflicts keep it out."""
    _check_can_take(case, department)
    if any(row.department_id == department.id for row in case.departments):
        raise RuleBroken("department", "该部门已经在办理这件办件。")
    take(case, Action.ADD_SUPPORT, actor, detail={"department": department.name})
    case.departments.append(
        CaseDepartment(
            department_id=department.id,
            department=department,
            role=ParticipationRole.SUPPORT,
            status=case.status,
            due_on=case.due_on,
            joined_at=clock.now(),
        )
    )
    flush()
    support.begin(case.departments[-1])


def remove_support(case: Case, actor: Actor, department: Department, reason: str) -> None:
    """End the help of a supporting department; it no longer sees the case."""
    row = next((row for row in case.departments if row.department_id == department.id and row.role is ParticipationRole.SUPPORT), None)
    if row is None:
        raise RuleBroken("department", "该部门不是配合单位。")
    take(case, Action.REMOVE_SUPPORT, actor, reason, {"department": department.name})
    support.end(row)
    case.departments.remove(row)
    flush()


def confirm_respondent(case: Case, actor: Actor, department: Department | None, name: str) -> None:
    """Say which body the report is about. Whoever turns out to be it, or to lie below it, leaves the case at once.

    Conflict is checked on what the reporter wrote and on what is confirmed (domain rule §5); a lead that conflicts is replaced by
    the routing table, or the case goes back to be assigned by hand.
    """
    if department is None and not name.strip():
        raise RuleBroken("respondent", "请选择或填写被反映单位。")
    # A department of ours stays one when it was typed instead of chosen.
    meant = [department] if department else [departments.get_department(each) for each in routing.departments_meant(name).named]
    _refuse_to_blind_supervision(case, actor, meant)
    take(case, Action.CONFIRM_RESPONDENT, actor, detail={"respondent": department.name if department else name.strip()})
    for row in [row for row in case.respondents if row.source is RespondentSource.CONFIRMED]:
        case.respondents.remove(row)
    flush()
    case.respondent_name = department.name if department else name.strip()
    for each in meant:
        name_respondent(case, each, RespondentSource.CONFIRMED)
    exclude_mentioned(case, case.respondent_name)
    recheck_conflict(case)


def _refuse_to_blind_supervision(case: Case, actor: Actor, meant: list[Department]) -> None:
    """An officer alone cannot name a body whose people supervise the case, which would keep all of them from it at once."""
    watchers = [*accounts.supervisors(), *accounts.coordinators()]
    if any(watcher.id == actor.id for watcher in watchers):
        return
    homes = [each.department for each in watchers if each.department is not None]
    seeing = [home for home in homes if not department_conflicted(home, case)]
    if seeing and all(any(home.lies_in(body.id) for body in meant) for home in seeing):
        raise RuleBroken("respondent", "这个单位包含本平台的全部监督人员，须由监督人员或分办员确认。请先写内部备注并联系分办员。")


def recheck_conflict(case: Case) -> None:
    """Take out of the case every department that is a respondent now or lies below one."""
    for row in [row for row in case.departments if row.role is ParticipationRole.SUPPORT and department_conflicted(row.department, case)]:
        support.end(row)
        case.departments.remove(row)
    flush()
    lead = case.lead_department
    if lead is None or not department_conflicted(lead, case) or Action.LOSE_LEAD not in fitting(case.status):
        return  # after the reply the lead stays on record; door 2 keeps it out
    _drop_open_ends(case)
    take(case, Action.LOSE_LEAD, SYSTEM, detail={"department": lead.name})
    _leave_lead(case)
    if route(case) and case.lead_department is not None:
        deadlines.hand_over(SUBJECT, case.id, case.lead_department.id)
        take(case, Action.ROUTE, SYSTEM, detail={"department": case.lead_department.name})


def _drop_open_ends(case: Case) -> None:
    """What the old lead had begun and nobody will finish: a question to the reporter, a reply, a stopped clock."""
    drop_extension(case)
    drop_reply(case)
    supplement = queries.find_open_supplement(case.id)
    if supplement is not None:
        supplement.lapsed_at = clock.now()
        deadlines.cancel(SUBJECT, case.id, "supplement_answer")
    deadlines.resume(SUBJECT, case.id, clock.today())


def _leave_lead(case: Case) -> None:
    for row in [row for row in case.departments if row.role is ParticipationRole.LEAD]:
        case.departments.remove(row)
    case.lead_department = case.lead_department_id = case.officer = None
    case.signed_for_at = None
    flush()


def _check_can_take(case: Case, department: Department) -> None:
    if department.is_collective or not department.is_active:
        raise RuleBroken("department", "请选择一个具体的、在用的部门。")
    if department_conflicted(department, case):
        raise RuleBroken("department", f"{department.name}是被反映单位或其下属单位，依法应当回避，不能办理这件办件。")
