"""The SQL of what stays of destroyed letters."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock
from services.eoffice.archive.tables import archive_records
from services.eoffice.incoming.domain import Incoming
from services.eoffice.incoming.messages import entry_out
from services.eoffice.letters.desk import Office
from services.eoffice.letters.desk import mark as letter_mark
from services.eoffice.letters.domain import Letter

SAID = ("number", "subject", "party")


class Records:
    """Records of destroyed letters: number, subject and other side in clear, or sealed."""

    def __init__(self, tx: Connection, office: Office) -> None:
        self._tx, self._office = tx, office

    def keep_letter(self, one: Letter, who: dict[str, Any]) -> str:
        """Keep what a letter of ours was; returns the hash of what it said."""
        at = one.signed_at or clock.now()
        said = one.content
        row = {
            "kind": "letter",
            "letter": one.id,
            "unit": one.unit,
            "dated": at.astimezone(self._office.zone).date(),
            "classification": said.classification,
            "security": said.security,
            "document": one.document,
            "hash": letter_mark(one)["hash"],
        }
        party = "; ".join(to.name for to in said.to)
        words = {"number": one.number, "subject": said.subject, "party": party}
        return self._keep({**row, **who}, words, secret=said.is_secret)

    def keep_incoming(self, one: Incoming, who: dict[str, Any]) -> str:
        """Keep what a registered letter was; returns the hash of what the register said."""
        entry = one.entry
        row = {
            "kind": "incoming",
            "letter": one.id,
            "unit": one.unit,
            "dated": entry.dated,
            "classification": entry.classification,
            "security": entry.security,
            "document": one.scan and one.scan.hash,
            "hash": _hash([one.id, entry_out(entry)]),
        }
        words = {"number": entry.number, "subject": entry.subject, "party": entry.sender}
        return self._keep({**row, **who}, words, secret=entry.is_secret)

    def _keep(self, row: dict[str, Any], words: dict[str, Any], *, secret: bool) -> str:
        sealed = self._office.vault.seal(words, f"record/{row['letter']}") if secret else None
        said = dict.fromkeys(SAID) if secret else words
        made = archive_records.insert().values(**row, **said, sealed=sealed, at=clock.now())
        self._tx.execute(made)
        return str(row["hash"])


def _hash(said: Any) -> str:
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
