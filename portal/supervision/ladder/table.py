"""The ladder as a table: 提醒 → 催办 → 督办 → 约谈 → 通报批评. Pure data; the days are house settings with versions.

No law fixes these days; they are the house's own (domain digest §11). What needs a person's signature is never sent by the portal alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from portal.access.permissions import Permission as P
from portal.errors import RuleBroken
from portal.supervision.vocabulary import OrderKind

LONGEST_DAYS = 120
FIELDS = ("overdue_days", "unanswered_days", "answer_days")


@dataclass(frozen=True)
class LadderRow:
    """One step. All days are working days.

    The step is due when the case's own clock has been over for ``overdue_days``, or the answer to the step before for
    ``unanswered_days`` (None: not a trigger). ``goes_alone``: the portal sends the letter itself; otherwise it lays a draft before the
    supervisors. ``answer_days`` is the term of the answer, counted under the clock ``answer_rule``.
    """

    kind: OrderKind
    title: str  # of the letter
    mark: str  # in front of its number
    issued_with: P
    goes_alone: bool
    overdue_days: int
    unanswered_days: int | None
    answer_rule: str
    answer_days: int
    next_kind: OrderKind | None
    words: str  # of the letter the portal writes: {matter} is the clock that ran out, {due_on} its last day


_ASK = "请于期限内在平台书面说明原因、目前进展和完成时间。"
_ROWS = (
    LadderRow(
        OrderKind.NOTICE, "提醒函", "提醒", P.CASE_REMIND, True, 1, None, "notice_answer", 3, OrderKind.REMINDER,
        "你单位牵头的上述办件，“{matter}”应于{due_on}前完成，现已超期。" + _ASK,
    ),
    LadderRow(
        OrderKind.REMINDER, "催办函", "催办", P.CASE_REMIND, True, 5, 1, "reminder_answer", 3, OrderKind.ORDER,
        "你单位牵头的上述办件，“{matter}”应于{due_on}前完成，提醒后仍未完成。请立即办理，" + _ASK,
    ),
    LadderRow(
        OrderKind.ORDER, "督办通知单", "督办", P.CASE_SUPERVISE, False, 10, 1, "supervision_answer", 5, OrderKind.TALK,
        "你单位牵头的上述办件，“{matter}”应于{due_on}前完成，催办后仍未完成。现予督办，请单位负责人过问，" + _ASK,
    ),
    LadderRow(
        OrderKind.TALK, "约谈通知书", "约谈", P.CASE_SUPERVISE, False, 20, 1, "talk_answer", 5, OrderKind.CRITICISM,
        "你单位牵头的上述办件，“{matter}”应于{due_on}前完成，督办后仍未完成。请单位负责人按通知的时间、地点参加约谈，并在期限内提交整改措施。",
    ),
    LadderRow(
        OrderKind.CRITICISM, "通报批评", "通报", P.CASE_SUPERVISE, False, 30, 1, "criticism_answer", 10, None,
        "你单位牵头的上述办件，“{matter}”应于{due_on}前完成，约谈后仍未完成。请在期限内书面报告整改情况。",
    ),
)  # fmt: skip
LADDER: dict[OrderKind, LadderRow] = {row.kind: row for row in _ROWS}
FIRST = _ROWS[0].kind
KEPT_BY_SUPERVISORS = frozenset({"review", "final_review"})  # clocks of a case that no department under supervision owes


def defaults() -> dict[str, dict[str, Any]]:
    """The days as the house starts with them, as they are stored."""
    return values_of(LADDER)


def values_of(rows: Mapping[OrderKind, LadderRow]) -> dict[str, dict[str, Any]]:
    """The days of a ladder as they are stored."""
    return {kind.value: {name: asdict(row)[name] for name in FIELDS} for kind, row in rows.items()}


def with_values(values: Mapping[str, Mapping[str, Any]]) -> dict[OrderKind, LadderRow]:
    """The table with other days. Raises ``RuleBroken`` (field ``kind-name``) for days that cannot be.

    A later step never comes sooner after the case's last day than the one before it.
    """
    rows = {
        kind: replace(row, **{name: values.get(kind.value, {}).get(name, getattr(row, name)) for name in FIELDS})
        for kind, row in LADDER.items()
    }
    before: LadderRow | None = None
    for row in rows.values():
        for name in FIELDS:
            _check_days(row, name)
        if before is not None and row.overdue_days < before.overdue_days:
            field = f"{row.kind.value}-overdue_days"
            raise RuleBroken(field, f"{row.kind.label}不能早于{before.kind.label}（{before.overdue_days} 个工作日）。")
        before = row
    return rows


def _check_days(row: LadderRow, name: str) -> None:
    value = getattr(row, name)
    is_optional = LADDER[row.kind].unanswered_days is None and name == "unanswered_days"
    if value is None and is_optional:
        return
    if not isinstance(value, int) or not 1 <= value <= LONGEST_DAYS:
        raise RuleBroken(f"{row.kind.value}-{name}", f"{row.kind.label}的天数要在 1 到 {LONGEST_DAYS} 个工作日之间。")
