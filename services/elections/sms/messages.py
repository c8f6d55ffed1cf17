"""Dict ↔ domain for the SMS line, both ways. Pure but for the key that hides numbers."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.elections import identity
from services.elections.sms.domain import LONGEST_TEXT

PHONE, KIND = "phone", "import-sms"
MOST_PHONES = 1000
COLUMNS = ("id", "from", "received_at", "text")
MESSAGES = uuid.UUID("a3e0b4c2-0b1e-5f0a-9c57-1d0f4a6f7f11")  # the namespace of messages' ids


@dataclass(frozen=True)
class Incoming:
    """A message as the provider brings it, its number hidden."""

    id: str
    sender: bytes
    tail: str
    text: str
    received_at: datetime


def phones(data: dict[str, Any], key: bytes, root: str) -> dict[bytes, str]:
    """Read `{"items": [{"phone", "area"}]}` into areas by the numbers' hashes."""
    reader = Reader(data)
    reader.only(("election", "items"))
    found: dict[bytes, str] = {}
    for part in reader.items("items", MOST_PHONES):
        part.only(("phone", "area"))
        hashed, area = _sender(part, "phone", key)[0], part.code("area", 4, 6, 10, 13)
        if area and not area.startswith(root):
            part.wrong("area", "lies outside the election's area")
        found[hashed] = area
    reader.end()
    return found


def phone(data: dict[str, Any], key: bytes) -> bytes:
    """Read `{"phone"}` into its hash."""
    reader = Reader(data)
    reader.only(("election", "phone"))
    hashed, _ = _sender(reader, "phone", key)
    reader.end()
    return hashed


def incoming(data: dict[str, Any], key: bytes, now: datetime) -> Incoming:
    """Read `{"id", "from", "text", "received_at"?}` as a provider's webhook or a file gives it."""
    reader = Reader(data)
    reader.only(("election", "partial", *COLUMNS))
    sender, tail = _sender(reader, "from", key)
    text = reader.text("text", longest=LONGEST_TEXT)
    given, received_at = reader.text("id"), reader.moment("received_at")
    reader.end()
    message = message_id(str(data.get("election")), given)
    return Incoming(message, sender, tail, text, received_at or now)


def message_id(election: str, given: str) -> str:
    """Return the id of the message that its provider gave this id."""
    return str(uuid.uuid5(MESSAGES, f"{election}/{given}"))


def _sender(reader: Reader, name: str, key: bytes) -> tuple[bytes, str]:
    number = identity.phone(str(reader.raw(name) or ""))
    if number is None:
        reader.wrong(name, "needs a phone number such as 0812… or +62812…")
        return b"", ""
    return identity.hashed(key, PHONE, number), number[-identity.TAIL :]


def rows(payload: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Read a CSV of messages: (line, row); raises Invalid where columns are missing."""
    reader = csv.DictReader(io.StringIO(payload.decode("utf-8-sig")))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Invalid(errors=(FieldError("file", f"has no column {', '.join(missing)}"),))
    for row in reader:
        yield reader.line_num, {name: row[name] or "" for name in COLUMNS}


def message_out(row: Any) -> dict[str, Any]:
    """Return a message as an operator sees it; of the number, its last digits."""
    return {
        "id": row["id"],
        "received_at": clock.to_text(row["received_at"]),
        "channel": row["channel"],
        "from_tail": row["tail"],
        "text": row["text"],
        "tps": row["tps"] or None,
        "contest": row["contest"] or None,
        "state": row["state"],
        "reply": row["reply"],
        "submission": row["submission"],
    }


def noted(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit log keeps of a message: what it did, not what it says."""
    return {name: shown[name] for name in ("channel", "tps", "contest", "state", "submission")}
