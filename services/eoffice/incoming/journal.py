"""One command's way through an incoming letter: as whom, what was there, what is kept of it."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.dispositions.access import readers
from services.eoffice.incoming import messages
from services.eoffice.incoming.domain import Entry, Incoming
from services.eoffice.incoming.repository import IncomingLetters
from services.eoffice.letters.access import keys
from services.eoffice.letters.desk import Desk, Office

SEALED = "sealed"  # in the history of a secret letter: its words, in hexadecimal digits


class Journal(Desk):
    """A person as a position, with the incoming letters that they may see."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.keys = keys([self.acting])
        self.store = IncomingLetters(tx, office.vault, self.keys)

    def take_incoming(self, wanted: messages.Step) -> Incoming:
        """Return the letter, locked; raises UnknownIncoming, or IncomingChanged."""
        found = self.store.get(wanted.incoming, lock=True)
        found.require_version(wanted.version)
        return found

    def keep(self, before: Incoming, after: Incoming, what: str) -> dict[str, Any]:
        """Keep the letter after a step; answers it as it may be kept with the command."""
        if after != before:
            self.store.save(after)
            self.note(what, before, after)
            self.tell(what, after)
        return messages.incoming_kept(after)

    def tell(self, what: str, after: Incoming) -> None:
        """Tell whoever reads the letter what became of it."""
        told = messages.event(what, after, self.position, readers(self.tx, after.id))
        outbox.add(self.tx, "eoffice", told)

    def note(self, what: str, before: Incoming | None, after: Incoming) -> None:
        """Note a step in the history: states and hashes, so that it tells nothing of its words."""
        marks = (None if before is None else _mark(before)), _mark(after)
        audit.note(self.tx, self.request, self.acting, what, name(after.id), *marks)

    def note_correction(self, before: Incoming, after: Incoming, why: str) -> None:
        """Note what an entry said before and says now; of a secret letter sealed."""
        old, new = corrections(before.entry, after.entry)
        marks = {**_mark(before), **self._said(before, old)}, {**_mark(after), "note": why}
        if after.entry.is_secret:
            marks[1].pop("note")
            new["note"] = why
        marks[1].update(self._said(after, new))
        what = "incoming_corrected"
        audit.note(self.tx, self.request, self.acting, what, name(after.id), *marks)

    def _said(self, one: Incoming, words: dict[str, Any]) -> dict[str, Any]:
        if not one.entry.is_secret:
            return {"entry": words}
        return {SEALED: self.office.vault.seal(words, name(one.id)).hex()}


def name(incoming_id: str) -> str:
    """Return the letter's name in the history."""
    return f"incoming/{incoming_id}"


def _mark(one: Incoming) -> dict[str, Any]:
    said = orjson.dumps([one.id, messages.entry_out(one.entry)], option=orjson.OPT_SORT_KEYS)
    head = {"state": one.state, "version": one.version, "position": one.position}
    scan = {} if one.scan is None else {"scan": one.scan.hash}
    answer = {} if one.answer is None else {"answer": one.answer}
    return {**head, **scan, **answer, "hash": hashlib.sha256(said).hexdigest()}


def corrections(before: Entry, after: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was put right of an entry: as it was, and as it is."""
    old, new = messages.entry_out(before), messages.entry_out(after)
    changed = sorted(one for one in new if new[one] != old[one])
    return {one: old[one] for one in changed}, {one: new[one] for one in changed}
