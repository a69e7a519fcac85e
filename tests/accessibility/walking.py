"""Finding an address that opens for every page of the site, with the house client, before a real browser looks at it."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.models import Department, User
from portal.cases.letters.models import RespondentLetter
from portal.cases.models import Case
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.templates import ReplyTemplate
from portal.custody.models import CustodyAct
from portal.db import session
from portal.notifications.models import Notice
from portal.publication.models import Publication
from portal.supervision.models import SupervisionOrder
from tests.browser import apart

# Addresses that only move on, hand over a file, or are looked at by another test.
NOT_PAGES = {"static", "public.leave", "desk.home", "account.next_step", "account.enter_invitation"}
MOST_TRIES = 80
_KEYS = {
    "case_id": Case.id,
    "department_id": Department.id,
    "user_id": User.id,
    "template_id": ReplyTemplate.id,
    "notice_id": Notice.id,
    "public_id": Publication.public_id,
    "order_id": SupervisionOrder.id,
    "request_id": IdentityRequest.id,
    "act_id": CustodyAct.id,
}


def page_rules(app: Flask, area: str) -> list[Rule]:
    """The rules of an area that answer GET."""
    found = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES]
    return sorted((rule for rule in found if rule.endpoint.split(".")[0] == area), key=lambda rule: rule.endpoint)


def addresses(app: Flask, rule: Rule) -> Iterator[str]:
    """Addresses that a rule may have with the rows that are there."""
    adapter = app.url_map.bind("portal")
    columns = {name: _keys_of(name, rule) for name in sorted(rule.arguments)}
    for values in islice(product(*columns.values()), MOST_TRIES):
        yield adapter.build(rule.endpoint, dict(zip(columns, values, strict=True)))


def _keys_of(name: str, rule: Rule) -> list[Any]:
    if name == "number" and rule.endpoint.startswith("public."):
        return list(range(1, 8))
    if "letter" in rule.endpoint:
        return _keys_of_letters(name)
    if name not in _KEYS:
        return []
    with apart():
        return list(session.scalars(select(_KEYS[name]).order_by(_KEYS[name])))


def _keys_of_letters(name: str) -> list[Any]:
    """The letters by number, and the cases that they are about."""
    column = {"number": RespondentLetter.number, "case_id": RespondentLetter.case_id}.get(name)
    if column is None:
        return []
    with apart():
        return list(session.scalars(select(column).order_by(RespondentLetter.id)))


def first_open_page(client: Any, paths: Iterator[str]) -> str | None:
    """The first address that gives a page to this client."""
    for path in paths:
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return path
    return None
