"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from libs.kit import clock, paging
from libs.kit.errors import FieldError, Invalid
from libs.kit.reading import Reader
from services.eoffice.dispositions import domain as dispositions
from services.eoffice.incoming import domain as incoming
from services.eoffice.letters import domain as letters
from services.eoffice.letters.content import SECURITY, URGENCY
from services.eoffice.mailbox.domain import KINDS
from services.eoffice.search.words import Marker, Sought, sought

BOXES = ("in", "copies", "out", "given", "received")
SORTS = ("rank", "newest")
STATES = tuple(dict.fromkeys((*letters.STATES, *incoming.STATES, *dispositions.STATES)))
USUAL, MOST, MOST_SHOWN, LONGEST_NAME = 20, 100, 500, 100
_EXACT = ("kind", "unit", "security", "urgency", "state", "type")
FIELDS = ("q", "box", "classification", "since", "until", "sort", *_EXACT)


@dataclass(frozen=True)
class Query:
    """What is looked for, and where; `after` is how many were shown before."""

    words: Sought
    where: dict[str, str]
    box: str
    classification: str
    since: date | None
    until: date | None
    sort: str
    limit: int = USUAL
    after: int = 0


def query(data: dict[str, Any]) -> Query:
    """Read a search; raises Invalid, all fields, and for one that looks for nothing."""
    limit, after = paging.asked({"limit": USUAL, **data})
    if after and not (after.isascii() and after.isdigit() and int(after) < MOST_SHOWN):
        raise paging.foreign()
    reader = Reader(data)
    text = reader.text("q", default="") if data.get("q") else ""
    words = sought(text)
    if text and not words.groups:
        reader.wrong("q", "needs a letter or a digit")
    where = {name: reader.text(name, default="") for name in _EXACT}
    for name, known in _CHOICES.items():
        reader.one_of(name, known, "")
    box, sort = reader.one_of("box", BOXES, ""), reader.one_of("sort", SORTS, SORTS[0])
    classification = reader.text("classification", default="") if data.get("classification") else ""
    days = {n: None if data.get(n) is None else reader.day(n) for n in ("since", "until")}
    chosen = {name: value for name, value in where.items() if value}
    if not (text or data.get("q") or chosen or box or classification or any(days.values())):
        reader.wrong("q", "is missing: name words, or a filter")
    reader.end()
    limit = min(limit, MOST)
    dated = (days["since"], days["until"])
    return Query(words, chosen, box, classification, *dated, sort, limit, int(after or 0))


_CHOICES = {"kind": KINDS, "security": SECURITY, "urgency": URGENCY, "state": STATES}


@dataclass(frozen=True)
class Saving:
    """A search to be kept under a name."""

    name: str
    query: dict[str, Any]


def saving(data: dict[str, Any]) -> Saving:
    """Read `{"name", "query": {"q", "kind", …}}`; raises Invalid that names each field."""
    reader = Reader(data)
    reader.only(("as", "name", "query"))
    name = reader.text("name", longest=LONGEST_NAME)
    asked = data.get("query")
    reader.part("query").only(FIELDS)
    reader.end()
    kept = {n: v for n, v in dict(asked or {}).items() if v not in (None, "")}
    try:
        query(kept)
    except Invalid as wrong:
        errors = tuple(FieldError(f"query.{one.field}", one.message) for one in wrong.errors)
        raise Invalid("not a search", errors) from None
    return Saving(name, kept)


# ---- out


def hit_out(row: Any, about: dict[str, Any], marker: Marker) -> dict[str, Any]:
    """Return what was found: what it is called, where the words stand in it."""
    told = ("number", "subject", "sender")
    marks = {name: marker.marked(str(about[name] or "")) for name in told}
    marks["excerpt"] = marker.excerpt(about["texts"])
    same = ("id", "kind", "unit", "state", "security", "urgency", "classification")
    return {
        **{name: row[name] for name in same},
        "type": row["type"] or None,
        "at": clock.to_text(row["at"]),
        **{name: about[name] for name in (*told, "agenda", "about")},
        "marks": {name: [list(part) for part in parts] for name, parts in marks.items()},
    }


def saved_out(row: Any, new: int, most: int) -> dict[str, Any]:
    """Return a search that is kept; `new` of more than `most` says `most` and `more`."""
    return {
        "id": row["id"],
        "name": row["name"],
        "query": row["query"],
        "opened_at": clock.to_text(row["opened_at"]),
        "new": min(new, most),
        "more": new > most,
    }
