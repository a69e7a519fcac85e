"""Taking a report in: one transaction in which it becomes a case, is routed, and its clocks start."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from portal import clock
from portal.access import SYSTEM, Actor, Permission, Reporter, require
from portal.access.predicates import is_not_conflicted
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.cases import queries, support
from portal.cases import vocabulary as v
from portal.cases.events import ReportSubmitted
from portal.cases.identity import Identity, require_custody, seal_identity
from portal.cases.models import Case, CaseDepartment, CaseRespondent, Report
from portal.cases.numbers import unused_digits, unused_key
from portal.cases.recusal.operations import KeptOut, keep_out_first, tell_of_named
from portal.cases.routed import proposal_for
from portal.cases.secrecy.levels import CONSENT_VERSION, level_of
from portal.cases.secrecy.models import ReporterConsent
from portal.cases.steps import emit_step, refresh_due, start_clocks, write_event
from portal.cases.tracking import new_tracking_code, tracking_hash
from portal.cases.workflow import TRANSITIONS, Action
from portal.crypto import keyed_hash
from portal.db import add, flush
from portal.errors import RuleBroken
from portal.events import emit
from portal.routing import operations as routing
from portal.routing import queries as routing_queries

NARRATIVE_MIN, NARRATIVE_MAX = 20, 5000
LONGEST_BACK = timedelta(days=365)  # how long ago a report on paper may have come in


@dataclass(frozen=True)
class NewReport:
    """Everything a reporter said, checked by the form. Money in fen, dates local."""

    reporter_kind: v.ReporterKind
    conduct: v.Conduct
    narrative: str
    area_key: str = ""
    region_text: str = ""
    respondent_text: str = ""
    respondent_department_id: int | None = None
    respondent_person: str = ""
    happened_in: str = ""
    amount_fen: int | None = None
    contract_on: date | None = None
    elsewhere: v.Elsewhere = v.Elsewhere.NONE
    publication_choice: v.PublicationChoice = v.PublicationChoice.PREVIEW_FIRST
    shares_identity: bool = False
    channel: v.Channel = v.Channel.WEB
    received_on: date | None = None  # local day on which a report taken down by staff came in; None: today
    original_number: str = ""
    late_reason: str = ""  # why one that came in longer ago than ``LONGEST_BACK`` is taken down only now
    identity: Identity = field(default_factory=Identity)
    is_truthful: bool = False
    is_demo: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the reporter takes home. ``tracking_code`` exists only here; it is None when the same press came in before."""

    case_id: int
    report_id: int
    case_number: str
    tracking_code: str | None


def submit(
    new: NewReport, submission_key: str, region_code: str, registered_by: User | None = None, kept_out: Iterable[KeptOut] = ()
) -> Receipt:
    """Make a case of a report. The same ``submission_key`` twice gives the first case again, without a code.

    ``registered_by`` is the member of staff who took it down for the reporter, ``kept_out`` who must not hear of it. Raises
    ``RuleBroken`` for what a form could have let through, also when that person's own department is complained of.
    """
    submission_hash = keyed_hash(submission_key, "submission")
    earlier = queries.find_report_by_submission(submission_hash)
    if earlier is not None:
        return Receipt(earlier.case_id, earlier.id, earlier.case.number, None)
    _check(new)
    case = _open_case(new, region_code)
    code = new_tracking_code()
    report = _keep_report(case, new, submission_hash, code)
    if registered_by is not None:
        _register(case, report, registered_by)
    named = keep_out_first(case, kept_out)
    _set_off(case, report, registered_by)
    tell_of_named(case, named)
    return Receipt(case.id, report.id, case.number, code)


def _check(new: NewReport) -> None:
    if not NARRATIVE_MIN <= len(new.narrative.strip()) <= NARRATIVE_MAX:
        raise RuleBroken(
            "narrative", f"请写明发生了什么，{NARRATIVE_MIN} 到 {NARRATIVE_MAX} 个字（现在 {len(new.narrative.strip())} 个字）。"
        )
    if not new.is_truthful:
        raise RuleBroken("is_truthful", "请确认所写内容属实，再提交。")
    if new.received_on is not None and (new.received_on > clock.today() or (is_old(new.received_on) and not new.late_reason)):
        raise RuleBroken("received_on", f"收到日期要在今天以前、{LONGEST_BACK.days} 天以内，请核对。")
    require_custody(_level(new))


def is_old(received_on: date) -> bool:
    """Whether a day of receipt lies so far back that it is rather mistyped. No law sets a limit: with a reason it may stand."""
    return received_on < clock.today() - LONGEST_BACK


def _register(case: Case, report: Report, clerk: User) -> None:
    """Note who took the report down. Nobody takes down what is said of their own house: they would learn who speaks."""
    require(clerk, Permission.REPORT_REGISTER)
    if not is_not_conflicted(clerk, case):
        raise RuleBroken("respondent_text", "这件反映涉及您所在的单位，您不能登记。请反映人自己在网上提交，或者由其他单位登记。")
    report.registered_by_id = clerk.id


def _level(new: NewReport) -> v.Secrecy:
    return level_of(new.reporter_kind, new.conduct, new.shares_identity)


def _open_case(new: NewReport, region_code: str) -> Case:
    at = clock.now()
    respondent = departments.get_department(new.respondent_department_id) if new.respondent_department_id else None
    case = Case(
        id=unused_key(queries.is_case_id),
        number=_new_number(region_code, clock.local_date(at)),
        kind=new.reporter_kind.report_kind,
        status=v.Status.UNASSIGNED,
        title=_title(new),
        area_key=new.area_key,
        respondent_name=respondent.name if respondent else new.respondent_text,
        received_at=at,
        received_on=new.received_on or clock.local_date(at),
        is_demo=new.is_demo,
    )
    for department in [*filter(None, [respondent]), *map(departments.get_department, routing.departments_meant(new.respondent_text).named)]:
        name_respondent(case, department, v.RespondentSource.REPORTED)
    add(case)
    flush()
    return case


def name_respondent(case: Case, department: Department, source: v.RespondentSource) -> None:
    """Make a department a respondent, and those that took over from it: the successor answers for what was done before."""
    known = {(row.department_id, row.source) for row in case.respondents}
    for each in [department, *departments.successors_of(department)]:
        if (each.id, source) not in known:
            case.respondents.append(CaseRespondent(department_id=each.id, department=each, source=source))


def _title(new: NewReport) -> str:
    """A neutral title made of the choices, never of the reporter's words."""
    area = routing_queries.find_area(new.area_key)
    return f"{area.title}：{new.conduct.label}" if area else new.conduct.label


def _keep_report(case: Case, new: NewReport, submission_hash: str, code: str) -> Report:
    report = Report(
        kind=case.kind,
        secrecy=_level(new),
        shares_identity=_level(new) is v.Secrecy.OPEN,
        tracking_hash=tracking_hash(code),
        submission_hash=submission_hash,
        submitted_at=case.received_at,
        receipt_hash=receipt_hash(case.number, case.received_at.isoformat(), new.narrative),
        **{name: getattr(new, name) for name in _COPIED},
    )
    case.reports.append(report)
    add(report)
    flush()
    if new.reporter_kind.is_named:
        seal_identity(report, new.identity)
    if report.shares_identity:
        add(ReporterConsent(report_id=report.id, wording_version=CONSENT_VERSION, given_at=case.received_at))
    return report


_COPIED = (
    "reporter_kind", "channel", "conduct", "area_key", "region_text", "respondent_text", "respondent_person", "narrative", "happened_in",
    "amount_fen", "contract_on", "elsewhere", "publication_choice", "original_number",
)  # fmt: skip


def receipt_hash(number: str, received_at: str, narrative: str) -> str:
    """What the receipt shows so that anybody can check it: SHA-256 over number, instant and the reporter's words."""
    return sha256("\n".join((number, received_at, narrative)).encode("utf-8")).hexdigest()


def _set_off(case: Case, report: Report, registered_by: User | None) -> None:
    """Route the case, start its clocks, write the first event and tell the house."""
    action = Action.SUBMIT if route(case) else Action.ESCALATE
    row = TRANSITIONS[action]
    case.enter(row.target or v.Status.UNASSIGNED, case.received_at)
    start_clocks(case, row, case.received_at)
    refresh_due(case)
    actor: Actor = registered_by or (Reporter(case.id, report.id) if report.channel is v.Channel.WEB else SYSTEM)
    event = write_event(
        case, row, actor, None, case.received_at, "", {"department": case.lead_department.name if case.lead_department else ""}
    )
    emit_step(case, event, actor)
    emit(ReportSubmitted(case.id, report.id))


def route(case: Case) -> bool:
    """Give the case to the department the routing table proposes, and keep why. False when a person must decide."""
    proposal = proposal_for(case)
    case.routing = proposal.explanation
    if proposal.department_id is not None:
        give_to(case, departments.get_department(proposal.department_id))
    return proposal.department_id is not None


def give_to(case: Case, department: Department) -> None:
    """Make a department the lead of the case in the place of the one before."""
    for row in [row for row in case.departments if row.role is v.ParticipationRole.LEAD or row.department_id == department.id]:
        support.end(row)  # whoever helped leads now
        case.departments.remove(row)
    flush()
    case.lead_department, case.lead_department_id = department, department.id
    case.officer = None
    case.assigned_on, case.signed_for_at = clock.today(), None
    case.departments.append(
        CaseDepartment(
            department_id=department.id,
            department=department,
            role=v.ParticipationRole.LEAD,
            status=case.status,
            due_on=case.due_on,
            joined_at=clock.now(),
        )
    )


def _new_number(region_code: str, on: date) -> str:
    """A case number of the day: region code, day, and digits of pure chance, so that no gap tells of a case somebody may not see."""
    before = f"{region_code}-{on:%Y%m%d}-"
    return before + unused_digits(lambda digits: queries.find_report_by_number(before + digits) is not None)
