"""The SQL of the log: what is pending, what is sealed, its nodes and roots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.elections.audit.domain import Entry, Leaf, Root, Sealed
from services.elections.audit.merkle import Name
from services.elections.audit.tables import entries, leaves, nodes, roots

SEALING = 0x61756474  # "audt": who holds this advisory lock appends to the log
MOST_HELD = 20  # leaves of one content
START = bytes(32)  # the chain before its first leaf

_TAKE = sa.text("""
DELETE FROM audit_queue WHERE entry IN (
    SELECT entry FROM audit_queue ORDER BY entry LIMIT :most) RETURNING entry
""")
ENTRY = [entries.c[one.name] for one in fields(Entry)]
_LEAF = [leaves.c[one.name] for one in fields(Leaf)]
_ROOT = [roots.c[one.name] for one in fields(Root)]


class Log:
    """The log in its order."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def claim(self) -> bool:
        """Tell whether this transaction is the one that may append, until it ends."""
        claimed = sa.select(sa.func.pg_try_advisory_xact_lock(SEALING))
        return bool(self._tx.execute(claimed).scalar_one())

    def take(self, most: int) -> list[tuple[int, Entry]]:
        """Take entries off the queue, in the order of their ids.

        Entries about one subject are in the order of their commits: its row is locked while they
        get their ids.
        """
        taken = sorted(self._tx.execute(_TAKE, {"most": most}).scalars())
        query = sa.select(entries.c.id, *ENTRY).where(entries.c.id.in_(taken))
        rows = self._tx.execute(query.order_by(entries.c.id)).all() if taken else ()
        return [(row[0], Entry(*row[1:])) for row in rows]

    def head(self) -> tuple[int, bytes]:
        """Return how many leaves there are, and the chain's hash after the last."""
        query = sa.select(leaves.c.position, leaves.c.chain).order_by(leaves.c.position.desc())
        row = self._tx.execute(query.limit(1)).first()
        return (0, START) if row is None else (row.position + 1, bytes(row.chain))

    def append(self, sealed: Sequence[Sealed], made: Mapping[Name, bytes]) -> None:
        """Add leaves, and the nodes that they make."""
        names = [column.name for column in _LEAF]
        rows = [
            {"position": one.position, "entry": one.entry, "hash": one.hash, "chain": one.chain}
            | dict(zip(names, astuple(one.leaf), strict=True))
            for one in sealed
        ]
        self._tx.execute(leaves.insert(), rows)
        hashes = [{"level": n[0], "place": n[1], "hash": h} for n, h in made.items()]
        self._tx.execute(nodes.insert(), hashes)

    def nodes(self, names: Iterable[Name]) -> dict[Name, bytes]:
        """Return the hashes of these full subtrees."""
        wanted = sorted(set(names))
        if not wanted:
            return {}
        query = sa.select(nodes).where(sa.tuple_(nodes.c.level, nodes.c.place).in_(wanted))
        return {(row.level, row.place): bytes(row.hash) for row in self._tx.execute(query)}

    def has_since(self, size: int, facts: Iterable[str]) -> bool:
        """Tell whether any of these facts stands in the log after so many leaves."""
        newer = (leaves.c.position >= size) & leaves.c.what.in_(list(facts))
        return (
            self._tx.execute(sa.select(leaves.c.position).where(newer).limit(1)).first() is not None
        )

    def holding(self, column: str, value: str) -> list[Sealed]:
        """Return the leaves of this `content` or `command`, the first ones first."""
        proven = (leaves.c[column] == value) & leaves.c.content.is_not(None)
        query = sa.select(leaves).where(proven).order_by(leaves.c.position).limit(MOST_HELD)
        return [sealed_of(row) for row in self._tx.execute(query)]

    def page(
        self, area: str, limit: int, before: int | None, wanted: Mapping[str, str]
    ) -> list[tuple[Sealed, Entry]]:
        """Return entries that accounts of the area made, the newest first, one too many.

        `wanted` may have a `subject` (a prefix), `who` and `what`.
        """
        query = sa.select(leaves, *ENTRY).join(entries, entries.c.id == leaves.c.entry)
        query = query.where(entries.c.area.startswith(area, autoescape=True))
        if before is not None:
            query = query.where(leaves.c.position < before)
        if "subject" in wanted:
            prefix = leaves.c.subject.startswith(wanted["subject"], autoescape=True)
            query = query.where(prefix)
        for name in ("who", "what"):
            if name in wanted:
                query = query.where(entries.c[name] == wanted[name])
        query = query.order_by(leaves.c.position.desc()).limit(limit + 1)
        return [(sealed_of(row), entry_of(row)) for row in self._tx.execute(query)]


class Roots:
    """The signed tree heads."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def last(self) -> Root | None:
        return next(iter(self.page(1)), None)

    def add(self, root: Root) -> None:
        names = [column.name for column in _ROOT]
        self._tx.execute(roots.insert(), dict(zip(names, astuple(root), strict=True)))

    def page(self, limit: int, below: int | None = None) -> list[Root]:
        """Return roots of less than so many leaves, the largest first."""
        query = sa.select(*_ROOT).order_by(roots.c.size.desc()).limit(limit)
        if below is not None:
            query = query.where(roots.c.size < below)
        return [root_of(row) for row in self._tx.execute(query)]

    def of(self, size: int) -> Root | None:
        row = self._tx.execute(sa.select(*_ROOT).where(roots.c.size == size)).first()
        return None if row is None else root_of(row)


def sealed_of(row: Any) -> Sealed:
    """Return the leaf of a row that begins with the columns of the leaves."""
    position, entry, *about, hashed, chain = row[: len(leaves.c)]
    return Sealed(position, entry, Leaf(*about), bytes(hashed), bytes(chain))


def entry_of(row: Any) -> Entry:
    """Return the entry of a row in which its columns follow the leaf's."""
    first = len(leaves.c)
    return Entry(*row[first : first + len(ENTRY)])


def root_of(row: Any) -> Root:
    size, root, chain, *rest = row
    return Root(size, bytes(root), bytes(chain), *rest)
