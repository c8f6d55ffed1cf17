"""Who has an incident open on a screen: told to operators, kept nowhere.

A page tells that it has it open, again every half a minute, and that it closed it; one that opens
it is answered by those that have it open already. Who was not heard of for a minute is gone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import clock, outbox
from libs.kit.envelope import Event
from libs.kit.reading import Reader
from libs.kit.request import Request
from services.notifications.incidents import access, messages
from services.notifications.incidents.repository import SERVICE, Incidents
from services.notifications.incidents.wire import moment

OPENED = "incident_opened"


def tell(tx: Connection, request: Request) -> dict[str, Any]:
    """Tell of a page, `seat`, that it has the incident open, or not any more."""
    who, reader = request.principal, Reader(request.data)
    reader.only(("incident", "seat", "open"))
    seat, is_open = messages.uuid(reader, "seat"), reader.flag("open")
    reader.end()
    access.require_reader(who)
    one = Incidents(tx).get(str(request.data.get("incident")), who)
    access.require_desk(who, one.place.area)
    told: dict[str, Any] = {"incident": one.id, "area": one.place.area, "seat": seat}
    told |= {"name": who.name, "open": is_open, "at": moment(clock.now())}
    outbox.add(tx, SERVICE, Event(OPENED, one.id, told))
    return told
