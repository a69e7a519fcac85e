"""Five thousand random changes of a living accountability log, copied into memory, every one of them noticed."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from portal import clock
from portal.access import SYSTEM
from portal.accountability import checking, offline, operations, queries
from portal.accountability.models import LogLeaf, SignedHead
from portal.accountability.vocabulary import LeafKind
from portal.audit import operations as audit
from portal.audit import queries as audit_queries
from portal.db import transaction
from tests.factories import make_case

MUTATIONS = 5000


class Log:
    """What the check reads from the database, in memory."""

    nodes: dict[tuple[int, int], bytes]
    leaves: list[LogLeaf]
    heads: list[SignedHead]
    size: int
    openings: int
    audit: dict[int, str]
    reports: set[tuple[int, str, str]]
    clocks: dict[int, str]

    def copy(self) -> "Log":
        log = Log()
        log.nodes, log.size, log.openings = dict(self.nodes), self.size, self.openings
        log.leaves, log.heads = [twin(leaf) for leaf in self.leaves], [twin(head) for head in self.heads]
        log.audit, log.reports, log.clocks = dict(self.audit), set(self.reports), dict(self.clocks)
        return log

    def present_size(self) -> int:
        return self.size

    def present_openings(self) -> int:
        return self.openings

    def highest_level(self) -> int:
        return max((level for level, _place in self.nodes), default=0)

    def iterate_nodes(self, wanted: int) -> Iterator[tuple[int, bytes]]:
        yield from sorted((place, digest) for (level, place), digest in self.nodes.items() if level == wanted)

    def fetch_nodes(self, places: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        return {place: self.nodes[place] for place in places if place in self.nodes}

    def iterate_leaves(self) -> list[LogLeaf]:
        return sorted(self.leaves, key=lambda leaf: leaf.position)

    def list_anchors(self) -> list[LogLeaf]:
        return [leaf for leaf in self.iterate_leaves() if leaf.kind is LeafKind.AUDIT]

    def list_heads(self) -> list[SignedHead]:
        return sorted(self.heads, key=lambda head: -head.size)

    def audit_hash(self, entry_id: int) -> str | None:
        return self.audit.get(entry_id)

    def reports_since(self, _first_at: str | None) -> set[tuple[int, str, str]]:
        return self.reports

    def clocks_since(self, _first_at: str | None) -> dict[int, str]:
        return self.clocks


def twin(row: Any) -> Any:
    """A copy of a row that belongs to no database."""
    return type(row)(**{attribute.key: getattr(row, attribute.key) for attribute in type(row).__mapper__.column_attrs})


def remembered() -> Log:
    """The log of the database as it stands."""
    log = Log()
    log.size, log.openings = queries.present_size(), queries.present_openings()
    log.nodes = {(level, place): digest for level in range(queries.highest_level() + 1) for place, digest in queries.iterate_nodes(level)}
    log.leaves, log.heads = [twin(leaf) for leaf in queries.iterate_leaves()], [twin(head) for head in queries.list_heads()]
    log.audit = {entry.id: entry.entry_hash for entry in audit_queries.iterate_all()}
    log.reports, log.clocks = queries.reports_since("2000-01-01T00:00:00Z"), queries.clocks_since("2000-01-01T00:00:00Z")
    return log


@pytest.fixture
def whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Log:
    """Three days with two reports each and their heads, and two reports after the last head."""
    now = clock.now()
    for day in range(4):
        monkeypatch.setattr(clock, "now", lambda day=day: now + timedelta(days=day))
        make_case()
        make_case()
        with transaction():
            audit.record(SYSTEM, "case:read", "case", day)
        if day < 3:
            with transaction():
                operations.issue_daily_head()
    return remembered()


def rebuilt(log: Log, digests: list[bytes]) -> None:
    """All nodes made anew over these leaves, as somebody would do who wants to hide a change."""
    log.nodes, level = {}, 0
    while digests:
        log.nodes.update({(level, place): digest for place, digest in enumerate(digests)})
        digests = [offline.node_hash(left, right) for left, right in zip(digests[::2], digests[1::2], strict=False)]
        level += 1


def digests_of(log: Log) -> list[bytes]:
    return [log.nodes[0, place] for place in range(log.size)]


def flipped(value: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << rng.randrange(8))]) + value[at + 1 :]


def bend_a_node(log: Log, rng: random.Random) -> None:
    place = rng.choice(list(log.nodes))
    log.nodes[place] = flipped(log.nodes[place], rng)


def swap_nodes(log: Log, rng: random.Random) -> None:
    one, two = rng.sample(list(log.nodes), 2)
    log.nodes[one], log.nodes[two] = log.nodes[two], log.nodes[one]


def delete_a_node(log: Log, rng: random.Random) -> None:
    del log.nodes[rng.choice(list(log.nodes))]


def insert_a_node(log: Log, rng: random.Random) -> None:
    level = rng.randrange(log.highest_level() + 2)
    log.nodes[level, (log.size >> level) + rng.randrange(3)] = rng.randbytes(32)


def bend_a_leaf_and_build_anew(log: Log, rng: random.Random) -> None:
    digests = digests_of(log)
    at = rng.randrange(len(digests))
    digests[at] = flipped(digests[at], rng)
    rebuilt(log, digests)


def reorder_leaves_and_build_anew(log: Log, rng: random.Random) -> None:
    digests = digests_of(log)
    one, two = rng.sample(range(len(digests)), 2)
    digests[one], digests[two] = digests[two], digests[one]
    rebuilt(log, digests)


def delete_a_leaf_and_build_anew(log: Log, rng: random.Random) -> None:
    digests = digests_of(log)
    del digests[rng.randrange(len(digests))]
    log.size -= 1
    rebuilt(log, digests)


def insert_a_leaf_and_build_anew(log: Log, rng: random.Random) -> None:
    digests = digests_of(log)
    digests.insert(rng.randrange(newest_size(log)), rng.randbytes(32))
    log.size += 1
    rebuilt(log, digests)


def newest_size(log: Log) -> int:
    """The size of the newest published head."""
    return max(head.size for head in log.heads)


def bend_an_opening(log: Log, rng: random.Random) -> None:
    leaf = rng.choice(log.leaves)
    name = rng.choice(["sealed", "kind", "case_id", "deadline_id", "position"])
    value = getattr(leaf, name)
    others: dict[str, Any] = {
        "sealed": lambda: flipped(value, rng),
        "kind": lambda: rng.choice([kind for kind in LeafKind if kind is not value]),
        "case_id": lambda: (value or 0) + 1,
        "deadline_id": lambda: (value or 0) + 1,
        "position": lambda: value + rng.choice([-1, 1, 5]),
    }
    setattr(leaf, name, others[name]())


def swap_openings(log: Log, rng: random.Random) -> None:
    one, two = rng.sample(log.leaves, 2)
    name = rng.choice(["sealed", "position"])
    first, second = getattr(one, name), getattr(two, name)
    setattr(one, name, second)
    setattr(two, name, first)


def delete_an_opening(log: Log, rng: random.Random) -> None:
    """Even when the count is made to fit: each day's anchor has counted too, and facts after it are asked for in the house."""
    log.leaves.remove(rng.choice(log.leaves))
    log.openings -= rng.choice([0, 1])


def insert_an_opening(log: Log, rng: random.Random) -> None:
    extra = twin(rng.choice(log.leaves))
    extra.position = rng.choice([place for place in range(log.size + 3) if place not in {leaf.position for leaf in log.leaves}])
    log.leaves.append(extra)
    log.openings += rng.choice([0, 1])


def cut_off_the_end(log: Log, rng: random.Random) -> None:
    """Everything from some leaf on is gone without a trace in the tables; the house still knows what it received."""
    size = rng.randrange(max(leaf.position for leaf in log.leaves))
    rebuilt(log, digests_of(log)[:size])
    log.size, log.leaves = size, [leaf for leaf in log.leaves if leaf.position < size]
    log.openings, log.heads = len(log.leaves), [head for head in log.heads if head.size <= size]


def bend_a_head(log: Log, rng: random.Random) -> None:
    head = rng.choice(log.heads)
    name = rng.choice(["on", "size", "root", "at", "public_key", "signature"])
    value = getattr(head, name)
    if name == "on":
        head.on = value + timedelta(days=rng.choice([-9, 9]))
    elif name == "size":
        head.size = value + rng.choice([-1, 1, 32])
    elif name == "at":
        head.at = value + timedelta(seconds=rng.choice([-5, 5, 90000]))
    else:
        setattr(head, name, flipped(bytes.fromhex(value), rng).hex())


def sign_a_head_with_another_key(log: Log, rng: random.Random) -> None:
    head, key = rng.choice(log.heads), OTHER_KEY
    head.public_key = key.public_key().public_bytes_raw().hex()
    head.signature = key.sign(offline.head_message(head.size, head.root, operations.said_instant(head.at))).hex()


OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)


def swap_heads(log: Log, rng: random.Random) -> None:
    one, two = rng.sample(log.heads, 2)
    name = rng.choice(["on", "size", "root", "at", "signature"])
    first, second = getattr(one, name), getattr(two, name)
    setattr(one, name, second)
    setattr(two, name, first)


def delete_a_head(log: Log, rng: random.Random) -> None:
    log.heads.remove(rng.choice(log.heads))


def bend_the_size(log: Log, rng: random.Random) -> None:
    log.size += rng.choice([-32, -1, 1, 32])


def bend_the_count(log: Log, rng: random.Random) -> None:
    log.openings += rng.choice([-1, 1, 5])


def rewrite_the_audit_log(log: Log, rng: random.Random) -> None:
    """All hashes from some entry on made anew, the head too: within the audit log nothing would tell."""
    first = rng.randint(1, max(body["last_id"] for body in anchors(log)))
    log.audit = {number: own if number < first else rng.randbytes(32).hex() for number, own in log.audit.items()}


def anchors(log: Log) -> list[dict[str, Any]]:
    return [operations.opened(leaf)[1] for leaf in log.list_anchors()]


def cut_off_the_audit_log(log: Log, rng: random.Random) -> None:
    last = rng.randrange(max(body["last_id"] for body in anchors(log)))
    log.audit = {number: own for number, own in log.audit.items() if number <= last}


def bend_a_date_of_the_house(log: Log, rng: random.Random) -> None:
    log.clocks[rng.choice(list(log.clocks))] = "2030-01-01"


def bend_a_report_of_the_house(log: Log, rng: random.Random) -> None:
    case_id, number, own = log.reports.pop()
    log.reports.add(rng.choice([(case_id, number + "0", own), (case_id, number, "0" * 64), (case_id + 1, number, own)]))


def forget_something_of_the_house(log: Log, rng: random.Random) -> None:
    if rng.random() < 0.5:
        log.reports.pop()
    else:
        log.clocks.popitem()


WAYS: list[Callable[[Log, random.Random], None]] = [
    bend_a_node, swap_nodes, delete_a_node, insert_a_node, bend_a_leaf_and_build_anew, reorder_leaves_and_build_anew,
    delete_a_leaf_and_build_anew, insert_a_leaf_and_build_anew, bend_an_opening, swap_openings, delete_an_opening, insert_an_opening,
    cut_off_the_end, bend_a_head, sign_a_head_with_another_key, swap_heads, delete_a_head, bend_the_size, bend_the_count,
    rewrite_the_audit_log, cut_off_the_audit_log, bend_a_date_of_the_house, bend_a_report_of_the_house, forget_something_of_the_house,
]  # fmt: skip


@pytest.mark.one_database
def test_five_thousand_random_changes_are_all_noticed(whole: Log) -> None:
    rng, missed = random.Random(2026), []
    assert checking.first_break(whole) is None and checking.first_break(whole.copy()) is None
    for number in range(MUTATIONS):
        way, bent = WAYS[number % len(WAYS)], whole.copy()
        way(bent, rng)
        if checking.first_break(bent) is None:
            missed.append((number, way.__name__))
    assert missed == []
