"""How a record comes to be: a subject, a document that recognises the breach, and what it says. Without a document there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from portal import clock
from portal.access import Actor, Permission, allows, require
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.attachments import queries as files
from portal.cases.handling import checked_text, refuse_placeholders
from portal.crypto import random_token
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.identifiers import normalise_code, normalise_width, valid_credit_code
from portal.profiles import queries as profiles
from portal.profiles.vocabulary import OwnerFunction
from portal.records import catalogue, grading, queries, steps
from portal.records.models import DishonestyRecord, RecognitionDocument, RecordSubject
from portal.records.rectification.models import Rectification
from portal.records.rectification.vocabulary import RectificationStatus
from portal.records.vocabulary import (
    DocumentKind,
    Pretext,
    RecordConduct,
    RecordSource,
    RecordStatus,
    RectificationState,
    Severity,
    SocialImpact,
    SubjectKind,
)
from portal.records.workflow import RecordAction
from portal.routing import queries as routing

FILES = "recognition"  # the owner kind of a document's file
MOST_FACTS = 2000
_KINDS: Mapping[DepartmentKind, SubjectKind] = {
    DepartmentKind.GOVERNMENT: SubjectKind.GOVERNMENT,
    DepartmentKind.ORGAN: SubjectKind.DEPARTMENT,
    DepartmentKind.SUPERIOR: SubjectKind.DEPARTMENT,
    DepartmentKind.INSTITUTION: SubjectKind.INSTITUTION,
    DepartmentKind.SUBDISTRICT: SubjectKind.TOWNSHIP,
    DepartmentKind.TOWNSHIP: SubjectKind.TOWNSHIP,
}
PUBLIC_BODIES = ("11", "12")  # 机关, 事业单位: the first two of a credit code (GB 32100-2015)


@dataclass(frozen=True)
class Office:
    """The departments that answer for records here (``owners.records`` of the profile, else the credit lead)."""

    department_ids: frozenset[int]


@dataclass(frozen=True)
class NewSubject:
    """A body as it was named: one of the tree, or any other with its credit code."""

    department_id: int | None = None
    kind: SubjectKind = SubjectKind.DEPARTMENT
    name: str = ""
    credit_code: str = ""
    region_code: str = ""


@dataclass(frozen=True)
class NewDocument:
    """The paper that recognises the breach."""

    kind: DocumentKind
    number: str
    organ: str
    issued_on: date
    title: str = ""
    organ_credit_code: str = ""


@dataclass(frozen=True)
class NewRecord:
    """What is to be recorded."""

    subject: NewSubject
    document: NewDocument
    conduct: RecordConduct
    facts: str
    title: str = ""
    area_key: str = ""
    pretext: Pretext | None = None
    loss_fen: int | None = None
    impact: SocialImpact | None = None
    rectification_state: RectificationState = RectificationState.OPEN
    source: RecordSource = RecordSource.ENTRY
    is_demo: bool = field(default=False, compare=False)


def office() -> Office:
    """Who may recognise and enter records here."""
    owners = {
        each.department_id for each in routing.owners() if each.function is OwnerFunction.RECORDS and not each.department.is_collective
    }
    lead = routing.credit_lead()
    return Office(frozenset(owners) or frozenset({lead.id} if lead else ()))


def may_enter(actor: Actor) -> bool:
    """Whether the actor may enter records at all."""
    return allows(actor, Permission.RECORD_ENTER, office())


def recognise(actor: Actor, new: NewRecord, refused: Rectification | None = None) -> DishonestyRecord:
    """Make a record that rests on a document; ``refused`` is the order whose refusal it follows.

    Raises ``RuleBroken`` naming the field, ``NotAllowed`` for whoever belongs to the body itself. The clock of publication begins.
    """
    require(actor, Permission.RECORD_ENTER, office())
    if actor.department is None:
        raise NotAllowed
    _check_refusal(new, refused)
    subject, document = subject_of(new.subject), _document(new.document)
    flush()
    if queries.find_duplicate(document.id, subject.id, new.conduct) is not None:
        raise RuleBroken("number", "这份文书已经录过这个单位的同一种失信行为，不能重复录入。")
    record = DishonestyRecord(
        public_id=_new_public_id(),
        source=RecordSource.CASE if refused else new.source,
        status=RecordStatus.RECORDED,
        subject=subject,
        subject_name=subject.name,
        region_code=subject.region_code,
        document=document,
        case=refused.case if refused else None,
        rectification=refused,
        responsible_id=actor.department.id,
        author_id=actor.id,
        recognised_at=clock.now(),
        changed_at=clock.now(),
        rectification_state=RectificationState.REFUSED if refused else new.rectification_state,
        is_demo=new.is_demo,
        **_said(new, subject.name),
    )
    if not allows(actor, Permission.RECORD_READ, record):
        raise NotAllowed("本单位、上级单位的失信记录不能由本单位录入；需要回避的办件也不能由您录入。")
    add(record)
    flush()
    deadlines.start(steps.SUBJECT, record.id, steps.PUBLISH, clock.today(), record.responsible_id)
    steps.write_event(record, RecordAction.RECOGNISE, actor, None, "")
    return record


def _check_refusal(new: NewRecord, refused: Rectification | None) -> None:
    """A certificate of refusal needs a refused order; a refused order makes one record."""
    if refused is None:
        if new.document.kind is DocumentKind.REFUSAL:
            raise RuleBroken("kind", "拒不整改认定书只能用于已经认定拒不整改的整改通知，请从整改通知页面录入。")
        return
    if refused.status is not RectificationStatus.REFUSED:
        raise TransitionRefused("只有认定为拒不整改的，才能认定失信记录。")
    if queries.find_of_rectification(refused.id) is not None:
        raise TransitionRefused("这份整改通知已经认定过失信记录。")
    if new.subject.department_id != refused.department_id:
        raise RuleBroken("department", "失信主体要和整改通知的单位一致。")


def _said(new: NewRecord, subject_name: str) -> dict[str, object]:
    """The parts of a record that can be edited, checked."""
    facts = checked_text("facts", new.facts, "失信事实", 10)
    if len(facts) > MOST_FACTS:
        raise RuleBroken("facts", f"失信事实最多 {MOST_FACTS} 个字（现在 {len(facts)} 个字），请精简。")
    refuse_placeholders("facts", facts)
    if new.loss_fen is not None and new.loss_fen < 0:
        raise RuleBroken("loss", "损失金额不能是负数。")
    title = new.title.strip() or f"{subject_name}{new.conduct.label}"
    return {
        "conduct": new.conduct,
        "facts": facts,
        "title": title[:120],
        "area_key": new.area_key,
        "pretext": new.pretext,
        "loss_fen": new.loss_fen,
        "impact": new.impact,
    }


def edit(record: DishonestyRecord, actor: Actor, new: NewRecord) -> None:
    """Change what a record says before it is reviewed; subject and document stay. The grading has to be said anew."""
    steps.take(record, RecordAction.EDIT, actor)
    for name, value in _said(new, record.subject_name).items():
        setattr(record, name, value)
    if record.rectification is None:
        record.rectification_state = new.rectification_state
    _ungrade(record)


def _ungrade(record: DishonestyRecord) -> None:
    record.severity, record.severity_reason, record.is_shown = None, "", True
    record.display_until = record.effect_until = record.kept_until = record.repairable_from = None


def proposed_severity(record: DishonestyRecord) -> Severity:
    """What the rule table says of the record; where nobody judged the impact, that it is local."""
    return grading.proposed_severity(record.loss_fen, record.impact or SocialImpact.LOCAL)


def grade(record: DishonestyRecord, actor: Actor, severity: Severity, reason: str, months: int | None = None) -> None:
    """Decide the severity with a reason, and with it the periods; ``months`` of display within the class, 0 for not at all.

    All periods count from the date of the document (发展改革委令第36号). Without ``months``: the longest of the class, for a minor
    record none.
    """
    periods = catalogue.PERIODS[severity]
    shown = (0 if severity is Severity.MINOR else periods.longest) if months is None else months
    if not periods.shortest <= shown <= periods.longest:
        raise RuleBroken("months", f"{severity.label}失信的公示期要在 {periods.shortest} 到 {periods.longest} 个月之间。")
    reason = checked_text("reason", reason, "确定严重程度的理由", 4)
    steps.take(record, RecordAction.GRADE, actor, reason)
    start = record.document.issued_on
    record.severity, record.severity_reason, record.is_shown = severity, reason, shown > 0
    record.display_until = catalogue.months_after(start, shown)
    record.effect_until = catalogue.months_after(start, periods.effect)
    record.kept_until = catalogue.months_after(start, grading.months_kept(severity))
    record.repairable_from = catalogue.months_after(start, periods.shortest)
    flush()


def has_file(record: DishonestyRecord) -> bool:
    """Whether the document itself is kept with the record."""
    return files.count_for(FILES, record.document_id) > 0


def subject_of(new: NewSubject) -> RecordSubject:
    """The subject that is meant, made when it is new. Raises ``RuleBroken`` for what names no public body."""
    code = normalise_code(new.credit_code)
    if code:
        _check_code(code)
    department = departments.get_department(new.department_id) if new.department_id else departments.find_department(new.name.strip())
    if department is not None:
        return _subject_of_department(department, code)
    if not code:
        raise RuleBroken("credit_code", "不在单位名录里的主体，请填写统一社会信用代码。")
    found = queries.find_subject_by_code(code)
    if found is not None:
        return found
    name = normalise_width(new.name).strip()
    if len(name) < 4:
        raise RuleBroken("name", "请写单位的全称。")
    return add(RecordSubject(kind=new.kind, name=name, credit_code=code, region_code=_region(new.region_code, code)))


def _check_code(code: str) -> None:
    if not valid_credit_code(code):
        raise RuleBroken("credit_code", "统一社会信用代码不对，请对照证书核对 18 位字符。")
    if code[:2] not in PUBLIC_BODIES:
        raise RuleBroken("credit_code", "政务失信主体是机关、事业单位，代码以 11 或 12 开头；企业、社会组织和个人不录在这里。")


def _region(given: str, code: str = "") -> str:
    region = normalise_code(given) or code[2:8]
    if region and not (len(region) == 6 and region.isdigit() and region.isascii()):
        raise RuleBroken("region_code", "行政区划代码是 6 位数字。")
    if region:
        return region
    jurisdiction = profiles.current()
    return jurisdiction.region_code if jurisdiction else ""


def _subject_of_department(department: Department, code: str) -> RecordSubject:
    kind = _KINDS.get(department.kind)
    if kind is None:
        raise RuleBroken("department", f"“{department.name}”是集合名称，请选择一个具体的单位。")
    found = queries.find_subject_of(department.id)
    if found is None:
        heirs = departments.successors_of(department)
        found = RecordSubject(
            kind=kind,
            name=department.name,
            department_id=department.id,
            present_department_id=(heirs[-1] if heirs else department).id,
            region_code=_region(department.region_code, code),
        )
        found.department, found.present_department = department, heirs[-1] if heirs else department
        add(found)
    found.name, found.credit_code = department.name, code or found.credit_code or ""
    return found


def why_not_same(known: RecognitionDocument, kind: DocumentKind, issued_on: date) -> str:
    """Why what is said of a document is not what is known of the one with its number, in a sentence; empty when it is the same."""
    if (known.kind, known.issued_on) == (kind, issued_on):
        return ""
    return f"这个单位的这个文号已经登记过，是{known.kind.label}，日期 {known.issued_on}，和现在填的不一样，请核对。"


def _document(new: NewDocument) -> RecognitionDocument:
    number, organ = normalise_width(new.number).strip(), normalise_width(new.organ).strip()
    if not number:
        raise RuleBroken("number", "请填写认定文书的文号。没有文书，不能认定失信记录。")
    if not organ:
        raise RuleBroken("organ", "请填写作出文书的单位。")
    if new.issued_on > clock.today():
        raise RuleBroken("issued_on", "文书日期不能晚于今天。")
    found = queries.find_document(number, organ)
    if found is not None:
        if found.gone_on is not None:
            raise RuleBroken("number", "这份文书已经登记为被撤销或者变更，不能再作为依据。")
        differs = why_not_same(found, new.kind, new.issued_on)
        if differs:
            raise RuleBroken("number", differs)
        return found
    code = normalise_code(new.organ_credit_code)
    if code and not valid_credit_code(code):
        raise RuleBroken("organ_credit_code", "认定单位的统一社会信用代码不对，请核对。")
    return add(
        RecognitionDocument(
            kind=new.kind, number=number, organ=organ, issued_on=new.issued_on, title=new.title.strip(), organ_credit_code=code
        )
    )


def _new_public_id() -> str:
    public_id = random_token(9).replace("-", "a").replace("_", "b")
    return _new_public_id() if queries.is_public_id(public_id) else public_id
