"""Records from a file (XLSX, CSV, JSON): what is wrong is said in plain words, what is right is entered. The dry run changes nothing."""

from collections.abc import Mapping, Sequence

from portal import filled_rows
from portal.access import Actor
from portal.accounts.departments import queries as departments
from portal.filled_rows import FIRST_ROW, FilledRow, member
from portal.identifiers import normalise_code, valid_credit_code
from portal.records import queries, recognising
from portal.records.models import DishonestyRecord
from portal.records.recognising import NewDocument, NewRecord, NewSubject
from portal.records.vocabulary import DocumentKind, RecordConduct, RecordSource, RectificationState, SocialImpact, SubjectKind
from portal.routing import queries as routing

FEN_PER_WAN = 1_000_000
COLUMNS = (
    "主体名称", "统一社会信用代码", "主体类别", "区划代码", "失信行为类别", "失信领域", "标题", "失信事实", "认定依据类别", "认定文书名称",
    "认定文号", "认定单位", "认定日期", "整改状态", "损失金额（万元）", "社会影响",
)  # fmt: skip
EXAMPLE = (
    "某某区城建服务中心", "12370306495001231P", "事业单位", "370306", "拖欠账款", "", "", "合同履行完毕并验收，约定的尾款到期没有支付。",
    "司法判决、仲裁裁决", "民事判决书", "（2026）测0306民初1号", "某某区人民法院", "2026-09-01", "尚未整改", "120", "只影响个别当事人",
)  # fmt: skip
NEEDED = ("失信行为类别", "失信事实", "认定依据类别", "认定文号", "认定单位", "认定日期")
Row = FilledRow[NewRecord]


def read_rows(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a file by heading. Raises ``RuleBroken("file", …)``."""
    return filled_rows.read_rows(data, name, NEEDED)


def dry_run(rows: Sequence[Mapping[str, str]]) -> list[Row]:
    """What would come of each row; nothing is changed."""
    seen: dict[tuple[str, str, str, str], int] = {}
    titles = {title: key for key, title in routing.area_titles().items()}
    return [_checked(number, row, seen, titles) for number, row in enumerate(rows, start=FIRST_ROW)]


def _checked(number: int, row: Mapping[str, str], seen: dict[tuple[str, str, str, str], int], areas: Mapping[str, str]) -> Row:
    said = filled_rows.cells(row, COLUMNS)
    errors = filled_rows.missing(said, NEEDED)
    subject = _subject(said, errors)
    conduct = member(RecordConduct, said, "失信行为类别", errors)
    kind = member(DocumentKind, said, "认定依据类别", errors)
    if kind is DocumentKind.REFUSAL:
        errors.append("拒不整改认定书只能从整改通知录入，不能导入。")
    issued_on = filled_rows.day(said, "认定日期", errors)
    if said["失信领域"] and said["失信领域"] not in areas:
        errors.append(f"没有“{said['失信领域']}”这个领域。")
    filled_rows.length(said, "失信事实", errors, recognising.MOST_FACTS, 10)
    loss = _loss(said["损失金额（万元）"], errors)
    impact = member(SocialImpact, said, "社会影响", errors)
    state = member(RectificationState, said, "整改状态", errors) or RectificationState.OPEN
    remarks = _duplicates(said, subject, conduct, number, seen, errors)
    known = queries.find_document(said["认定文号"], said["认定单位"])
    if known is not None and kind is not None and issued_on is not None:
        errors += filter(None, [recognising.why_not_same(known, kind, issued_on)])
    if errors or conduct is None or kind is None or issued_on is None:
        return Row(number, said, None, tuple(errors), tuple(remarks))
    document = NewDocument(kind, said["认定文号"], said["认定单位"], issued_on, said["认定文书名称"])
    new = NewRecord(
        subject, document, conduct, said["失信事实"], said["标题"], areas.get(said["失信领域"], ""),
        loss_fen=loss, impact=impact, rectification_state=state, source=RecordSource.IMPORT,
    )  # fmt: skip
    return Row(number, said, new, (), tuple(remarks))


def _subject(said: Mapping[str, str], errors: list[str]) -> NewSubject:
    code = normalise_code(said["统一社会信用代码"])
    department = departments.find_department(said["主体名称"]) if said["主体名称"] else None
    if code and not valid_credit_code(code):
        errors.append("统一社会信用代码不对，请核对 18 位字符。")
    elif code and code[:2] not in recognising.PUBLIC_BODIES:
        errors.append("政务失信主体是机关、事业单位，代码以 11 或 12 开头。")
    if department is None and not code:
        errors.append("主体不在单位名录里，请填统一社会信用代码。")
    elif department is None and len(said["主体名称"]) < 4:
        errors.append("请写主体的全称。")
    kind = member(SubjectKind, said, "主体类别", errors) or SubjectKind.DEPARTMENT
    return NewSubject(department.id if department else None, kind, said["主体名称"], code, said["区划代码"])


def _loss(text: str, errors: list[str]) -> int | None:
    if not text:
        return None
    try:
        fen = round(float(text.replace(",", "")) * FEN_PER_WAN)
    except (ValueError, OverflowError):
        errors.append(f"“损失金额（万元）”里的“{text}”要写数字。")
        return None
    if not 0 <= fen < 10**15:
        errors.append("损失金额不能是负数，也不能大得不合情理。")
    return fen


def _duplicates(
    said: Mapping[str, str],
    subject: NewSubject,
    conduct: RecordConduct | None,
    number: int,
    seen: dict[tuple[str, str, str, str], int],
    errors: list[str],
) -> list[str]:
    """Doubles by number and organ of the document: the same body and conduct is an error, another body worth a look."""
    if not said["认定文号"] or not said["认定单位"]:
        return []
    key = (said["认定文号"], said["认定单位"], subject.credit_code or said["主体名称"], str(conduct))
    if key in seen:
        errors.append(f"和第 {seen[key]} 行重复（文号、认定单位、主体和行为都相同）。")
    seen.setdefault(key, number)
    document = queries.find_document(said["认定文号"], said["认定单位"])
    if document is None:
        return []
    if document.gone_on is not None:
        errors.append("这份文书已经登记为被撤销或者变更，不能再作为依据。")
    meant = {each.id for each in queries.list_subjects_meant(said["主体名称"], subject.credit_code, subject.department_id)}
    resting = queries.list_resting_on(document.id)
    if any(each.subject_id in meant and each.conduct is conduct for each in resting):
        errors.append("平台里已经有这份文书、这个主体的同一条记录。")
    return [f"平台里已经有 {len(resting)} 条依据这份文书的记录，请核对不是重复。"] if resting else []


def enter_rows(actor: Actor, rows: Sequence[Row]) -> tuple[list[DishonestyRecord], list[Row]]:
    """Enter every row that is right; gives back the records made, and the rows that failed after all with the reason."""
    return filled_rows.enter(rows, lambda new: recognising.recognise(actor, new))
