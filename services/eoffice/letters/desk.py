"""One command's way through a letter: as whom, what was there, what is kept and told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.letters import messages
from services.eoffice.letters.access import keys
from services.eoffice.letters.delivery import Delivery, readers
from services.eoffice.letters.domain import Letter
from services.eoffice.letters.repository import Letters
from services.eoffice.letters.sealing import Vault
from services.eoffice.mailbox.domain import Deadlines
from services.eoffice.organisation import acting
from services.eoffice.organisation.acting import Acting
from services.eoffice.settings import Settings

TOLD = frozenset(
    {
        "letter_submitted", "letter_initialled", "letter_sent_back", "letter_refused",
        "letter_cancelled", "letter_signing_failed", "letter_signed", "letter_voided",
        "letter_sent", "letter_read", "letter_followed_up",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    """What letters need of the settings: the vault of secret ones, zone, clamd, working days.

    `year_closes`: for how many days after a year's end numbers of it are put in.
    """

    vault: Vault
    zone: ZoneInfo
    clamd: str = ""
    answer_days: Sequence[int] = (5, 2, 1)
    days_off: frozenset[date] = frozenset()
    year_closes: int = 31

    @classmethod
    def of(cls, settings: Settings) -> Office:
        days = settings.answer_days, settings.days_off, settings.year_closes
        return cls(Vault(settings.office_key), settings.timezone, settings.clamd, *days)

    def today(self) -> date:
        return clock.now().astimezone(self.zone).date()

    def deadlines(self) -> Deadlines:
        return Deadlines(self.answer_days, self.zone, self.today(), self.days_off)


class Desk:
    """A person as a position, for the length of one command. Raises as `acting.acting` does."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        self.tx, self.request, self.office = tx, request, office
        named = request.data.get("as")
        self.acting: Acting = acting.acting(tx, request.principal, named, office.today())
        self.keys = keys([self.acting])
        self.letters = Letters(tx, office.vault, self.keys)

    @property
    def position(self) -> str:
        return self.acting.position

    def take(self, wanted: messages.Step) -> Letter:
        """Return the letter, locked; raises UnknownLetter, or LetterChanged for another version."""
        found = self.letters.lock(wanted.letter)
        found.require_version(wanted.version)
        return found

    def put(
        self, before: Letter, after: Letter, what: str, sent: Iterable[Delivery] = ()
    ) -> dict[str, Any]:
        """Keep the letter after a step, and tell of it; answers the letter."""
        sent = list(sent)
        self.letters.save(after, self.position, sent)
        keep(self.tx, self.request, self.acting, what, before, after)
        tell(self.tx, what, after, self.position, sent)
        return messages.letter_kept(after, sent)

    def put_change(self, before: Letter, after: Letter) -> dict[str, Any]:
        """Keep a draft that was written anew; answers where it stands, not what it says."""
        self.put(before, after, "letter_changed")
        return messages.letter_changed(after)


def keep(
    tx: Connection,
    request: Request,
    who: Acting | None,
    what: str,
    before: Letter | None,
    after: Letter,
) -> None:
    """Note a step in the history: states and hashes, so that it tells nothing of what is said."""
    marks = (None if before is None else mark(before)), mark(after)
    audit.note(tx, request, who, what, subject(after.id), *marks)


def tell(tx: Connection, what: str, one: Letter, by: str, sent: Iterable[Delivery]) -> None:
    if what in TOLD:
        outbox.add(tx, "eoffice", messages.event(what, one, by, readers(one, sent)))


def subject(letter_id: str) -> str:
    """Return the letter's name in the history."""
    return f"letter/{letter_id}"


def mark(one: Letter) -> dict[str, Any]:
    """Return where the letter stands, with the hash of what it says."""
    said = orjson.dumps([one.id, messages.content_out(one.content)], option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(said).hexdigest()
    head = {"state": one.state, "version": one.version, "draft": one.draft, "hash": digest}
    return head | ({"number": one.number} if one.number else {})
