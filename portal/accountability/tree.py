"""The Merkle tree over nodes that are kept: appending, roots and paths cost as many nodes as the tree is high. No database here."""

from collections.abc import Callable, Iterable, Iterator

from pymerkle import BaseMerkleTree

Place = tuple[int, int]
Fetch = Callable[[set[Place]], dict[Place, bytes]]


class StoredTree(BaseMerkleTree):  # type: ignore[misc]
    """pymerkle's tree, whose perfect subtrees are looked up instead of hashed again.

    ``fetch`` gives the digests of the places asked for, as far as they exist. Leaves appended are in ``new`` together with the nodes
    they completed, for the caller to keep.
    """

    def __init__(self, size: int, fetch: Fetch) -> None:
        super().__init__("sha256", disable_cache=True)
        self._size, self._fetch = size, fetch
        self._known: dict[Place, bytes] = {}
        self.new: dict[Place, bytes] = {}

    def load(self, places: Iterable[Place]) -> None:
        """Fetch these nodes at once."""
        self._known.update(self._fetch(set(places) - set(self._known)))

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, _data: bytes, digest: bytes) -> int:
        level, place = 0, self._size
        self._keep((level, place), digest)
        while place & 1:  # a right child completes its parent
            digest = self.hash_pair(self.node(level, place - 1), digest)
            level, place = level + 1, place >> 1
            self._keep((level, place), digest)
        self._size += 1
        return self._size

    def _keep(self, at: Place, digest: bytes) -> None:
        self._known[at] = self.new[at] = digest

    def node(self, level: int, place: int) -> bytes:
        """The root of one perfect subtree. Raises ``KeyError`` when it is not kept."""
        if (level, place) not in self._known:
            self.load({(level, place)})
        return self._known[level, place]

    def _get_leaf(self, index: int) -> bytes:
        return self.node(0, index - 1)

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        self.load((0, place) for place in range(offset, offset + width))
        return [self.node(0, place) for place in range(offset, offset + width)]

    def _get_size(self) -> int:
        return self._size

    def _get_subroot(self, offset: int, width: int) -> bytes:
        level = width.bit_length() - 1
        return self.node(level, offset >> level)

    _get_subroot_uncached = _get_subroot

    def inclusion_path(self, position: int, size: int) -> list[bytes]:
        """The path of RFC 9162 §2.1.3 for the leaf at ``position`` (from 0) in the tree of ``size`` leaves."""
        self.load({(0, position), *beside(position, size), *frontier(size)})
        path: list[bytes] = self.prove_inclusion(position + 1, size).path
        return path[1:]  # the library puts the leaf itself in front

    def consistency_path(self, earlier: int, later: int) -> list[bytes]:
        """The path of RFC 9162 §2.1.4 between the trees of ``earlier`` and ``later`` leaves."""
        self.load({*beside(earlier - 1, later), *frontier(earlier), *frontier(later)})
        return [self._get_root(start, end) for start, end in consistency_ranges(earlier, later)]


def frontier(size: int) -> Iterator[Place]:
    """The perfect subtrees that make up a tree of ``size`` leaves."""
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


def beside(position: int, size: int) -> Iterator[Place]:
    """The perfect subtrees beside the way from a leaf to the root."""
    for level in range(size.bit_length()):
        sibling = (position >> level) ^ 1
        if (sibling + 1) << level <= size:
            yield level, sibling


def consistency_ranges(earlier: int, later: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots are the path of RFC 9162 §2.1.4.1 (SUBPROOF), without recursion."""
    start, end, is_whole, ranges = 0, later, True, []
    while earlier != end - start:
        half = 1 << ((end - start - 1).bit_length() - 1)
        if earlier <= half:
            ranges.append((start + half, end))
            end = start + half
        else:
            ranges.append((start, start + half))
            start, earlier, is_whole = start + half, earlier - half, False
    if not is_whole:
        ranges.append((start, end))
    return ranges[::-1]
