"""CAP messages as tests write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from services.notifications.cap import writing
from services.notifications.cap.domain import CODES, Alert, Area, Circle, Info, Reference

WIB = timezone(timedelta(hours=7))
SENT = datetime(2026, 11, 22, 19, 5, tzinfo=WIB)
SQUARE = ((-2.0, 106.0), (-2.0, 106.2), (-2.2, 106.2), (-2.2, 106.0), (-2.0, 106.0))
BOWTIE = ((-2.0, 106.0), (-2.2, 106.2), (-2.2, 106.0), (-2.0, 106.2), (-2.0, 106.0))
PLACE = Area(
    "Gerunggang <Pangkalpinang> & sekitarnya",
    (SQUARE,),
    (Circle((-2.1, 106.1), 5.5),),
    ((CODES, "197103"),),
)
INFO = Info(
    event="Hujan lebat",
    categories=("Met",),
    urgency="Immediate",
    severity="Severe",
    certainty="Likely",
    language="id",
    responses=("Prepare", "Avoid"),
    effective=SENT,
    onset=SENT + timedelta(minutes=15),
    expires=SENT + timedelta(hours=3),
    sender_name="Badan uji",
    headline="Hujan lebat di Gerunggang",
    description="Berpotensi banjir.\nWaspada.",
    instruction="Jauhi sungai.",
    web="https://contoh.example/peringatan",
    contact="112",
    parameters=(("curah", "lebat"),),
    areas=(PLACE,),
)


def alert(identifier: str = "uji.1", **changes: object) -> Alert:
    """Return a warning of heavy rain, with these changes."""
    plain: dict[str, object] = {
        "identifier": identifier,
        "sender": "uji@bmkg.example",
        "sent": SENT,
        "status": "Actual",
        "msg_type": "Alert",
        "scope": "Public",
        "infos": (INFO,),
    }
    return Alert(**{**plain, **changes})  # type: ignore[arg-type]


def refers(*alerts: Alert) -> tuple[Reference, ...]:
    """Return what a message says that refers to these."""
    return tuple(Reference(one.sender, one.identifier, one.sent) for one in alerts)


def xml(one: Alert) -> bytes:
    """Return the message as it goes over the wire."""
    return writing.to_bytes(writing.write(one, WIB))
