"""Cases with random lives, written as rows of cases, steps, clocks and ratings, as the operations leave them."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from portal import clock
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.cases import vocabulary as v
from portal.cases.exchanges import Rating
from portal.cases.models import SUBJECT, Case, CaseEvent, CaseRespondent, Report
from portal.cases.vocabulary import Status
from portal.cases.workflow import Action
from portal.db import add, flush, transaction
from portal.deadlines.counting import Unit, working_days_between
from portal.deadlines.models import Deadline, DeadlinePause
from portal.deadlines.plan import plan
from portal.deadlines.queries import calendar
from tests.factories import make_department

AREAS = ("gov_procurement", "ppp", "bidding", "")
REGIONS = ("120101", "120102", "120200", "")
_numbers = count(1)


@dataclass
class World:
    """The departments of a data set, and the chance that makes it."""

    chance: random.Random
    departments: list[Department] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)


@dataclass
class Life:
    """A case while it is made: its day, its status, its steps."""

    world: World
    lead: Department | None
    on: date
    case: dict[str, Any]
    status: Status = Status.PENDING
    steps: list[dict[str, Any]] = field(default_factory=list)
    deadline: dict[str, Any] = field(default_factory=dict)
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    rating: v.Satisfaction | None = None

    def maybe(self, share: float) -> bool:
        """Whether something happens, as long as there are days left."""
        return self.world.chance.random() < share and self.on < clock.today()

    def step(self, action: Action, status: Status, longest: int = 12) -> None:
        """A step after some days, never later than today."""
        self.on = min(clock.today(), self.on + timedelta(days=self.world.chance.randrange(longest)))
        before, self.status = self.status, status
        lead_id = self.lead.id if self.lead else None
        self.steps.append(
            dict(
                action=action,
                at=clock.start_of(self.on) + timedelta(hours=10),
                from_status=before,
                to_status=status,
                lead_department_id=lead_id,
            )
        )


def make_world(seed: int, number: int = 24) -> World:
    """A data set: four departments and some cases in a transaction of their own."""
    world = World(random.Random(seed))
    kinds = (DepartmentKind.ORGAN, DepartmentKind.ORGAN, DepartmentKind.ORGAN, DepartmentKind.SUBDISTRICT)
    world.departments = [make_department(region_code=region, kind=kind) for region, kind in zip(REGIONS, kinds, strict=True)]
    with transaction():
        for _ in range(number):
            world.cases.append(_write(_live(world)))
    return world


def _live(world: World) -> Life:
    chance = world.chance
    received = clock.today() - timedelta(days=chance.choice([chance.randrange(400), chance.randrange(90), chance.randrange(30)]))
    case = dict(received_on=received, area_key=chance.choice(AREAS), channel=chance.choice(list(v.Channel)))
    case["respondent"] = chance.choice([None, None, *world.departments[:3]])
    life = Life(world, chance.choice(world.departments), received, case)
    life.step(Action.SUBMIT, Status.PENDING, 1)
    if life.maybe(0.2):
        life.case["was_sent_back"], life.lead = True, None
        life.step(Action.SEND_BACK, Status.UNASSIGNED)
        if life.maybe(0.8):
            life.lead = chance.choice(world.departments)
            life.step(Action.ASSIGN, Status.PENDING)
    if life.lead is None:
        return life
    if life.maybe(0.3):
        life.step(Action.REQUEST_SUPPLEMENT, Status.SUPPLEMENT)
        if life.maybe(0.8):
            life.step(Action.SUPPLEMENT, Status.PENDING)
    if life.status is Status.PENDING and life.maybe(0.1):
        life.step(Action.DECLINE, Status.DECLINED)
        life.case["replied_on"] = life.on
    elif life.status is Status.PENDING and life.maybe(0.9):
        _handle(life)
        if life.status is Status.REPLIED:
            _after(life)
    return life


def _handle(life: Life) -> None:
    life.step(Action.ACCEPT, Status.HANDLING)
    life.deadline = dict(started_on=life.on, extension_days=0)
    life.pauses = []
    if life.maybe(0.25):
        life.step(Action.SUSPEND, Status.SUSPENDED)
        stopped = life.on
        if life.maybe(0.8):
            life.step(Action.RESUME, Status.HANDLING)
            life.pauses.append((stopped, life.on))
        else:
            life.pauses.append((stopped, None))
            return
    if life.maybe(0.3):
        life.deadline["extension_days"] = life.world.chance.randrange(1, 30)
    if life.maybe(0.75):
        life.step(Action.REPLY, Status.REVIEWING, 90)
        life.step(Action.APPROVE, Status.REPLIED, 3)
        ended = [(first, last) for first, last in life.pauses if last]
        planned = plan(life.deadline["started_on"], 60, Unit.NATURAL, ended, life.deadline["extension_days"], calendar())
        stood = sum(working_days_between(first, last, calendar()) for first, last in ended)
        used = working_days_between(life.deadline["started_on"], life.on, calendar()) - stood
        life.case |= dict(replied_on=life.on, was_on_time=life.on <= planned.on, days_used=used)


def _after(life: Life) -> None:
    chance = life.world.chance
    if life.maybe(0.5):
        life.rating = chance.choice(list(v.Satisfaction))
    if life.maybe(0.8):
        life.step(Action.CLOSE, Status.CLOSED)
        life.case["finding"] = chance.choice(list(v.Finding))
        if chance.random() < 0.5:
            promised = life.on + timedelta(days=chance.randrange(1, 90))
            met = min(clock.today(), promised + timedelta(days=chance.randrange(-5, 10))) if chance.random() < 0.5 else None
            life.case |= dict(commitment="分期付清", commitment_due_on=promised, commitment_met_on=met)
        if life.maybe(0.2):
            life.step(Action.REOPEN, Status.HANDLING)
            life.case |= dict(was_reopened=True, finding=None, commitment="", commitment_due_on=None, was_on_time=None, days_used=None)
            life.deadline, life.pauses = dict(started_on=life.on, extension_days=0), []


def _write(life: Life) -> int:
    values = dict(life.case)
    channel, respondent, received = values.pop("channel"), values.pop("respondent"), values["received_on"]
    number, at = f"随机{next(_numbers):07}", clock.start_of(received)
    due_on = received + timedelta(days=life.world.chance.randrange(5, 90))
    is_open = life.status in v.OPEN_STATUSES and life.status is not Status.SUSPENDED
    case = add(
        Case(
            number=number, kind=v.ReportKind.COMPLAINT, status=life.status, title="一件", received_at=at,
            lead_department_id=life.lead.id if life.lead else None, closed_at=at if life.status is Status.CLOSED else None,
            **({"due_on": due_on, "due_rule": life.world.chance.choice(["handle", "triage"])} if is_open else {}), **values,
        )
    )  # fmt: skip
    flush()
    add(
        Report(
            case_id=case.id, kind=case.kind, reporter_kind=v.ReporterKind.PERSON, secrecy=v.Secrecy.CONFIDENTIAL, channel=channel,
            conduct=v.Conduct.ARREARS, narrative="拖欠", elsewhere=v.Elsewhere.NONE, publication_choice=v.PublicationChoice.AGREE,
            submitted_at=at, tracking_hash=number, submission_hash=number, receipt_hash="0",
        )
    )  # fmt: skip
    if respondent is not None:
        add(CaseRespondent(case_id=case.id, department_id=respondent.id, source=v.RespondentSource.REPORTED))
    for step in life.steps:
        add(CaseEvent(case_id=case.id, actor_kind="staff", is_public=True, detail={}, **step))
        flush()
    if life.rating:
        add(Rating(case_id=case.id, solved=v.Solved.YES, satisfaction=life.rating, rated_at=at))
    if life.deadline:
        _write_clock(case.id, life)
    return case.id


def _write_clock(case_id: int, life: Life) -> None:
    ended = [(first, last) for first, last in life.pauses if last]
    planned = plan(life.deadline["started_on"], 60, Unit.NATURAL, ended, life.deadline["extension_days"], calendar())
    is_met = life.case.get("days_used") is not None
    met_on = life.case["replied_on"] if is_met else None
    deadline = Deadline(
        subject_kind=SUBJECT, subject_id=case_id, rule_key="handle", value=60, unit=Unit.NATURAL, due_on=planned.on, calendar_version="",
        met_on=met_on, met_at=clock.start_of(met_on) if met_on else None, created_at=clock.now(), **life.deadline,
        paused_on=next((first for first, last in life.pauses if last is None), None), pause_reason="",
    )  # fmt: skip
    deadline.pauses = [DeadlinePause(started_on=first, ended_on=last, reason="鉴定") for first, last in life.pauses]
    add(deadline)
