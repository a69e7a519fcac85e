"""A report being written: kept on the server, sealed under the token that finds it, gone when it lies idle."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.attachments import operations as attachments
from portal.cases import intake, queries
from portal.cases import vocabulary as v
from portal.cases.evidence import protect_originals
from portal.cases.exchanges import ReportDraft
from portal.cases.identity import Identity
from portal.cases.intake import NewReport, Receipt
from portal.cases.secrecy.levels import may_consent
from portal.crypto import SealBroken, keyed_hash, random_token, seal_with, unseal, unseal_with
from portal.db import add, flush, session
from portal.errors import TransitionRefused
from portal.identifiers import normalise_phone
from portal.routing import operations as routing

OWNER = "draft"  # owner kind of the evidence files of a draft
IDLE_LIFE = timedelta(hours=24)  # after the last saved page
RECEIPT_LIFE = timedelta(hours=2)  # how long the page with the tracking code can be opened again

# Gone from the draft at once when the reporter chooses to stay anonymous, whenever they were typed.
IDENTITY_ANSWERS = frozenset({"name", "phone", "email", "organisation", "credit_code", "role", "shares_identity"})

Answers = dict[str, Any]


def start() -> tuple[str, ReportDraft]:
    """A new, empty draft and the token that finds it. The token is kept nowhere but in the browser's session."""
    token, at = random_token(), clock.now()
    row = ReportDraft(token_hash=_token_hash(token), sealed=b"", created_at=at, expires_at=at + IDLE_LIFE)
    row.token = token
    _write(row, {"answers": {}, "receipt": None})
    add(row)
    flush()
    return token, row


def load(token: str, for_update: bool = False) -> ReportDraft | None:
    """The draft of a token, unless its time is over. ``for_update`` locks it, so that a double press waits for the first."""
    row = queries.find_draft(_token_hash(token), clock.now(), for_update)
    if row is not None:
        row.token = token
    return row


def answers_of(row: ReportDraft) -> Answers:
    """What has been answered so far; plain JSON values under the names of the form fields."""
    return dict(_read(row)["answers"])


def receipt_of(row: ReportDraft) -> dict[str, Any] | None:
    """What the reporter takes home (case_id, report_id, case_number, code), once the draft has been submitted."""
    found: dict[str, Any] | None = _read(row)["receipt"]
    return found


def save(row: ReportDraft, changes: Mapping[str, Any]) -> Answers:
    """Put answers of one page over those kept, and begin the idle time anew; answers of other pages stay.

    Raises ``TransitionRefused`` for a draft that has been submitted.
    """
    if receipt_of(row) is not None:
        raise TransitionRefused("这份反映已经提交，不能再改。要补充内容，请用查询码打开进度页。")
    answers = {**answers_of(row), **changes}
    if answers.get("reporter_kind") == v.ReporterKind.ANONYMOUS.value:
        answers = {name: value for name, value in answers.items() if name not in IDENTITY_ANSWERS}
    _write(row, {"answers": answers, "receipt": None})
    row.expires_at = clock.now() + IDLE_LIFE
    return answers


def submit(row: ReportDraft, token: str, last_answers: Mapping[str, Any], region_code: str) -> dict[str, Any]:
    """Make a case of the draft with the answers of its last page, once; gives its receipt, the same for every later press.

    The draft then holds nothing but the receipt. Raises ``RuleBroken`` for what a form could have let through.
    """
    earlier = receipt_of(row)
    if earlier is not None:
        return earlier
    made = intake.submit(new_report({**answers_of(row), **last_answers}), token, region_code)
    attachments.hand_over(OWNER, row.id, "report", made.report_id)
    protect_originals(queries.get_report(made.report_id), "report", made.report_id)
    receipt = _kept_receipt(made)
    finish(row, receipt)
    return receipt


def finish(row: ReportDraft, receipt: dict[str, Any]) -> None:
    """What was written has become something else than a report: the draft holds nothing but its receipt from now on."""
    _write(row, {"answers": {}, "receipt": receipt})
    row.expires_at = clock.now() + RECEIPT_LIFE


def keep_receipt(token: str, made: Receipt) -> None:
    """Let ``token`` open a receipt that no draft stands behind, as long as any receipt can be opened."""
    at = clock.now()
    row = ReportDraft(token_hash=_token_hash(token), sealed=b"", created_at=at, expires_at=at + RECEIPT_LIFE)
    row.token = token
    _write(row, {"answers": {}, "receipt": _kept_receipt(made)})
    add(row)
    flush()


def _kept_receipt(made: Receipt) -> dict[str, Any]:
    return {"case_id": made.case_id, "report_id": made.report_id, "case_number": made.case_number, "code": made.tracking_code}


def new_report(answers: Mapping[str, Any]) -> NewReport:
    """The answers as intake wants them. What no longer fits the chosen kind or category is left out."""
    kind, conduct = v.ReporterKind(answers["reporter_kind"]), v.Conduct(answers["conduct"])
    text = answers.get("respondent_text") or ""
    respondent = routing.match_department(text) if text else None
    contract_on = answers.get("contract_on") if conduct.has_amount else None
    return NewReport(
        reporter_kind=kind,
        conduct=conduct,
        narrative=answers["narrative"],
        area_key=answers.get("area_key") or "",
        respondent_text=text,
        respondent_department_id=respondent.id if respondent else None,
        respondent_person=answers.get("respondent_person") or "",
        happened_in=answers.get("happened_in") or "",
        amount_fen=answers.get("amount_fen") if conduct.has_amount else None,
        contract_on=date.fromisoformat(contract_on) if contract_on else None,
        elsewhere=v.Elsewhere(answers.get("elsewhere") or v.Elsewhere.UNSURE),
        publication_choice=v.PublicationChoice(answers.get("publication_choice") or v.PublicationChoice.PREVIEW_FIRST),
        shares_identity=bool(answers.get("shares_identity")) and may_share_identity(answers),
        identity=_identity(kind, answers),
        is_truthful=bool(answers.get("is_truthful")),
    )


def may_share_identity(answers: Mapping[str, Any]) -> bool:
    """Whether consent to open the identity is asked for: named claims of payment or contract."""
    conduct, kind = answers.get("conduct"), answers.get("reporter_kind")
    return may_consent(v.ReporterKind(kind), v.Conduct(conduct)) if conduct and kind else False


def _identity(kind: v.ReporterKind, answers: Mapping[str, Any]) -> Identity:
    if not kind.is_named:
        return Identity()
    own = {"name": answers.get("name") or "", "phone": normalise_phone(answers.get("phone") or ""), "email": answers.get("email") or ""}
    if kind is v.ReporterKind.ORGANISATION:
        own |= {name: answers.get(name) or "" for name in ("organisation", "credit_code", "role")}
    return Identity(**own)


def discard(row: ReportDraft) -> None:
    """Delete a draft and take away its files."""
    attachments.remove_all(OWNER, row.id)
    session.delete(row)
    flush()


def purge_expired() -> int:
    """Delete the drafts whose time is over, some at a time; returns how many."""
    expired = queries.list_expired_drafts(clock.now())
    for row in expired:
        discard(row)
    return len(expired)


def mark_of(row: ReportDraft) -> str:
    """A name of the draft that may stand in a form: it says which draft a page belongs to and opens none."""
    return row.token_hash[:16]


def _token_hash(token: str) -> str:
    return keyed_hash(token, "draft")


def _write(row: ReportDraft, content: dict[str, Any]) -> None:
    row.sealed = seal_with(_key(row), json.dumps(content, ensure_ascii=False).encode(), _context(row))


def _read(row: ReportDraft) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_opened(row))
    return content


def _opened(row: ReportDraft) -> bytes | str:
    try:
        return unseal_with(_key(row), row.sealed, _context(row))
    except SealBroken:
        return unseal(row.sealed, _context(row))  # begun before drafts were closed under their tokens


def _key(row: ReportDraft) -> bytes:
    return bytes.fromhex(keyed_hash(row.token, "draft-key"))


def _context(row: ReportDraft) -> str:
    return f"draft:{row.token_hash}"
