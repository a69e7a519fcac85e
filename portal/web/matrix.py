"""The policy as a table for people: for each permission and role, whether, and under which conditions."""

from dataclasses import dataclass

from portal.access.permissions import Permission
from portal.access.policy import POLICY, Clause, Predicate
from portal.accounts.vocabulary import Role

# Every predicate of the policy that is no role, as a condition in Chinese; a test keeps this table whole.
CONDITIONS = {
    "is_not_conflicted": "无须回避",
    "department_leads": "本单位牵头",
    "department_takes_part": "本单位牵头或配合",
    "letter_is_addressed": "本单位收到的函",
    "reply_is_asked_of": "请本单位回应的公示",
    "case_is_decided": "已作出答复",
    "did_not_write_reply": "答复不是本人写的",
    "did_not_handle": "不是本人承办",
    "did_not_write_publication": "公示稿不是本人写的",
    "is_impartial_custodian": "与申请无关",
}
# What a condition means, where its few words do not say it all; told under the table.
MEANINGS = {
    "无须回避": "本单位不是被反映单位，也不是它的下级；本人没有被反映，也没有被要求回避",
    "与申请无关": "不是申请人，不在申请人的单位和牵头单位，也不在它们下面，并且无须回避",
    "已作出答复": "办件已经答复反映人，结果可以准备公示",
}
OTHERS = {"is_system": "系统自动", "is_its_reporter": "持查询码的反映人"}
ALLOWED, REFUSED = "可以", "—"
_ROLE_OF = {f"is_{role.value}": role for role in Role}


@dataclass(frozen=True)
class MatrixRow:
    """One permission: the words in each role's cell, in the order of ``Role``, and who else has it."""

    permission: str
    cells: tuple[str, ...]
    others: str


def matrix() -> list[MatrixRow]:
    """One row for each permission, in the order of the policy."""
    return [_row(permission, clauses) for permission, clauses in POLICY.items()]


def name_of(predicate: Predicate) -> str:
    """The name a predicate is known by in the tables above."""
    return str(getattr(predicate, "__name__", ""))


def _row(permission: Permission, clauses: tuple[Clause, ...]) -> MatrixRow:
    others = [_with_conditions(word, clause) for clause in clauses for name, word in OTHERS.items() if name in map(name_of, clause)]
    return MatrixRow(permission.label, tuple(_cell(role, clauses) for role in Role), "、".join(others))


def _cell(role: Role, clauses: tuple[Clause, ...]) -> str:
    """The conditions of each clause that speaks of the role; several clauses are alternatives."""
    own = [clause for clause in clauses if any(_ROLE_OF.get(name_of(predicate)) is role for predicate in clause)]
    return "；或者".join(dict.fromkeys(_conditions(clause) or ALLOWED for clause in own)) or REFUSED


def _with_conditions(word: str, clause: Clause) -> str:
    conditions = _conditions(clause)
    return f"{word}（{conditions}）" if conditions else word


def _conditions(clause: Clause) -> str:
    return "、".join(CONDITIONS[name_of(predicate)] for predicate in clause if name_of(predicate) in CONDITIONS)
