"""How a letter comes into a unit's register, and what it brings: its scan."""

from __future__ import annotations

from typing import Any

from libs.kit.errors import FieldError, Forbidden, Invalid
from libs.kit.ids import new_id
from services.eoffice.dispositions.access import key, let_read
from services.eoffice.dispositions.repository import places
from services.eoffice.incoming import messages
from services.eoffice.incoming.domain import Entry, Incoming, NotYourLetter, sniff
from services.eoffice.incoming.journal import Journal
from services.eoffice.letters.delivery import RECORDS
from services.eoffice.organisation.domain import DELEGATE
from services.eoffice.organisation.service import REGENCY

REGISTRARS = frozenset({"officer"})


def register(journal: Journal) -> dict[str, Any]:
    """Put a letter into the register of the acting position's unit, under its next number."""
    _require_registrar(journal)
    read = messages.registration(journal.request.data, journal.office.today())
    entry, who = read.entry, journal.acting
    if entry.is_secret and who.capacity == DELEGATE:
        raise NotYourLetter("nobody reads a secret letter by a delegation, nor registers one")
    year = entry.received.year
    n = journal.store.next_number(who.unit, year, secret=entry.is_secret)
    one = Incoming(new_id(), who.unit, who.area, who.position, year, n, entry)
    if read.to is not None:
        one = one.forward(who, addressee(journal, read.to))
    journal.store.add(one)
    keys = _readers(one, entry)
    let_read(journal.tx, one.id, keys)
    journal.note("incoming_registered", None, one)
    journal.tell("incoming_registered", one)
    return {**messages.incoming_kept(one), "duplicates": _twins(journal, one)}


def _twins(journal: Journal, one: Incoming) -> list[dict[str, Any]]:
    """Return what looks like the letter in its unit's register; of and for secret ones none."""
    if one.entry.is_secret:
        return []
    said = messages.Twin(one.entry.number, one.entry.sender, one.entry.dated)
    return journal.store.twins(one.unit, said, but=one.id)


def duplicates(journal: Journal) -> dict[str, Any]:
    """Return what looks like an entry that is being written, in the acting position's register."""
    _require_registrar(journal)
    said = messages.twin(journal.request.data)
    return {"items": journal.store.twins(journal.acting.unit, said), "next": None}


def correct(journal: Journal) -> dict[str, Any]:
    """Put an entry right, under its number; the history keeps what it said before."""
    wanted = messages.correction(journal.request.data, journal.office.today())
    before = journal.take_incoming(messages.Step(wanted.incoming, wanted.version))
    after = before.corrected(journal.acting, wanted.entry, wanted.note)
    if after != before:
        journal.store.save(after)
        journal.note_correction(before, after, wanted.note)
        journal.tell("incoming_corrected", after)
    return {**messages.incoming_kept(after), "duplicates": _twins(journal, after)}


def _require_registrar(journal: Journal) -> None:
    principal = journal.request.principal
    if not principal.roles & REGISTRARS:
        raise Forbidden(f"needs one of: {', '.join(sorted(REGISTRARS))}")
    principal.require_area(journal.acting.area)


def _readers(one: Incoming, entry: Entry) -> set[str]:
    """Return the keys of who reads it: its registrar, the unit's records, and where it went."""
    where = {one.registrar, *([one.position] if one.position else [])}
    keys = {key(position, secret=entry.is_secret) for position in where}
    return keys if entry.is_secret else keys | {RECORDS + one.unit}


def addressee(journal: Journal, position: str) -> str:
    """Return the position if the letter may be routed to it; raises Invalid that names `to`."""
    found = places(journal.tx, journal.position, [position], journal.office.today())
    area = journal.acting.area[:REGENCY]
    if position not in found or not found[position].area.startswith(area):
        raise Invalid("no such position", (FieldError("to", "is no position of ours"),))
    return position


def scan(journal: Journal) -> dict[str, Any]:
    """Keep a scan of the letter, which comes as the call's attachment."""
    wanted = messages.step(journal.request.data)
    data = journal.request.attachment
    kind = sniff(data)
    before = journal.take_incoming(wanted)
    after = before.scanned(journal.acting, journal.store.keep_scan(before, data, kind))
    return journal.keep(before, after, "incoming_scanned")
