"""Everything an account can ask of the portal, with the keys of rows that exist, and what the answers tell."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.cases.evidence import files_of
from portal.cases.queries import get_case
from portal.cases.secrecy.models import IdentityRequest
from portal.db import session
from portal.notifications.models import Notice, OutboxMessage
from portal.notifications.vocabulary import RecipientKind
from portal.publication.models import Publication
from portal.supervision.quality.models import SampledCase
from tests import factories
from tests.secrecy.living import World

_SKIPPED = re.compile(
    r"static|account\.|display\.|public\.(leave|report|track|open)|custody\.(set|recover|show_sheet)|public\.verify_(file|script)"
)
_FORM = {
    "reason": "强行提交的理由，足够长",
    "text": "强行提交的说明文字，足够长",
    "note": "强行写入的备注",
    "message": "强行写入的留言",
    "demand": "强行发出的督办要求",
    "answer": "强行写入的答复内容",
    "decision": "强行写入的决定和理由",
    "outcome": "grant",
    "submission_key": "forced",
}
_NO_KEY = 2_147_000_001
ABSENT = {"case_id": _NO_KEY, "order_id": _NO_KEY, "notice_id": _NO_KEY, "request_id": _NO_KEY, "public_id": "absent"}  # keys no row has


def client_of(app: Flask, person: User) -> FlaskClient:
    """A client in which this person is signed in."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["staff_token"] = factories.open_session_of(person)
    return client


def values_of(world: World) -> dict[str, Any]:
    """A key for every argument of an address: those of the tip-off where it has such rows."""
    case = get_case(world.case_id)
    text = session.scalars(select(Publication).where(Publication.case_id == case.id)).first()
    file: Attachment | None = next(iter(files_of(case)), None)
    asked = session.scalars(select(IdentityRequest.id).where(IdentityRequest.case_id == case.id)).first()
    notice = session.scalars(select(Notice.id).where(Notice.case_id == case.id)).first()
    sample = session.scalars(select(SampledCase.sample_id).where(SampledCase.case_id == case.id)).first()
    return {
        "case_id": case.id,
        "sample_id": sample or 1,
        "order_id": world.order_ids[-1] if world.order_ids else 1,
        "public_id": text.public_id if text else "none",
        "token": file.token if file else "none",
        "notice_id": notice or 1,
        "request_id": asked or 1,
        "department_id": world.places[0],
        "user_id": world.people[0],
        "number": "2026-000001",
        "month": "2026-03",
        "extension": "csv",
        "name": "outcomes.csv",
        "path": "none",
        "register": "commitments",
        "register_kind": "commitment",
        "filename": "none",
    }


def rules_of(app: Flask, method: str) -> list[Rule]:
    """The rules worth asking, by endpoint."""
    wanted = (rule for rule in app.url_map.iter_rules() if method in rule.methods and not _SKIPPED.match(rule.endpoint))
    return sorted(wanted, key=lambda rule: (rule.endpoint, rule.rule))


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    """The address of a rule with these keys, 1 where there is none."""
    return app.url_map.bind("localhost").build(rule.endpoint, {name: values.get(name, 1) for name in rule.arguments})


def lists_of(world: World) -> list[str]:
    """Lists, searches and counts under every way to narrow them, asked for the tip-off itself."""
    case = get_case(world.case_id)
    word = next(iter(world.said))
    desk = [f"/desk/cases?tab={tab}" for tab in ("in_hand", "unassigned", "overdue", "to_publish", "closed", "all")]
    asked = [f"/desk/cases?tab=all&keyword={each}" for each in (case.number, case.title, case.respondent_name)]
    seen = ["/oversight/?period=year", f"/oversight/?department={case.lead_department_id or ''}", "/oversight/orders?status=issued"]
    audit = ["/admin/audit", f"/admin/audit?object_id={case.id}"]
    return [*desk, *asked, *seen, *audit, "/desk/cases?scope=mine", f"/desk/cases?keyword={word}"]


# What can be opened again and again: none of it may move when a tip-off comes. The public log of heads ends the day before.
STANDING = (
    *(f"/desk/cases?tab={tab}" for tab in ("in_hand", "unassigned", "pending", "handling", "overdue", "closed", "all")),
    *(f"/oversight/?period={period}" for period in ("month", "year")),
    *(f"/oversight/{page}" for page in ("orders", "warnings", "samples", "views", "ledger", "findings", "bulletins", "evaluations")),
    *(f"/oversight/cases?measure={measure}&from=202001&to=209912" for measure in ("received", "in_hand", "overdue", "declined")),
    "/desk/",
    "/desk/workload",
    "/desk/evaluations",
    "/desk/findings",
    "/desk/records-home",
    "/desk/publications/objections",
    "/desk/publications/replies",
    "/desk/orders",
    "/desk/criticisms",
    "/desk/ledger",
    "/desk/records",
    "/desk/record-requests",
    "/desk/rectifications",
    "/desk/rectifications/received",
    "/desk/agreements",
    "/downloads/",
    "/figures",
    "/departments",
    "/bulletins",
    "/evaluations",
    "/criticisms",
    "/records",
    "/desk/publications",
    "/desk/letters",
    "/desk/notices",
    "/desk/identity-requests",
    "/admin/departments",
    "/admin/users",
    "/",
    "/outcomes",
    "/outcomes.atom",
    "/outcomes.csv",
    "/api/v1/figures",
    "/api/v1/outcomes",
    "/data",
    "/commitments",
    "/commitments.atom",
    "/news",
    "/appraisals",
    "/links",
    "/desk/registers",
    "/desk/appraisals",
)


def get(client: FlaskClient, path: str) -> tuple[int, str]:
    """Status and text of an answer; what was asked for is taken out of it."""
    answer = client.get(path, headers={"Sec-Fetch-Site": "same-origin"})
    return answer.status_code, told(answer.get_data(), path)


def standing(client: FlaskClient) -> dict[str, str]:
    """The standing pages as this account sees them now."""
    return {path: plain(get(client, path)[1]) for path in STANDING}


def post(client: FlaskClient, path: str, values: dict[str, Any]) -> tuple[int, str]:
    """The same for a forced change."""
    answer = client.post(path, data={**_FORM, "version": 1, **values}, headers={"Sec-Fetch-Site": "same-origin"})
    return answer.status_code, told(answer.get_data(), path)


def told(data: bytes, path: str) -> str:
    """The text of an answer without what the asker typed into the address."""
    text = data.decode("utf-8", "replace")
    query = path.partition("?")[2]
    for typed in (path, path.replace("&", "&amp;"), path.partition("?")[0], *(part.partition("=")[2] for part in query.split("&"))):
        text = text.replace(typed, "…") if len(typed) > 3 else text
    return text


def plain(text: str) -> str:
    """An answer without what differs from one time to the next: tokens, keys, reference codes, times of day."""
    text = re.sub(r'(name="(?:csrf_token|submission_key)"[^>]*value=)"[^"]*"', r"\1", text)
    text = re.sub(r"来电时可报编号：\s*(<[^>]+>)?\s*\w+", "", text)
    return re.sub(r"\d{1,2}:\d{2}(:\d{2})?|nonce-[\w+/=-]+", "", text)


def mail_to(people: list[User]) -> Iterator[str]:
    """Everything that was or will be mailed to these people."""
    ids = [each.id for each in people]
    wanted = select(OutboxMessage).where(OutboxMessage.recipient_kind == RecipientKind.USER, OutboxMessage.recipient_id.in_(ids))
    for message in session.scalars(wanted):
        yield f"{message.subject}\n{message.body_text}\n{message.body_html}"
