"""The row that travels (domain §15): described once; files, pushes and the checks of the upper side are made from it. Pure but for text."""

from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from portal.exchange.outbox import encoded
from portal.exchange.vocabulary import RecordCode
from portal.records.models import DishonestyRecord
from portal.records.vocabulary import DocumentKind, RecordConduct, RecordStatus, RectificationState, Severity

FORMAT, RECEIPT = "xinnuo-records/1", "xinnuo-receipt/1"
MOST_ROWS = 500
_DAY = r"^20\d{2}-\d{2}-\d{2}$"
_DAY_OR_NONE = r"^(20\d{2}-\d{2}-\d{2})?$"
_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_CODE_OR_NONE = r"^([0-9A-HJ-NPQRTUWXY]{18})?$"


class RecordRow(BaseModel):
    """One version of one record. No field can hold anything of a reporter; what is not described cannot get in."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str = Field(title="记录编号", pattern=r"^[A-Za-z0-9_-]{1,40}$")
    version: int = Field(title="版本", ge=1, le=9999)
    subject: str = Field(title="主体名称", min_length=2, max_length=120)
    credit_code: str = Field(title="统一社会信用代码", pattern=_CODE)
    region_code: str = Field(title="区划代码", pattern=r"^[0-9]{6}$")
    area: str = Field(title="失信领域", max_length=120)
    conduct: str = Field(title="失信行为类别", description="RecordConduct")
    facts: str = Field(title="失信事实", min_length=4, max_length=2000)
    basis_kind: str = Field(title="认定依据类别", description="DocumentKind")
    document_title: str = Field(title="认定文书名称", max_length=120)
    document_number: str = Field(title="认定文号", min_length=1, max_length=80)
    organ: str = Field(title="认定单位", min_length=2, max_length=120)
    organ_credit_code: str = Field(title="认定单位统一社会信用代码", pattern=_CODE_OR_NONE)
    document_on: str = Field(title="认定日期", pattern=_DAY)
    severity: str = Field(title="严重程度", description="Severity")
    rectification: str = Field(title="整改状态", description="RectificationState")
    published_on: str = Field(title="公示日期", pattern=_DAY)
    shown_until: str = Field(title="公示截止期", pattern=_DAY_OR_NONE)
    status: Literal["0", "1", "2", "3", "4", "5"] = Field(title="状态")
    source: str = Field(title="数据来源单位", min_length=2, max_length=120)
    source_credit_code: str = Field(title="数据来源单位统一社会信用代码", pattern=_CODE_OR_NONE)
    changed_at: str = Field(title="变更时间", pattern=r"^20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$")
    remark: str = Field(title="备注", max_length=500)


TITLES: dict[str, str] = {name: str(field.title) for name, field in RecordRow.model_fields.items()}
CHOICES = {"conduct": RecordConduct, "basis_kind": DocumentKind, "severity": Severity, "rectification": RectificationState}
_CHANGING = frozenset({"version", "changed_at"})


def code_of(record: DishonestyRecord, was_corrected: bool) -> RecordCode:
    """The state in one digit. What has ended says so, whatever else is true of it."""
    ended = {RecordStatus.REVOKED: RecordCode.REVOKED, RecordStatus.REPAIRED: RecordCode.REPAIRED, RecordStatus.ENDED: RecordCode.OVER}
    if record.lasting_status in ended:
        return ended[record.lasting_status]
    if record.is_objected:
        return RecordCode.OBJECTED
    return RecordCode.CORRECTED if was_corrected else RecordCode.NORMAL


def values_of(record: DishonestyRecord, code: RecordCode, area_title: str, source: str) -> dict[str, Any]:
    """What a record says to other platforms, without number and instant. It need not pass the checks: the upper side says what is wrong."""
    document = record.document
    return {
        "subject": record.subject_name,
        "credit_code": record.subject.credit_code,
        "region_code": record.region_code,
        "area": area_title,
        "conduct": record.conduct.value,
        "facts": record.facts,
        "basis_kind": document.kind.value,
        "document_title": document.title,
        "document_number": document.number,
        "organ": document.organ,
        "organ_credit_code": document.organ_credit_code,
        "document_on": document.issued_on.isoformat(),
        "severity": record.severity.value if record.severity else "",
        "rectification": record.rectification_state.value,
        "published_on": record.published_on.isoformat() if record.published_on else "",
        "shown_until": record.display_until.isoformat() if record.display_until else "",
        "status": code.value,
        "source": source,
        "source_credit_code": record.responsible.credit_code,
        "remark": record.ending if code in {RecordCode.REVOKED, RecordCode.REPAIRED} else "",
    }


def says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two rows say the same of a record, whenever they were made."""
    return {name: one.get(name) for name in TITLES if name not in _CHANGING} == {
        name: other.get(name) for name in TITLES if name not in _CHANGING
    }


def in_order(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row in the order of the format, which the digest depends on."""
    return {name: row.get(name, "") for name in TITLES}


def digest_of(rows: list[dict[str, Any]]) -> str:
    """SHA-256 over the JSON array of the rows: UTF-8, fields in the order of the format, no blanks, nothing escaped that need not be."""
    return "sha-256=" + sha256(b"[" + b",".join(encoded(in_order(row)) for row in rows) + b"]").hexdigest()


def manifest_of(number: str, made_at: str, source: str, region_code: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What is said about a batch beside its rows."""
    return {
        "format": FORMAT,
        "batch": number,
        "made_at": made_at,
        "source": source,
        "region_code": region_code,
        "rows": len(rows),
        "digest": digest_of(rows),
    }


def words_of(name: str, value: Any) -> Any:
    """A value as a spreadsheet shows it: codes in words."""
    if name == "status":
        return f"{value} {RecordCode(value).label}" if value in set(RecordCode) else value
    kind = CHOICES.get(name)
    return next((each.label for each in kind if each.value == value), value) if kind else value
