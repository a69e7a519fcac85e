"""A random house, a tip-off in it with a canary in every text, and a random life of its case; the accused are worked out here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.access import SYSTEM, Reporter
from portal.access.predicates import department_conflicted
from portal.accounts.departments import operations as departments
from portal.accounts.models import Department, RoleGrant, User
from portal.accounts.people import edit_person
from portal.accounts.vocabulary import ADMINISTRATORS, CASE_ROLES, Role
from portal.attachments import operations as attachments
from portal.cases import assignment, handling, queries, replying, reporting
from portal.cases.identity import Identity
from portal.cases.intake import give_to
from portal.cases.models import Case
from portal.cases.possible import possible_actions
from portal.cases.recusal import operations as recusal
from portal.cases.replying import ReplyText
from portal.cases.secrecy import requests
from portal.cases.secrecy.vocabulary import Purpose
from portal.cases.steps import take
from portal.cases.vocabulary import Conduct, DeclineGround, Finding, ReporterKind, ReviewGround, Status
from portal.cases.workflow import Action as A
from portal.db import add, flush, session, transaction
from portal.deadlines.limits import Pause
from portal.errors import PortalError
from portal.publication import operations as publications
from portal.publication.checking import inspector
from portal.supervision import operations as supervision
from tests import factories

LATER = timedelta(days=75)
_worlds = count(1)
_ROLES = [*CASE_ROLES, Role.OFFICER, Role.HEAD, Role.SUPERVISOR]


@dataclass
class World:
    """What an example made. ``said`` holds every canary with where it stood; ``accused`` the ids of bodies complained of."""

    random: Random
    mark: str
    places: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    accused: set[int] = field(default_factory=set)
    confirmed: int | None = None
    named: set[int] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    case_id: int = 0
    report_id: int = 0
    order_ids: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def canary(self, where: str) -> str:
        """A word that stands nowhere else."""
        word = f"金丝雀{self.mark}{len(self.said):02d}号"
        self.said[word] = where
        return word

    def text(self, where: str) -> str:
        """A sentence with a canary, long enough for every field."""
        return f"这里写的是{self.canary(where)}，请有关人员依法认真核实办理。"

    def place(self) -> Department:
        """Any department of the tree."""
        return session.get_one(Department, self.random.choice(self.places))

    def staff(self) -> list[User]:
        """Everybody in the tree."""
        return list(session.scalars(select(User).where(User.id.in_(self.people)).order_by(User.id)))

    def blind(self) -> list[User]:
        """Whoever must see nothing: people of the bodies complained of, of their successors and of all below, and the persons named."""
        bodies = {each.id: each for each in session.scalars(select(Department).where(Department.id.in_(self.places)))}
        wanted = {*self.accused, *([self.confirmed] if self.confirmed else [])}
        while heirs := {bodies[each].successor_id for each in wanted} - wanted - {None}:
            wanted |= heirs
        return [
            each
            for each in self.staff()
            if each.is_active and (each.id in self.named or (each.department and wanted & set(each.department.ancestor_ids)))
        ]


def make_world(seed: int) -> World:
    """A tree of four to seven organs, one to two people in each, at least one who watches and one who is complained of."""
    world = World(Random(seed), f"{next(_worlds):03d}{seed % 997:03d}")
    for number in range(world.random.randint(4, 7)):
        parent = world.random.choice([None, None, *world.places]) if world.places else None
        above = session.get_one(Department, parent) if parent else None
        world.places.append(factories.make_department(f"{world.mark}第{number}单位", above).id)
    with transaction():
        for number, place in enumerate([*world.places, *world.random.choices(world.places, k=3)]):
            roles = {world.random.choice(_ROLES), world.random.choice(_ROLES)} if number < len(world.places) else {Role.OFFICER, Role.HEAD}
            roles = {world.random.choice(sorted(ADMINISTRATORS))} if world.random.random() < 0.12 else roles
            name = f"{world.mark}甲{number}"
            person = User(
                username=name, display_name=name, department_id=place, created_at=clock.now(), email=f"{world.mark}.{number}@x.cn"
            )
            person.grants = [RoleGrant(role=role, granted_at=clock.now()) for role in roles]
            add(person)
            flush()
            world.people.append(person.id)
    return world


def tip_off(world: World, body: Department | None = None) -> None:
    """Send the report in: a canary in every field, in the name and the content of a file, and in the identity."""
    body, lead = body or world.place(), world.place()
    named = world.random.choice(world.staff()) if world.random.random() < 0.4 else None
    kind = world.random.choice([ReporterKind.ANONYMOUS, ReporterKind.WITNESS])
    identity = (
        Identity(name=world.canary("name"), phone="13999990000", email=f"{world.canary('email')}@x.cn") if kind.is_named else Identity()
    )
    case = factories.make_case(
        respondent=body,
        narrative=world.text("narrative"),
        reporter_kind=kind,
        conduct=world.random.choice(list(Conduct)),
        region_text=world.canary("region"),
        respondent_text=f"{body.name}{world.canary('respondent')}",
        respondent_person=f"{named.display_name if named else ''}{world.canary('person')}",
        identity=identity,
    )
    world.case_id, world.report_id = case.id, case.report.id
    world.accused.add(body.id)
    world.named |= {named.id} if named else set()
    world.said |= {case.number: "number"}
    with transaction():
        words, name = world.text("file").encode(), f"{world.canary('file name')}.txt"
        attachments.add_file("report", world.report_id, words, name, world.canary("description"))
        case = queries.get_case(case.id)
        if case.status is Status.UNASSIGNED and not department_conflicted(lead, case):
            give_to(case, lead)
            take(case, A.ROUTE, SYSTEM)


def live(world: World, steps: int) -> None:
    """Take random steps, each by somebody who may; what the rules refuse is left out."""
    for _ in range(steps):
        world.random.choice([_staff_step, _staff_step, _staff_step, _reporter_step, _paper_step])(world)


def _attempt(world: World, name: str, act: Callable[[Case], Any]) -> bool:
    before = dict(world.said)
    try:
        with transaction():
            act(queries.get_case(world.case_id, for_update=True))
    except PortalError:
        world.said = before
        return False
    world.done.append(name)
    return True


def _staff_step(world: World) -> None:
    case = queries.get_case(world.case_id)
    able = [(action, person) for person in world.staff() for action in possible_actions(case, person) if action in STAFF_STEPS]
    if able:
        action, person = world.random.choice(sorted(able, key=lambda pair: (pair[0].value, pair[1].id)))
        _attempt(world, action.value, lambda case: STAFF_STEPS[action](world, case, session.get_one(User, person.id)))


def _reporter_step(world: World) -> None:
    reporter = Reporter(world.case_id, world.report_id)
    name = world.random.choice(sorted(_REPORTER_STEPS))
    _attempt(world, name, lambda case: _REPORTER_STEPS[name](world, case, reporter))


def _paper_step(world: World) -> None:
    person, what = world.random.choice(world.staff()), world.random.choice([_order, _draft, _answer_order, _ask_identity])
    _attempt(world, what.__name__, lambda case: what(world, case, session.get_one(User, person.id)))


def _order(world: World, case: Case, actor: User) -> None:
    order = supervision.issue(case, actor, world.text("order"), 5)
    world.order_ids.append(order.id)
    world.said[order.number] = "order number"


def _answer_order(world: World, case: Case, actor: User) -> None:
    for order_id in world.order_ids[-1:]:
        supervision.answer(supervision.queries.get_order(order_id), actor, world.text("order answer"))


def _ask_identity(world: World, case: Case, actor: User) -> None:
    requests.ask(case, actor, world.random.choice(list(Purpose)), world.text("why identity"))


def _draft(world: World, case: Case, actor: User) -> None:
    publications.draft(case, actor)


def _confirm(world: World, case: Case, actor: User) -> None:
    body = world.place()
    assignment.confirm_respondent(case, actor, body, "")
    world.confirmed = body.id


def _name(world: World, case: Case, actor: User) -> None:
    person = world.random.choice(world.staff())
    recusal.name_person(case, actor, person)
    world.named.add(person.id)


def _keep_out(world: World, case: Case, actor: User) -> None:
    person = world.random.choice(world.staff())
    recusal.decide_exclusion(case, actor, person, world.text("exclusion"))
    world.named.add(person.id)


def _recuse(world: World, case: Case, actor: User) -> None:
    recusal.recuse(case, actor, world.text("recusal"))
    world.named.add(actor.id)


def _appoint(world: World, case: Case, actor: User) -> None:
    assignment.appoint(case, actor, world.random.choice(world.staff()))


def _reply(world: World, case: Case, actor: User) -> None:
    replying.submit_reply(case, actor, inspector, ReplyText(*(world.text(f"reply {number}") for number in range(5))))


def _close(world: World, case: Case, actor: User) -> None:
    replying.close(case, actor, inspector, Finding.SUBSTANTIATED, world.text("measures"), "", None)


STAFF_STEPS: dict[A, Callable[[World, Case, User], Any]] = {
    A.ASSIGN: lambda w, case, actor: assignment.assign(case, actor, w.place()),
    A.REASSIGN: lambda w, case, actor: assignment.reassign(case, actor, w.place(), w.text("reassign")),
    A.SEND_BACK: lambda w, case, actor: assignment.send_back(case, actor, w.text("send back")),
    A.SIGN_FOR: lambda w, case, actor: assignment.sign_for(case, actor),
    A.APPOINT: _appoint,
    A.ADD_SUPPORT: lambda w, case, actor: assignment.add_support(case, actor, w.place()),
    A.CONFIRM_RESPONDENT: _confirm,
    A.NAME_PERSON: _name,
    A.EXCLUDE: _keep_out,
    A.RECUSE: _recuse,
    A.ACCEPT: lambda w, case, actor: handling.accept(case, actor),
    A.DECLINE: lambda w, case, actor: handling.decline(case, actor, DeclineGround.OTHER_REGION, w.text("decline")),
    A.REQUEST_SUPPLEMENT: lambda w, case, actor: handling.request_supplement(case, actor, w.text("wanted")),
    A.NOTE: lambda w, case, actor: handling.note(case, actor, w.text("note")),
    A.WRITE: lambda w, case, actor: handling.write_to_reporter(case, actor, w.text("message")),
    A.REQUEST_EXTENSION: lambda w, case, actor: handling.request_extension(case, actor, 5, w.text("extension")),
    A.SUSPEND: lambda w, case, actor: handling.suspend(case, actor, w.text("suspension"), Pause.HEARING),
    A.RESUME: lambda w, case, actor: handling.resume(case, actor),
    A.REPLY: _reply,
    A.APPROVE: lambda w, case, actor: replying.approve_reply(case, actor, inspector),
    A.REFUSE: lambda w, case, actor: replying.refuse_reply(case, actor, w.text("refusal")),
    A.CLOSE: _close,
    A.REOPEN: lambda w, case, actor: replying.reopen(case, actor, w.text("reopening")),
    A.REMIND: lambda w, case, actor: handling.remind(case, actor, w.text("reminder")),
}
_REPORTER_STEPS: dict[str, Callable[[World, Case, Reporter], Any]] = {
    "supplement": lambda w, case, reporter: reporting.supplement(case, reporter, w.text("supplement"), False),
    "write": lambda w, case, reporter: reporting.write_to_office(case, reporter, w.text("from the reporter")),
    "review": lambda w, case, reporter: reporting.request_review(case, reporter, ReviewGround.FACTS, w.text("review")),
    "recusal": lambda w, case, reporter: recusal.request_recusal(case, reporter, w.canary("whom"), w.text("why recuse")),
}


def rebuild(world: World) -> None:
    """Change the tree or the people: a merger, a move, a new name, somebody in another department."""

    def merge(_case: Case) -> None:
        departments.set_successor(world.place(), world.place())

    def move(_case: Case) -> None:
        departments.move_department(world.place(), world.place())

    def rename(_case: Case) -> None:
        place = world.place()
        departments.rename_department(place, f"{place.name}改")

    def transfer(_case: Case) -> None:
        person = world.random.choice(world.staff())
        edit_person(person, person.display_name, world.place(), person.email, "")

    change = world.random.choice([merge, merge, move, move, rename, transfer])
    _attempt(world, change.__name__, change)


def leave(world: World) -> None:
    """End the example, so that the next one has its own people to tell."""
    with transaction():
        for person in world.staff():
            person.is_active = False
