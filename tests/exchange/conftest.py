"""Two houses that exchange."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.exchange import partners, sending
from portal.exchange.partners import NewPartner
from portal.exchange.vocabulary import PartnerKind
from portal.profiles import loader
from portal.routing import loading
from tests import factories
from tests.browser import apart
from tests.exchange.houses import Line, Upper
from tests.journeys.serving import Served
from tests.records import stories

_numbers = count(1)


@dataclass
class District:
    """This house: a district that reports to the upper one over a line."""

    house: stories.House
    upper: Upper
    line: Line
    served: Served | None
    id_there: int
    partner_id: int
    ahead: timedelta = timedelta(0)

    def now(self) -> Any:
        """What both clocks show."""
        return clock.datetime.now(clock.UTC) + self.ahead

    def wait(self, **time: int) -> None:
        """Let time pass in both houses."""
        self.ahead += timedelta(**time)
        self.served.wait(int(timedelta(**time).total_seconds()))
        self.upper.tell("wait", seconds=int(timedelta(**time).total_seconds()))

    def work(self) -> None:
        """What this house's worker does for the exchange."""
        with apart(), clock.pretend(self.now()):
            sending.exchange()


@pytest.fixture(scope="session")
def upper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upper]:
    """The upper house; it takes a while to build, so all tests of a process share it, each as a district of its own."""
    made = Upper(tmp_path_factory.mktemp("upper"))
    yield made
    made.end()


@pytest.fixture
def district(app: Flask, upper: Upper) -> Iterator[District]:
    """A district under the upper house, known to it and knowing it."""
    with transaction():
        loading.load_profile(loader.read_profile("zhoucun"))
    house = stories.make_house()
    served = Served(app=app).start()
    line = Line(urlsplit(upper.tell("address")["url"]).port or 0)
    keys = upper.tell("lower", name=f"周村区平台{next(_numbers)}", region="370306", address=f"{served.url}/exchange/v1")
    admin = factories.make_user(Role.SYSTEM_ADMIN)
    with transaction():
        address = f"{line.url}/exchange/v1"
        new = NewPartner(PartnerKind.UPPER, "市平台", address, key_id=keys["key_id"], secret=keys["secret"])
        partner_id = partners.add_partner(admin, new)[0].id
    made = District(house, upper, line, served, keys["id"], partner_id)
    yield made
    line.end()
    if made.served is not None:
        served.stop()
    upper.tell("lose", is_on=False)
    upper.tell("reset")
