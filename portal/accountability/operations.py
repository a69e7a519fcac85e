"""Writing the accountability log: leaves in the transaction that makes them true, and the head of the day."""

import json
import os
from dataclasses import dataclass
from typing import Any

from portal import clock
from portal.accountability import queries
from portal.accountability.models import LogLeaf, LogNode, LogSize, SignedHead
from portal.accountability.offline import canonical, commitment
from portal.accountability.signing import Head, said_instant, signed
from portal.accountability.tree import StoredTree, frontier
from portal.accountability.vocabulary import LeafKind
from portal.audit import queries as audit
from portal.crypto import seal_bytes, unseal_bytes
from portal.db import add, at_end, flush

AT_END = 200  # after the head of the audit log
PADDING = 32
_SALT_BYTES = 32


@dataclass(frozen=True)
class _Leaf:
    """A leaf that waits for its place."""

    kind: LeafKind
    body: dict[str, Any]
    case_id: int | None = None
    deadline_id: int | None = None


def keep(case_id: int, kind: LeafKind, facts: dict[str, Any], deadline_id: int | None = None) -> None:
    """Put facts about a case into the log, at the end of the present transaction.

    ``facts`` are plain words and numbers without any content of the report; the number of the case and the present instant are added.
    """
    at_end(AT_END, _append, _Leaf(kind, {"v": 1, "kind": kind.value, "at": said_instant(clock.now()), **facts}, case_id, deadline_id))


def _append(leaves: list[_Leaf | None]) -> None:
    """Append leaves, None being padding. The row with the size is locked only now, for the moment until the commit."""
    row = queries.find_size_for_update() or add(LogSize(id=queries.SIZE_ID, size=0, openings=0))
    tree = StoredTree(row.size, queries.fetch_nodes)
    tree.load(frontier(row.size))
    numbers = queries.case_numbers({leaf.case_id for leaf in leaves if leaf is not None and leaf.case_id})
    for leaf in leaves:
        if leaf is not None and leaf.case_id:
            leaf.body["case_number"] = numbers[leaf.case_id]
        salt, position = os.urandom(_SALT_BYTES), tree.get_size()
        tree.append_entry(salt if leaf is None else commitment(salt, leaf.body))
        if leaf is not None:
            made = LogLeaf(position=position, kind=leaf.kind, case_id=leaf.case_id, deadline_id=leaf.deadline_id)
            made.sealed = seal_bytes(salt + canonical(leaf.body), _place(made))
            add(made)
    for (level, place), digest in tree.new.items():
        add(LogNode(level=level, place=place, digest=digest))
    flush()  # the database lets the size move only to a leaf that is there
    row.size, row.openings = tree.get_size(), row.openings + sum(leaf is not None for leaf in leaves)


def _place(leaf: LogLeaf) -> str:
    """Every column of the row, so that none can be changed without breaking the seal."""
    return f"leaf:{leaf.position}:{leaf.kind.value}:{leaf.case_id}:{leaf.deadline_id}"


def opened(leaf: LogLeaf) -> tuple[bytes, dict[str, Any]]:
    """Salt and facts of a leaf. Raises ``SealBroken`` when they were changed."""
    plain = unseal_bytes(leaf.sealed, _place(leaf))
    return plain[:_SALT_BYTES], json.loads(plain[_SALT_BYTES:])


def present_tree() -> StoredTree:
    """The tree as it stands."""
    return StoredTree(queries.present_size(), queries.fetch_nodes)


def issue_daily_head() -> SignedHead | None:
    """Publish the head of today, if it is not out. The head, or None when today's was there before.

    First a leaf binds the place and hash of the newest audit entry and the number of leaves that can be opened: neither log can be
    written anew, nor an opening be taken away, without a published head telling. Then the size is padded, and the root signed.
    """
    at, on = clock.now().replace(microsecond=0), clock.today()
    row = queries.find_size_for_update()
    if queries.find_head(on) is not None:
        return None
    newest_hash, newest_id = audit.newest()
    bound = {"last_id": newest_id, "hash": newest_hash, "openings": row.openings if row else 0}
    anchor = _Leaf(LeafKind.AUDIT, {"v": 1, "kind": LeafKind.AUDIT.value, **bound})
    n_padding = -((row.size if row else 0) + 1) % PADDING
    _append([anchor, *[None] * n_padding])
    flush()
    head = signed(queries.present_size(), present_tree().get_root(), at)
    return add(SignedHead(on=on, size=head.size, root=head.root, at=at, public_key=head.public_key, signature=head.signature))


def plain_head(row: SignedHead) -> Head:
    """A published head as files and feeds hold it."""
    return Head(row.size, row.root, said_instant(row.at), row.public_key, row.signature)
