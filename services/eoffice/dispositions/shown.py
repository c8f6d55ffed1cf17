"""What is shown of dispositions: one, a list, the whole tree of a letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.eoffice import audit
from services.eoffice.dispositions import lists_repository, messages
from services.eoffice.dispositions.domain import INCOMING, KINDS, TO_DO, Disposition
from services.eoffice.dispositions.orders import name
from services.eoffice.dispositions.repository import Dispositions, titles
from services.eoffice.incoming.domain import Incoming
from services.eoffice.incoming.shown import Register, acts
from services.eoffice.letters.desk import Office
from services.eoffice.letters.domain import Letter


class Board(Register):
    """A person who looks, as one position (`as`) or as all that they hold or stand in for."""

    def __init__(self, tx: Connection, request: Request, office: Office) -> None:
        super().__init__(tx, request, office)
        self.dispositions = Dispositions(tx, office.vault, self.keys)

    def take_disposition(self) -> Disposition:
        """Return the disposition of `{"disposition"}`; a secret one's opening is written down."""
        found = self.dispositions.get(str(self.request.data.get("disposition")))
        if found.about.secret:
            theirs = {found.giver, found.receiver}
            who = next((o for o in self.positions if o.position in theirs), None)
            audit.note(self.tx, self.request, who, "secret_disposition_opened", name(found.id))
        return found


def disposition(board: Board) -> dict[str, Any]:
    return _told(board, [board.take_disposition()])[0]


def history(board: Board) -> dict[str, Any]:
    """Return what was done with a disposition by whom as what, the first act first."""
    return acts(board, name(board.take_disposition().id))


def tree(board: Board) -> dict[str, Any]:
    """Return all dispositions on a letter, `{"kind", "letter"}`, each with its `children`."""
    _, _, dispositions = on_letter(board)
    found = _told(board, dispositions)
    placed = {one["id"]: {**one, "children": []} for one in found}
    for one in placed.values():
        if one["parent"] is not None:
            placed[one["parent"]]["children"].append(one)
    first = [one for one in placed.values() if one["parent"] is None]
    return {"items": first, "next": None}


def on_letter(board: Board) -> tuple[str, Incoming | Letter, list[Disposition]]:
    """Return the letter of `{"kind", "letter"}`, with what was given on it.

    Whoever opens a secret one is written down.
    """
    reader = Reader(board.request.data)
    kind = reader.one_of("kind", KINDS, INCOMING)
    named = messages.uuid(reader, "letter")
    reader.end()
    letter = board.take(named) if kind == INCOMING else board.letters.get(named)
    return kind, letter, board.dispositions.tree(kind, named)


def _told(board: Board, found: Sequence[Disposition]) -> list[dict[str, Any]]:
    today = board.office.today()
    named = titles(board.tx, {place for one in found for place in (one.giver, one.receiver)})
    return [
        {**messages.disposition_out(one, today), **_titles(named, one.giver, one.receiver)}
        for one in found
    ]


def _titles(named: dict[str, str], giver: str, receiver: str) -> dict[str, str]:
    return {"giver_title": named[giver], "receiver_title": named[receiver]}


def page(board: Board) -> dict[str, Any]:
    """Return a page of dispositions, the newest first; of a secret one none of its words."""
    query = messages.query({k: v for k, v in board.request.data.items() if k != "as"})
    rows = lists_repository.page(board.tx, board.keys, query, board.office.today())
    shown, following = paging.cut(rows, query.limit, lambda row: str(row["id"]))
    named = titles(board.tx, {row[side] for row in shown for side in ("giver", "receiver")})
    items = [_head(board, row, named) for row in shown]
    return {"items": items, "next": following}


def _head(board: Board, row: Any, named: dict[str, str]) -> dict[str, Any]:
    due, same = row["due"], ("id", "parent", "giver", "receiver", "duty", "state", "version")
    late = due is not None and due < board.office.today()
    about = {"kind": row["kind"], "id": row["letter"]}
    heads = {one: row[f"letter_{one}"] for one in ("subject", "number", "sender")}
    return {
        **{one: row[one] for one in same},
        **_titles(named, row["giver"], row["receiver"]),
        "about": {**about, **heads},
        **(row["said"] or messages.WORDLESS),
        "urgency": row["urgency"],
        "due": due and due.isoformat(),
        "overdue": late and row["duty"] and row["state"] in TO_DO,
        **{one: messages.moment(row[one]) for one in messages.TIMES},
    }
