"""A letter's history as PDF, for an auditor: who did what as whom, when, from where.

It has states and hashes before and after, and nothing of what the letter says. Who may have it:
those on the letter's way and its unit's records officers (for an incoming letter: its readers), who
see the history on the screen too; and an administrator whose account's area holds the letter, as
whom an auditor is given an account. An administrator reads no letter by that, and of a secret one
neither number nor subject stands on the sheet. Each printing is in the history.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from libs.kit.ids import is_uuid
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.archive.words import ACTS, CAPACITIES, STATES, told_at
from services.eoffice.incoming.domain import UnknownIncoming
from services.eoffice.incoming.shown import Register
from services.eoffice.incoming.tables import incoming
from services.eoffice.letters.content import SECRETS
from services.eoffice.letters.desk import Office
from services.eoffice.letters.domain import UnknownLetter
from services.eoffice.letters.shown import Shelf
from services.eoffice.letters.tables import letters
from services.eoffice.organisation.tables import positions
from services.eoffice.tables import acts

MOST = 2000
SECURITY = {
    "ordinary": "Biasa", "limited": "Terbatas", "secret": "Rahasia", "top_secret": "Sangat rahasia",
}  # fmt: skip


def facts(tx: Connection, request: Request, office: Office, kind: str) -> dict[str, Any]:
    """Return what stands on the sheet of `{"letter"}`, and note that it was printed.

    Raises UnknownLetter or UnknownIncoming for a letter whose history is not theirs to have.
    """
    letter_id = str(request.data.get("letter"))
    row = _audited(tx, request, kind, letter_id)
    if row is None:
        row = _own(tx, request, office, kind, letter_id)
    subject = f"{kind}/{letter_id}"
    rows = _acts(tx, subject)
    audit.note(tx, request, None, "letter_history_printed", subject)
    return {
        "title": f"Riwayat surat {'masuk' if kind == 'incoming' else 'keluar'}",
        "id": letter_id,
        "printed": f"Dicetak {told_at(None, office.zone)} oleh akun {request.principal.name}",
        "facts": _head(row, kind),
        "acts": [_line(one, office) for one in rows[:MOST]],
        "cut": len(rows) > MOST,
    }


def _audited(tx: Connection, request: Request, kind: str, letter_id: str) -> Any | None:
    """Return the letter's row to an administrator of its area, None to anybody else."""
    if "admin" not in request.principal.roles or not is_uuid(letter_id):
        return None
    row = _row(tx, kind, letter_id)
    held = row is not None and row["area"].startswith(request.principal.area)
    return row if held else None


def _own(tx: Connection, request: Request, office: Office, kind: str, letter_id: str) -> Any:
    """Return the letter's row to who sees its history on the screen."""
    if kind == "incoming":
        Register(tx, request, office).take(letter_id)
    else:
        shelf = Shelf(tx, request, office)
        if not shelf.is_inside(shelf.open()[0]):
            raise UnknownLetter(f"the history of {letter_id} is for those on its way")
    return _row(tx, kind, letter_id)


def _row(tx: Connection, kind: str, letter_id: str) -> Any | None:
    table = incoming if kind == "incoming" else letters
    query = sa.select(table).where(table.c.id == letter_id)
    return tx.execute(query).mappings().one_or_none()


def _acts(tx: Connection, subject: str) -> Any:
    query = sa.select(acts, positions.c.title).outerjoin(
        positions, positions.c.code == acts.c.position
    )
    mine = query.where(acts.c.subject == subject).order_by(acts.c.id).limit(MOST + 1)
    return tx.execute(mine).mappings().all()


def _head(row: Any, kind: str) -> list[tuple[str, str]]:
    secret = row["security"] in SECRETS
    said = {"Nomor": row["number"], "Hal": row["subject"]}
    if kind == "incoming":
        said = {"Agenda": f"{'R-' if secret else ''}{row['n']}/{row['year']}", **said}
        said["Pengirim"] = row["sender"]
    elif secret:
        said["Nomor"] = None
    said |= {
        "Unit": row["unit"],
        "Klasifikasi": row["classification"] or "-",
        "Sifat": SECURITY[row["security"]],
        "Keadaan": STATES.get(row["state"], row["state"]),
    }
    hidden = "(rahasia)" if secret else "-"
    return [(name, value or hidden) for name, value in said.items()]


def _line(row: Any, office: Office) -> list[str]:
    title = row["title"] or row["position"] or "-"
    capacity = CAPACITIES.get(row["capacity"], "")
    return [
        told_at(row["at"], office.zone),
        ACTS.get(row["what"], row["what"]),
        row["person"] or "sistem",
        f"{capacity} {title}".strip(),
        row["origin"] or "-",
        _marks(row["before"]),
        _marks(row["after"]),
    ]


_SHOWN = ("state", "version", "draft", "number", "hash", "scan", "code", "file", "list", "fate")


def _marks(value: Any) -> str:
    """Return states and hashes; words that a correction keeps of a register stay where they are."""
    if not isinstance(value, dict):
        return "-"
    return " · ".join(f"{name} {value[name]}" for name in _SHOWN if value.get(name)) or "-"


__all__ = ["UnknownIncoming", "facts"]
