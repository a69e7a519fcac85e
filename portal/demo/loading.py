"""Living demo cases through the real operations, in the past, so that every clock, event and figure is true."""

from datetime import timedelta

from portal import clock
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.departments import operations as department_operations
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import DepartmentKind
from portal.attachments import operations as attachments
from portal.cases import intake, queries
from portal.cases.identity import Identity
from portal.cases.models import Case
from portal.cases.vocabulary import Elsewhere, PublicationChoice, ReporterKind
from portal.crypto import keyed_hash
from portal.db import flush, transaction
from portal.demo import dealings, identities, verbs
from portal.demo.custody import hold_ceremony
from portal.demo.lives import LIVES, PLAN
from portal.demo.people import make_accounts
from portal.demo.stories import COMPANIES, PEOPLE, RESPONDENTS, STORIES, Story
from portal.profiles.operations import set_site
from portal.profiles.queries import get_current
from portal.publication.releasing import publish_due
from portal.routing import queries as routing

_FIRST_HOUR = timedelta(hours=9)


def load() -> int:
    """Make the demo accounts, respondents and cases that are missing; returns how many cases were made.

    A case is known by its submission key, so loading twice makes nothing twice.
    """
    if _is_complete():
        _hold_ceremony()  # in demo data that is older than custody
        return 0
    with transaction():
        _give_phone()
        respondents = _make_respondents()
        respondent_ids = [each.id for each in respondents]
    _hold_ceremony()
    made = sum(_live(number, name, respondent_ids[number % len(respondent_ids)]) for number, name in enumerate(PLAN))
    _publish_batches()
    with transaction():
        reports = (queries.find_report_by_submission(keyed_hash(f"demo:{number}", "submission")) for number in range(len(PLAN)))
        cases = [report.case for report in reports if report is not None]
        identities.make(cases, _account("supervisor"))
        dealings.make(cases, _account("supervisor"))
        dealings.deal_in_public(cases, _account("publisher"))
    return made


def _hold_ceremony() -> None:
    with transaction():
        make_accounts()
        hold_ceremony(_account("securityadmin"))


def _is_complete() -> bool:
    """Whether the last demo case is there: the cases are made in order, each in one transaction."""
    return queries.find_report_by_submission(keyed_hash(f"demo:{len(PLAN) - 1}", "submission")) is not None


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
    story = _story(number)
    with transaction():
        with clock.pretend(start + timedelta(minutes=17 * number % 400)):
            receipt = intake.submit(_report(number, name, story, respondent_id), f"demo:{number}", _region_code())
            if receipt.tracking_code is None:
                return False
            _attach(receipt.report_id, number)
        for day, verb in steps:
            with clock.pretend(start + timedelta(days=day, hours=1)):
                publish_due()
                _do(verb, receipt, story)
    return True


def _do(verb: str, receipt: intake.Receipt, story: Story) -> None:
    flush()
    case = queries.get_case(receipt.case_id)
    cast = verbs.Cast(
        officer=_of(case, "officer"),
        head=_of(case, "head"),
        supervisor=_account("supervisor"),
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


def _story(number: int) -> Story:
    """The next story whose area the profile has; without areas, any."""
    known = {area.key for area in routing.areas()}
    fitting = [story for story in STORIES if story.area in known] or list(STORIES)
    return fitting[number % len(fitting)]


def _report(number: int, name: str, story: Story, respondent_id: int) -> intake.NewReport:
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
