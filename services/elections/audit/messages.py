"""Entries, leaves, roots ↔ dicts, and what of them is hashed and signed. Pure."""

from __future__ import annotations

import hashlib
from typing import Any

from libs.kit import clock
from libs.kit.envelope import Event
from services.elections.audit import canonical, merkle
from services.elections.audit.domain import Entry, Leaf, Root, Sealed

FORM_FIELDS = ("election", "contest", "tps", "form")


def sha256(value: Any) -> str:
    """Return the hash of the value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical.dumps(value)).hexdigest()


def content_of(election: str, contest: str, tps: str, form: dict[str, Any]) -> str:
    """Return the hash that stands for a form that was handed in; `form` as in the API, no nulls."""
    return sha256(dict(zip(FORM_FIELDS, (election, contest, tps, form), strict=True)))


def entry_out(entry: Entry) -> dict[str, Any]:
    """Return the whole entry: the hash of this is the leaf's `digest`."""
    return vars(entry) | {"at": clock.to_text(entry.at), "roles": list(entry.roles)}


def leaf_of(entry: Entry) -> Leaf:
    digest = sha256(entry_out(entry))
    about = (entry.at, entry.what, entry.subject, entry.command, entry.content)
    return Leaf(*about, digest)


def leaf_out(leaf: Leaf) -> dict[str, Any]:
    """Return the leaf: the canonical JSON of this is what the tree holds."""
    return vars(leaf) | {"at": clock.to_text(leaf.at)}


def leaf_hash(leaf: dict[str, Any]) -> bytes:
    return merkle.leaf(canonical.dumps(leaf))


def chained(before: bytes, leaf: bytes) -> bytes:
    """Return the chain's hash after this leaf."""
    return hashlib.sha256(before + leaf).digest()


def root_out(root: Root) -> dict[str, Any]:
    """Return a signed tree head as it is published."""
    return unsigned(root) | {"signature": root.signature}


def unsigned(root: Root) -> dict[str, Any]:
    """Return what is signed of a root, by its canonical JSON."""
    return {
        "size": root.size,
        "root": root.root.hex(),
        "chain": root.chain.hex(),
        "previous": root.previous,
        "time": clock.to_text(root.at),
        "reason": root.reason,
        "key": root.key,
    }


def root_in(data: dict[str, Any]) -> Root:
    """Read a published root; raises KeyError, TypeError or ValueError for what is none."""
    return Root(
        int(data["size"]),
        bytes.fromhex(data["root"]),
        bytes.fromhex(data["chain"]),
        int(data["previous"]),
        clock.from_text(data["time"]),
        str(data["reason"]),
        str(data["key"]),
        str(data["signature"]),
    )


def root_published(root: Root) -> Event:
    return Event("audit_root_published", "log", root_out(root))


def sealed_out(sealed: Sealed, entry: Entry) -> dict[str, Any]:
    """Return an entry as those see it who may read the log."""
    whole = entry_out(entry)
    whole.pop("salt")
    return {"position": sealed.position, **whole, "hash": sealed.hash.hex()}
