"""Admission to the acts that anybody may do: free as long as it is calm, then for a little work of the browser or a short wait.

No third party is asked, there is no quota of the house, and nobody is turned away. Each address has a share of acts that cost nothing.
Beyond it, or when the whole house is under a flood, the page comes back with everything typed and a signed ticket. The ticket admits

* at once, when the browser has found a number that together with the ticket's id has a SHA-256 starting with enough zero bits, or
* without a script, when it has been waited for: addresses that ask more often stand further back in a line of their own.

A ticket belongs to one act and is good once. It names no address.
"""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from math import ceil, inf, log2

from flask import Flask, make_response, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.crypto import keyed_hash, random_token
from portal.errors import TooMany
from portal.web import spent, throttle
from portal.web.addresses import present_address

TICKET, PROOF = "admission_ticket", "admission_proof"
LEAST_BITS, MOST_BITS = 16, 20
LEAST_WAIT_SECONDS = 10
_STEP_SECONDS, _DEEPEST = 15, 20  # the line of one address: 15 seconds for each who stands before, five minutes at most
_GOOD_FOR_SECONDS = 35 * 60  # whoever reads slowly has half an hour
_LONGEST_PROOF = 12


@dataclass(frozen=True)
class Door:
    """An act that admits: what an address may do for nothing, and how many a second the house takes calmly."""

    limit: throttle.Limit
    calm_per_second: float = inf

    @property
    def line(self) -> throttle.Limit:
        """Where those stand who wait."""
        return throttle.Limit(self.limit.name + ":line", 1, _STEP_SECONDS)


@dataclass(frozen=True)
class Ticket:
    """What a browser must show. ``bits`` is the work, ``opens_at`` the end of the wait, both signed."""

    id: str
    bits: int
    opens_at: int
    ends_at: int
    signature: str

    @property
    def wait_seconds(self) -> int:
        """How long the wait still is."""
        return max(0, ceil(self.opens_at - clock.now().timestamp()))

    def written(self) -> str:
        """The ticket as it stands in the form."""
        return f"{self.id}.{self.bits}.{self.opens_at}.{self.ends_at}.{self.signature}"


class AskedToProve(Exception):
    """The act is not admitted yet: the page with the ticket and all that was typed answers."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__()
        self.ticket = ticket


def admit(door: Door, subject: str | None = None, owner: str = "") -> None:
    """Let an act happen, or raise ``AskedToProve``. To be called in the view of a POST, before anything is changed.

    ``subject`` is whose share is used, the visitor's address if not given. With an ``owner`` (what can only happen once anyway, as the
    submission of one draft) a second press with the same ticket is admitted like the first.
    """
    rate = throttle.rate_of(door.limit.name)
    ticket = _shown(door)
    if ticket is not None and _is_earned(ticket):
        if spent.first_use(ticket.id, ticket.ends_at, owner):
            return
        ticket = None
    if rate <= door.calm_per_second and _is_free(door.limit, subject or throttle.visitor()):
        return
    raise AskedToProve(ticket or _issue(door, rate))


def ticket_id() -> str:
    """The id of the ticket that this request showed, for acts of which each ticket allows one; after ``admit``."""
    return request.form.get(TICKET, "").split(".")[0]


def leading_zero_bits(ticket_id: str, number: str) -> int:
    """How many zero bits the hash of id and number starts with."""
    return 256 - int.from_bytes(sha256(f"{ticket_id}:{number}".encode()).digest()).bit_length()


def register(app: Flask) -> None:
    """Answer ``AskedToProve`` with the page that asks."""
    app.register_error_handler(AskedToProve, _ask)


def _is_free(limit: throttle.Limit, subject: str) -> bool:
    try:
        throttle.spend(limit, subject)
    except TooMany:
        return False
    return True


def _issue(door: Door, rate: float) -> Ticket:
    """A ticket whose work and wait grow with how far the address is ahead of its share and how busy the house is."""
    ahead = throttle.borrow(door.line, throttle.visitor(), _DEEPEST) / _STEP_SECONDS
    flood = log2(max(1.0, rate / door.calm_per_second))
    now = clock.now().timestamp()
    opens_at = ceil(now + max(LEAST_WAIT_SECONDS * (1 + flood), ahead * _STEP_SECONDS))
    bits = min(MOST_BITS, LEAST_BITS + round(log2(1 + ahead) + flood / 2))
    ticket_id, ends_at = random_token(16), opens_at + _GOOD_FOR_SECONDS
    return Ticket(ticket_id, bits, opens_at, ends_at, _signature(door, ticket_id, bits, opens_at, ends_at))


def _signature(door: Door, *values: object) -> str:
    return keyed_hash(" ".join(map(str, (door.limit.name, request.endpoint, *values))), "admission")


def _shown(door: Door) -> Ticket | None:
    """The ticket in the posted form, if it is ours, for this act, and not over."""
    parts = request.form.get(TICKET, "").split(".")
    if len(parts) != 5 or not all(part.isdecimal() and part.isascii() and len(part) < 12 for part in parts[1:4]):
        return None
    bits, opens_at, ends_at = map(int, parts[1:4])
    if not compare_digest(_signature(door, parts[0], bits, opens_at, ends_at), parts[4].encode("ascii", "replace").decode()):
        return None
    return Ticket(parts[0], bits, opens_at, ends_at, parts[4]) if clock.now().timestamp() < ends_at else None


def _is_earned(ticket: Ticket) -> bool:
    proof = request.form.get(PROOF, "")
    is_proven = 0 < len(proof) <= _LONGEST_PROOF and leading_zero_bits(ticket.id, proof) >= ticket.bits
    return is_proven or ticket.wait_seconds == 0


def _ask(error: AskedToProve) -> Response:
    """The page that asks: everything typed goes along unseen; a file has to be chosen again, since no page can hold one."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in {TICKET, PROOF, "csrf_token"}]
    files = list(dict.fromkeys(name for name, file in request.files.items(multi=True) if file.filename))
    address = present_address()
    wait = error.ticket.wait_seconds
    page = render_template("errors/asked.html", ticket=error.ticket, fields=fields, files=files, address=address, wait=wait)
    response = make_response(page, 429)
    response.headers["Retry-After"] = str(wait)
    return response
