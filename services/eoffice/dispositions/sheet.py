"""The sheet of dispositions (lembar disposisi, Permendagri 1/2023) of a letter, as it is printed.

Indonesian, as all paper of the office is. `facts` is JSON; `archive.printing` lays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from libs.kit import clock
from services.eoffice.dispositions import shown
from services.eoffice.dispositions.domain import Disposition, UnknownDisposition
from services.eoffice.dispositions.presets import instructions
from services.eoffice.dispositions.repository import titles
from services.eoffice.incoming.domain import Incoming
from services.eoffice.letters.domain import Letter
from services.eoffice.repository import Units
from services.eoffice.signing.composing import day_out
from services.eoffice.signing.rendering import nature

STATES = {
    "sent": "belum dibaca", "cancelled": "ditarik kembali", "read": "dibaca",
    "in_progress": "dikerjakan", "passed_on": "diteruskan", "reported": "dilaporkan",
    "done": "selesai",
}  # fmt: skip


def facts(board: shown.Board) -> dict[str, Any]:
    """Return what stands on the sheet of `{"kind", "letter"}`.

    Raises UnknownIncoming, UnknownLetter, or UnknownDisposition where nothing was given on it.
    """
    _, letter, found = shown.on_letter(board)
    if not found:
        raise UnknownDisposition("nothing was given on this letter yet")
    named = titles(board.tx, {place for one in found for place in (one.giver, one.receiver)})
    first = [one for one in found if one.parent is None]
    head = _incoming(letter) if isinstance(letter, Incoming) else _letter(board, letter)
    asked = {code for one in first for code in one.order.instructions}
    today = board.office.today()
    return {
        "title": "Lembar Disposisi",
        "heads": _heads(board, letter.unit),
        "secret": "Rahasia" if first[0].about.secret else "",
        "facts": [(name, value) for name, value in head.items() if value],
        "to": [(named[one.receiver], one.duty) for one in first],
        "instructions": [(one.title, code in asked) for code, one in instructions().items()],
        "notes": [one.order.text for one in first if one.order.text],
        "rows": [_row(board, n, one, named, today) for n, one in _numbered(found)],
        "givers": list(dict.fromkeys(named[one.giver] for one in first)),
        "printed": _at(board, clock.now()),
    }


def _incoming(one: Incoming) -> dict[str, str]:
    entry = one.entry
    return {
        "Nomor agenda": one.agenda,
        "Surat dari": entry.sender,
        "Nomor surat": entry.number,
        "Tanggal surat": day_out(entry.dated),
        "Diterima tanggal": day_out(entry.received),
        "Sifat": nature(entry.security, entry.urgency),
        "Hal": entry.subject,
    }


def _letter(board: shown.Board, one: Letter) -> dict[str, str]:
    signer = titles(board.tx, [one.content.signer]) if one.content.signer else {}
    zone = board.office.zone
    return {
        "Surat dari": signer.get(one.content.signer or "", ""),
        "Nomor surat": one.number or "",
        "Dikirim": "" if one.sent_at is None else day_out(one.sent_at.astimezone(zone).date()),
        "Sifat": nature(one.content.security, one.content.urgency),
        "Hal": one.content.subject,
    }


def _heads(board: shown.Board, code: str) -> list[str]:
    """Return the names of the unit and of the institution above it, the latter first."""
    units, names = Units(board.tx), []
    unit = units.find(code)
    while unit is not None:
        names.append(unit.name)
        unit = units.find(unit.parent) if unit.parent else None
    return names[:0:-1][:1] + names[:1] if len(names) > 1 else names


def _numbered(
    found: list[Disposition], parent: str | None = None, above: str = ""
) -> Iterator[Any]:
    """Return the dispositions as 1, 1.1, 1.2, 2 …, each before those below it."""
    below = [one for one in found if one.parent == parent]
    for place, one in enumerate(below, 1):
        yield f"{above}{place}", one
        yield from _numbered(found, one.id, f"{above}{place}.")


def _row(
    board: shown.Board, n: str, one: Disposition, named: dict[str, str], today: date
) -> list[str]:
    known = instructions()
    asked = [known[code].title for code in one.order.instructions if code in known]
    said = ". ".join(text for text in ("; ".join(asked), one.order.text) if text)
    state = STATES[one.state] + (", lewat batas" if one.is_overdue(today) else "")
    times = [at for at in (one.done_at, one.reported_at, one.read_at) if at is not None]
    since = f" {_at(board, times[0])}" if times else ""
    to = named[one.receiver] + ("" if one.duty else " (koordinasi)")
    due = "" if one.order.due is None else day_out(one.order.due)
    given = f"{named[one.giver]}, {_at(board, one.given_at)}"
    return [n, given, to, said, due, state + since, one.report]


def _at(board: shown.Board, at: datetime) -> str:
    return at.astimezone(board.office.zone).strftime("%d-%m-%Y %H.%M")
