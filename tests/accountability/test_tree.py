"""The tree over kept nodes gives the roots and paths of RFC 9162, with pymerkle's own tree in memory as the oracle."""

import random

import pytest
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from portal.accountability import offline
from portal.accountability.tree import StoredTree, frontier


class Nodes(dict):
    """A store that counts how often it was asked."""

    asked = 0

    def fetch(self, places):
        self.asked += 1
        return {place: self[place] for place in places if place in self}


def grown(size: int, store: Nodes, seed: int = 1) -> InmemoryTree:
    """A tree of ``size`` leaves, appended in pieces of random length, in the store and in the oracle."""
    rng, oracle, done = random.Random(seed), InmemoryTree(), 0
    while done < size:
        tree = StoredTree(done, store.fetch)
        for _ in range(min(rng.choice([1, 1, 2, 4, 37]), size - done)):
            data = rng.randbytes(32)
            tree.append_entry(data)
            oracle.append_entry(data)
        done = tree.get_size()
        store.update(tree.new)
    return oracle


@pytest.fixture(scope="module")
def big() -> tuple[Nodes, InmemoryTree]:
    store = Nodes()
    return store, grown(2000, store)


SIZES = [*range(1, 18), *random.Random(9).sample(range(18, 2001), 40), 1023, 1024, 1025, 2000]


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_proofs_are_those_of_the_library(big, size):
    store, oracle = big
    tree, root, rng = StoredTree(size, store.fetch), oracle.get_root(size), random.Random(size)
    assert tree.get_root() == root
    for position in {0, size - 1, rng.randrange(size), rng.randrange(size)}:
        proof = StoredTree(size, store.fetch)
        path = proof.inclusion_path(position, size)
        expected = oracle.prove_inclusion(position + 1, size)
        assert path == expected.path[1:]
        verify_inclusion(store[0, position], root, expected)
        assert offline.root_by_inclusion(store[0, position], position, size, path) == root
    for earlier in {1, size, rng.randint(1, size), rng.randint(1, size)}:
        path = StoredTree(size, store.fetch).consistency_path(earlier, size)
        verify_consistency(oracle.get_root(earlier), root, oracle.prove_consistency(earlier, size))
        offline.check_consistency(earlier, oracle.get_root(earlier), size, root, path)


def test_a_proof_asks_the_store_once(big):
    store, _oracle = big
    for size, position in ((2000, 0), (2000, 1999), (1999, 1024), (1, 0)):
        store.asked = 0
        StoredTree(size, store.fetch).inclusion_path(position, size)
        assert store.asked == 1
    store.asked = 0
    StoredTree(2000, store.fetch).consistency_path(1234, 2000)
    assert store.asked == 1


@pytest.mark.parametrize("size", [0, 1, 255, 256, 1999])
def test_appending_asks_the_store_for_no_more_than_the_height(big, size):
    store, _oracle = big
    tree = StoredTree(size, store.fetch)
    tree.load(frontier(size))
    store.asked = 0
    tree.append_entry(b"one more")
    assert store.asked == 0 and len(tree.new) <= size.bit_length() + 1


def test_bent_paths_prove_nothing(big):
    store, oracle = big
    rng = random.Random(3)
    for _ in range(300):
        size = rng.randint(2, 2000)
        position, earlier = rng.randrange(size), rng.randint(1, size - 1)
        root, tree = oracle.get_root(size), StoredTree(size, store.fetch)
        path = bent(tree.inclusion_path(position, size), rng)
        assert refused(offline.root_by_inclusion, store[0, position], position, size, path) != root
        path = bent(tree.consistency_path(earlier, size), rng)
        assert refused(offline.check_consistency, earlier, oracle.get_root(earlier), size, root, path) == b"refused"


def bent(path: list[bytes], rng: random.Random) -> list[bytes]:
    way, at, other = rng.randrange(4), rng.randrange(len(path)), rng.randbytes(32)
    return [
        [*path[:at], other, *path[at + 1 :]],
        [*path[:at], *path[at + 1 :]],
        [*path[:at], other, *path[at:]],
        [*path, other],
    ][way]


def refused(check, *arguments) -> bytes | None:
    """What the check gives, or that it refused."""
    try:
        return check(*arguments)
    except offline.DoesNotFit:
        return b"refused"
