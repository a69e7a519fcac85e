"""Proof files: what a reporter takes home, what the public may ask of the tree, and the check of a file that somebody brings."""

from dataclasses import dataclass
from typing import Any

from portal import clock
from portal.accountability import offline, queries
from portal.accountability.operations import opened, plain_head, present_tree
from portal.accountability.signing import Head, public_key, signed
from portal.accountability.vocabulary import LeafKind
from portal.errors import NotFound

MAX_FILE_BYTES = 2_000_000
ABOUT = "这是您的存证证明。打开平台的“核对回执”页，交上这个文件，就能核对；也可以用那里的 portal-verify.py 离线核对。文件里没有反映的内容。"


def proof_of(case_id: int) -> dict[str, Any]:
    """The proof file of a case, for its reporter alone: every leaf with salt and path, under one signed head.

    The head is the newest published one that covers all of them, so that everybody can compare it; before it is out, one signed now.
    Raises ``NotFound`` when the log holds nothing of the case.
    """
    leaves = queries.list_leaves_of(case_id)
    if not leaves:
        raise NotFound("这件反映是在启用存证日志以前收到的，没有存证证明。")
    tree, head = present_tree(), _head_over(leaves[-1].position)
    listed: list[dict[str, Any]] = []
    for leaf in leaves:
        salt, body = opened(leaf)
        path = [each.hex() for each in tree.inclusion_path(leaf.position, head.size)]
        listed.append({"index": leaf.position, "salt": salt.hex(), "body": body, "path": path})
    number = listed[0]["body"]["case_number"]
    listed.sort(key=lambda leaf: leaf["body"]["kind"] != LeafKind.RECEIVED.value)  # what people look for stands first
    return {"format": offline.PROOF, "about": ABOUT, "case_number": number, "head": head.plain(), "leaves": listed}


def _head_over(position: int) -> Head:
    published = queries.newest_head()
    if published is not None and published.size > position:
        return plain_head(published)
    return signed(queries.present_size(), present_tree().get_root(), clock.now())


def consistency(earlier: int, later: int) -> dict[str, Any]:
    """That the published head of ``later`` leaves continues the log as it was at ``earlier`` leaves. Raises ``NotFound``.

    ``earlier`` may be any size up to that, so that the head in a proof file can be joined to a published one too.
    """
    head = queries.find_head_of_size(later)
    if head is None or not 0 < earlier <= later:
        raise NotFound("没有这样的日志头。")
    tree = present_tree()
    path = [each.hex() for each in tree.consistency_path(earlier, later)]
    start = {"size": earlier, "root": tree.get_root(earlier).hex()}
    return {"format": offline.CONSISTENCY, "from": start, "to": plain_head(head).plain(), "path": path}


@dataclass(frozen=True)
class Checked:
    """What a file proves, in sentences; or why it proves nothing."""

    case_number: str = ""
    facts: tuple[str, ...] = ()
    signed_at: str = ""
    problem: str = ""


def check(data: bytes) -> Checked:
    """Check a proof file by itself and against the log as it stands."""
    try:
        proof = offline.read(data)
        bodies = offline.check_proof(proof)
        _check_against_log(proof["head"])
    except offline.DoesNotFit as problem:
        return Checked(problem=str(problem))
    return Checked(str(proof["case_number"]), tuple(offline.said(body) for body in bodies), proof["head"]["at"])


def _check_against_log(head: dict[str, Any]) -> None:
    if head["public_key"] != public_key():
        raise offline.DoesNotFit("日志头不是本平台签的")
    tree = present_tree()
    if not 0 < head["size"] <= tree.get_size() or tree.get_root(head["size"]).hex() != head["root"]:
        raise offline.DoesNotFit("日志头和平台现在的日志对不上")
