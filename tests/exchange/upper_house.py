"""A second portal in a process of its own, with its own database: the upper platform of the tests. Takes orders as JSON lines.

Run with its environment set (``tests.exchange.houses``). Each order is ``{"do": name, …}``, each answer one JSON object.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import clock, create_app, db
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases import handling, reporting
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import ReporterKind
from portal.db import session, transaction
from portal.exchange import partners
from portal.exchange.partners import NewPartner
from portal.exchange.passing import operations as passing
from portal.exchange.passing import queries as passed
from portal.exchange.queries import get_partner
from portal.exchange.receiving import queries as received
from portal.exchange.vocabulary import PartnerKind
from portal.notifications.models import Notice
from portal.profiles import loader
from portal.routing import loading
from tests import factories
from tests.journeys.serving import Served


class LosesAnswers:
    """Lets the request through, and breaks the line before the answer, as long as ``is_on``."""

    def __init__(self, application: Any) -> None:
        self.application, self.is_on = application, False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer, or seem to have died after the work was done."""
        given = self.application(environ, start_response)
        if not self.is_on:
            return given
        list(given)
        environ["werkzeug.socket"].close()
        return []


class House:
    """What can be ordered."""

    def __init__(self) -> None:
        db.Base.metadata.create_all(db.engine())
        app = create_app()
        self.line = LosesAnswers(app.wsgi_app)
        app.wsgi_app = self.line  # type: ignore[method-assign]
        with transaction():
            loading.load_profile(loader.read_profile("tianjin"))
        self.served = Served(app=app)
        self.served.start()

    def address(self) -> dict[str, Any]:
        """Where it answers."""
        return {"url": self.served.url}

    def lower(self, name: str, region: str, address: str) -> dict[str, Any]:
        """Make a lower platform known, and hand out its keys."""
        admin, second = (factories.make_user(Role.SYSTEM_ADMIN) for _ in range(2))
        body = factories.make_department()
        with transaction():
            new = NewPartner(PartnerKind.LOWER, name, address, region_code=region, department_id=body.id)
            partner, keys = partners.add_partner(admin, new)
            partners.switch(second, partner, True)
            return {"id": partner.id, "key_id": keys.key_id, "secret": keys.secret}

    def pass_down(self, partner: int, days: int) -> dict[str, Any]:
        """A complaint that was taken up some days ago is handed to a lower platform today."""
        lead, respondent = factories.make_department(), factories.make_department()
        officer = factories.make_user(Role.OFFICER, department=lead)
        identity = Identity(name="钱二娘", phone="13900000002", organisation="钱记建材店")
        words = "钱二娘的钱记建材店供货以后，对方一年没有支付货款，电话13900000002。"
        with clock.pretend(self.served.now() - timedelta(days=days)):
            kind = ReporterKind.ORGANISATION
            case = factories.make_case(lead, respondent=respondent, reporter_kind=kind, identity=identity, narrative=words)
            factories.do_to(case, handling.accept, officer)
        with transaction():
            row = cases.get_case(case.id)
            passing.pass_down(row, accounts.get_user(officer.id), get_partner(partner), "请核实欠款情况，钱二娘会配合。")
        return {"case_id": case.id, "number": row.number, "due_on": row.due_on.isoformat()}

    def withdraw(self, case_id: int) -> dict[str, Any]:
        """The reporter takes a report back."""
        row = cases.get_case(case_id)
        factories.do_to(row, reporting.withdraw, Reporter(row.id, row.report.id))
        return {}

    def passed(self, case_id: int) -> dict[str, Any]:
        """How far a case is that was handed down, and how many bells rang about it."""
        row = passed.list_of_case(case_id)[0]
        bells = session.scalars(select(Notice).where(Notice.case_id == case_id, Notice.text.contains("平台"))).all()
        return {"state": row.state.value, "answer": row.answer, "number": row.their_number, "bells": len(bells)}

    def lose(self, is_on: bool) -> dict[str, Any]:
        """Lose answers from now on, or no longer."""
        self.line.is_on = is_on
        return {}

    def wait(self, seconds: int) -> dict[str, Any]:
        """Let time pass."""
        self.served.wait(seconds)
        return {}

    def reset(self) -> dict[str, Any]:
        """Set the clock back to the present: another test begins."""
        self.served.reset()
        return {}

    def work(self) -> dict[str, Any]:
        """One round of the worker."""
        self.served.work()
        return {}

    def records(self, partner: int) -> dict[str, Any]:
        """Every record taken from a lower platform, as it stands."""
        found = received.list_newest(partner)
        return {"records": [{"ref": each.record_ref, "version": each.number, "status": each.code.value} for each in found]}

    def versions(self, partner: int, ref: str) -> dict[str, Any]:
        """Every version of one record that was taken."""
        return {"versions": [each.number for each in reversed(received.list_versions(partner, ref))]}


def main() -> None:
    """Take orders until there are no more."""
    house = House()
    for line in sys.stdin:
        order = json.loads(line)
        with clock.pretend(house.served.now()):
            answer = getattr(house, order.pop("do"))(**order)
        session.remove()
        print(json.dumps(answer), flush=True)
    house.served.stop()


if __name__ == "__main__":
    main()
