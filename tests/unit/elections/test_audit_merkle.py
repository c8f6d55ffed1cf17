"""The tree against RFC 6962's definition, its known roots, and another implementation."""

import hashlib
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from services.elections.audit import merkle

# The leaves and roots that implementations of RFC 6962 are tested by, for sizes 1 to 8.
DATA = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
MOST = 20
LEAVES = [merkle.leaf(bytes([number])) for number in range(MOST)]
KNOWN = dict(merkle.levels(LEAVES))
SIZES = range(1, MOST + 1)


def tree(leaves):
    """Return the root as RFC 6962, 2.1 defines it, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    middle = max(1 << power for power in range(10) if 1 << power < len(leaves))
    both = tree(leaves[:middle]) + tree(leaves[middle:])
    return hashlib.sha256(b"\x01" + both).digest()


def root(size):
    return merkle.root(KNOWN, 0, size)


def proof(ranges):
    return merkle.hashes(lambda _names: KNOWN, ranges)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_the_known_ones(size):
    known = dict(merkle.levels([merkle.leaf(data) for data in DATA[:size]]))
    assert merkle.root(known, 0, size).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert merkle.root({}, 0, 0) == hashlib.sha256().digest()


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_as_the_rfc_and_another_implementation_have_it(size):
    other = InmemoryTree.init_from_entries([bytes([n]) for n in range(size)])
    assert root(size) == tree(LEAVES[:size]) == other.get_root()


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proven_to_be_in_as_another_implementation_proves_it(size):
    other = InmemoryTree.init_from_entries([bytes([n]) for n in range(size)])
    for index in range(size):
        path = proof(merkle.audit_path(index, size))
        assert path == other.prove_inclusion(index + 1).path[1:]
        assert merkle.is_included(index, size, LEAVES[index], path, root(size))


@given(st.sampled_from(SIZES), st.data())
def test_a_proof_of_something_else_proves_nothing(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = proof(merkle.audit_path(index, size))
    top = root(size)
    assert not merkle.is_included(index, size, merkle.leaf(b"other"), path, top)
    assert not merkle.is_included(index, size, LEAVES[index], [*path, bytes(32)], top)
    assert not merkle.is_included(size, size, LEAVES[index], path, top)
    for place in range(len(path)):
        wrong = [*path[:place], bytes(32), *path[place + 1 :]]
        assert not merkle.is_included(index, size, LEAVES[index], wrong, top)
        assert not merkle.is_included(index, size, LEAVES[index], path[:place], top)


@pytest.mark.parametrize(("first", "second"), list(combinations_with_replacement(SIZES, 2)))
def test_a_longer_log_is_proven_to_begin_with_the_shorter(first, second):
    path = proof(merkle.consistency_path(first, second))
    assert merkle.is_consistent(first, second, root(first), root(second), path)
    other = merkle.leaf(b"other")
    assert not merkle.is_consistent(first, second, other, root(second), path)
    assert not merkle.is_consistent(first, second, root(first), other, path)
    assert not merkle.is_consistent(first, second, root(first), root(second), [*path, other])


def test_a_log_that_lost_its_end_is_consistent_with_no_longer_one():
    path = proof(merkle.consistency_path(5, 9))
    assert not merkle.is_consistent(9, 5, root(9), root(5), path)
    assert not merkle.is_consistent(5, 9, root(5), root(8), path)


@given(st.lists(st.integers(0, 6), max_size=6))
def test_a_tree_that_grew_in_steps_is_the_tree_made_at_once(steps):
    known, size = {}, 0
    for step in steps:
        leaves = [merkle.leaf(bytes([n])) for n in range(size, size + step)]
        peaks = {name: known[name] for name in merkle.full(0, size)}
        known |= merkle.grow(peaks, size, leaves)
        size += step
    whole = [merkle.leaf(bytes([n])) for n in range(size)]
    assert known == dict(merkle.levels(whole))
    assert merkle.root(known, 0, size) == tree(whole)
