"""Rows ↔ letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from services.eoffice.letters import messages
from services.eoffice.letters.content import Content
from services.eoffice.letters.domain import Initial, Letter
from services.eoffice.letters.sealing import Vault

_SAME = (
    "id", "unit", "area", "drafter", "state", "version", "draft", "submitted", "number", "document",
    "signed_at", "sent_at", "corrected_by", "withdrawn_by",
)  # fmt: skip
_TOLD = ("kind", "security", "urgency", "classification", "signer")


@dataclass(frozen=True)
class Draft:
    """What a draft says, the note with which it came back, and those of initials by position."""

    content: Content
    note: str
    remarks: dict[str, str]


def letter_row(one: Letter) -> dict[str, Any]:
    """Return the letter's row; the subject of a secret one stands in its sealed draft alone."""
    told = {name: getattr(one.content, name) for name in _TOLD}
    subject = None if one.content.is_secret else one.content.subject
    return {**{name: getattr(one, name) for name in _SAME}, **told, "subject": subject}


def draft_row(one: Letter, vault: Vault) -> dict[str, Any]:
    """Return what the letter's draft says, and the notes on it, in clear or sealed."""
    text = {"content": messages.content_out(one.content), "note": one.note}
    text["remarks"] = {given.position: given.note for given in one.initials if given.note}
    if one.content.is_secret:
        return {"content": None, "sealed": vault.seal(text, _place(one.id, one.draft))}
    return {"content": text, "sealed": None}


def sealed_row(row: Any, vault: Vault) -> dict[str, Any]:
    """Return a draft in clear as a sealed one."""
    place = _place(row["letter"], row["draft"])
    return {"content": None, "sealed": vault.seal(row["content"], place)}


def draft_of(row: Any, vault: Vault) -> Draft:
    """Return what a draft says, and the notes on it; raises NoKey or WrongKey."""
    text = row["content"]
    if text is None:
        text = vault.open(bytes(row["sealed"]), _place(row["letter"], row["draft"]))
    content = messages.content_kept(text["content"])
    return Draft(content, str(text["note"]), text.get("remarks", {}))


def _place(letter: str, draft: int) -> str:
    return f"{letter}/{draft}"


def letter_of(row: Any, said: Draft, given: Iterable[Any]) -> Letter:
    asked = [Initial(*one) for one in given]
    initials = tuple(replace(one, note=said.remarks.get(one.position, "")) for one in asked)
    same = {name: row[name] for name in _SAME}
    return Letter(**same, content=said.content, note=said.note, initials=initials)
