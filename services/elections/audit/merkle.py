"""The Merkle tree over the log: RFC 6962, section 2 (RFC 9162 has the same trees).

A leaf's hash is SHA-256(0x00, data), a node's SHA-256(0x01, left, right). The tree over leaves
[start, end) splits at the largest power of two below its size. Nodes that stand over a full power
of two never change: they are named (level, index), leaves being level 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

Name = tuple[int, int]
Range = tuple[int, int]
EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def full(start: int, end: int) -> list[Name]:
    """Return the full subtrees that make up the tree over [start, end), from the left."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def root(known: Mapping[Name, bytes], start: int, end: int) -> bytes:
    """Return the hash of the tree over [start, end), of which `known` has the full subtrees."""
    hashes = [known[name] for name in full(start, end)]
    if not hashes:
        return EMPTY
    top = hashes.pop()
    while hashes:
        top = node(hashes.pop(), top)
    return top


def grow(known: Mapping[Name, bytes], size: int, leaves: Sequence[bytes]) -> dict[Name, bytes]:
    """Return the nodes that appending leaves to a tree of this size makes, the leaves included.

    `known` has the full subtrees of [0, size).
    """
    made: dict[Name, bytes] = {}
    for index, top in enumerate(leaves, size):
        level, place, hashed = 0, index, top
        made[level, place] = hashed
        while place % 2:
            left = (level, place - 1)
            hashed = node(made[left] if left in made else known[left], hashed)
            level, place = level + 1, place // 2
            made[level, place] = hashed
    return made


def audit_path(index: int, size: int) -> list[Range]:
    """Return the subtrees whose hashes prove the leaf to be in (2.1.1), the nearest first."""
    return _path(index, 0, size)


def _path(index: int, start: int, end: int) -> list[Range]:
    if end - start <= 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def consistency_path(first: int, second: int) -> list[Range]:
    """Return the subtrees whose hashes prove that the second tree begins with the first (2.1.2)."""
    return _subproof(first, 0, second, whole=True) if 0 < first < second else []


def _subproof(first: int, start: int, end: int, *, whole: bool) -> list[Range]:
    """`first` is where the first tree ends; `whole`: this subtree is that whole tree so far."""
    if first == end:
        return [] if whole else [(start, end)]
    middle = start + _split(end - start)
    if first <= middle:
        return [*_subproof(first, start, middle, whole=whole), (middle, end)]
    return [*_subproof(first, middle, end, whole=False), (start, middle)]


def _split(size: int) -> int:
    """Return the largest power of two below the size."""
    return int(1 << (size - 1).bit_length() - 1)


def names(ranges: Sequence[Range]) -> list[Name]:
    """Return the full subtrees that the hashes of these trees are made of."""
    return [name for one in ranges for name in full(*one)]


def hashes(
    known: Callable[[Sequence[Name]], Mapping[Name, bytes]], ranges: Sequence[Range]
) -> list[bytes]:
    """Return the hash of each tree; `known` finds the full subtrees by their names."""
    found = known(names(ranges))
    return [root(found, *one) for one in ranges]


def is_included(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], top: bytes) -> bool:
    """Tell whether the path proves the leaf to be at this place of the tree of this root."""
    return 0 <= index < size and _climbed(index, size, leaf_hash, list(path)) == top


def _climbed(index: int, size: int, hashed: bytes, path: list[bytes]) -> bytes | None:
    """Return the root that the path leads to (RFC 9162, 2.1.3.2); None for one of another shape."""
    last = size - 1
    for sibling in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            hashed = node(sibling, hashed)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            hashed = node(hashed, sibling)
        index, last = index // 2, last // 2
    return hashed if last == 0 else None


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether the path proves that the second tree only added to the first."""
    if first == second:
        return first_root == second_root and not path
    if first == 0:
        return first_root == EMPTY and not path
    if not 0 < first < second:
        return False
    steps = list(path) if first & (first - 1) else [first_root, *path]
    return _both(first, second, steps) == (first_root, second_root)


def _both(first: int, second: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots that the path leads to (RFC 9162, 2.1.4.2)."""
    if not path:
        return None
    place, last = first - 1, second - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place % 2 or place == last:
            old, new = node(sibling, old), node(sibling, new)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            new = node(new, sibling)
        place, last = place // 2, last // 2
    return (old, new) if last == 0 else None


def levels(leaves: Sequence[bytes]) -> Iterator[tuple[Name, bytes]]:
    """Return every full subtree over the leaves, the leaves themselves first."""
    row, level = list(leaves), 0
    while row:
        yield from (((level, place), one) for place, one in enumerate(row))
        row = [node(*row[at : at + 2]) for at in range(0, len(row) - 1, 2)]
        level += 1
