"""From a letter to its sheet: who signs as what, the head of the unit, the day in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from services.eoffice.domain import Unit
from services.eoffice.letters import templates
from services.eoffice.letters.domain import Letter
from services.eoffice.letters.filling import filled
from services.eoffice.organisation import blocks
from services.eoffice.organisation.acting import Acting, chain
from services.eoffice.repository import Units
from services.eoffice.signing import letterheads
from services.eoffice.signing.repository import enclosures
from services.eoffice.signing.sheet import Letterhead, Sheet, Signatory

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
NUMBERS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
DECREES = ("keputusan", "surat-tugas", "surat-edaran")  # their title stands in the middle
LEVELS_ABOVE = {"own": 0, "on_behalf": 1, "through": 2}
OPEN = "ordinary"


def compose(tx: Connection, one: Letter, who: Acting, name: str) -> Sheet:
    """Return the letter as whom they act signs it by `name`, under the head of their unit."""
    return sheet_of(tx, one, who.unit, Signatory(tuple(block(tx, one, who)), name))


def sheet_of(tx: Connection, one: Letter, unit: str, signatory: Signatory) -> Sheet:
    """Return the letter under the head of a unit, with these lines about who signs it."""
    said = one.content
    units = _units(tx, unit)
    kind = templates.of(tx, said.kind, said.template)
    return Sheet(
        title=kind.title,
        letterhead=letterheads.of(tx, units[-1]) or Letterhead(tuple(_names(units))),
        subject=said.subject,
        body_html=filled(said.body, kind.fields, said.fields),
        signatory=signatory,
        place=place(units[0].name),
        number=one.number,
        security=said.security,
        urgency=said.urgency,
        attachments=enclosed(enclosures(tx, one.id)),
        recipients=tuple(to.name for to in said.to),
        copies=tuple(to.name for to in said.copies),
        letter=said.kind not in DECREES,
    )


def block(tx: Connection, one: Letter, who: Acting) -> list[str]:
    """Return the lines above the signature, on behalf of whom the letter's form says."""
    levels = LEVELS_ABOVE[one.content.form]
    if not levels:
        return blocks.block(tx, who)
    above = chain(tx, who.via or who.position)
    return blocks.block(tx, who, above[levels - 1] if len(above) >= levels else "")


def facts(one: Letter, sheet: Sheet, who: Acting, level: str) -> dict[str, Any]:
    """Return what anybody who has the code may know; the subject only of an ordinary letter."""
    return {
        "number": sheet.number,
        "date": sheet.date,
        "kind": sheet.title,
        "subject": sheet.subject if one.content.security == OPEN else None,
        "signer": sheet.signatory.name,
        "as": list(sheet.signatory.above),
        "capacity": who.capacity,
        "organisation": list(sheet.letterhead.lines),
        "level": level,
    }


def day_out(day: date) -> str:
    """Return a day as letters write it: 22 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def place(name: str) -> str:
    """Return the place of an institution by its name: Pemerintah Kota X sits in X."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in {"pemerintah", "kota", "kabupaten", "provinsi"}:
        words.pop(0)
    return " ".join(words)


def enclosed(count: int) -> str:
    """Return what stands behind "Lampiran": 2 (dua) berkas."""
    if not count:
        return ""
    said = f" ({NUMBERS[count]})" if count < len(NUMBERS) else ""
    return f"{count}{said} berkas"


def _names(units: list[Unit]) -> list[str]:
    """Return the lines of the head; above a unit stands the government, not the place."""
    names = [one.name for one in units]
    if len(names) > 1 and not names[0].lower().startswith("pemerintah"):
        names[0] = f"Pemerintah {names[0]}"
    return names


def _units(tx: Connection, code: str) -> list[Unit]:
    """Return the institution's unit and the letter's own, one where they are the same."""
    store = Units(tx)
    own = top = store.find(code)
    while top is not None and top.parent is not None:
        top = store.find(top.parent)
    found = [one for one in (top, own) if one is not None]
    return found[:1] if len(found) > 1 and found[0].code == found[1].code else found
