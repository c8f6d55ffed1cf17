"""What is shown of incoming letters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.dispositions.access import readers
from services.eoffice.dispositions.repository import titles
from services.eoffice.incoming import messages
from services.eoffice.incoming.domain import Incoming
from services.eoffice.incoming.journal import SEALED, name
from services.eoffice.incoming.repository import IncomingLetters
from services.eoffice.letters.delivery import HELD
from services.eoffice.letters.desk import Office
from services.eoffice.letters.messages import moment
from services.eoffice.letters.shown import Shelf

_HEAD = (
    "id", "unit", "registrar", "year", "n", "state", "version", "security", "urgency",
    "classification", "number", "sender", "subject", "position", "answer",
)  # fmt: skip
_ACT = ("what", "person", "position", "capacity", "origin", "before", "after")


class Register(Shelf):
    """A person who looks, as one position (`as`) or as all that they hold or stand in for."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.store = IncomingLetters(tx, office.vault, self.keys)

    def take(self, incoming_id: str) -> Incoming:
        """Return the letter. Whoever opens a secret one is written down."""
        found = self.store.get(incoming_id)
        if found.entry.is_secret:
            theirs = readers(self.tx, found.id)
            who = next((o for o in self.positions if HELD + o.position in theirs), None)
            audit.note(self.tx, self.request, who, "secret_incoming_opened", name(found.id))
        return found


def letter(register: Register) -> dict[str, Any]:
    """Return the letter, with the titles of the positions that it names."""
    found = register.take(_asked(register))
    named = {found.registrar, *([found.position] if found.position else [])}
    whose = {"titles": titles(register.tx, named)}
    return {**messages.incoming_out(found), **register.store.text(found), **whose}


def _asked(register: Register) -> str:
    return str(register.request.data.get("incoming"))


def scan(register: Register) -> bytes:
    return register.store.scan(register.take(_asked(register)))


def page(register: Register) -> dict[str, Any]:
    """Return a page of the register; of a secret one neither sender, number nor subject."""
    asked = {one: value for one, value in register.request.data.items() if one != "as"}
    query = messages.query(asked)
    units = sorted({one.unit for one in register.positions})
    rows = register.store.page(query, units)
    shown, following = paging.cut(rows, query.limit, lambda row: str(row["id"]))
    named = titles(register.tx, {row["position"] for row in shown if row["position"]})
    items = [_head(row) | {"position_title": named.get(row["position"])} for row in shown]
    return {"items": items, "next": following}


def _head(row: Any) -> dict[str, Any]:
    agenda = f"{'R-' if row['secret'] else ''}{row['n']}/{row['year']}"
    days = {one: row[one].isoformat() for one in ("dated", "received")}
    more = {"agenda": agenda, "scanned": row["scan"] is not None, **days}
    return {**{one: row[one] for one in _HEAD}, **more, "changed_at": moment(row["changed_at"])}


def history(register: Register) -> dict[str, Any]:
    """Return what was done with a letter by whom as what, the first act first."""
    found = register.take(_asked(register))
    told = acts(register, name(found.id))
    return {**told, "items": [_opened(register, found, one) for one in told["items"]]}


def _opened(register: Register, letter: Incoming, act: dict[str, Any]) -> dict[str, Any]:
    """Return an act with what an entry said before and after, which of a secret one is sealed."""
    marks = {side: act[side] for side in ("before", "after") if SEALED in (act[side] or {})}
    for side, mark in marks.items():
        kept = {one: value for one, value in mark.items() if one != SEALED}
        words = register.office.vault.open(bytes.fromhex(mark[SEALED]), name(letter.id))
        act = {**act, side: {**kept, "entry": words}}
    return act


def acts(shelf: Shelf, subject: str) -> dict[str, Any]:
    """Return a page of the history of what was opened."""
    limit, after = paging.asked(shelf.request.data)
    if after and not after.isdigit():
        raise Invalid("not a page", (FieldError("after", "is not from this list"),))
    rows = shelf.letters.acts(subject, int(after or 0), limit)
    shown, following = paging.cut(rows, limit, lambda row: str(row["id"]))
    items = [{"at": moment(row["at"]), **{one: row[one] for one in _ACT}} for row in shown]
    return {"items": items, "next": following}
