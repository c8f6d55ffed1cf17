"""How letters are signed and what is found in signatures: data that crosses to engine.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")


@dataclass(frozen=True)
class Signing:
    """What goes into one signature besides the key: texts that readers of PDFs show."""

    reason: str
    location: str
    name: str
    field: str = "Tanda tangan"


@dataclass(frozen=True)
class Terms:
    """How signatures are made: the level, who stamps the time, whom we trust (DER)."""

    level: str = "B-B"
    tsa_url: str = ""
    roots: tuple[bytes, ...] = ()
    chain: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Terms:
        lists = {name: tuple(wire[name]) for name in ("roots", "chain", "crls")}
        return cls(wire["level"], wire["tsa_url"], **lists)


@dataclass(frozen=True)
class Found:
    """One signature. `at` is the time-stamp's time where `stamped`, else the signer's own clock.

    `intact`: what it covers is as it was signed. `whole`: it covers the document as it is, or what
    follows it are proofs only. `changes`: none, proofs, forms, annotations, or other. `trusted`:
    its certificate comes from a root that we believe and was valid. `digest` (SHA-256) names it.
    """

    field: str
    signer: str
    organisation: str
    at: datetime | None
    stamped: bool
    level: str
    intact: bool
    whole: bool
    changes: str
    trusted: bool
    serial: str
    digest: str

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> Found:
        at = wire["at"]
        return cls(**wire | {"at": None if at is None else datetime.fromisoformat(at)})


@dataclass(frozen=True)
class Report:
    """A PDF's signatures in their order; none where nobody signed it."""

    signatures: tuple[Found, ...]

    @property
    def good(self) -> bool:
        """Tell whether it is signed, and each signature intact, whole and trusted."""
        found = self.signatures
        return bool(found) and all(one.intact and one.whole and one.trusted for one in found)
