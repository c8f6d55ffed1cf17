"""dict ↔ domain, both ways. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from libs.kit import clock, paging
from libs.kit.ids import is_uuid
from libs.kit.reading import Reader
from services.eoffice.letters.content import URGENCY
from services.eoffice.mailbox.domain import COPIES, IN, INCOMING, Deadlines

FLAGS = ("unread", "to_follow_up", "urgent", "overdue", "copies")
Place = tuple[datetime, str]


@dataclass(frozen=True)
class Query:
    """A page of what came, the newest first; `after` is where the page before ended."""

    box: str
    unread: bool
    to_follow_up: bool
    urgent: bool
    overdue: bool
    words: str
    limit: int
    after: Place | None


def query(data: dict[str, Any]) -> Query:
    """Read FLAGS, each true or absent, and `{"q", "limit", "after"}`; raises Invalid."""
    limit, after = paging.asked(data)
    reader = Reader(data)
    flags = {name: reader.flag(name) for name in FLAGS}
    words = reader.text("q", default="") if data.get("q") else ""
    reader.end()
    box = COPIES if flags.pop("copies") else IN
    return Query(box, **flags, words=words, limit=limit, after=_place(after))


def _place(after: str) -> Place | None:
    if not after:
        return None
    moment, _, thing = after.partition("~")
    try:
        at = clock.from_text(moment)
    except ValueError:
        raise paging.foreign() from None
    if not is_uuid(thing):
        raise paging.foreign()
    return at, thing


def place_out(row: Any) -> str:
    return f"{row['at'].isoformat()}~{row['thing']}"


def item_out(row: dict[str, Any], deadlines: Deadlines) -> dict[str, Any]:
    """Return a letter of ours or an incoming one as the inbox shows it."""
    due = deadlines.due(row["at"], row["urgency"])
    inside = row["kind"] != INCOMING
    sender = row["signer_title"] if inside else row["sender"]
    same = ("kind", "position", "unread", "open", "security", "classification", "subject", "number")
    return {
        "id": row["thing"],
        **{name: row[name] for name in same},
        "type": row["type"],
        "agenda": None if inside else _agenda(row),
        "state": _state(row) if inside else row["state"],
        "sender": sender,
        "unit": row["unit"],
        "urgency": URGENCY[row["urgency"]],
        "at": clock.to_text(row["at"]),
        "due": due.isoformat() if row["open"] else None,
        "overdue": row["open"] and due < deadlines.today,
    }


def _agenda(row: Any) -> str:
    return f"{'R-' if row['secret'] else ''}{row['n']}/{row['year']}"


def _state(row: Any) -> str:
    if row["unread"]:
        return "delivered"
    return "read" if row["open"] or row["box"] == COPIES else "followed_up"


def counter_out(row: Any, what: str) -> dict[str, Any]:
    """Return what stands below a counter: how many urgent, overdue, and since when."""
    oldest: date | None = row[f"{what}_oldest"]
    numbers = {one: row[f"{what}_{one}"] for one in ("urgent", "very_urgent", "overdue")}
    return {**numbers, "oldest": oldest and oldest.isoformat()}


NOTHING = {"urgent": 0, "very_urgent": 0, "overdue": 0, "oldest": None}
