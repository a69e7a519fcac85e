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
    "case_is_decided": "已作出答复",
    "did_not_write_reply": "答复不是本人写的",
    "did_not_handle": "不是本人承办",
    "did_not_write_publication": "公示稿不是本人写的",
}
OTHERS = {"is_system": "系统", "is_its_reporter": "持查询码的反映人"}
_ROLE_OF = {f"is_{role.value}": role for role in Role}


@dataclass(frozen=True)
class MatrixRow:
    """One permission: the word in each role's cell, in the order of ``Role``, and who else has it."""

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
    others = [OTHERS[name_of(predicate)] for clause in clauses for predicate in clause if name_of(predicate) in OTHERS]
    return MatrixRow(permission.label, tuple(_cell(role, clauses) for role in Role), "、".join(others))


def _cell(role: Role, clauses: tuple[Clause, ...]) -> str:
    own = [clause for clause in clauses if any(_ROLE_OF.get(name_of(predicate)) is role for predicate in clause)]
    if not own:
        return "—"
    conditions = [CONDITIONS[name_of(predicate)] for predicate in own[0] if name_of(predicate) in CONDITIONS]
    return "、".join(conditions) or "可以"
