"""The definitions of the figures, the same for the public and for supervisors. Statistics are never called reports."""

from collections import Counter
from collections.abc import Mapping
from math import ceil, sqrt

from portal.cases.vocabulary import Satisfaction

FEWEST_RANKED = 10  # departments that answered fewer cases are not ranked, and have no median

DEFINITIONS: dict[str, str] = {
    "received": "期内收到的反映件数，按收到日期统计。公开的数字在一个月过完以后统计，反映监督单位或监督人员自身、依法回避的不计入。",
    "in_hand": "还没有答复、撤回或不予受理的办件。",
    "due_today": "在办办件中，今天是期限最后一天的。",
    "overdue": "在办办件中，期限最后一天已经过去的。",
    "replied": "期内书面答复的办件，按答复日期统计。",
    "on_time": "期内答复的办件中，在办理期限内答复的。",
    "on_time_rate": "期内答复的办件中，在办理期限内答复的比例。",
    "median_days": "期内答复的办件从受理到答复所用工作日的中位数，等反映人补充材料和依法中止的日子不算。",
    "satisfied_rate": "期内答复并已评价的办件中，评价“很满意”或“满意”的比例。",
    "p90_days": "期内答复的办件中，九成用了不超过这么多个工作日，等反映人补充材料和依法中止的日子不算。",
    "promises_kept": "期内到期的承诺中，已经履行的件数。",
    "reopened": "期内答复的办件中，后来重新办理的件数。",
    "km_median": (
        "期内收到并已受理的办件，半数在这么多个工作日内答复。还没有答复的按已经用掉的工作日计入（Kaplan–Meier 估计），"
        "拖着不办不会让数字变好看。"
    ),
    "km_p90": "同上，九成在这么多个工作日内答复。“还没到”是说已答复的还不到这个比例。",
    "response_rate": "期内答复的办件中，反映人作了评价的比例。评价少的时候，满意率要小心看。",
    "reopened_rate": "期内答复的办件中，后来重新办理的比例。",
    "extended_rate": "期内答复的办件中，办理期限延长过的比例。",
    "returned_rate": "期内收到的反映中，承办单位退回分办的比例。",
    "standard": (
        "区间是按威尔逊方法算的 95% 区间：只凭偶然也可能有这么大的出入。“同类单位应有”按本单位的领域构成，"
        "用同类单位各领域的按时率折算；“调整后”是同类单位总的按时率乘以实际与应有之比（间接标准化）。"
        "答复不到 10 件的不比较。"
    ),
    "results": "期内答复的办件按查明的结论分，期内不予受理的单列。",
    "ages": "在办办件从收到那天到今天过了多少个工作日。",
    "heat": "期内收到的反映件数。地区是被反映单位的地区；被反映单位不在本平台的，是牵头单位的地区。",
    "days": (
        "期内答复的办件从收到到答复的每一天，按当天开始时的状态算给一方：等反映人补充、听证鉴定等中止、批准的延期，"
        "其余算承办单位。合计等于日历天数。"
    ),
    "promises": "期内到期的承诺，按承诺的日期统计。到期日已过还没有履行的，算未履行；到期日不上班的，过了其后第一个上班日才算。",
}

# What a list behind a number is called.
MEASURE_NAMES: dict[str, str] = {
    "received": "收到的反映",
    "returned": "退回过的办件",
    "replied": "书面答复的办件",
    "on_time": "按时答复的办件",
    "late": "超期答复的办件",
    "rated": "反映人评价过的办件",
    "satisfied": "反映人满意的办件",
    "extended": "延期过的办件",
    "reopened": "重新办理过的办件",
    "declined": "不予受理的办件",
    "substantiated": "查明属实的办件",
    "partly": "查明部分属实的办件",
    "true": "查明属实、部分属实的办件",
    "unsubstantiated": "查明不属实的办件",
    "unverifiable": "无法核实的办件",
    "unfound": "已答复、还没有办结的办件",
    "promised": "承诺到期的办件",
    "kept": "承诺已履行的办件",
    "missed": "承诺没有按期履行的办件",
    "days_department": "有单位办理日子的办件",
    "days_reporter": "等过反映人补充的办件",
    "days_extension": "用过延期日子的办件",
    "days_hearing": "中止过计时的办件",
    "timed": "受理过、计算用时的办件",
    "in_hand": "在办办件",
    "due_today": "今天到期的办件",
    "overdue": "已超期的办件",
}

# What the figures that have a target are called.
TARGET_NAMES: dict[str, str] = {
    "overdue": "已超期的办件",
    "on_time_rate": "按时办结率",
    "km_median": "用时中位数",
    "km_p90": "九成用时",
    "satisfied_rate": "满意率",
    "response_rate": "评价率",
    "reopened_rate": "重办率",
    "extended_rate": "延期率",
    "returned_rate": "退回率",
}

CONTENT = {Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED}


def percent(part: int, whole: int) -> float | None:
    """A share in percent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def median(histogram: Counter[int]) -> float | None:
    """The median of value → count, the mean of the two middle values for an even number."""
    total = sum(histogram.values())
    if not total:
        return None
    low, high = _at(histogram, (total - 1) // 2), _at(histogram, total // 2)
    return (low + high) / 2


def _at(histogram: Counter[int], index: int) -> int:
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if passed > index:
            return value
    raise IndexError(index)


def percentile(histogram: Counter[int], share: float) -> int | None:
    """The smallest value that at least this share of all does not exceed."""
    total = sum(histogram.values())
    return _at(histogram, max(0, ceil(share * total - 1e-9) - 1)) if total else None


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % interval of a share after Wilson, in percent: how far chance alone could move it."""
    if not whole:
        return None
    share, z = part / whole, 1.959964
    middle = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    return 100 * max(0.0, (middle - spread) / below), 100 * min(1.0, (middle + spread) / below)


def ranks(values: Mapping[int, float]) -> dict[int, int]:
    """The place of each by its value, the largest first; the same value has the same place, and the next one is left out."""
    ordered = sorted(values.values(), reverse=True)
    return {key: ordered.index(value) + 1 for key, value in values.items()}
