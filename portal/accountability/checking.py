"""Walking the whole log: hashes, what opens the leaves, signed heads, the audit log they bind, and the dates as the house has them now."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from portal.accountability import offline, queries
from portal.accountability.models import LogLeaf, SignedHead
from portal.accountability.operations import opened, plain_head
from portal.accountability.signing import public_key
from portal.accountability.tree import StoredTree
from portal.accountability.vocabulary import LeafKind
from portal.clock import local_date
from portal.crypto import SealBroken


def first_break(log: Any = queries) -> str | None:
    """The first thing that does not hold, in a sentence; None when the whole log is intact. ``log`` is where the rows come from."""
    checks: tuple[Callable[[Any], Iterator[str]], ...] = (_nodes, _openings, _heads, _facts)
    return next((problem for check in checks for problem in check(log)), None)


def _nodes(log: Any) -> Iterator[str]:
    """Every node is the hash of its two children, and no node is missing or too many."""
    size = log.present_size()
    for level in range(max(size.bit_length(), log.highest_level() + 1)):
        below = _pairs(log, level - 1) if level else None
        found = -1
        for found, (place, digest) in enumerate(log.iterate_nodes(level)):
            if place != found or place >= size >> level:
                yield f"第 {level} 层第 {place} 个节点的位置不对"
            if below is not None and next(below, None) != digest:
                yield f"第 {level} 层第 {place} 个节点和下一层对不上"
        if found + 1 != size >> level:
            yield f"第 {level} 层有 {found + 1} 个节点，应当有 {size >> level} 个"


def _pairs(log: Any, level: int) -> Iterator[bytes]:
    left = None
    for _place, digest in log.iterate_nodes(level):
        if left is None:
            left = digest
        else:
            yield offline.node_hash(left, digest)
            left = None


def _openings(log: Any) -> Iterator[str]:
    """Every opening fits its leaf and says what its columns say; none that was counted is missing."""
    counted, leaves = 0, log.iterate_nodes(0)
    for leaf in log.iterate_leaves():
        digest = next((digest for place, digest in leaves if place == leaf.position), None)
        problem = _opening_problem(leaf, digest, counted)
        if problem:
            yield f"第 {leaf.position} 条{problem}"
        counted += 1
    if counted != log.present_openings():
        yield f"有 {counted} 条可以打开，应当有 {log.present_openings()} 条"


def _opening_problem(leaf: LogLeaf, digest: bytes | None, counted: int) -> str:
    try:
        salt, body = opened(leaf)
    except (SealBroken, ValueError):
        return "的内容被改过"
    if offline.leaf_hash(offline.commitment(salt, body)) != digest or body.get("kind") != leaf.kind.value:
        return "的内容和树对不上"
    if leaf.kind is LeafKind.AUDIT and body.get("openings") != counted:
        return "之前少了可以打开的条目"
    return ""


def _heads(log: Any) -> Iterator[str]:
    """Every published head is signed, fits the tree, grows on the one before, and its audit anchor is there and holds."""
    before, tree = 0, StoredTree(log.present_size(), log.fetch_nodes)
    for head, anchor in zip_longest(reversed(log.list_heads()), log.list_anchors()):
        if head is None or anchor is None:
            yield "日志头的个数和审计日志的存证对不上"
            return
        if not before <= anchor.position < head.size <= tree.get_size():
            yield f"{head.on} 的日志头大小不对"
            return
        if not _is_signed(head) or tree.get_root(head.size).hex() != head.root:
            yield f"{head.on} 的日志头和树或者签名对不上"
        body = opened(anchor)[1]
        if body["last_id"] and log.audit_hash(body["last_id"]) != body["hash"]:
            yield f"审计日志第 {body['last_id']} 条和 {head.on} 存证的不同，审计日志被重写过"
        before = head.size


def _is_signed(head: SignedHead) -> bool:
    try:
        offline.check_head(plain_head(head).plain())
    except offline.DoesNotFit:
        return False
    return head.public_key == public_key() and local_date(head.at) == head.on


def _facts(log: Any) -> Iterator[str]:
    """Numbers, receipt hashes and last days stand in the house as the log has them, and nothing is in the house that the log lacks."""
    due, received, first_at = {}, set(), None
    for leaf in log.iterate_leaves():
        body = opened(leaf)[1]
        first_at = first_at or body.get("at")
        if leaf.deadline_id is not None:
            due[leaf.deadline_id] = (leaf.position, body["due_on"])
        if leaf.kind is LeafKind.RECEIVED:
            received.add((leaf.case_id, body["case_number"], body["report_hash"]))
    registered, running = log.reports_since(first_at), log.clocks_since(first_at)
    for case_id, number, receipt_hash in registered ^ received:
        yield f"受理编号 {number} 的收到登记和日志不同" if (case_id, number, receipt_hash) in received else f"受理编号 {number} 不在日志里"
    for deadline_id, day in running.items():
        if deadline_id not in due:
            yield f"有一个最晚 {day} 的期限不在日志里"
    for deadline_id, (position, day) in due.items():
        if running.get(deadline_id) != day:
            yield f"第 {position} 条：期限在日志里是 {day}，现在登记的是 {running.get(deadline_id, '没有')}"
