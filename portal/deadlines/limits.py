"""The legal terms as a table, and what a jurisdiction profile may change in it. Pure data and rules; the law is named in each row.

Rows marked ``LAW`` are legal ceilings: a profile may be stricter, not looser, unless it names another legal basis. Periods that
belong to the reporter are the other way round: a profile may lengthen them, not shorten them.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from portal.access import Permission
from portal.deadlines.calendar import days_from, files_calendar
from portal.deadlines.counting import LONGEST_TERM, Unit
from portal.errors import RuleBroken
from portal.vocabulary import Labelled

# 保障中小企业款项支付条例 17: interest for each day of delay where nothing was agreed; a rate, not a clock.
SME_INTEREST_PER_DAY = Decimal("0.0005")


class Authority(Labelled):
    """How firm the number of a limit is."""

    LAW = "law", "法定期限"
    SUMMARY = "summary", "规定期限"
    DEFAULT = "default", "平台设定"


class Pause(Labelled):
    """What may stop a clock."""

    SUPPLEMENT = "supplement", "等待补正"
    HEARING = "hearing", "听证"
    APPRAISAL = "appraisal", "检验、检测、鉴定"
    EXPERT_REVIEW = "expert_review", "专家评审"


@dataclass(frozen=True)
class Limit:
    """One legal or house term. ``start`` names the event whose own day is not counted; ``at_most`` is the legal ceiling.

    ``extended_by`` is the rule that says by how much it can be lengthened, ``extension_needs`` who decides that. An internal limit
    is an aim of the house within a legal term: its clock runs and reminds, but a case is never overdue by it.
    """

    key: str
    label: str
    value: int
    unit: Unit
    start: str
    basis: str
    authority: Authority = Authority.DEFAULT
    at_most: tuple[int, Unit] | None = None
    extended_by: str | None = None
    extension_needs: Permission | None = None
    suspended_by: frozenset[Pause] = frozenset()
    belongs_to_reporter: bool = False
    is_internal: bool = False

    @property
    def ceiling(self) -> tuple[int, Unit] | None:
        """The value and unit no profile may exceed without another basis; None for house defaults."""
        return self.at_most or ((self.value, self.unit) if self.authority is Authority.LAW else None)


def _by_head(extension: str) -> dict[str, Any]:
    """Lengthened once, with reasons, by the head of the department that handles (信访条例 art. 34)."""
    return {"extended_by": extension, "extension_needs": Permission.CASE_REVIEW}


_LAW, _SUMMARY, _N, _W = Authority.LAW, Authority.SUMMARY, Unit.NATURAL, Unit.WORKING
_HOUSE = "平台设定"
_SUPPLEMENT = frozenset({Pause.SUPPLEMENT})
_ALL = frozenset(Pause)
_HEARING = frozenset({Pause.HEARING})
_EXPERT = frozenset({Pause.EXPERT_REVIEW, Pause.APPRAISAL})
_PETITION, _SME, _DISCIPLINE = "《信访条例》第{}条", "《保障中小企业款项支付条例》第{}条", "《纪检监察机关处理检举控告工作规则》第{}条"
_PRIVACY = "《个人信息保护法》第十九、四十七条（天数为平台设定）"
_SITE, _CREDIT = "国办发〔2014〕57号", "参照《山东省社会信用条例》第三十九条"

TABLE: tuple[Limit, ...] = (
    Limit("triage", "受理审查", 15, _N, "收到反映", _PETITION.format("二十二、二十三"), _LAW, suspended_by=_SUPPLEMENT),
    Limit("handler_notice", "承办单位告知", 15, _N, "承办单位收到", _PETITION.format("二十三"), _LAW),
    Limit("return_objection", "退回异议", 5, _W, "承办单位收到", _PETITION.format("二十三"), _LAW),
    Limit("sign_for", "签收", 2, _W, "转办", _HOUSE),
    Limit("supplement_request", "通知补正", 5, _W, "收到反映", _HOUSE, is_internal=True),
    Limit("supplement_answer", "补正材料", 10, _W, "通知补正", _HOUSE, belongs_to_reporter=True),
    Limit("handle", "办理", 60, _N, "受理", _PETITION.format("三十四"), _LAW, suspended_by=_ALL, **_by_head("handle_extension")),
    Limit("handle_extension", "办理延期", 30, _N, "办理期限届满", _PETITION.format("三十四"), _LAW),
    Limit("support_answer", "配合单位反馈", 10, _W, "请求配合", _HOUSE),
    Limit("letter_answer", "被反映单位回函", 10, _W, "发出核实函", _HOUSE),
    Limit("handle_internal_target", "内部办理目标", 15, _W, "转办（重办）", _HOUSE, suspended_by=_ALL, is_internal=True),
    Limit("sme_transfer", "转交处理单位", 10, _W, "收到投诉", _SME.format("二十五"), _LAW),
    Limit(
        "sme_handle",
        "欠款投诉处理",
        30,
        _N,
        "受理（收到投诉材料）",
        _SME.format("二十五"),
        _LAW,
        suspended_by=_SUPPLEMENT,
        **_by_head("sme_handle_extension"),
    ),
    Limit("sme_handle_extension", "欠款投诉处理延期", 60, _N, "处理期限届满", _SME.format("二十五"), _LAW),
    Limit("sme_pay", "支付中小企业款项", 30, _N, "交付（或验收、结算）", _SME.format("九、十"), _LAW, at_most=(60, _N)),
    Limit("enquiry_answer", "咨询答复", 15, _W, "收到咨询", _SITE, _SUMMARY),
    Limit("site_complaint_answer", "网上投诉答复", 15, _W, "收到投诉", _SITE, _SUMMARY),
    Limit("suggestion_answer", "建议答复", 7, _W, "收到建议", _SITE, _SUMMARY, **_by_head("suggestion_answer_extension")),
    Limit("suggestion_answer_extension", "复杂建议延期", 8, _W, "建议答复期限届满", _SITE, _SUMMARY),
    Limit("site_error_answer", "网站找错答复", 3, _W, "收到找错", _SITE, _SUMMARY),
    Limit("review_request", "申请复查", 30, _N, "收到书面答复", _PETITION.format("三十五"), _LAW, belongs_to_reporter=True),
    Limit("final_review_request", "申请复核", 30, _N, "收到复查意见", _PETITION.format("三十六"), _LAW, belongs_to_reporter=True),
    Limit("review", "复查", 30, _N, "收到复查申请", _PETITION.format("三十五"), _LAW, suspended_by=_HEARING),
    Limit("final_review", "复核", 30, _N, "收到复核申请", _PETITION.format("三十六"), _LAW, suspended_by=_HEARING),
    Limit("discipline_transfer", "移送纪检监察机关", 5, _W, "收到反映", _DISCIPLINE.format("十五、十六"), _LAW),
    Limit("discipline_notice", "纪检监察机关告知", 15, _W, "收到检举控告", "《纪检监察机关处理检举控告工作规则》", _SUMMARY),
    Limit("discipline_feedback", "纪检监察机关反馈", 15, _W, "办结", "《纪检监察机关处理检举控告工作规则》", _SUMMARY),
    Limit("rectification", "整改", 30, _N, "责令整改", _HOUSE, extended_by="rectification_extension"),
    Limit("rectification_extension", "整改延期", 30, _N, "整改期限届满", _HOUSE),
    Limit("remind_before", "到期前提醒", 3, _W, "到期前", _HOUSE),
    Limit("supervise_after", "超期后督办", 1, _W, "超期", _HOUSE),
    Limit("callback", "回访", 5, _W, "答复", _HOUSE, is_internal=True),
    Limit("publish_record", "公示失信记录", 7, _W, "认定", "《政府信息公开条例》第二十六条（上限）", at_most=(20, _W)),
    Limit("objection_mark", "异议标注", 1, _W, "收到异议", "参照《上海市社会信用条例》"),
    Limit("objection_decide_own", "异议处理（本单位数据）", 3, _W, "收到异议", _CREDIT, suspended_by=_EXPERT),
    Limit("objection_decide_other", "异议处理（需他单位核实）", 7, _W, "收到异议", _CREDIT, suspended_by=_EXPERT),
    Limit("revoke_after_basis_gone", "依据撤销后更正", 3, _W, "认定依据撤销或变更", "《行政处罚法》第四十八条", _LAW),
    Limit("repair_decide", "信用修复决定", 10, _W, "收到修复申请", _HOUSE),
    Limit("keep_identity", "保存身份信息和材料原件", 1095, _N, "办理结束", _PRIVACY),
    Limit("keep_address", "保存通知邮箱", 365, _N, "办理结束", _PRIVACY),
    Limit("keep_lead", "保存没有办件的线索的内容", 1095, _N, "最后一次处理", _PRIVACY),
    Limit("preview_outcome", "反映人过目公开稿", 5, _W, "提交审核", _HOUSE, belongs_to_reporter=True),
    Limit("respond_to_publication", "被反映单位对公示的回应", 5, _W, "送被反映单位", _HOUSE),
    Limit("show_outcome", "办理结果公示期", 365, _N, "公开", _HOUSE),
    Limit("unpublish_after_repair", "修复后撤下公示", 3, _W, "修复决定", "参照《上海市社会信用条例》第三十八条"),
)
LIMITS: Mapping[str, Limit] = {limit.key: limit for limit in TABLE}
INTERNAL_RULES = frozenset(limit.key for limit in TABLE if limit.is_internal)


def limits_for(overrides: Mapping[str, Mapping[str, Any]]) -> dict[str, Limit]:
    """The table with a profile's ``{key: {value, unit, basis}}`` put in; each of the three may be left out.

    A key the table does not have makes a rule of the profile's own, which then needs value, unit and basis. Raises
    ``RuleBroken`` (field = the key) when the override is malformed or breaks a legal ceiling without naming another basis.
    """
    merged = dict(LIMITS)
    for key, wanted in overrides.items():
        merged[key] = _overridden(key, LIMITS.get(key), wanted)
    return merged


def pauses_open(limit: Limit) -> frozenset[Pause]:
    """What may be chosen to stop a clock: where the law sets the term, only what the table has; where the house does, anything."""
    legal = LIMITS.get(limit.key, limit)
    return frozenset(Pause) if legal.authority is Authority.DEFAULT else legal.suspended_by


def with_pauses(limit: Limit, grounds: Collection[Pause]) -> Limit:
    """The limit stopped by these grounds alone. Raises ``RuleBroken`` (field ``pauses``) for one that the law does not know for it."""
    beyond = frozenset(grounds) - pauses_open(limit)
    if beyond:
        said = "、".join(sorted(each.label for each in beyond))
        raise RuleBroken("pauses", f"“{limit.label}”依{limit.basis}不能因{said}暂停计时。")
    return replace(limit, suspended_by=frozenset(grounds))


def _overridden(key: str, legal: Limit | None, wanted: Mapping[str, Any]) -> Limit:
    value, unit, basis = _read(key, legal, wanted)
    if legal is None:
        return Limit(key, str(wanted.get("label") or key), value, unit, str(wanted.get("start") or "起算日"), basis)
    changed = replace(legal, value=value, unit=unit, basis=basis, at_most=legal.ceiling)
    if basis == legal.basis:
        _refuse_worse(legal, changed)
        return changed
    # Another legal basis carries its own ceiling: the number it names.
    return replace(changed, at_most=(value, unit))


def _read(key: str, legal: Limit | None, wanted: Mapping[str, Any]) -> tuple[int, Unit, str]:
    unknown = set(wanted) - {"value", "unit", "basis", "label", "start"}
    if unknown:
        raise RuleBroken(key, f"时限“{key}”有不认识的项目：{'、'.join(sorted(unknown))}。")
    value = wanted.get("value", legal.value if legal else None)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_TERM:
        raise RuleBroken(key, f"时限“{key}”的天数要写成 1 到 {LONGEST_TERM} 的整数。")
    try:
        unit = Unit(wanted.get("unit", legal.unit if legal else None))  # type: ignore[call-arg]
    except ValueError:
        raise RuleBroken(key, f"时限“{key}”的单位要写 working（工作日）或 natural（自然日）。") from None
    basis = str(wanted.get("basis") or (legal.basis if legal else "")).strip()
    if not basis:
        raise RuleBroken(key, f"时限“{key}”不在法定时限表中，请写明依据。")
    return value, unit, basis


def _refuse_worse(legal: Limit, changed: Limit) -> None:
    if legal.belongs_to_reporter:
        if legal.authority is Authority.LAW and _shortest(changed.value, changed.unit) < _shortest(legal.value, legal.unit):
            said = _said(legal.value, legal.unit)
            raise RuleBroken(legal.key, f"“{legal.label}”的期限属于反映人，{legal.basis}规定为 {said}，不能缩短。")
        return
    if legal.ceiling and _is_looser((changed.value, changed.unit), legal.ceiling):
        too_long = f"“{legal.label}”设为 {_said(changed.value, changed.unit)}，超过{legal.basis}规定的 {_said(*legal.ceiling)}"
        raise RuleBroken(legal.key, f"{too_long}；确需放宽的，请写明另外的法律依据。")


def _said(value: int, unit: Unit) -> str:
    return f"{value} 个工作日" if unit is Unit.WORKING else f"{value} 天"


def _is_looser(wanted: tuple[int, Unit], ceiling: tuple[int, Unit]) -> bool:
    if wanted[1] is ceiling[1]:
        return wanted[0] > ceiling[0]
    return _longest(*wanted) > _shortest(*ceiling)


@cache
def _spans(value: int) -> frozenset[int]:
    """How many calendar days ``value`` working days have taken, over all starting days of the published years."""
    calendar = files_calendar()
    days = list(days_from(date(min(calendar.known_years), 1, 1), date(max(calendar.known_years), 12, 31)))
    worked = [day for day in days if calendar.is_working_day(day)]
    ends = ((day, bisect_right(worked, day) + value - 1) for day in days)
    return frozenset((worked[number] - day).days for day, number in ends if number < len(worked))


def _longest(value: int, unit: Unit) -> int:
    return value if unit is Unit.NATURAL else max(_spans(value))


def _shortest(value: int, unit: Unit) -> int:
    return value if unit is Unit.NATURAL else min(_spans(value))
