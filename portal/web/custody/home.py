"""Where a custodian's work begins: what waits for them, and how the key, their passphrase and their sheet stand."""

from flask import render_template

from portal import clock
from portal.custody import queries
from portal.custody.custodians import key_words
from portal.custody.status import state
from portal.web.custody.blueprint import blueprint
from portal.web.sessions import actor


@blueprint.get("/")
def home() -> str:
    """The next step first, then the requests, then the state of the key."""
    person, found = actor(), state()
    custodian = queries.find_custodian(person.id)
    seat = next((each for each in found.seats if each.person.id == person.id), None)
    waiting = queries.list_waiting(person, clock.now())
    fingerprint = key_words(custodian) if custodian else ""
    return render_template("custody/home.html", state=found, custodian=custodian, fingerprint=fingerprint, seat=seat, waiting=waiting)
