"""Who may ask for repair and when (信用修复管理办法, 发展改革委令第36号; for government bodies 发改财金〔2023〕1103号)."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.records import catalogue, ending
from portal.records.models import DishonestyRecord
from portal.records.repair import queries
from portal.records.vocabulary import Severity


@dataclass(frozen=True)
class Condition:
    """One condition in words, and whether it is met: None when that is for the applicant to prove."""

    words: str
    is_met: bool | None


def why_not(record: DishonestyRecord) -> str:
    """Why repair cannot be asked for today, in a sentence with the first day it can; empty when it can."""
    if queries.find_open(record.id) is not None:
        return "已经有一份修复申请在办理，不用再申请。请用那份申请的查询码查进度。"
    if record.document.gone_on is not None:
        return "认定文书已经撤销或者变更，这条记录应当撤销，不需要申请修复。"
    return ending.why_not_repair(record)


def conditions(record: DishonestyRecord) -> list[Condition]:
    """All conditions, the one of time with its day."""
    first = record.repairable_from
    is_over = first is None or first <= clock.today()
    return [
        Condition(_term(record.severity, first), is_over),
        Condition("已经纠正失信行为，约定的和法定的义务都已经履行", None),
        Condition("公开作出信用承诺", None),
        Condition("法律、法规和党中央、国务院政策文件规定的其他条件", None),
    ]


def _term(severity: Severity | None, first: date | None) -> str:
    months = catalogue.PERIODS[severity].shortest if severity else 0
    if not months or severity is None:
        return "轻微失信没有最短公示期，履行义务后就可以申请"
    day = f"，到{first.year}年{first.month}月{first.day}日" if first else ""
    return f"最短公示期已经满：{severity.label}失信从认定文书的日期起 {months} 个月{day}"


def promise_of(record: DishonestyRecord) -> str:
    """The credit promise that a body makes, the same words for everybody."""
    name = record.subject_name
    return (
        f"{name}公开承诺：已经纠正失信行为、履行约定和法定的义务，提交的材料真实；今后依法履约、诚实守信，接受社会监督；"
        "再次失信的，依法从严承担责任。"
    )
