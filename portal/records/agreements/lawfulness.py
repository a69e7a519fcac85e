"""The test whether a change of a promise or contract is lawful (优化营商环境条例 31; 国发〔2016〕76号). Pure."""

import re
from dataclasses import dataclass

from portal.records.agreements.vocabulary import LawfulGround
from portal.records.vocabulary import Pretext

# What people write into a field that must not be empty when there is nothing to write.
_NOTHING = re.compile(r"((暂|都|尚)?(无|没有|未|不)(需|作|做|予|给|给予)?(补偿|赔偿|文号|文件|程序|损失)?|[-—/／0０.。…\s]*|略)[。.]?")


@dataclass(frozen=True)
class Change:
    """What is given for a change: a lawful ground or one of the pretexts, the procedure with its document, the compensation."""

    what: str
    ground: LawfulGround | None = None
    pretext: Pretext | None = None
    procedure: str = ""
    document_number: str = ""
    compensation: str = ""
    compensation_fen: int | None = None


def failings(change: Change) -> list[str]:
    """Why the change is not lawful, a sentence each; empty when it is."""
    found = []
    if change.pretext is not None:
        found.append(f"“{change.pretext.label}”依法不能作为违约毁约的理由。")
    if change.ground is None and change.pretext is None:
        found.append("没有写明国家利益、社会公共利益或者其他法定事由。")
    if not (_says_something(change.procedure) and _says_something(change.document_number)):
        found.append("没有写明依照法定权限和程序作出的决定及其文号。")
    if not _says_something(change.compensation):
        found.append("没有记载对相对人损失的补偿。")
    return found


def _says_something(text: str) -> bool:
    return not _NOTHING.fullmatch(text.strip())
