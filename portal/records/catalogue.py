"""What the words mean in law: types of conduct and document, the rule of severity, the periods. Pure tables that a lawyer can read."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.records.vocabulary import DocumentKind, RecordConduct, Severity, SocialImpact

_ENVIRONMENT = "《优化营商环境条例》第三十一条"
_GUIDANCE = "国发〔2016〕76号"
_SME = "《保障中小企业款项支付条例》"
_BID = "《招标投标法》第四十九条"
_FINANCE = "《预算法》第三十五、九十四条"
CONDUCT_BASES: Mapping[RecordConduct, str] = {
    RecordConduct.BREACH: _ENVIRONMENT,
    RecordConduct.ARREARS: f"{_SME}第六、八、九条",
    RecordConduct.JUDGMENT_DEFAULT: "《行政诉讼法》第九十六条、《民事诉讼法》第二百四十七条",
    RecordConduct.PROMISE_BROKEN: _ENVIRONMENT,
    RecordConduct.PURCHASER_FAULT: "《政府采购法》第四十三条",
    RecordConduct.BID_EVASION: _BID,
    RecordConduct.SHAM_BID: "《招标投标法》第五条",
    RecordConduct.COLLUSION: "《招标投标法》第五十三条",
    RecordConduct.UNLAWFUL_DEBT: _FINANCE,
    RecordConduct.UNLAWFUL_GUARANTEE: f"《民法典》第六百八十三条、{_FINANCE}",
    RecordConduct.COMMITMENT_UNMET: _GUIDANCE,
    RecordConduct.INACTION: _GUIDANCE,
    RecordConduct.SELF_DEALING: _GUIDANCE,
    RecordConduct.DERELICTION: _GUIDANCE,
    RecordConduct.UNFAIR: _GUIDANCE,
    RecordConduct.POLICY_REVERSAL: "《优化营商环境条例》第六十二条",
    RecordConduct.SUCCESSOR_REFUSAL: _ENVIRONMENT,
}
DOCUMENT_HINTS: Mapping[DocumentKind, str] = {
    DocumentKind.JUDGMENT: "已经生效的判决、裁定、调解书或者仲裁裁决",
    DocumentKind.PENALTY: "对单位作出的行政处罚决定",
    DocumentKind.RULING: "行政裁决、行政复议决定",
    DocumentKind.DISCIPLINE: "对单位或其负责人作出的处分决定（公示时不出现个人姓名）",
    DocumentKind.ACCOUNTABILITY: "通报、诫勉、责令检查等问责决定",
    DocumentKind.STATUTORY: "法律、法规或者党中央、国务院政策文件规定可以作为认定依据的文书",
    DocumentKind.REFUSAL: "责令整改后拒不整改，由认定单位出具（发改财金〔2023〕1103号）",
}

_WAN = 1_000_000  # fen
SeverityRules = tuple[tuple[int | None, SocialImpact, Severity], ...]
_REACH = list(SocialImpact)


def severity_rules(general_from: int, serious_from: int) -> SeverityRules:
    """What the portal proposes: the first row whose loss is not reached and whose impact is not exceeded. Losses in 万元."""
    return (
        (general_from * _WAN, SocialImpact.LOCAL, Severity.MINOR),
        (serious_from * _WAN, SocialImpact.WIDE, Severity.GENERAL),
        (None, SocialImpact.GRAVE, Severity.SERIOUS),
    )


def proposed_severity(loss_fen: int | None, impact: SocialImpact, rules: SeverityRules) -> Severity:
    """What a rule table says to a loss (fen; None: none known) and an impact."""
    for below, most, severity in rules:
        if (below is None or (loss_fen or 0) < below) and _REACH.index(impact) <= _REACH.index(most):
            return severity
    return Severity.SERIOUS


@dataclass(frozen=True)
class Periods:
    """Periods of one severity in months from the date of the document: the shortest and longest display, effect, and retention.

    Display by 发展改革委令第36号: minor not shown or at most 3 months, general 3 months to 1 year, serious 1 to 3 years. A record can be
    repaired once the shortest display is over. Retention is what the portal comes with; the house may set its own (``grading``).
    """

    shortest: int
    longest: int
    effect: int
    retention: int


PERIODS: Mapping[Severity, Periods] = {
    Severity.MINOR: Periods(0, 3, 3, 36),
    Severity.GENERAL: Periods(3, 12, 12, 60),
    Severity.SERIOUS: Periods(12, 36, 36, 84),
}


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month (民法典 202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
