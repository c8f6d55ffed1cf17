"""What is shown of mailboxes: the inbox, the counters of the home page."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import paging
from services.eoffice.letters.shown import Shelf
from services.eoffice.mailbox import messages, repository
from services.eoffice.mailbox.domain import COUNTERS, WAITING, Deadlines
from services.eoffice.search.shown import among


def inbox(shelf: Shelf, deadlines: Deadlines) -> dict[str, Any]:
    """Return a page of what came to the person's positions, the newest first."""
    query = messages.query({k: v for k, v in shelf.request.data.items() if k != "as"})
    found = among(shelf, query.words) if query.words else None
    rows = repository.page(shelf.tx, shelf.keys, query, deadlines, found)
    shown, following = paging.cut(rows, query.limit, messages.place_out)
    return {"items": [messages.item_out(row, deadlines) for row in shown], "next": following}


def of_office(tx: Connection, deadlines: Deadlines) -> dict[str, int]:
    """Return how much waits in the office, by what it waits for, and how much of that is late."""
    found = repository.count_all(tx, deadlines)
    waits = {name: found.get(box, (0, 0)) for name, box in WAITING.items()}
    late = sum(overdue for _, overdue in waits.values())
    return {**{name: many for name, (many, _) in waits.items()}, "overdue": late}


def counters(shelf: Shelf, deadlines: Deadlines) -> dict[str, Any]:
    """Return how much waits for the person, and below each how urgent, late and old it is."""
    found = repository.count(shelf.tx, shelf.keys, deadlines)
    numbers, details = {}, {}
    for name, (box, what) in COUNTERS.items():
        row = found.get(box)
        numbers[name] = row[what] if row else 0
        details[name] = messages.counter_out(row, what) if row else messages.NOTHING
    return {**numbers, "details": details}
