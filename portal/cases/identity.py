"""The reporter's identity: sealed when it comes in, opened only with a reason, each opening written down."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.audit import operations as audit
from portal.cases import queries
from portal.cases.events import IdentityOpened
from portal.cases.models import Case, CaseReading, Report, ReporterIdentity
from portal.cases.vocabulary import ReporterKind
from portal.crypto import seal, unseal
from portal.db import add, flush
from portal.errors import RuleBroken
from portal.events import emit

_MIN_REASON = 5


@dataclass(frozen=True)
class Identity:
    """Who the reporter is. Empty strings where nothing was given."""

    name: str = ""
    phone: str = ""
    email: str = ""
    organisation: str = ""
    credit_code: str = ""
    role: str = ""

    def values(self) -> list[str]:
        """The values that must appear nowhere else."""
        return [value for value in (getattr(self, field.name) for field in fields(self)) if value]


def masked_name(identity: Identity, reporter_kind: ReporterKind) -> str:
    """How handlers see the reporter: surname and 某, or 某企业."""
    if reporter_kind is ReporterKind.ANONYMOUS:
        return "匿名反映人"
    if reporter_kind is ReporterKind.ORGANISATION:
        return "某企业"
    return (identity.name[:1] or "某") + "某"


def seal_identity(report: Report, identity: Identity) -> ReporterIdentity:
    """Keep the identity of a report, sealed under the server key; the address for notices apart."""
    context = f"identity:{report.id}"
    return add(
        ReporterIdentity(
            report_id=report.id,
            masked_name=masked_name(identity, report.reporter_kind),
            sealed=seal(json.dumps(asdict(identity), ensure_ascii=False), context),
            sealed_email=seal(identity.email, f"email:{report.id}") if identity.email else None,
        )
    )


def notice_address(report: Report) -> str:
    """The e-mail address for notices to the reporter, or an empty string. For the outbox only."""
    row = queries.find_identity(report.id)
    if row is None or row.sealed_email is None or report.no_more_contact:
        return ""
    return unseal(row.sealed_email, f"email:{report.id}")


def known_identity(report: Report) -> Identity:
    """The identity for the portal's own guards (the redaction of a public text). Nobody is shown it."""
    row = queries.find_identity(report.id)
    return Identity() if row is None else Identity(**json.loads(unseal(row.sealed, f"identity:{report.id}")))


def open_identity(case: Case, actor: Actor, reason: str) -> Identity:
    """Show who the reporter is to an officer who says why.

    Raises ``NotAllowed``, or ``RuleBroken`` when there is no identity or no real reason. The audit log and the reporter's own page
    both show that it was opened.
    """
    require(actor, Permission.IDENTITY_READ, case)
    if len(reason.strip()) < _MIN_REASON:
        raise RuleBroken("reason", f"请写明为什么要查看反映人身份，至少 {_MIN_REASON} 个字。")
    if not case.report.reporter_kind.is_named:
        raise RuleBroken("reason", "这是匿名反映，没有保存身份信息。")
    audit.record(actor, "identity:read", "case", case.id, {"reason": reason.strip()})
    note_reading(case, actor, "identity", {(row.user_id, row.day, row.what) for row in queries.list_readings(case.id)})
    emit(IdentityOpened(case.id, actor.id or 0))
    return known_identity(case.report)


def note_reading(case: Case, actor: Actor, what: str, seen: Collection[tuple[int, date, str]]) -> None:
    """Note once a day that somebody opened the file (``what``: case or identity)."""
    key = (actor.id, clock.today(), what)
    if key not in seen:
        add(CaseReading(case_id=case.id, user_id=actor.id, day=clock.today(), what=what))
        flush()
