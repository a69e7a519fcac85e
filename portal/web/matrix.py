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
    "department_supports": "本单位配合",
    "case_is_in_house": "没有移送",
    "case_was_transferred": "已移送",
    "letter_is_addressed": "本单位收到的函",
    "reply_is_asked_of": "请本单位回应的公示",
    "case_is_decided": "已作出答复",
    "did_not_write_reply": "答复不是本人写的",
    "did_not_handle": "不是本人承办、答复或审批",
    "stands_above_first_review": "复查不是本单位作出",
    "did_not_write_publication": "公示稿不是本人写的",
    "is_impartial_custodian": "与申请无关",
    "owns_entry": "本单位的承诺和动态",
    "does_not_own_entry": "不是本单位或上级的承诺",
    "did_not_write_entry": "内容不是本人写的",
    "rectification_is_addressed": "本单位收到的整改通知",
    "record_is_not_conflicted": "不是本单位或上级的记录",
    "department_keeps_record": "本单位录入的记录",
    "department_keeps_lead": "本单位登记的线索",
    "lead_is_not_conflicted": "线索和它转成、并入的办件或记录都不需要回避",
    "takes_part_in_case_of_lead": "线索并入了本单位办理的办件",
    "department_keeps_agreement": "本单位登记的合同和承诺",
    "belongs_to_office": "本单位负责失信记录",
    "is_not_appraised": "被评的不是本单位或上级",
    "department_answers_for_task": "本单位牵头或负责的任务",
    "score_is_own": "本单位的评分",
    "score_is_of_others": "不是本单位的评分",
    "finding_is_own": "本单位的整改",
    "finding_is_of_others": "不是本单位或上级的整改",
}
# What a condition means, where its few words do not say it all; told under the table.
MEANINGS = {
    "无须回避": "本单位不是被反映单位，也不是它的下级；本人没有被反映，也没有被要求回避",
    "与申请无关": "不是申请人，不在申请人的单位和牵头单位，也不在它们下面，并且无须回避",
    "复查不是本单位作出": "作出复查决定的不是本人，也不是本单位或下级单位；复查由最高一级单位作出的，可以由该单位的其他人决定",
    "没有移送": "办件没有移送纪检监察机关；移送以后，承办和配合单位不再办理，也不能再看",
    "已移送": "办件已经移送纪检监察机关",
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
