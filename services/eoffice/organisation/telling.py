"""Who acts as what, told to services that must reach them: a position as a whole, people named.

Whoever changes the organisation holds its lock, so that events of one position come in the order
of its changes, and each is the truth of its moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.engine import Connection

from libs.kit import outbox
from services.eoffice.organisation import messages
from services.eoffice.organisation.repository import Delegations, Holdings, Positions, lock


def tell(tx: Connection, codes: Iterable[str], today: date) -> int:
    """Tell of each of the positions what it is now and who holds it; returns how many."""
    wanted = sorted(set(codes))
    placed, held = Positions(tx).placed(wanted), Holdings(tx).lasting(wanted, today)
    given = Delegations(tx).lasting(wanted, today)
    events = [
        messages.authority_changed(
            one.position, one.unit_name, one.area, held.get(code, []), given.get(code, [])
        )
        for code, one in sorted(placed.items())
    ]
    outbox.add(tx, "eoffice", *events)
    return len(events)


def tell_all(tx: Connection, today: date) -> int:
    """Tell of every position, for who was not there when it changed; safe to repeat."""
    lock(tx)
    return tell(tx, Positions(tx).all(), today)
