"""A quarter that is over, with cases of two departments, and bulletins about it."""

from datetime import date

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.bulletins import operations
from portal.bulletins.figures import Asked
from portal.bulletins.models import Bulletin
from portal.bulletins.queries import get_bulletin
from portal.bulletins.vocabulary import Block, Scope
from portal.db import transaction
from portal.supervision.facts import operations as facts
from portal.supervision.operations import refresh_public_figures
from portal.supervision.periods import past_keys, whole
from tests.factories import make_department, make_user
from tests.supervision.cases_of_a_year import put_cases

WORDS = "本季度各单位按时办结率总体平稳，个别单位仍有超期，需要加快办理。"


def quarter() -> str:
    """The newest quarter that is over."""
    return past_keys(clock.today(), 3, 1)[0]


def day_in(key: str) -> date:
    """A day in the middle of the first month of a period."""
    return whole(key)[0].first.replace(day=15)


def put_quarter() -> tuple[Department, Department]:
    """Two departments with twelve and six cases answered in the newest quarter that is over, a few of them late."""
    one, two = make_department("区一局"), make_department("区二局")
    put_cases(12, one, day_in(quarter()), "a", late=3, satisfied=6)
    put_cases(6, two, day_in(quarter()), "b", late=1)
    count()
    return one, two


def count() -> None:
    """Let the worker count what was put in as rows."""
    with transaction():
        facts.keep_missing(1000)
    with transaction():
        facts.settle()
        refresh_public_figures()


def supervisors() -> tuple[User, User]:
    """Two supervisors of departments without cases."""
    return make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR)


def make_bulletin(author: User, is_public: bool = False, asked: Asked | None = None) -> int:
    """A draft with its overview written."""
    with transaction():
        made = operations.begin(accounts.get_user(author.id), asked or Asked(quarter(), Scope.ALL), "", is_public)
        operations.write(made, accounts.get_user(author.id), Block.OVERVIEW, WORDS)
        return made.id


def do(bulletin_id: int, act: object, actor: User, *more: object) -> Bulletin:
    """One operation in a transaction of its own; the bulletin as it is then."""
    with transaction():
        act(get_bulletin(bulletin_id, for_update=True), accounts.get_user(actor.id), *more)  # type: ignore[operator]
    return get_bulletin(bulletin_id)
