"""Five thousand random changes of an audit log held in memory, every one of them noticed; the other half is in tests/accountability."""

import copy
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.audit import operations
from portal.audit.chain import FIRST_HASH, commitment, entry_hash, hashed_fields
from portal.audit.models import AuditPersonal
from portal.crypto import seal_bytes

ENTRIES, MUTATIONS = 30, 5000
ACTIONS = ("case:accept", "case:read", "identity:read", "account:SignedIn", "department:change")
HASH = "0123456789abcdef"


class Log:
    """What the walk reads from the database, in memory."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.personal: list[AuditPersonal] = []
        self.head = (FIRST_HASH, 0)

    def newest(self) -> tuple[str, int]:
        return self.head

    def iterate_plain(self, after_id: int) -> Iterator[dict[str, Any]]:
        yield from sorted((entry for entry in self.entries if entry["id"] > after_id), key=lambda entry: entry["id"])

    def iterate_personal(self, after_id: int) -> Iterator[AuditPersonal]:
        yield from sorted((row for row in self.personal if row.entry_id > after_id), key=lambda row: (row.entry_id, row.name))


def made() -> Log:
    rng, log, previous = random.Random(5), Log(), FIRST_HASH
    for number in range(1, ENTRIES + 1):
        reason, salt = f"理由{number}", rng.randbytes(32)
        entry = {
            "id": number,
            "at": datetime(2026, 11, 22, 1, tzinfo=UTC) + timedelta(minutes=number),
            "actor_id": rng.choice([None, 1, 2, 3]),
            "actor_label": rng.choice(["系统", "区财政局 wang", "反映人"]),
            "action": rng.choice(ACTIONS),
            "object_kind": rng.choice(["case", "user"]),
            "object_id": str(rng.randint(1, 99)),
            "succeeded": rng.random() < 0.9,
            "detail": {"from": "pending", "to": rng.choice(["handling", "closed"]), "days": number},
            "commitments": {"reason": commitment(salt, reason)} if number % 3 == 0 else {},
            "previous_hash": previous,
        }
        previous = entry["entry_hash"] = entry_hash(previous, hashed_fields(entry))
        log.entries.append(entry)
        if entry["commitments"]:
            sealed = seal_bytes(reason.encode(), f"audit:{number}:reason")
            log.personal.append(AuditPersonal(entry_id=number, name="reason", salt=salt, sealed=sealed))
    log.head = (previous, ENTRIES)
    return log


def other(rng: random.Random, value: Any) -> Any:
    """A value of the same kind that is not the same."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice([-1, 1, 7])
    if isinstance(value, datetime):
        return value + timedelta(seconds=rng.choice([-3600, -1, 1, 86400]))
    if isinstance(value, bytes):
        at = rng.randrange(len(value))
        return value[:at] + bytes([value[at] ^ (1 << rng.randrange(8))]) + value[at + 1 :]
    if isinstance(value, dict):
        return {**value, rng.choice(["from", "to", "new"]): rng.choice(["withdrawn", "x", 5])}
    if value is None:
        return rng.randint(1, 9)
    if len(value) == 64 and not set(value) - set(HASH):
        at = rng.randrange(64)
        return value[:at] + rng.choice([char for char in HASH if char != value[at]]) + value[at + 1 :]
    return value + rng.choice([" ", "1", "。"])


def change_a_field(log: Log, rng: random.Random) -> None:
    entry = rng.choice(log.entries)
    name = rng.choice([name for name in entry if name != "id"])
    entry[name] = other(rng, entry[name])


def forget_commitments(log: Log, rng: random.Random) -> None:
    rng.choice(log.entries)["commitments"] = None


def swap(log: Log, rng: random.Random) -> None:
    one, two = rng.sample(log.entries, 2)
    one["id"], two["id"] = two["id"], one["id"]


def swap_contents(log: Log, rng: random.Random) -> None:
    while True:
        one, two = rng.sample(log.entries, 2)
        name = rng.choice(["at", "action", "object_id", "detail", "actor_label", "entry_hash"])
        if one[name] != two[name]:
            one[name], two[name] = two[name], one[name]
            return


def delete_one(log: Log, rng: random.Random) -> None:
    log.entries.remove(rng.choice(log.entries))


def delete_one_and_close_the_gap(log: Log, rng: random.Random) -> None:
    at = rng.randrange(ENTRIES - 1)
    del log.entries[at]
    for entry in log.entries[at:]:
        entry["id"] -= 1


def insert_one(log: Log, rng: random.Random) -> None:
    """A forged entry that fits the one before, with those behind it numbered anew."""
    at = rng.randrange(ENTRIES)
    forged = {**copy.deepcopy(log.entries[at]), "action": "case:close"}
    forged["entry_hash"] = entry_hash(forged["previous_hash"], hashed_fields(forged))
    for entry in log.entries[at:]:
        entry["id"] += 1
    log.entries.insert(at, forged)


def append_behind_the_head(log: Log, rng: random.Random) -> None:
    last = log.entries[-1]
    forged = {**copy.deepcopy(last), "id": last["id"] + 1, "previous_hash": last["entry_hash"], "object_id": str(rng.randrange(999))}
    forged["entry_hash"] = entry_hash(forged["previous_hash"], hashed_fields(forged))
    log.entries.append(forged)


def cut_off_the_end(log: Log, rng: random.Random) -> None:
    del log.entries[rng.randrange(ENTRIES) :]


def cut_off_the_beginning(log: Log, rng: random.Random) -> None:
    del log.entries[: rng.randrange(1, ENTRIES)]


def reorder(log: Log, rng: random.Random) -> None:
    ids = [entry["id"] for entry in log.entries]
    while True:
        rng.shuffle(ids)
        if ids != sorted(ids):
            break
    for entry, number in zip(log.entries, ids, strict=True):
        entry["id"] = number


def rewrite_from_here_on(log: Log, rng: random.Random) -> None:
    """A change with all later hashes made anew; only the head still knows better."""
    at = rng.randrange(ENTRIES)
    log.entries[at]["object_id"] += "0"
    previous = log.entries[at]["previous_hash"]
    for entry in log.entries[at:]:
        entry["previous_hash"] = previous
        previous = entry["entry_hash"] = entry_hash(previous, hashed_fields(entry))


def bend_the_head(log: Log, rng: random.Random) -> None:
    own, last_id = log.head
    log.head = rng.choice([(other(rng, own), last_id), (own, last_id + 1), (own, last_id - 1), (log.entries[3]["entry_hash"], 4), ("", 0)])


def bend_a_personal_value(log: Log, rng: random.Random) -> None:
    row = rng.choice(log.personal)
    name = rng.choice(["salt", "sealed", "name", "entry_id"])
    setattr(row, name, other(rng, getattr(row, name)) if name != "entry_id" else row.entry_id - rng.choice([1, 2]))


WAYS: list[Callable[[Log, random.Random], None]] = [
    change_a_field, change_a_field, change_a_field, forget_commitments, swap, swap_contents, delete_one, delete_one_and_close_the_gap,
    insert_one, append_behind_the_head, cut_off_the_end, cut_off_the_beginning, reorder, rewrite_from_here_on, bend_the_head,
    bend_a_personal_value,
]  # fmt: skip


@pytest.mark.one_database
def test_five_thousand_random_changes_are_all_noticed(database: str) -> None:
    whole, rng, missed = made(), random.Random(2026), []
    assert operations.walk_whole(whole).broken_id is None
    for number in range(MUTATIONS):
        way, bent = WAYS[number % len(WAYS)], Log()
        bent.entries = [{**entry, "detail": dict(entry["detail"])} for entry in whole.entries]
        bent.personal = [AuditPersonal(entry_id=row.entry_id, name=row.name, salt=row.salt, sealed=row.sealed) for row in whole.personal]
        bent.head = whole.head
        way(bent, rng)
        if operations.walk_whole(bent).broken_id is None:
            missed.append((number, way.__name__))
    assert missed == []
