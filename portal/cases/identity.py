"""The reporter's identity: closed under a key of its own when it comes in; for a named tip-off only two custodians can open it."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from portal import clock
from portal.access import Actor
from portal.cases import queries
from portal.cases.models import Case, CaseReading, Report, ReporterIdentity
from portal.cases.vocabulary import ReporterKind, Secrecy
from portal.crypto import seal, seal_with, unseal, unseal_with
from portal.custody import data_keys
from portal.custody.queries import get_data_key
from portal.db import add, flush
from portal.errors import RuleBroken

NO_CUSTODY = "现在还不能留姓名举报：本平台保管举报人身份的密钥还没有建好。请选“匿名反映”，用查询码联系，同样会认真办理。"


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
    """How handlers see the reporter: surname and 某, or 某企业; of a named tip-off nothing at all."""
    if reporter_kind is ReporterKind.ANONYMOUS:
        return "匿名反映人"
    if reporter_kind is ReporterKind.WITNESS:
        return "举报人"
    if reporter_kind is ReporterKind.ORGANISATION:
        return "某企业"
    return (identity.name[:1] or "某") + "某"


def require_custody(secrecy: Secrecy) -> None:
    """Raise ``RuleBroken`` when a report of this level cannot be taken because no custody key was made yet."""
    if secrecy is Secrecy.SEALED and not data_keys.is_ready():
        raise RuleBroken("reporter_kind", NO_CUSTODY)


def seal_identity(report: Report, identity: Identity) -> ReporterIdentity:
    """Keep the identity of a report under a new data key, in custody for the level 「身份密封」.

    The address for notices stays apart, under the server key: the server needs it to send.
    """
    row = add(
        ReporterIdentity(
            report_id=report.id,
            masked_name=masked_name(identity, report.reporter_kind),
            sealed=b"",
            sealed_email=seal(identity.email, _email_context(report.id)) if identity.email else None,
        )
    )
    _close(row, report, replace(identity, email=""))
    return row


def _close(row: ReporterIdentity, report: Report, identity: Identity) -> None:
    key, raw = data_keys.new_data_key(in_custody=report.secrecy is Secrecy.SEALED)
    row.data_key_id = key.id
    row.sealed = seal_with(raw, json.dumps(asdict(identity), ensure_ascii=False).encode(), _context(report.id))
    flush()


def open_with(row: ReporterIdentity, raw: bytes) -> Identity:
    """The identity of a row, opened with its raw data key. Raises ``SealBroken``."""
    return Identity(**json.loads(unseal_with(raw, row.sealed, _context(row.report_id))))


def renew_seal(row: ReporterIdentity, report: Report) -> bool:
    """Give an identity the protection of its level: a data key of its own, and for a sealed one its place in custody.

    False when that cannot be yet, because there is no custody key.
    """
    if report.secrecy is Secrecy.SEALED and not data_keys.is_ready():
        return False
    if row.data_key_id is None:
        _close(row, report, replace(_read_by_server(row), email=""))
    elif report.secrecy is Secrecy.SEALED:
        data_keys.put_in_custody(get_data_key(row.data_key_id))
    return True


def _read_by_server(row: ReporterIdentity) -> Identity:
    """What the server can read by itself. Raises ``KeyInCustody`` and ``KeyDestroyed``."""
    if row.data_key_id is None:
        return Identity(**json.loads(unseal(row.sealed, _context(row.report_id))))
    return open_with(row, data_keys.key_bytes(get_data_key(row.data_key_id)))


def notice_address(report: Report) -> str:
    """The e-mail address for notices to the reporter, or an empty string. For the outbox only."""
    row = queries.find_identity(report.id)
    if row is None or row.sealed_email is None or report.no_more_contact:
        return ""
    return unseal(row.sealed_email, _email_context(report.id))


def known_identity(report: Report) -> Identity:
    """The identity for the portal's own guards (the redaction of a public text) and for who may open it.

    Empty when the portal does not know it: anonymous, sealed, destroyed.
    """
    row = queries.find_identity(report.id)
    if row is None or not row.sealed:
        return Identity()
    if report.secrecy is Secrecy.SEALED:
        return Identity()  # also while an older row still waits for the custody key
    return replace(_read_by_server(row), email=unseal(row.sealed_email, _email_context(report.id)) if row.sealed_email else "")


def forget_identity(row: ReporterIdentity) -> None:
    """Destroy who the reporter is: the key, what it closed, and what was left of the name."""
    if row.data_key_id is not None:
        data_keys.destroy(get_data_key(row.data_key_id))
    row.sealed, row.masked_name = b"", "反映人（身份信息已销毁）"


def forget_address(row: ReporterIdentity) -> None:
    """Destroy the address for notices."""
    row.sealed_email = None


def note_reading(case: Case, actor: Actor, what: str, seen: Collection[tuple[int, date, str]]) -> None:
    """Note once a day that somebody opened the file (``what``: case or identity)."""
    key = (actor.id, clock.today(), what)
    if key not in seen:
        add(CaseReading(case_id=case.id, user_id=actor.id, day=clock.today(), what=what))
        flush()


def _context(report_id: int) -> str:
    return f"identity:{report_id}"


def _email_context(report_id: int) -> str:
    return f"email:{report_id}"
