"""Living demo cases through the real operations, in the past, so that every clock, event and figure is true."""

from datetime import datetime, timedelta

from portal import clock
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.departments import operations as department_operations
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import DepartmentKind
from portal.attachments import operations as attachments
from portal.cases import assignment, intake, queries
from portal.cases.identity import Identity
from portal.cases.models import Case
from portal.cases.vocabulary import Elsewhere, PublicationChoice, ReporterKind
from portal.crypto import keyed_hash
from portal.db import flush, transaction
from portal.demo import bulletins, checks, dealings, exchange, identities, leads, ledger, lists, records, regions, registers, unusual, verbs
from portal.demo.custody import hold_ceremony
from portal.demo.lives import LIVES, ONLY_TIP_OFFS, PLAN
from portal.demo.people import handling_departments, make_accounts
from portal.demo.stories import COMPANIES, PEOPLE, RESPONDENTS, STORIES, Story
from portal.profiles.operations import set_site
from portal.profiles.queries import get_current
from portal.publication.releasing import publish_due
from portal.routing import queries as routing

_FIRST_HOUR = timedelta(hours=9)
Steps = tuple[tuple[int, str], ...]


def load() -> int:
    """Make the demo accounts, respondents and cases that are missing; returns how many cases were made.

    A case is known by its submission key, so loading twice makes nothing twice. Data of an earlier edition of the plan stay as they are.
    """
    if _is_complete():
        _hold_ceremony()  # in demo data that is older than custody
        _make_registers()  # and than the registers and leads
        return 0
    if identities.were_made(_cases()):
        return 0
    with transaction():
        _give_phone()
        respondents = _make_respondents()
        respondent_ids = [each.id for each in respondents]
    _hold_ceremony()
    made = _live_in_regions()
    made += sum(_live(number, name, respondent_ids[number % len(respondent_ids)]) for number, name in enumerate(PLAN))
    _publish_batches()
    with transaction():
        unusual.make(handling_departments()[0])
    with transaction():
        cases = _cases()
        identities.make(cases, _account("supervisor"))
        dealings.make(cases, _account("supervisor"))
        dealings.deal_in_public(cases, _account("publisher"))
        records.make(cases)
        lists.make(cases, _account("officer"))
        leads.attach(next(case for case in cases if leads.fits(case)))
        ledger.make(_account("supervisor"))
        checks.make(_account("supervisor"))
        bulletins.make(_account("supervisor"), _account("supervisor2"))
    _make_registers()
    return made


def _make_registers() -> None:
    with transaction():
        registers.make()
        leads.make()
    with transaction():
        exchange.make(_account("systemadmin"), _account("supervisor"), _cases())


def _hold_ceremony() -> None:
    with transaction():
        make_accounts()
        hold_ceremony(_account("securityadmin"))


def _is_complete() -> bool:
    """Whether the last demo case is there: the cases are made in order, each in one transaction."""
    return queries.find_report_by_submission(keyed_hash(f"demo:{len(PLAN) - 1}", "submission")) is not None


def _cases() -> list[Case]:
    """The demo cases that are there, in the order of the plan."""
    reports = (queries.find_report_by_submission(keyed_hash(f"demo:{number}", "submission")) for number in range(len(PLAN)))
    return [report.case for report in reports if report is not None]


def _publish_batches() -> None:
    """What was approved before this month came out on the first of it."""
    with transaction(), clock.pretend(clock.start_of(clock.today().replace(day=1)) + _FIRST_HOUR):
        publish_due()


def _give_phone() -> None:
    """A number on every page, as a real site has; it rings nowhere."""
    jurisdiction = get_current()
    if not jurisdiction.settings.get("phone"):
        set_site(jurisdiction, {"phone": "000-00000000", "office_hours": "工作日 9:00—17:30"})


def _make_respondents() -> list[Department]:
    root = next((each for each, depth in departments.list_tree() if depth == 0), None)
    found = []
    for name in RESPONDENTS:
        department = departments.find_department(name)
        found.append(department or department_operations.add_department(name, DepartmentKind.INSTITUTION, parent=root))
    return found


def _live(number: int, name: str, respondent_id: int) -> bool:
    """Live one case from its report to where it stands today. False when it is there already."""
    days_ago, steps = LIVES[name]
    start = clock.start_of(clock.today()) + _FIRST_HOUR - timedelta(days=days_ago + number % 3)
    return _live_from(start, number, f"demo:{number}", steps, _story(number, name), respondent_id)


def _live_in_regions() -> int:
    """The cases of the regions, each given to the bureau there; returns how many were made."""
    with transaction():
        places = [(each.bureau.id, each.respondent.id) for each in regions.make_places()]
    made, one_area = 0, _story(0, "").area
    for number, each in enumerate(regions.planned()):
        bureau_id, respondent_id = places[each.place]
        told = [story for story in _stories("") if not each.is_of_one_area or story.area == one_area]
        start, story = clock.start_of(each.on) + _FIRST_HOUR, told[number % len(told)]
        made += _live_from(start, number, f"demo:region:{number}", each.steps, story, respondent_id, bureau_id)
    return made


def _live_from(start: datetime, number: int, key: str, steps: Steps, story: Story, respondent_id: int, given_to: int | None = None) -> bool:
    with transaction():
        with clock.pretend(start + timedelta(minutes=17 * number % 400)):
            receipt = intake.submit(_report(number, story, respondent_id), key, _region_code())
            if receipt.tracking_code is None:
                return False
            _attach(receipt.report_id, number)
            if given_to is not None:
                _give(receipt.case_id, given_to)
        for day, verb in steps:
            with clock.pretend(start + timedelta(days=day, hours=1)):
                publish_due()
                _do(verb, receipt, story)
    return True


def _give(case_id: int, department_id: int) -> None:
    """A coordinator hands the case to another department than the routing table names."""
    flush()
    case, coordinator, department = queries.get_case(case_id), _account("coordinator"), departments.get_department(department_id)
    if case.lead_department_id is None:
        assignment.assign(case, coordinator, department)
    else:
        assignment.reassign(case, coordinator, department, "事情发生在属地，由属地单位办理，便于当面核实。")


def _do(verb: str, receipt: intake.Receipt, story: Story) -> None:
    flush()
    case = queries.get_case(receipt.case_id)
    cast = verbs.Cast(
        officer=_of(case, "officer"),
        head=_of(case, "head"),
        supervisor=_account("supervisor"),
        second_supervisor=_account("supervisor2"),
        publisher=_account("publisher"),
        second_publisher=_account("publisher2"),
        reporter=Reporter(receipt.case_id, receipt.report_id),
        unit=case.respondent_name,
    )
    verbs.VERBS[verb](case, cast, story)
    flush()


def _account(username: str) -> User:
    user = accounts.find_by_username(username)
    if user is None:
        raise LookupError(username)
    return user


def _of(case: Case, kind: str) -> User:
    """The demo officer or head of the department that has the case."""
    people = accounts.users_of_department(case.lead_department_id or 0)
    return next(user for user in people if user.is_demo and user.username.startswith(kind))


def _story(number: int, name: str) -> Story:
    """The next story that fits the life and whose area the profile has; without areas, any."""
    fitting = _stories(name)
    return fitting[number % len(fitting)]


def _stories(name: str) -> list[Story]:
    told = [story for story in STORIES if name not in ONLY_TIP_OFFS or story.reporter in {ReporterKind.WITNESS, ReporterKind.ANONYMOUS}]
    known = {area.key for area in routing.areas()}
    return [story for story in told if story.area in known] or told


def _report(number: int, story: Story, respondent_id: int) -> intake.NewReport:
    respondent = departments.get_department(respondent_id)
    amount = 18 + number * 37 % 460
    known = {area.key for area in routing.areas()}
    return intake.NewReport(
        reporter_kind=story.reporter,
        conduct=story.conduct,
        narrative=story.narrative.format(unit=respondent.name, amount=amount),
        area_key=story.area if story.area in known else "",
        respondent_text=respondent.name,
        respondent_department_id=respondent.id,
        happened_in=f"{clock.today().year - 1}-{1 + number % 12:02d}",
        amount_fen=amount * 1_000_000 if "{amount}" in story.narrative else None,
        elsewhere=Elsewhere.HOTLINE if number % 5 == 0 else Elsewhere.NONE,
        publication_choice=PublicationChoice.AGREE,
        shares_identity=story.reporter is ReporterKind.ORGANISATION and number % 2 == 0,
        identity=_identity(number, story),
        is_truthful=True,
        is_demo=True,
    )


def _identity(number: int, story: Story) -> Identity:
    if not story.reporter.is_named:
        return Identity()
    organisation = COMPANIES[number % len(COMPANIES)] if story.reporter is ReporterKind.ORGANISATION else ""
    return Identity(
        name=PEOPLE[number % len(PEOPLE)], phone=f"139{number:08d}", organisation=organisation, role="经办人" if organisation else ""
    )


def _attach(report_id: int, number: int) -> None:
    if number % 3 == 0:
        text = "演示材料：合同摘要、验收单编号、历次催款记录。\n本文件由演示数据生成，没有真实内容。\n"
        attachments.add_file("report", report_id, text.encode(), "合同摘要.txt", "合同和验收情况摘要")


def _region_code() -> str:
    return get_current().region_code or "000000"
