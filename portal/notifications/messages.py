"""What is said by mail: one function per message. No message tells a matter, a unit, a name, a number or a code."""

from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.config import ROOT, settings
from portal.notifications.vocabulary import MessageKind
from portal.profiles.queries import current
from portal.profiles.sites import site_of

_templates = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "email"),
    autoescape=lambda name: bool(name) and str(name).endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


class MessageText(NamedTuple):
    """A message as it will be read; fits behind the address in ``outbox.queue``."""

    subject: str
    text: str
    html: str


def render(kind: MessageKind, **values: Any) -> MessageText:
    """The message of a kind in the words of its templates, which know ``site``, ``track_url``, ``desk_url`` and the values given."""
    base = settings().public_base_url
    known = {"site": site_of(current()), "track_url": f"{base}/track", "desk_url": f"{base}/desk", **values}

    def said(part: str) -> str:
        return _templates.get_template(f"{kind.value}/{part}").render(known)

    return MessageText(" ".join(said("subject.txt").split()), said("body.txt"), said("body.html"))


def reporter_received() -> MessageText:
    """To a reporter: what they sent has arrived."""
    return render(MessageKind.REPORTER_RECEIVED)


def reporter_news() -> MessageText:
    """To a reporter: there is news, and where to look."""
    return render(MessageKind.REPORTER_NEWS)


def staff_news() -> MessageText:
    """To staff: something happened to one of their cases."""
    return render(MessageKind.STAFF_NEWS)


def staff_new_case() -> MessageText:
    """To staff: a case has come to their department."""
    return render(MessageKind.STAFF_NEW_CASE)


def staff_due_soon() -> MessageText:
    """To staff: a deadline is near."""
    return render(MessageKind.STAFF_DUE_SOON)


def staff_overdue() -> MessageText:
    """To staff and supervisors: a deadline has passed."""
    return render(MessageKind.STAFF_OVERDUE)


def staff_order() -> MessageText:
    """To the head of a department: a 督办 has come."""
    return render(MessageKind.STAFF_ORDER)


def staff_ledger() -> MessageText:
    """To staff: a task of the ledger, an inspection or something to put right needs them."""
    return render(MessageKind.STAFF_LEDGER)


def staff_figures() -> MessageText:
    """To staff: a bulletin or an evaluation needs them."""
    return render(MessageKind.STAFF_FIGURES)


def staff_digest(figures: list[tuple[str, int]]) -> MessageText:
    """To staff, once a day: figures as (Chinese label, count), for example 「今天到期」 2. Counts only."""
    return render(MessageKind.STAFF_DIGEST, figures=figures)
