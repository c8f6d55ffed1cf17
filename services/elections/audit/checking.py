"""The whole log, checked against itself, its signed roots, and roots that somebody kept elsewhere.

Who may write to the database can change a row and all hashes above it; not what was signed and
published before. So each trouble is named as closely as the log itself allows, and the roots say
what nobody can have repaired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from services.elections.audit import merkle, messages, signing
from services.elections.audit.domain import Entry, Root, Sealed
from services.elections.audit.merkle import Name
from services.elections.audit.reading import Rows
from services.elections.audit.repository import START

BATCH = 2000


@dataclass
class Report:
    """What was looked at, and each thing that is wrong with it."""

    size: int = 0
    roots: int = 0
    problems: list[str] = field(default_factory=list)


def check(tx: Connection, pem: str, held: Sequence[Root] = ()) -> Report:
    """Check the log of the database; `held` are roots that somebody kept, `pem` is the key."""
    rows = Rows(tx)
    stored = rows.roots()
    walk = _Walk({root.size for root in (*stored, *held)})
    for batch in rows.leaves(BATCH):
        walk.go(batch, rows.nodes(walk.named(batch)))
    problems = walk.problems
    problems += [f"entry {one} was committed, and is not in the log" for one in rows.unsealed()]
    problems += _roots(stored, walk, pem, "")
    problems += _roots(held, walk, pem, " that was kept")
    problems += _gaps(stored)
    return Report(walk.size, len(stored) + len(held), problems)


class _Walk:
    """Goes through the log from its first leaf, and computes everything anew."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self.problems: list[str] = []
        self.size = 0
        self.tops: dict[int, bytes] = {0: merkle.EMPTY}
        self._sizes = set(sizes)
        self._chain = START
        self._peaks: dict[Name, bytes] = {}

    def named(self, batch: Sequence[tuple[Sealed, Entry | None]]) -> list[Name]:
        """Return the names of the nodes that these leaves make."""
        blank = dict.fromkeys(merkle.full(0, self.size), b"")
        leaves = [b""] * (batch[-1][0].position + 1 - self.size)
        return list(merkle.grow(blank, self.size, leaves))

    def go(self, batch: Sequence[tuple[Sealed, Entry | None]], nodes: dict[Name, bytes]) -> None:
        placed = {hashed: name[1] for name, hashed in nodes.items() if name[0] == 0}
        for sealed, entry in batch:
            while self.size < sealed.position:
                self.problems.append(f"position {self.size} is missing from the log")
                self._add(nodes.get((0, self.size), b""), nodes)
                self._chain = b""  # the next leaf begins a chain of its own
            self._one(sealed, entry, placed)
            self._add(sealed.hash, nodes)

    def _one(
        self,
        sealed: Sealed,
        entry: Entry | None,
        placed: dict[bytes, int],
    ) -> None:
        where = f"position {sealed.position} ({sealed.leaf.what} {sealed.leaf.subject})"
        wrong = list(_leaf(sealed, entry))
        other = placed.get(sealed.hash)
        if other != sealed.position:
            moved = f"holds what was sealed at position {other}"
            wrong.append("is not what was sealed there" if other is None else moved)
        elif self._chain and messages.chained(self._chain, sealed.hash) != sealed.chain:
            wrong.append("does not follow from the leaf before it")
        self._chain = sealed.chain
        self.problems += [f"{where} {text}" for text in wrong]

    def _add(self, hashed: bytes, nodes: dict[Name, bytes]) -> None:
        made = merkle.grow(self._peaks, self.size, [hashed])
        self.size += 1
        known = self._peaks | made
        self._peaks = {name: known[name] for name in merkle.full(0, self.size)}
        if self.size in self._sizes:
            self.tops[self.size] = merkle.root(self._peaks, 0, self.size)
        for name, computed in made.items():
            if name[0] and nodes.get(name) != computed:
                self.problems.append(
                    f"node {name[0]}/{name[1]} is not the hash of what is below it"
                )


def _leaf(sealed: Sealed, entry: Entry | None) -> Iterator[str]:
    if messages.leaf_hash(messages.leaf_out(sealed.leaf)) != sealed.hash:
        yield "was changed: its leaf has another hash"
    if entry is None:
        yield "has lost its entry"
    elif messages.leaf_of(entry) != sealed.leaf:
        yield "was changed: its entry has another hash"


def _roots(roots: Iterable[Root], walk: _Walk, pem: str, which: str) -> Iterator[str]:
    """Say what is wrong with roots; a bad one names from where the log is not to be believed."""
    good = 0
    for root in sorted(roots, key=lambda one: one.size):
        name = f"the root of {root.size} entries of {root.at:%Y-%m-%d %H:%M:%S} UTC{which}"
        if not signing.is_signed(root, pem):
            yield f"{name} is not signed with this key"
        if root.size > walk.size:
            yield f"{name}: the log has only {walk.size}, its end was cut off"
        elif walk.tops[root.size] != root.root:
            yield f"{name} is of another log: something from position {good} on was changed"
        else:
            good = root.size


def _gaps(stored: Sequence[Root]) -> Iterator[str]:
    before = 0
    for root in sorted(stored, key=lambda one: one.size):
        if root.previous != before:
            yield f"a root between {before} and {root.size} entries was removed"
        before = root.size
