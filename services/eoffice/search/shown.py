"""A search, as somebody asks it who reads by their keys; and searches that they keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from libs.kit import clock
from libs.kit.ids import new_id
from services.eoffice.letters.desk import Desk
from services.eoffice.letters.shown import Shelf
from services.eoffice.search import about_repository, messages, repository
from services.eoffice.search.lexicon_repository import lexicon
from services.eoffice.search.messages import Query
from services.eoffice.search.repository import Looker
from services.eoffice.search.saved_repository import Saved
from services.eoffice.search.words import Marker, tsqueries, tsquery

MOST_NEW = 99


def search(shelf: Shelf) -> dict[str, Any]:
    """Return a page of what was found: the best of the newest, with what it is called."""
    asked = {one: value for one, value in shelf.request.data.items() if one != "as"}
    query = messages.query(asked)
    stems, endings = lexicon(shelf.tx, query.words)
    texts = tsqueries(query.words, stems, endings)
    page, total, more = _found(shelf, query, texts)
    told = about_repository.about(shelf.tx, shelf.keys, page)
    marker = Marker(query.words, stems)
    following = query.after + len(page)
    return {
        "items": [messages.hit_out(r, told[r["id"]], marker) for r in page if r["id"] in told],
        "next": str(following) if following < total else None,
        "total": total,
        "more": more,
    }


def among(shelf: Shelf, words: str) -> list[str]:
    """Return the letters, ours and registered ones, that the words are found in: the newest."""
    asked = messages.query({"q": words, "sort": "newest"})
    query = replace(asked, limit=repository.MOST)
    rows, *_ = _found(shelf, query, tsqueries(query.words, *lexicon(shelf.tx, query.words)))
    return [row["id"] for row in rows]


def _found(shelf: Shelf, query: Query, texts: Sequence[str]) -> tuple[Sequence[Any], int, bool]:
    """Return what the first of these finds that finds something."""
    for text in texts:
        found = repository.find(shelf.tx, looker(shelf), query, text)
        if found[1]:
            break
    return found


def looker(shelf: Shelf) -> Looker:
    return Looker(shelf.keys, shelf.codes, shelf.office.zone, clock.now())


# ---- searches that are kept


def saved(shelf: Shelf, desk: Desk) -> dict[str, Any]:
    """Return the searches of the person as the position, each with how much is new."""
    rows = Saved(desk.tx, desk.acting).all()
    return {"items": [_told(shelf, row) for row in rows], "next": None}


def keep(desk: Desk) -> dict[str, Any]:
    """Keep a search under a name, in place of an earlier one of that name."""
    new = messages.saving(desk.request.data)
    row = Saved(desk.tx, desk.acting).put(new, new_id(), clock.now())
    return messages.saved_out(row, 0, MOST_NEW)


def opened(desk: Desk) -> dict[str, Any]:
    row = Saved(desk.tx, desk.acting).open(_named(desk), clock.now())
    return messages.saved_out(row, 0, MOST_NEW)


def delete(desk: Desk) -> dict[str, Any]:
    row = Saved(desk.tx, desk.acting).delete(_named(desk))
    return messages.saved_out(row, 0, MOST_NEW)


def _named(desk: Desk) -> str:
    return str(desk.request.data.get("search"))


def _told(shelf: Shelf, row: Any) -> dict[str, Any]:
    query = messages.query(row["query"])
    text = tsquery(query.words, *lexicon(shelf.tx, query.words))
    since = row["opened_at"]
    new = repository.count(shelf.tx, looker(shelf), query, text, since, MOST_NEW)
    return messages.saved_out(row, new, MOST_NEW)
